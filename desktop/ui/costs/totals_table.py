"""Totals as rows: a name, what was billed, and what may have been billed besides."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.domain.ledger import Total
from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.money import dollars
from desktop.ui.controls.roles import set_role

_MOST_ROWS = 6


class TotalsTable(QWidget):
    """Filled anew each time; more than six rows are summed up in words."""

    def __init__(self, heading: str, nameless: str = "None", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = heading
        self._nameless = nameless
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)

    def show_totals(self, totals: tuple[Total, ...]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        heading = QLabel(self._heading, self)
        set_role(heading, "heading")
        self._grid.addWidget(heading, 0, 0, 1, 2)
        for row, total in enumerate(totals[:_MOST_ROWS], 1):
            self._add(row, total.name or self._nameless, total)
        left = totals[_MOST_ROWS:]
        if left:
            amount = sum((one.counted_usd for one in left), start=left[0].counted_usd * 0)
            self._add_line(_MOST_ROWS + 1, f"{len(left)} more", dollars(amount))
        if not totals:
            self._add_line(1, "Nothing yet", "")

    def _add(self, row: int, name: str, total: Total) -> None:
        said = dollars(total.billed_usd)
        if total.maybe_usd:
            said += f" + {dollars(total.maybe_usd)} maybe"
        label = self._add_line(row, name, said)
        label.setToolTip(told(total))

    def _add_line(self, row: int, name: str, amount: str) -> QLabel:
        text = ElidedLabel(name, self)
        label = QLabel(amount, self)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        set_role(text, "soft")
        set_role(label, "small")
        self._grid.addWidget(text, row, 0)
        self._grid.addWidget(label, row, 1)
        return label


def told(total: Total) -> str:
    """`12 requests, 14 pictures`, and what is not certain about it."""
    words = f"{_count(total.requests, 'request')}, {_count(total.pictures, 'picture')}"
    if total.maybe:
        words += f"; {_count(total.maybe, 'request')} may have been billed"
    if total.unpriced:
        words += f"; {_count(total.unpriced, 'request')} without a known price"
    return words


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'s' * (number != 1)}"
