"""The full texts of the licences of everything that a package holds."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.ui.controls.roles import set_role
from desktop.ui.dialogs.dialog_frame import DialogFrame


class LicencePage(DialogFrame):
    """Read-only; the text can be selected and copied."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__("Licences", parent)
        view = QPlainTextEdit(text, self)
        view.setReadOnly(True)
        view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        view.setAccessibleName("Licences of everything inside")
        view.setToolTip("Who made what is inside, and under which licence")
        set_role(view, "code")
        self.add(view, 1)
        self.add_close_button(is_main=True)

    def sizeHint(self) -> QSize:
        return QSize(760, 560)
