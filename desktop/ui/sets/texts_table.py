"""The languages of a set and what each of them says, in a small table to type into."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.surface_set import SetText

_ROW = 26


class TextsTable(QWidget):
    """The first column is the language; the others are the prompt's variables.

    What was typed for a variable is remembered while the prompt does not name it. Signals:
    `changed`.
    """

    changed = Signal()

    def __init__(self, languages: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._variables: tuple[str, ...] = ()
        self._typed: dict[tuple[int, str], str] = {}
        self._table = QTableWidget(len(languages), 1, self)
        self._table.setAccessibleName("Languages and their texts")
        self._table.setToolTip("One line for each language; the columns are the prompt's variables")
        self._add = QPushButton("Add language", self)
        self._remove = QPushButton("Remove", self)
        self._lay_out()
        for row, language in enumerate(languages):
            self._table.setItem(row, 0, QTableWidgetItem(language))
        self.show_variables(())
        self._table.itemChanged.connect(self._take)
        self._add.clicked.connect(self._add_row)
        self._remove.clicked.connect(self._remove_row)

    @property
    def texts(self) -> tuple[SetText, ...]:
        """Every line that names a language."""
        return tuple(
            SetText(
                language=language,
                values=tuple(
                    (name, self._text(row, column))
                    for column, name in enumerate(self._variables, 1)
                ),
            )
            for row in range(self._table.rowCount())
            if (language := self._text(row, 0).strip())
        )

    def type_in(self, row: int, column: int, text: str) -> None:
        """What a hand on the keyboard does."""
        self._table.setItem(row, column, QTableWidgetItem(text))

    def show_variables(self, names: tuple[str, ...]) -> None:
        """The columns that the prompt asks for now."""
        self._remember()
        self._variables = names
        self._table.blockSignals(True)
        self._table.setColumnCount(1 + len(names))
        self._table.setHorizontalHeaderLabels(["Language", *(f"{{{name}}}" for name in names)])
        for row in range(self._table.rowCount()):
            for column, name in enumerate(names, 1):
                text = self._typed.get((row, name), "")
                self._table.setItem(row, column, QTableWidgetItem(text))
        self._table.blockSignals(False)

    def _lay_out(self) -> None:
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setDefaultSectionSize(_ROW)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setTabKeyNavigation(False)
        heading = self._table.horizontalHeader()
        heading.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        heading.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heading.setHighlightSections(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._table, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button, hint in ((self._add, "One more line"), (self._remove, "The chosen line")):
            button.setAutoDefault(False)
            button.setToolTip(hint)
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)

    def _text(self, row: int, column: int) -> str:
        item = self._table.item(row, column)
        return item.text() if item is not None else ""

    def _remember(self) -> None:
        for row in range(self._table.rowCount()):
            for column, name in enumerate(self._variables, 1):
                self._typed[(row, name)] = self._text(row, column)

    def _take(self) -> None:
        self.changed.emit()

    def _add_row(self) -> None:
        self._table.insertRow(self._table.rowCount())
        self._table.setCurrentCell(self._table.rowCount() - 1, 0)
        self._table.edit(self._table.currentIndex())

    def _remove_row(self) -> None:
        row = max(self._table.currentRow(), 0)
        if self._table.rowCount() > 1:
            self._remember()
            self._table.removeRow(row)
            self._typed = {
                (at - (at > row), name): text
                for (at, name), text in self._typed.items()
                if at != row
            }
            self.changed.emit()
