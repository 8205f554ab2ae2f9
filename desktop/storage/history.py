"""All edits of a library, newest first: by page, by id, and by the words of their prompts."""

# ruff: noqa: S608  # only names of this module's own are put into statements, values are bound

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from string import hexdigits
from typing import Final

from desktop.domain.edit import Edit, Result, ResultRef
from desktop.domain.identity import ContentHash, EditId
from desktop.domain.problems import ProblemKind, fail
from desktop.storage.catalogue_schema import ROOM, ROOM_BITS
from desktop.storage.database import Database
from desktop.storage.found_terms import spelt_out
from desktop.storage.found_words import match_expression
from desktop.storage.records import contents_in, edit_from_json, edit_to_json

_log = logging.getLogger(__name__)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PER_MILLISECOND = 4096
"""Edits that may share a millisecond before their numbers run into the next one's."""

_END = 2**63 - 1

_ALL = (
    "SELECT number, record FROM edits WHERE number < ? AND EXISTS (SELECT 1 FROM items NOT INDEXED"
    f" WHERE items.number BETWEEN edits.number * {ROOM} AND edits.number * {ROOM} + {ROOM - 1}"
    " AND trashed IS NULL) ORDER BY number DESC LIMIT ?"
)
_FOUND = (
    f"SELECT edits.number, record FROM finds CROSS JOIN items ON items.number = finds.rowid"
    f" JOIN edits ON edits.number = items.number >> {ROOM_BITS}"
    f" WHERE finds.rowid < ? * {ROOM} AND trashed IS NULL"
)
_MATCHING = " AND finds MATCH ?"
_WITHOUT = " AND items.number NOT IN (SELECT rowid FROM finds WHERE finds MATCH ?)"
_NEWEST_FIRST = " ORDER BY finds.rowid DESC LIMIT ?"

_TRASHED = (
    "SELECT edit, place FROM items NOT INDEXED WHERE number BETWEEN ? AND ? AND trashed IS NOT NULL"
)


class History:
    """The edits in the database. Every method may raise ProblemError (the library's).

    A record that cannot be read (written by a newer Stet, or changed by hand) is left out of pages
    and searches, logged, and listed by the library's check.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, edit: Edit) -> None:
        """Add the edit with its results, or replace the one of that id; one transaction."""
        self.put_records([(edit, edit_to_json(edit))])

    def put_records(self, edits: Iterable[tuple[Edit, str]]) -> None:
        """Several edits with their JSON in one transaction."""
        with self._database.writing() as connection:
            for edit, record in edits:
                _put(connection, edit, record)

    def get(self, edit: EditId) -> Edit:
        """ProblemError (EDIT_UNKNOWN) when there is none, LIBRARY_DAMAGED when unreadable."""
        record = self.record_of(edit)
        if record is None:
            raise fail(ProblemKind.EDIT_UNKNOWN, name=edit)
        try:
            return edit_from_json(record)
        except ValueError as error:
            raise fail(
                ProblemKind.LIBRARY_DAMAGED,
                reason=f"the record of edit {edit} cannot be read",
                suggestion="`stet history check` says what else is.",
            ) from error

    def find(self, edit: EditId) -> Edit | None:
        """The edit; None when it is not there or cannot be read."""
        record = self.record_of(edit)
        return None if record is None else _readable(record)

    def record_of(self, edit: EditId) -> str | None:
        """The edit's JSON as it is stored; None when there is none."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT record FROM edits WHERE id = ?", (edit,)).fetchone()
        return None if row is None else str(row[0])

    def find_result(self, place: ResultRef) -> Result | None:
        """The result it points at; None when the edit or the result is gone."""
        edit = self.find(place.edit)
        try:
            return edit.result(place.index) if edit is not None else None
        except LookupError:
            return None

    def page(self, before: EditId | None = None, limit: int = 50) -> tuple[Edit, ...]:
        """The newest edits, or those next older than `before`; fewer than `limit` only at the end.

        ProblemError (EDIT_UNKNOWN) when `before` is not there.
        """
        return self._newest(_ALL, (), before, limit)

    def search(self, text: str, before: EditId | None = None, limit: int = 50) -> tuple[Edit, ...]:
        """Like `page`, of the edits that have all words of `text`.

        They are looked for in prompts, file names, notes and tags. Case and accents do not matter;
        the last word may be the beginning of one; "quoted words" stand together; -word is not in
        it. Text without any word finds everything.
        """
        wanted, unwanted = match_expression(text)
        if not wanted and not unwanted:
            return self.page(before, limit)
        with self._database.reading() as connection:
            wanted = spelt_out(connection, wanted)
        values = (wanted, *unwanted) if wanted else unwanted
        query = _FOUND + _MATCHING * bool(wanted) + _WITHOUT * len(unwanted) + _NEWEST_FIRST
        return self._newest(query, values, before, limit)

    def starting_with(self, beginning: str, limit: int = 2) -> tuple[Edit, ...]:
        """The newest edits whose id begins like that; an id is hexadecimal, all else finds none."""
        if not beginning or not all(letter in hexdigits for letter in beginning):
            return ()
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id FROM edits WHERE id GLOB ? ORDER BY number DESC LIMIT ?",
                (f"{beginning.lower()}*", limit),
            ).fetchall()
        return tuple(self.get(EditId(row[0])) for row in rows)

    def count(self) -> int:
        with self._database.reading() as connection:
            return int(connection.execute("SELECT count(*) FROM edits").fetchone()[0])

    def records(self) -> Iterator[tuple[EditId, str]]:
        """Every id with its JSON, oldest first, read in portions so that nobody has to wait."""
        last = -_END
        while True:
            with self._database.reading() as connection:
                rows = connection.execute(
                    "SELECT number, id, record FROM edits WHERE number > ?"
                    " ORDER BY number LIMIT 500",
                    (last,),
                ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield from ((EditId(row[1]), str(row[2])) for row in rows)

    def contents_in_use(self) -> set[ContentHash]:
        """Every picture that any edit names, those in unreadable records included."""
        return {content for _, record in self.records() for content in contents_in(record)}

    def remove_records(self, edits: Iterable[EditId]) -> None:
        """These edits are no more, nor their marks; the ledger keeps what they cost."""
        with self._database.writing() as connection:
            connection.executemany("DELETE FROM edits WHERE id = ?", [(one,) for one in edits])

    def _newest(
        self, query: str, values: tuple[str, ...], before: EditId | None, limit: int
    ) -> tuple[Edit, ...]:
        """Rows by falling number, until `limit` could be read; keyed, so its cost is its length.

        An edit may be in several rows, one for each of its tiles.
        """
        found: dict[int, Edit | None] = {}
        number = _END if before is None else self._number_of(before)
        while sum(edit is not None for edit in found.values()) < limit:
            with self._database.reading() as connection:
                rows = connection.execute(query, (number, *values, limit)).fetchall()
            for number, record in rows:
                if number not in found:
                    found[number] = _readable(record)
            if len(rows) < limit:
                break
        return self._without_trash({number: edit for number, edit in found.items() if edit}, limit)

    def _without_trash(self, found: dict[int, Edit], limit: int) -> tuple[Edit, ...]:
        """The edits as they are to be shown: results that are in the trash are left out."""
        if not found:
            return ()
        ends = (min(found) * ROOM, max(found) * ROOM + ROOM - 1)
        with self._database.reading() as connection:
            trashed = set(connection.execute(_TRASHED, ends).fetchall())
        edits = list(found.values())[:limit]
        return tuple(_shown(edit, trashed) for edit in edits) if trashed else tuple(edits)

    def _number_of(self, edit: EditId) -> int:
        with self._database.reading() as connection:
            row = connection.execute("SELECT number FROM edits WHERE id = ?", (edit,)).fetchone()
        if row is None:
            raise fail(ProblemKind.EDIT_UNKNOWN, name=edit)
        return int(row[0])


def _put(connection: sqlite3.Connection, edit: Edit, record: str) -> None:
    changed = connection.execute("UPDATE edits SET record = ? WHERE id = ?", (record, edit.id))
    if changed.rowcount:
        return
    number = _free_number(connection, edit.created)
    connection.execute(
        "INSERT INTO edits (number, id, record) VALUES (?, ?, ?)", (number, edit.id, record)
    )


def _free_number(connection: sqlite3.Connection, created: datetime) -> int:
    """The next number in the millisecond of creation, or in the next one that has room."""
    first = (created - _EPOCH) // timedelta(milliseconds=1) * _PER_MILLISECOND
    while True:
        last = first + _PER_MILLISECOND - 1
        (taken,) = connection.execute(
            "SELECT max(number) FROM edits WHERE number BETWEEN ? AND ?", (first, last)
        ).fetchone()
        if taken is None:
            return first
        if taken < last:
            return int(taken) + 1
        first += _PER_MILLISECOND


def _readable(record: str) -> Edit | None:
    try:
        return edit_from_json(record)
    except ValueError as error:
        _log.warning("A record of the history cannot be read: %s", type(error).__name__)
        return None


def _shown(edit: Edit, trashed: set[tuple[str, int]]) -> Edit:
    results = tuple(one for one in edit.results if (edit.id, one.index) not in trashed)
    return edit if len(results) == len(edit.results) else replace(edit, results=results)
