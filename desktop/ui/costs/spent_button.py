"""What this run and this day have cost, in the status bar; a click shows the costs."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.ui.controls.money import dollars
from desktop.ui.icons import Icons


class SpentButton(QToolButton):
    """`clicked` asks for the costs dialog."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("spent")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIcon(icons.icon("wallet", "text_soft"))
        self.setIconSize(QSize(14, 14))
        self.show_spent(Decimal(0), Decimal(0))

    def show_spent(self, run: Decimal, today: Decimal) -> None:
        """US dollars since the program was started, and since midnight."""
        text = f"{dollars(run)} this session"
        if today != run:
            text += f" · {dollars(today)} today"
        # Qt sets a button's words right against its icon.
        self.setText(f" {text}")
        self.setAccessibleName(f"Spent: {text}")
        self.setToolTip("Show costs, budgets and limits. What may have been billed is counted.")
