"""Something went wrong inside Stet: what, what is safe, and the report to hand on."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.icon_button import IconButton
from desktop.ui.controls.icon_label import IconLabel
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.dialogs.dialog_frame import DialogFrame
from desktop.ui.icons import Icons

_SAFE = (
    "Pictures, mask, prompt and everything in the library are as they were; answers that came are "
    "on disk. The report names no key, and is not sent anywhere."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrashReport:
    """What happened in one sentence, the report's text, and the file it stands in."""

    sentence: str
    text: str
    file: str


class CrashDialog(DialogFrame):
    """Signals: `folder_open_requested`: the folder of the report is to be shown."""

    folder_open_requested = Signal()

    def __init__(self, report: CrashReport, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__("Stet has a fault", parent)
        self._report = report
        self._icons = icons
        self._copy = IconButton(icons.icon("copy"), "Copy report", self)
        self._folder = IconButton(icons.icon("folder-open"), "Open folder", self)
        self._lay_out()
        self._copy.clicked.connect(self._copy_report)
        self._folder.clicked.connect(self.folder_open_requested)

    def sizeHint(self) -> QSize:
        return QSize(620, 460)

    def _lay_out(self) -> None:
        self.add(self._headline())
        self.add(Paragraph(_SAFE, self))
        view = QPlainTextEdit(self._report.text, self)
        view.setReadOnly(True)
        view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        view.setAccessibleName("Report")
        view.setToolTip("The report as it was written")
        set_role(view, "code")
        self.add(view, 1)
        file = ElidedLabel(self._report.file, self, elide=Qt.TextElideMode.ElideMiddle)
        set_role(file, "soft")
        self.add(file)
        self._copy.setToolTip("Copies the report")
        self._folder.setToolTip("Shows the folder with the report in the file manager")
        self.add_side_button(self._copy)
        self.add_side_button(self._folder)
        self.add_close_button("Go on", is_main=True)

    def _headline(self) -> QWidget:
        host = QWidget(self)
        row = QHBoxLayout(host)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        icon = IconLabel(20, host)
        icon.set_icon(self._icons.icon("bug", "danger"), "Fault")
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Paragraph(self._report.sentence, host, role="heading"), 1)
        return host

    def _copy_report(self) -> None:
        QGuiApplication.clipboard().setText(self._report.text)
