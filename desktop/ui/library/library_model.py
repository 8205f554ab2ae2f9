"""The tiles that a query finds: all their numbers, and of those that are seen the rest."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from desktop.domain.library_item import LibraryItem
from desktop.domain.library_query import LibraryQuery
from desktop.domain.problems import Problem, ProblemError
from desktop.ui.background import Submit, tell_of_fault
from desktop.ui.library.item_words import facts_in_lines, spoken
from desktop.ui.wording import as_tooltip

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

Index = QModelIndex | QPersistentModelIndex

FIRST = 64
"""Tiles that are read at once, as many as a large window shows at first."""

_BLOCK = FIRST
_BLOCKS_KEPT = 96
_REST_AFTER_MS = 150


class TileSource(Protocol):
    """Where the tiles come from; called on a worker's thread, ProblemError when it cannot say."""

    def page(
        self, query: LibraryQuery, after: LibraryItem | None = None, limit: int = 200
    ) -> tuple[LibraryItem, ...]:
        """The first tiles that are found, in order."""

    def numbers(self, query: LibraryQuery) -> Numbers:
        """The numbers of all of them, in the same order."""

    def items(self, numbers: Sequence[int]) -> tuple[LibraryItem, ...]:
        """Those tiles."""


class LibraryModel(QAbstractListModel):
    """Shows the first tiles as soon as they are read and the rest, as places, a moment later.

    So a scroll bar knows how much there is, and no more is kept than what was seen lately.
    Signals: `first_shown(int)` when the first tiles of a query stand, with how many; `counted(int)`
    when all are known; `problem_found(Problem)`.
    """

    first_shown = Signal(int)
    counted = Signal(int)
    problem_found = Signal(object)
    _first_came = Signal(int, object)
    _numbers_came = Signal(int, object)
    _items_came = Signal(int, int, object)
    _failed = Signal(int, object)

    def __init__(self, source: TileSource, submit: Submit, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._submit = submit
        self._query = LibraryQuery()
        self._turn = 0
        self._numbers: Numbers = np.empty(0, np.int64)
        self._blocks: OrderedDict[int, dict[int, LibraryItem]] = OrderedDict()
        self._asked: set[int] = set()
        self._is_whole = True
        self._is_first_due = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_REST_AFTER_MS)
        self._connect()

    def _connect(self) -> None:
        queued = Qt.ConnectionType.QueuedConnection
        self._first_came.connect(self._take_first, queued)
        self._numbers_came.connect(self._take_numbers, queued)
        self._items_came.connect(self._take_items, queued)
        self._failed.connect(self._take_problem, queued)
        self._later.timeout.connect(self._read_rest)

    # what is shown ------------------------------------------------------------------------

    @property
    def query(self) -> LibraryQuery:
        return self._query

    @property
    def is_whole(self) -> bool:
        """Every tile of the query has its place."""
        return self._is_whole

    def show(self, query: LibraryQuery) -> None:
        """Finds anew; what is shown stays until the first tiles have come."""
        self._query = query
        self._is_first_due = True
        self._turn += 1
        self._later.stop()
        self._read_first()

    def read_again(self) -> None:
        """Something has changed: the same query once more, without going back to the top."""
        if self._is_first_due:
            self.show(self._query)
            return
        self._turn += 1
        self._later.stop()
        self._asked = {block for block in self._blocks if self._is_read(block)}
        self._read_rest()

    def number(self, row: int) -> int:
        return int(self._numbers[row])

    def numbers_in(self, rows: Iterable[range]) -> list[int]:
        """The numbers of those rows."""
        return [int(number) for part in rows for number in self._numbers[part.start : part.stop]]

    def rows_of(self, numbers: Iterable[int]) -> list[int]:
        """Where those tiles are; those that are not shown are left out."""
        wanted = np.fromiter(numbers, np.int64)
        return [int(row) for row in np.flatnonzero(np.isin(self._numbers, wanted))]

    def item(self, row: int) -> LibraryItem | None:
        """The tile; None while it is not read yet (see `want`)."""
        block = self._blocks.get(row // _BLOCK)
        return None if block is None else block.get(int(self._numbers[row]))

    def want(self, rows: range) -> None:
        """These rows are seen: reads what is missing of them."""
        if not self._numbers.size:
            return
        last = min(rows.stop, self._numbers.size) - 1
        for block in range(max(0, rows.start) // _BLOCK, last // _BLOCK + 1):
            if self._is_read(block):
                self._blocks.move_to_end(block)
            elif block not in self._asked:
                self._asked.add(block)
                self._read_block(block)

    def _is_read(self, block: int) -> bool:
        """Whether all of it is known; the last block grows when tiles are added behind it."""
        expected = min(_BLOCK, self._numbers.size - block * _BLOCK)
        return len(self._blocks.get(block, ())) >= expected

    def refresh(self, numbers: Iterable[int]) -> None:
        """These tiles are marked otherwise now: reads them once more, where they are known."""
        wanted = {row // _BLOCK for row in self.rows_of(numbers)}
        for block in wanted & set(self._blocks):
            self._read_block(block)
        for block in wanted - set(self._blocks):
            self._asked.discard(block)

    def drop(self, numbers: Iterable[int]) -> None:
        """These tiles are not found any more, such as when they were put into the trash."""
        gone = np.isin(self._numbers, np.fromiter(numbers, np.int64))
        if gone.any():
            self._turn += 1
            self._replace(self._numbers[~gone])
            self.counted.emit(self._numbers.size)
        if self._is_first_due:
            self.show(self._query)
        elif not self._is_whole:
            self._later.start()

    # what Qt asks -------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else int(self._numbers.size)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if not index.isValid() or role not in _SPOKEN_ROLES:
            return None
        item = self.item(index.row())
        if item is None:
            return "Being read"
        now = datetime.now().astimezone()
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tooltip(item.prompt, *facts_in_lines(item, now))
        return spoken(item, now)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled

    # reading ------------------------------------------------------------------------------

    def _read_rest(self) -> None:
        turn, query, source = self._turn, self._query, self._source

        def read() -> None:
            if turn == self._turn:
                self._say(turn, lambda: self._numbers_came.emit(turn, source.numbers(query)))

        self._start(read)

    def _read_first(self) -> None:
        turn, query, source = self._turn, self._query, self._source

        def read() -> None:
            if turn == self._turn:  # else somebody typed on meanwhile
                found = source.page
                self._say(turn, lambda: self._first_came.emit(turn, found(query, limit=FIRST)))

        self._start(read)

    def _read_block(self, block: int) -> None:
        turn, source = self._turn, self._source
        numbers = self._numbers[block * _BLOCK : (block + 1) * _BLOCK].tolist()

        def read() -> None:
            if turn == self._turn:
                self._say(turn, lambda: self._items_came.emit(turn, block, source.items(numbers)))

        self._start(read)

    def _start(self, work: Callable[[], None]) -> None:
        self._submit(work).add_done_callback(tell_of_fault)

    def _say(self, turn: int, read: Callable[[], None]) -> None:
        """On a worker's thread."""
        try:
            read()
        except ProblemError as error:
            self._failed.emit(turn, error.problem)

    # taking -------------------------------------------------------------------------------

    def _take_first(self, turn: int, items: tuple[LibraryItem, ...]) -> None:
        if turn != self._turn:
            return
        self._is_first_due = False
        self._blocks.clear()
        self._replace(np.array([one.number for one in items], np.int64))
        if items:
            self._keep(0, items)
        self._is_whole = len(items) < FIRST
        self.first_shown.emit(len(items))
        if self._is_whole:
            self.counted.emit(len(items))
        else:
            self._later.start()

    def _take_numbers(self, turn: int, numbers: Numbers) -> None:
        if turn != self._turn:
            return
        known = self._numbers.size
        is_longer = numbers.size >= known and np.array_equal(numbers[:known], self._numbers)
        if not is_longer:
            self._replace(numbers)
        elif numbers.size > known:
            self._asked.discard(known // _BLOCK)
            self.beginInsertRows(QModelIndex(), known, numbers.size - 1)
            self._numbers = numbers
            self.endInsertRows()
        self._is_whole = True
        self.counted.emit(int(numbers.size))

    def _take_items(self, turn: int, block: int, items: tuple[LibraryItem, ...]) -> None:
        if turn != self._turn:
            return
        self._keep(block, items)
        last = min((block + 1) * _BLOCK, self._numbers.size) - 1
        if last >= block * _BLOCK:
            self.dataChanged.emit(self.index(block * _BLOCK), self.index(last))

    def _take_problem(self, turn: int, problem: Problem) -> None:
        if turn == self._turn:
            self.problem_found.emit(problem)

    def _keep(self, block: int, items: Sequence[LibraryItem]) -> None:
        self._blocks[block] = {one.number: one for one in items}
        self._blocks.move_to_end(block)
        while len(self._blocks) > _BLOCKS_KEPT:
            gone, _ = self._blocks.popitem(last=False)
            self._asked.discard(gone)

    def _replace(self, numbers: Numbers) -> None:
        """Other tiles; what is known of those that stay is kept."""
        known = {number: one for block in self._blocks.values() for number, one in block.items()}
        self.beginResetModel()
        self._numbers = numbers
        self._blocks.clear()
        self._asked = set()
        for block in {row // _BLOCK for row in self.rows_of(known)}:
            part = numbers[block * _BLOCK : (block + 1) * _BLOCK].tolist()
            if all(number in known for number in part):
                self._keep(block, [known[number] for number in part])
        self.endResetModel()


_SPOKEN_ROLES = frozenset(
    {
        int(Qt.ItemDataRole.DisplayRole),
        int(Qt.ItemDataRole.AccessibleTextRole),
        int(Qt.ItemDataRole.ToolTipRole),
    }
)
