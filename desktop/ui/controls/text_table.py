"""A table of plain texts that is read and not edited; tens of thousands of rows are no burden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.ui.theme import ThemeKeeper

_ROW = 24
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A heading, and how wide: so many letters, or what is left (0)."""

    title: str
    letters: int = 0
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class TextRow:
    """The texts of one row; `is_wrong` colours the last of them."""

    texts: tuple[str, ...]
    is_wrong: bool = False


class _Rows(QAbstractTableModel):
    def __init__(self, columns: Sequence[Column], theme: ThemeKeeper | None) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._theme = theme
        self._rows: Sequence[TextRow] = ()

    def replace(self, rows: Sequence[TextRow]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # as Qt calls it
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # as Qt calls it
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self._rows[index.row()], index.column()
        text = row.texts[column]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return " ".join(text.split())
        if role == Qt.ItemDataRole.ToolTipRole:
            return text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self._columns[column].is_number else None
            return (side or Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and row.is_wrong and text == row.texts[-1]:
            return QColor(self._theme.colours.danger) if self._theme is not None else None
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class TextTable(QTableView):
    """Rows are chosen whole and cannot be changed; long texts are shortened and told in full.

    Signals: `row_chosen` with its place.
    """

    row_chosen = Signal(int)

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        theme: ThemeKeeper | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows = _Rows(columns, theme)
        self.setModel(self._rows)
        self.setAccessibleName(name)
        self._arrange(columns)

    @property
    def row_count(self) -> int:
        return self._rows.rowCount()

    def text_at(self, row: int, column: int) -> str:
        """What stands there."""
        return str(self._rows.data(self._rows.index(row, column)))

    def show_rows(self, rows: Sequence[TextRow]) -> None:
        """In place of those before."""
        self._rows.replace(rows)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.row_chosen.emit(current.row())

    def _arrange(self, columns: Sequence[Column]) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = self.verticalHeader()
        rows.hide()
        rows.setDefaultSectionSize(_ROW)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heading = self.horizontalHeader()
        heading.setHighlightSections(False)
        letter = self.fontMetrics().averageCharWidth()
        for place, column in enumerate(columns):
            if column.letters:
                heading.resizeSection(place, column.letters * letter + 20)
            else:
                heading.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
