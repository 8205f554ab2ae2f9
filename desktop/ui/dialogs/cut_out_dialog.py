"""Before a background is removed: what is sent, what stands, and what it costs."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.dialogs.dialog_frame import DialogFrame

_WHAT = (
    "The whole picture is sent, without a mask. Of the answer only the transparency is used: every "
    "colour that is left is the picture's own."
)


class CutOutDialog(DialogFrame):
    """Signals: `cut_out_requested` with what is to be kept, empty for the main subject."""

    cut_out_requested = Signal(str)

    def __init__(self, model: str, price: str, parent: QWidget | None = None) -> None:
        super().__init__("Remove background", parent)
        self.kept = QLineEdit(self)
        self._go = QPushButton("Remove background", self)
        self.add(Paragraph(_WHAT, self))
        self.add(QLabel("Keep", self))
        self.kept.setPlaceholderText("The main subject")
        self.kept.setAccessibleName("What to keep")
        self.kept.setToolTip(
            "What stays when the background goes, such as “the cup and its saucer”"
        )
        self.add(self.kept)
        self._price = Paragraph(f"{model} · {price}", self, role="soft")
        self.add(self._price)
        self.add_close_button("Cancel")
        set_role(self._go, "primary")
        self._go.setToolTip("Sends the picture (Enter)")
        self.add_button(self._go, is_main=True)
        self._go.clicked.connect(self._ask)
        self.resize(420, 240)

    def _ask(self) -> None:
        self.accept()
        self.cut_out_requested.emit(self.kept.text().strip())
