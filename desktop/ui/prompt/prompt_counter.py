"""How many characters of the prompt are used; seen only when it begins to matter."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from desktop.domain.recipe import PROMPT_LIMIT
from desktop.ui.controls.roles import set_role

_SHOWN_ABOVE = 1000


class PromptCounter(QLabel):
    """`1,234 / 32,000`, red when it is too long."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setToolTip("Characters in the prompt, and how many the service takes")
        self.show_count(0)

    def show_count(self, count: int) -> None:
        self.setText(f"{count:,} / {PROMPT_LIMIT:,}")
        set_role(self, "danger" if count > PROMPT_LIMIT else "soft")
        self.setVisible(count > _SHOWN_ABOVE)
