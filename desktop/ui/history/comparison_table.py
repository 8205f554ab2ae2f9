"""What was asked beside what was answered; where they differ, the answer is marked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.roles import set_role
from desktop.ui.history.edit_words import NOT_SAID, Comparison


class ComparisonTable(QWidget):
    """Three columns: the setting, what was asked, what was answered."""

    def __init__(self, rows: tuple[Comparison, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        for column in range(3):
            self._grid.setColumnStretch(column, 1)
        self._fill(rows)

    def _fill(self, rows: tuple[Comparison, ...]) -> None:
        for column, text in enumerate(("", "Asked", "Answered")):
            self._put(text, 0, column, "soft")
        for line, row in enumerate(rows, start=1):
            self._put(row.name, line, 0, "soft")
            self._put(row.asked, line, 1, "small")
            self._put_answer(row, line)

    def _put_answer(self, row: Comparison, line: int) -> None:
        if row.differs:
            label = self._put(f"{row.answered} (differs)", line, 2, "warning-small")
            label.setAccessibleDescription(f"{row.asked} was asked")
        else:
            self._put(row.answered, line, 2, "soft" if row.answered == NOT_SAID else "small")

    def _put(self, text: str, line: int, column: int, role: str) -> ElidedLabel:
        label = ElidedLabel(text, self)
        set_role(label, role)
        self._grid.addWidget(label, line, column, Qt.AlignmentFlag.AlignTop)
        return label
