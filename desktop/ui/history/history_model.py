"""The history as rows, newest first: one for each result, one for each edit without any."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desktop.domain.edit import Edit, Result, ResultRef
from desktop.domain.identity import EditId
from desktop.domain.library_item import NO_RESULT, MarkedItem, Marks
from desktop.domain.problems import Problem, ProblemError
from desktop.ui.background import Submit, tell_of_fault
from desktop.ui.history.edit_words import facts_in_lines, spoken
from desktop.ui.tiles.mark_words import mark_words
from desktop.ui.wording import as_tooltip

Index = QModelIndex | QPersistentModelIndex

PAGE = 200

_PROMPT_IN_TOOLTIP = 600


class HistorySource(Protocol):
    """Where the edits come from; called on a worker thread, ProblemError when it cannot say."""

    def page(self, before: EditId | None, limit: int) -> tuple[Edit, ...]:
        """The newest `limit` edits older than `before`, newest first; None begins at the top."""


@dataclass(frozen=True, slots=True)
class HistoryTile:
    """A result of an edit, or an edit that has none."""

    edit: Edit
    result: Result | None

    @property
    def ref(self) -> ResultRef | None:
        if self.result is None:
            return None
        return ResultRef(edit=self.edit.id, index=self.result.index)


class HistoryModel(QAbstractListModel):
    """Reads page after page as they are scrolled to. Ids sort by time, so they give the order.

    Signals: `page_read` when a page has come, `edits_read` with its edits' ids, whose marks are to
    be shown; `problem_found(problem)` when one could not be read.
    """

    page_read = Signal()
    edits_read = Signal(object)
    problem_found = Signal(object)
    _answered = Signal(int, object, object)

    def __init__(self, submit: Submit, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._submit = submit
        self._source: HistorySource | None = None
        self._tiles: list[HistoryTile] = []
        self._known: set[EditId] = set()
        self._marks: dict[ResultRef, Marks] = {}
        self._oldest_read: EditId | None = None
        self._turn = 0
        self._is_reading = False
        self._is_whole = True
        self._answered.connect(self._take_page, Qt.ConnectionType.QueuedConnection)

    def show_source(self, source: HistorySource) -> None:
        """Begins anew with the first page of `source`; a page still on its way is dropped."""
        self.beginResetModel()
        self._source = source
        self._tiles, self._known = [], set()
        self._marks.clear()
        self._oldest_read = None
        self._turn += 1
        self._is_reading, self._is_whole = False, False
        self.endResetModel()
        self.fetchMore()

    def read_again(self) -> None:
        """After a problem: tries the page that could not be read once more."""
        self._is_whole = False
        self.fetchMore()

    @property
    def is_reading(self) -> bool:
        return self._is_reading

    def tile(self, index: Index) -> HistoryTile:
        return self._tiles[index.row()]

    def tile_at(self, row: int) -> HistoryTile:
        return self._tiles[row]

    def marks_at(self, row: int) -> Marks:
        """What the designer has said of a tile."""
        return self._marks.get(_named(self._tiles[row]), _NO_MARKS)

    def show_marks(self, marked: Iterable[MarkedItem]) -> None:
        """These are marked so now; of edits that are not loaded nothing is kept."""
        for one in marked:
            if one.edit in self._known:
                self._marks[ResultRef(edit=one.edit, index=one.index)] = one.marks
                rows = self._rows_of(one.edit)
                self.dataChanged.emit(self.index(rows.start), self.index(rows.stop - 1))

    def insert(self, edit: Edit) -> None:
        """A new edit, at the place its age gives it; one that is there already is updated."""
        if edit.id in self._known:
            self.update_edit(edit)
            return
        row = self._first_row(edit.id)
        if row == len(self._tiles) and not self._is_whole:
            return  # its page will bring it
        self._insert(row, _tiles_of(edit))

    def update_edit(self, edit: Edit) -> None:
        """The same edit as it stands now; one that is not loaded changes nothing."""
        rows = self._rows_of(edit.id)
        tiles = _tiles_of(edit)
        if rows and len(rows) != len(tiles):
            self.remove(edit.id)
            self._insert(rows.start, tiles)
        elif rows:
            self._tiles[rows.start : rows.stop] = tiles
            self.dataChanged.emit(self.index(rows.start), self.index(rows.stop - 1))

    def remove(self, edit: EditId) -> None:
        rows = self._rows_of(edit)
        if rows:
            self.beginRemoveRows(QModelIndex(), rows.start, rows.stop - 1)
            del self._tiles[rows.start : rows.stop]
            self._known.discard(edit)
            self.endRemoveRows()

    # what Qt asks

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._tiles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if not index.isValid() or role not in _SPOKEN_ROLES:
            return None
        tile = self._tiles[index.row()]
        now = datetime.now().astimezone()
        if role == Qt.ItemDataRole.ToolTipRole:
            prompt = tile.edit.recipe.prompt[:_PROMPT_IN_TOOLTIP]
            facts = facts_in_lines(tile.edit, tile.result, now)
            return as_tooltip(prompt, *facts, *mark_words(self.marks_at(index.row())))
        words = mark_words(self.marks_at(index.row()))
        return ", ".join((spoken(tile.edit, tile.result, now), *words))

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        has_picture = self._tiles[index.row()].result is not None
        return flags | Qt.ItemFlag.ItemIsDragEnabled if has_picture else flags

    def canFetchMore(self, parent: Index | None = None) -> bool:
        is_top = parent is None or not parent.isValid()
        return is_top and not self._is_whole and not self._is_reading

    def fetchMore(self, _parent: Index | None = None) -> None:
        """Asks the source on a worker thread; the rows come later."""
        if not self.canFetchMore() or self._source is None:
            return
        self._is_reading = True
        source, turn, before = self._source, self._turn, self._oldest_read
        reading = self._submit(lambda: self._read(source, turn, before))
        reading.add_done_callback(tell_of_fault)

    def _read(self, source: HistorySource, turn: int, before: EditId | None) -> None:
        try:
            edits = source.page(before, PAGE)
        except ProblemError as error:
            self._answered.emit(turn, (), error.problem)
        else:
            self._answered.emit(turn, edits, None)

    def _take_page(self, turn: int, edits: tuple[Edit, ...], problem: Problem | None) -> None:
        if turn != self._turn:
            return
        self._is_reading = False
        self._is_whole = problem is not None or len(edits) < PAGE
        if edits:
            self._oldest_read = edits[-1].id
            fresh = [edit for edit in edits if edit.id not in self._known]
            self._insert(len(self._tiles), _all_tiles_of(fresh))
            self.edits_read.emit(tuple(edit.id for edit in edits))
        if problem is not None:
            self.problem_found.emit(problem)
        self.page_read.emit()

    def _insert(self, row: int, tiles: list[HistoryTile]) -> None:
        if tiles:
            self.beginInsertRows(QModelIndex(), row, row + len(tiles) - 1)
            self._tiles[row:row] = tiles
            self._known.update(tile.edit.id for tile in tiles)
            self.endInsertRows()

    def _first_row(self, edit: EditId) -> int:
        """The first row whose edit is this one or an older one."""
        return bisect_left(self._tiles, True, key=lambda tile: tile.edit.id <= edit)

    def _rows_of(self, edit: EditId) -> range:
        """The neighbouring rows of an edit; empty when it is not loaded."""
        if edit not in self._known:
            return range(0)
        first = self._first_row(edit)
        return range(first, first + len(_tiles_of(self._tiles[first].edit)))


_NO_MARKS = Marks()
_SPOKEN_ROLES = frozenset(
    {
        int(Qt.ItemDataRole.DisplayRole),
        int(Qt.ItemDataRole.AccessibleTextRole),
        int(Qt.ItemDataRole.ToolTipRole),
    }
)


def _named(tile: HistoryTile) -> ResultRef:
    """The tile as marks name it, also where there is no result."""
    return tile.ref or ResultRef(edit=tile.edit.id, index=NO_RESULT)


def _tiles_of(edit: Edit) -> list[HistoryTile]:
    return [HistoryTile(edit, result) for result in edit.results] or [HistoryTile(edit, None)]


def _all_tiles_of(edits: Iterable[Edit]) -> list[HistoryTile]:
    return [tile for edit in edits for tile in _tiles_of(edit)]
