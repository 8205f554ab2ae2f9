"""Export a result as PNG, JPEG or WebP, knowing what the new file will and will not hold."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QPushButton, QWidget

from desktop.imaging.write_options import USUAL_QUALITY
from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.number_range import NumberRange
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.controls.segmented import Choice, Segmented
from desktop.ui.controls.slider_field import SliderField
from desktop.ui.dialogs.dialog_frame import DialogFrame
from desktop.ui.dialogs.export_choice import (
    ExportChoice,
    ExportFormat,
    ExportSubject,
    target_for,
)

_QUALITY = NumberRange(minimum=1, maximum=100, default=USUAL_QUALITY, unit="%")
_FORMATS = (
    Choice(value=ExportFormat.PNG.value, text="PNG", hint="Lossless, with transparency"),
    Choice(value=ExportFormat.JPEG.value, text="JPEG", hint="Small, without transparency"),
    Choice(value=ExportFormat.WEBP.value, text="WebP", hint="Small, with transparency"),
)
_FILTERS = {
    ExportFormat.PNG: "PNG (*.png)",
    ExportFormat.JPEG: "JPEG (*.jpg *.jpeg)",
    ExportFormat.WEBP: "WebP (*.webp)",
}
_NO_ALPHA = "JPEG has no transparency: transparent parts become white."
_NO_CREDENTIALS = (
    "The Content Credentials that the service put into its file do not pass into a new one. "
    "Only the original keeps them."
)
_METADATA = (
    "On: camera, date, place, author and descriptions stay, where the picture has them (EXIF, "
    "XMP). Off: only pixels, colour profile and resolution are written. Prompt, model and cost "
    "are never written; they stay in the history."
)
_SIMULATED = "This picture was simulated by the demo engine; the file will say so."


class ExportDialog(DialogFrame):
    """Asks for the format, then for the file in the system's own dialog.

    Signals: `export_requested` with an ExportChoice, `original_requested` for the file as the
    service sent it.
    """

    export_requested = Signal(object)
    original_requested = Signal()

    def __init__(self, subject: ExportSubject, parent: QWidget | None = None) -> None:
        super().__init__("Export", parent)
        self._subject = subject
        self._what = ElidedLabel(
            f"{subject.name}  {subject.size.shown}", self, elide=Qt.TextElideMode.ElideMiddle
        )
        self.format = Segmented("Format", self)
        self.quality = SliderField("Quality", _QUALITY, self)
        self.metadata = QCheckBox("Keep what the picture tells of itself", self)
        self._notes = Paragraph(parent=self, role="warning")
        self._original = QPushButton("Save original…", self)
        self._export = QPushButton("Export…", self)
        self._lay_out()
        self._connect()
        self._show_format()

    @property
    def notes(self) -> str:
        """What the new file will not hold."""
        return self._notes.text()

    @property
    def chosen_format(self) -> ExportFormat:
        return ExportFormat(self.format.value)

    def preset(
        self, format_: ExportFormat, quality: int = USUAL_QUALITY, *, keeps_metadata: bool
    ) -> None:
        """What was chosen last time."""
        self.format.set_value(format_.value)
        self.quality.set_value(quality)
        self.metadata.setChecked(keeps_metadata or self._subject.is_simulated)
        self._show_format()

    def sizeHint(self) -> QSize:
        return QSize(440, 280)

    def _lay_out(self) -> None:
        heading = QLabel("Export the result", self)
        set_role(heading, "title")
        set_role(self._what, "soft")
        self.format.set_choices(_FORMATS)
        self.format.set_value(ExportFormat.PNG.value)
        self.quality.set_hint("Lower makes smaller and coarser files")
        self.metadata.setChecked(True)
        self.metadata.setEnabled(not self._subject.is_simulated)
        self.metadata.setToolTip(_METADATA)
        for widget in (heading, self._what, self.format, self.quality, self.metadata, self._notes):
            self.add(widget)
        self._content.addStretch(1)
        self._add_buttons()

    def _add_buttons(self) -> None:
        set_role(self._export, "primary")
        self._export.setToolTip("Asks where to write it")
        self._original.setToolTip("Writes the file exactly as the service sent it")
        self._original.setVisible(self._subject.has_original)
        self.add_side_button(self._original)
        self.add_close_button("Cancel")
        self.add_button(self._export, is_main=True)

    def _connect(self) -> None:
        self.format.chosen.connect(self._show_format)
        self._export.clicked.connect(self._ask_where)
        self._original.clicked.connect(self._say_original)

    def _show_format(self) -> None:
        chosen = self.chosen_format
        self.quality.setVisible(chosen.has_quality)
        notes = (
            _NO_ALPHA if self._subject.has_alpha and not chosen.has_alpha else "",
            _NO_CREDENTIALS if self._subject.has_credentials else "",
            _SIMULATED if self._subject.is_simulated else "",
        )
        self._notes.set_text("\n".join(note for note in notes if note))
        self._notes.setVisible(any(notes))
        self.fit()

    def _ask_where(self) -> None:
        """Without blocking: the answer comes when the file dialog is closed."""
        dialog = QFileDialog(self, "Export", self._subject.folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(_FILTERS[self.chosen_format])
        dialog.setDefaultSuffix(self.chosen_format.suffixes[0][1:])
        dialog.selectFile(self._subject.name + self.chosen_format.suffixes[0])
        dialog.fileSelected.connect(self._say)
        dialog.open()

    def _say(self, path: str) -> None:
        target, is_as_chosen = target_for(Path(path), self.chosen_format)
        choice = ExportChoice(
            format=self.chosen_format,
            quality=int(self.quality.value),
            keeps_metadata=self.metadata.isChecked(),
            target=target,
            may_replace=is_as_chosen,
        )
        self.accept()
        self.export_requested.emit(choice)

    def _say_original(self) -> None:
        self.accept()
        self.original_requested.emit()
