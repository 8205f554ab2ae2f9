"""Export pictures: a preset, what differs from it, and in words what the files will hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.export_preset import (
    ExportFormat,
    ExportMetadata,
    ExportPreset,
    ExportSettings,
)
from desktop.domain.name_template import expand_name
from desktop.imaging.export_shape import Shape
from desktop.ui.controls.choice_box import ChoiceBox
from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.icon_button import icon_only
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.dialogs.dialog_frame import DialogFrame
from desktop.ui.dialogs.export_choice import (
    ExportChoice,
    ExportSubject,
    holds_words,
    target_for,
    warning_words,
)
from desktop.ui.dialogs.export_fields import ExportFields
from desktop.ui.icons import Icons

_OWN = "As set below"


class ExportDialog(DialogFrame):
    """Asks how, then for the file or the folder in the system's own dialog; then shows progress.

    Signals: `export_requested(ExportChoice)`, `settings_changed(ExportSettings)` when a preset was
    kept or forgotten, `stop_requested` while files are being written.
    """

    export_requested = Signal(object)
    settings_changed = Signal(object)
    stop_requested = Signal()

    def __init__(
        self,
        subject: ExportSubject,
        settings: ExportSettings,
        icons: Icons,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Export", parent)
        self._subject = subject
        self._settings = settings
        self.presets = ChoiceBox("Preset", self)
        self.fields = ExportFields(self)
        self._keep = icon_only(icons, "bookmark", "Keep as a preset…", self)
        self._forget = icon_only(icons, "trash-2", "Forget this preset", self)
        self._example = ElidedLabel("", self, elide=Qt.TextElideMode.ElideMiddle)
        self._holds = Paragraph(parent=self, role="soft")
        self._warnings = Paragraph(parent=self, role="warning")
        self._progress = QProgressBar(self)
        self._export = QPushButton(self)
        self._is_running = False
        self._lay_out()
        self._connect()
        self._offer_formats()
        self._list_presets()
        self.show_preset(settings.last)

    @property
    def notes(self) -> str:
        """What the new file will not hold."""
        return self._warnings.text()

    @property
    def holds(self) -> str:
        """What the new file will hold beside its pixels."""
        return self._holds.text()

    @property
    def example(self) -> str:
        """The name of the first file, or why there can be none."""
        return self._example.text()

    def show_preset(self, preset: ExportPreset) -> None:
        """The fields as the preset says."""
        offered = {self.fields.format.itemData(row) for row in range(self.fields.format.count())}
        form = preset.format if preset.format in offered else ExportFormat.PNG
        metadata = preset.metadata
        if self._subject.is_simulated and metadata is ExportMetadata.NONE:
            metadata = ExportMetadata.PICTURE
        self.fields.show_preset(replace(preset, format=form, metadata=metadata))
        self._show()

    def choose_format(self, form: ExportFormat) -> None:
        """Another format than last time, such as the one that a menu named."""
        current = self._current()
        if current is not None and current.format is not form:
            self.show_preset(replace(current, format=form))

    # while files are written ----------------------------------------------------------------

    def show_progress(self, done: int, total: int) -> None:
        self._progress.setMaximum(total)
        self._progress.setValue(done)

    def begin(self) -> None:
        """Files are being written: only stopping is possible."""
        self._is_running = True
        self._enable_choices(is_on=False)
        self._progress.setMaximum(0 if self._subject.count == 1 else self._subject.count)
        self._progress.setValue(0)
        self._progress.show()
        self._export.setText("Stop")
        self._export.setToolTip("The file that is being written is finished, the others are not")
        self.fit()

    def end(self) -> None:
        """Back to choosing, after trouble or a stop."""
        self._is_running = False
        self._enable_choices(is_on=True)
        self._progress.hide()
        self._name_button()
        self._show()

    def _enable_choices(self, *, is_on: bool) -> None:
        for widget in (self.fields, self.presets, self._keep, self._forget):
            widget.setEnabled(is_on)

    def reject(self) -> None:
        """Cancel and Esc stop what runs before they close anything."""
        if self._is_running:
            self.stop_requested.emit()
        else:
            super().reject()

    def sizeHint(self) -> QSize:
        return QSize(760, 480)

    # laying out -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        heading = QLabel(self._title(), self)
        set_role(heading, "title")
        self.add(heading)
        what = ElidedLabel(self._what(), self, elide=Qt.TextElideMode.ElideMiddle)
        set_role(what, "soft")
        self.add(what)
        set_role(self._example, "soft")
        self.add(self._middle())
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Files written")
        self._progress.hide()
        self.add(self._progress)
        self._content.addStretch(1)
        self.add_close_button("Cancel")
        self._name_button()
        set_role(self._export, "primary")
        self.add_button(self._export, is_main=True)

    def _middle(self) -> QWidget:
        """What is chosen on the left, what comes of it on the right."""
        middle = QWidget(self)
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        self.fields.setMinimumWidth(380)
        left = QVBoxLayout()
        left.setSpacing(12)
        for widget in (self._preset_row(), self.fields, self._example):
            left.addWidget(widget)
        left.addStretch(1)
        row.addLayout(left, 5)
        row.addWidget(self._words(), 4)
        return middle

    def _preset_row(self) -> QWidget:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self.presets.setToolTip("Ways of exporting by purpose; your own stand at the end")
        line.addWidget(self.presets, 1)
        line.addWidget(self._keep)
        line.addWidget(self._forget)
        return row

    def _words(self) -> QWidget:
        card = QFrame(self)
        card.setMinimumWidth(280)
        set_role(card, "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        heading = QLabel("What the file holds", card)
        set_role(heading, "heading")
        for widget in (heading, self._holds, self._warnings):
            column.addWidget(widget)
        column.addStretch(1)
        return card

    def _title(self) -> str:
        count = self._subject.count
        return "Export" if count == 1 else f"Export {count:,} pictures"

    def _what(self) -> str:
        one = f"{self._subject.name} · {self._subject.size.shown}"
        others = self._subject.count - 1
        return one if not others else f"{one}, and {others:,} more"

    def _name_button(self) -> None:
        count = self._subject.count
        self._export.setText("Export…" if count == 1 else f"Export {count:,}…")
        where = "Asks where to write it" if count == 1 else "Asks for the folder"
        self._export.setToolTip(where)

    def _connect(self) -> None:
        self.fields.edited.connect(self._show)
        self.presets.activated.connect(self._take_preset)
        self._keep.clicked.connect(self._ask_name)
        self._forget.clicked.connect(self._forget_preset)
        self._export.clicked.connect(self._go)

    # showing --------------------------------------------------------------------------------

    def _offer_formats(self) -> None:
        all_forms = tuple(ExportFormat)
        flat = tuple(one for one in all_forms if one.is_flat)
        forms = all_forms if self._subject.is_result else flat
        self.fields.offer(forms, may_be_bare=not self._subject.is_simulated)

    def _list_presets(self) -> None:
        self.presets.clear()
        self.presets.addItem(_OWN, None)
        for preset in self._settings.all:
            if self._subject.is_result or preset.format.is_flat:
                self.presets.addItem(preset.name, preset)

    def _show(self) -> None:
        preset = self._current()
        self._export.setEnabled(preset is not None)
        if preset is None:
            set_role(self._example, "danger")
            self._example.setText(self._trouble())
            return
        set_role(self._example, "soft")
        self._example.setText(f"{self._name(preset)}{self._suffix(preset)}")
        self._holds.set_text("\n".join(holds_words(self._subject, preset)))
        warnings = warning_words(self._subject, preset)
        self._warnings.set_text("\n".join(warnings))
        self._warnings.setVisible(bool(warnings))
        self._mark_preset(preset)
        self.fit()

    def _current(self) -> ExportPreset | None:
        try:
            return self.fields.preset()
        except ValueError:
            return None

    def _trouble(self) -> str:
        try:
            self.fields.preset()
        except ValueError as error:
            return str(error)
        return ""

    def _mark_preset(self, current: ExportPreset) -> None:
        """The preset that says what the fields say, if there is one."""
        place = 0
        for row in range(1, self.presets.count()):
            preset: ExportPreset = self.presets.itemData(row)
            if preset.says_the_same(current):
                place = row
                break
        self.presets.setCurrentIndex(place)
        own = {one.name for one in self._settings.presets}
        is_own = self.presets.currentText() in own and place > 0
        self._forget.setEnabled(is_own)
        self._forget.setToolTip(
            "Forget this preset" if is_own else "Only your own presets can be forgotten"
        )

    def _name(self, preset: ExportPreset) -> str:
        size = self._subject.size
        if preset.format.is_flat:
            size = Shape(bounds=preset.bounds, cuts=preset.cuts).size_for(size)
        shown = self.presets.currentText() if self.presets.currentIndex() > 0 else ""
        facts = replace(self._subject.facts, width=size.width, height=size.height, preset=shown)
        return expand_name(preset.template, facts)

    def _suffix(self, preset: ExportPreset) -> str:
        if preset.format is ExportFormat.ORIGINAL:
            return self._subject.original_suffix
        return preset.format.suffixes[0]

    # presets --------------------------------------------------------------------------------

    def _take_preset(self, row: int) -> None:
        preset = self.presets.itemData(row)
        if isinstance(preset, ExportPreset):
            self.show_preset(preset)

    def _ask_name(self) -> None:
        """Without blocking: the answer comes when the question is closed."""
        question = QInputDialog(self)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setWindowTitle("Keep as a preset")
        question.setLabelText("Name of the preset")
        question.textValueSelected.connect(self._keep_preset)
        question.open()

    def _keep_preset(self, name: str) -> None:
        preset = self._current()
        if preset is not None and name.strip():
            kept = replace(preset, name=name.strip()[:60])
            self._change_settings(self._settings.with_preset(kept))

    def _forget_preset(self) -> None:
        self._change_settings(self._settings.without(self.presets.currentText()))

    def _change_settings(self, settings: ExportSettings) -> None:
        self._settings = settings
        self._list_presets()
        self._show()
        self.settings_changed.emit(settings)

    # going ----------------------------------------------------------------------------------

    def _go(self) -> None:
        if self._is_running:
            self.stop_requested.emit()
        elif self._subject.count > 1:
            self._ask_folder()
        else:
            self._ask_where()

    def _ask_where(self) -> None:
        """Without blocking: the answer comes when the file dialog is closed."""
        preset = self._current()
        if preset is None:
            return
        suffix = self._suffix(preset)
        dialog = QFileDialog(self, "Export", self._subject.folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        endings = " ".join(f"*{one}" for one in preset.format.suffixes or (suffix,))
        dialog.setNameFilter(f"{preset.format.shown} ({endings})")
        dialog.setDefaultSuffix(suffix[1:])
        dialog.selectFile(self._name(preset) + suffix)
        dialog.fileSelected.connect(self._say_file)
        dialog.open()

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, "Export into this folder", self._subject.folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._say_folder)
        dialog.open()

    def _say_file(self, path: str) -> None:
        preset = self._named()
        if preset is not None:
            target, is_as_chosen = target_for(Path(path), preset.format)
            self._say(ExportChoice(preset=preset, target=target, may_replace=is_as_chosen))

    def _say_folder(self, path: str) -> None:
        preset = self._named()
        if preset is not None:
            self._say(ExportChoice(preset=preset, target=Path(path), may_replace=False))

    def _named(self) -> ExportPreset | None:
        preset = self._current()
        if preset is None:
            return None
        name = self.presets.currentText() if self.presets.currentIndex() > 0 else ""
        return replace(preset, name=name)

    def _say(self, choice: ExportChoice) -> None:
        self.begin()
        self.export_requested.emit(choice)
