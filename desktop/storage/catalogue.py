"""The library's tiles: found by words and filters in any order, marked, and put into the trash."""

# ruff: noqa: S608  # only names of this module's own are put into statements, values are bound

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from desktop.domain.edit import ResultRef
from desktop.domain.identity import EditId
from desktop.domain.library_item import (
    ItemNumber,
    LibraryItem,
    MarkedItem,
    Marks,
    MarksChange,
)
from desktop.domain.library_query import Counted, Facets, LibraryQuery, SavedSearch
from desktop.storage.database import Database
from desktop.storage.edit_log import EditLog
from desktop.storage.item_query import question, sort_column
from desktop.storage.item_rows import ITEM_COLUMNS, TAG_END, item_of, marks_of, milliseconds_of
from desktop.storage.records import from_json, to_json

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_AT_ONCE = 500
_MARKS = "iif(has_project, project, NULL), rating, label, tags, note, trashed"


class Catalogue:
    """Every method may raise ProblemError (the library's). Any thread may call it.

    Marks stand in the log before they stand in the database, as edits do.
    """

    def __init__(self, database: Database, log: EditLog) -> None:
        self._database = database
        self._log = log
        self._marking = threading.Lock()

    # finding ------------------------------------------------------------------------------

    def page(
        self, query: LibraryQuery, after: LibraryItem | None = None, limit: int = 200
    ) -> tuple[LibraryItem, ...]:
        """The first tiles, or those next behind `after`; keyed, so its cost is its length."""
        with self._database.reading() as connection:
            keys = None if after is None else _keys(connection, query, after.number)
            asked = question(connection, query, keys)
            rows = connection.execute(
                f"SELECT {ITEM_COLUMNS} {asked.sql} LIMIT ?", (*asked.values, limit)
            ).fetchall()
        return tuple(map(item_of, rows))

    def numbers(self, query: LibraryQuery) -> NDArray[np.int64]:
        """The numbers of all tiles that are found, in order.

        They come as one text, which SQLite makes without holding up Python's other threads.
        """
        import numpy as np

        with self._database.counting() as connection:
            asked = question(connection, query)
            (text,) = connection.execute(
                f"SELECT group_concat(number) FROM (SELECT items.number AS number {asked.sql})",
                asked.values,
            ).fetchone()
        return np.fromstring(text or "", dtype=np.int64, sep=",")

    def items(self, numbers: Sequence[int]) -> tuple[LibraryItem, ...]:
        """Those tiles in that order; one that is gone is left out."""
        found: dict[int, LibraryItem] = {}
        with self._database.reading() as connection:
            for part in _parts(numbers):
                rows = connection.execute(
                    f"SELECT {ITEM_COLUMNS} FROM items WHERE number IN ({_places(part)})", part
                ).fetchall()
                found |= {row[0]: item_of(row) for row in rows}
        return tuple(found[number] for number in map(int, numbers) if number in found)

    def item_at(self, ref: ResultRef) -> LibraryItem | None:
        """The tile of a result (or of an edit, with NO_RESULT); None when it is not there."""
        return next((one for one in self.items_of(ref.edit) if one.index == ref.index), None)

    def items_of(self, edit: EditId) -> tuple[LibraryItem, ...]:
        """All tiles of an edit, those in the trash included."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT {ITEM_COLUMNS} FROM edits JOIN items ON items.number"
                " BETWEEN edits.number * 128 AND edits.number * 128 + 127 WHERE edits.id = ?"
                " ORDER BY items.number",
                (edit,),
            ).fetchall()
        return tuple(map(item_of, rows))

    def made_from(self, ref: ResultRef) -> tuple[LibraryItem, ...]:
        """The tiles whose picture was made from that result, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT {ITEM_COLUMNS} FROM items WHERE parent <> '' AND parent = ?"
                " AND parent_place = ? ORDER BY number",
                (ref.edit, ref.index),
            ).fetchall()
        return tuple(map(item_of, rows))

    def facets(self) -> Facets:
        """What there is to filter by, each with its count."""
        with self._database.counting() as connection:
            projects = _counted(connection, "project", "items WHERE trashed IS NULL")
            empty = {str(row[0]) for row in connection.execute("SELECT name FROM projects")}
            known = {one.name for one in projects}
            extra = [Counted(name=name, count=0) for name in sorted(empty - known)]
            return Facets(
                models=_counted(connection, "model", "items WHERE trashed IS NULL"),
                projects=(*(one for one in projects if one.name), *extra),
                tags=_counted(connection, "tag", "item_tags"),
            )

    # marking ------------------------------------------------------------------------------

    def change(self, numbers: Sequence[int], change: MarksChange) -> tuple[MarkedItem, ...]:
        """Mark those tiles; what they were before, for `put_back`."""
        with self._marking:
            before = self._marked(numbers)
            self._keep(_with(one, one.marks.changed(change)) for one in before)
        return before

    def marks_of(self, numbers: Sequence[int]) -> tuple[MarkedItem, ...]:
        """How those tiles are marked now."""
        return self._marked(numbers)

    def marked_in(self, edits: Sequence[EditId]) -> tuple[MarkedItem, ...]:
        """The tiles of those edits that have stars or a label."""
        found: list[MarkedItem] = []
        with self._database.reading() as connection:
            for start in range(0, len(edits), _AT_ONCE):
                part = tuple(edits[start : start + _AT_ONCE])
                rows = connection.execute(
                    f"SELECT edit, place, {_MARKS} FROM edits CROSS JOIN items ON items.number"
                    " BETWEEN edits.number * 128 AND edits.number * 128 + 127"
                    f" WHERE edits.id IN ({_places(part)}) AND (rating > 0 OR label <> '')",
                    part,
                )
                found += map(_marked_item, rows)
        return tuple(found)

    def put_back(self, before: Iterable[MarkedItem]) -> None:
        """The marks as they were."""
        with self._marking:
            self._keep(before)

    def trash(self, numbers: Sequence[int]) -> tuple[MarkedItem, ...]:
        """Out of sight until it is emptied; what they were before, for `put_back`."""
        return self._set_trashed(numbers, datetime.now(UTC))

    def restore(self, numbers: Sequence[int]) -> tuple[MarkedItem, ...]:
        """Out of the trash again, where they were before."""
        return self._set_trashed(numbers, None)

    def trashed(self) -> tuple[LibraryItem, ...]:
        """Everything in the trash, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT {ITEM_COLUMNS} FROM items WHERE trashed IS NOT NULL ORDER BY number DESC"
            ).fetchall()
        return tuple(map(item_of, rows))

    def take_logged(self, marked: Iterable[MarkedItem]) -> None:
        """Marks that stand in the log already; of tiles that are not there nothing is kept."""
        with self._database.writing() as connection:
            for one in marked:
                _write(connection, one)

    # projects and searches ----------------------------------------------------------------

    def add_project(self, name: str) -> None:
        """A project that nothing belongs to yet."""
        with self._database.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO projects VALUES (?)", (name.strip(),))

    def drop_project(self, name: str) -> None:
        """Forgets an empty project; one that tiles belong to is there as long as they are."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM projects WHERE name = ?", (name,))

    def searches(self) -> tuple[SavedSearch, ...]:
        """By name. One that a later version wrote and this one cannot read is left out."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT name, record FROM searches ORDER BY name").fetchall()
        found = []
        for name, record in rows:
            try:
                found.append(SavedSearch(name=name, query=from_json(LibraryQuery, record)))
            except ValueError:
                continue
        return tuple(found)

    def keep_search(self, search: SavedSearch) -> None:
        """Saved under its name, in place of one of that name."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO searches VALUES (?, ?)",
                (search.name.strip(), to_json(search.query)),
            )

    def drop_search(self, name: str) -> None:
        with self._database.writing() as connection:
            connection.execute("DELETE FROM searches WHERE name = ?", (name,))

    def _set_trashed(
        self, numbers: Sequence[int], moment: datetime | None
    ) -> tuple[MarkedItem, ...]:
        from dataclasses import replace

        with self._marking:
            before = self._marked(numbers)
            self._keep(_with(one, replace(one.marks, trashed=moment)) for one in before)
        return before

    def _marked(self, numbers: Sequence[int]) -> tuple[MarkedItem, ...]:
        found: list[MarkedItem] = []
        with self._database.reading() as connection:
            for part in _parts(numbers):
                rows = connection.execute(
                    f"SELECT edit, place, {_MARKS} FROM items WHERE number IN ({_places(part)})",
                    part,
                )
                found += map(_marked_item, rows)
        return tuple(found)

    def _keep(self, marked: Iterable[MarkedItem]) -> None:
        """Log first, then the database; both in one write, however many there are."""
        all_marks = tuple(marked)
        if all_marks:
            self._log.append_marks(all_marks)
            self.take_logged(all_marks)


def _marked_item(row: tuple[Any, ...]) -> MarkedItem:
    return MarkedItem(edit=EditId(row[0]), index=row[1], marks=marks_of(row[2:]))


def _with(one: MarkedItem, marks: Marks) -> MarkedItem:
    return MarkedItem(edit=one.edit, index=one.index, marks=marks)


def _write(connection: sqlite3.Connection, one: MarkedItem) -> None:
    row = connection.execute(
        "SELECT items.number FROM edits JOIN items ON items.number BETWEEN edits.number * 128"
        " AND edits.number * 128 + 127 WHERE edits.id = ? AND place = ?",
        (one.edit, one.index),
    ).fetchone()
    if row is None:
        return
    number, marks = ItemNumber(row[0]), one.marks
    connection.execute(
        "UPDATE items SET has_project = ?, project = coalesce(?, edit_project), rating = ?,"
        " label = ?, tags = ?, note = ?, trashed = ? WHERE number = ?",
        (
            marks.project is not None,
            marks.project,
            marks.rating,
            str(marks.label),
            TAG_END.join(marks.tags),
            marks.note,
            None if marks.trashed is None else milliseconds_of(marks.trashed),
            number,
        ),
    )
    connection.execute("DELETE FROM item_tags WHERE number = ?", (number,))
    connection.executemany(
        "INSERT OR IGNORE INTO item_tags VALUES (?, ?)", [(tag, number) for tag in marks.tags]
    )


def _keys(
    connection: sqlite3.Connection, query: LibraryQuery, number: int
) -> tuple[str | int, int] | None:
    row: Any = connection.execute(
        f"SELECT {sort_column(query.sort)} FROM items WHERE number = ?", (number,)
    ).fetchone()
    return None if row is None else (row[0], number)


def _counted(connection: sqlite3.Connection, column: str, rest: str) -> tuple[Counted, ...]:
    rows = connection.execute(
        f"SELECT {column}, count(*) FROM {rest} GROUP BY {column} ORDER BY {column} COLLATE NOCASE"
    )
    return tuple(Counted(name=row[0], count=row[1]) for row in rows)


def _parts(numbers: Sequence[int]) -> Iterable[tuple[int, ...]]:
    """SQLite takes only so many values in one statement."""
    for start in range(0, len(numbers), _AT_ONCE):
        yield tuple(int(number) for number in numbers[start : start + _AT_ONCE])


def _places(values: tuple[object, ...]) -> str:
    return ", ".join("?" * len(values))
