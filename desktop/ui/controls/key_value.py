"""Facts in two columns: what it is on the left, its value on the right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One row; `is_strong` sets it in the heading's weight."""

    name: str
    value: str
    is_strong: bool = False


class KeyValue(QWidget):
    """A table of facts; names elide, values wrap (or, as figures, stand at the right edge)."""

    def __init__(self, parent: QWidget | None = None, *, with_figures: bool = False) -> None:
        super().__init__(parent)
        self._with_figures = with_figures
        self._rows: list[tuple[ElidedLabel, Paragraph | ElidedLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0 if with_figures else 1, 1)

    def show_facts(self, facts: tuple[Fact, ...]) -> None:
        """Replaces what is shown; rows that are there already are used again."""
        while len(self._rows) < len(facts):
            self._add_row()
        for place, (name, value) in enumerate(self._rows):
            is_used = place < len(facts)
            name.setVisible(is_used)
            value.setVisible(is_used)
            if is_used:
                self._fill(facts[place], name, value)

    def _fill(self, fact: Fact, name: ElidedLabel, value: Paragraph | ElidedLabel) -> None:
        name.set_text(fact.name)
        value.set_text(fact.value)
        set_role(name, "heading" if fact.is_strong else "soft")
        set_role(value, "heading" if fact.is_strong else "small")

    def _add_row(self) -> None:
        row = len(self._rows)
        name = ElidedLabel(parent=self)
        value = self._value_label()
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(name, row, 0, top)
        self._grid.addWidget(value, row, 1, top if self._with_figures else Qt.AlignmentFlag(0))
        self._rows.append((name, value))

    def _value_label(self) -> Paragraph | ElidedLabel:
        if not self._with_figures:
            return Paragraph(parent=self)
        label = ElidedLabel(parent=self)
        label.setAlignment(Qt.AlignmentFlag.AlignRight)
        return label
