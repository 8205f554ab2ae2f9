"""All edits of a library, newest first: by page, by id, and by the words of their prompts."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from string import hexdigits
from typing import Final

from desktop.domain.edit import Edit, Result, ResultRef
from desktop.domain.identity import ContentHash, EditId
from desktop.domain.problems import ProblemKind, fail
from desktop.storage.database import Database
from desktop.storage.records import contents_in, edit_from_json, edit_to_json

_log = logging.getLogger(__name__)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PER_MILLISECOND = 4096
"""Edits that may share a millisecond before their numbers run into the next one's."""

_END = 2**63 - 1

_ALL = "SELECT number AS place, record FROM edits WHERE number < ?"
_MATCHING = (
    "SELECT words.rowid AS place, record FROM words JOIN edits ON number = words.rowid"
    " WHERE words.rowid < ? AND words MATCH ?"
)
_WITHOUT = " AND number NOT IN (SELECT rowid FROM words WHERE words MATCH ?)"
_NEWEST_FIRST = " ORDER BY place DESC LIMIT ?"

_TERM = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')


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
        return self._newest(_ALL + _NEWEST_FIRST, (), before, limit)

    def search(self, text: str, before: EditId | None = None, limit: int = 50) -> tuple[Edit, ...]:
        """Like `page`, of the edits whose prompt has all words of `text`.

        Case and accents do not matter; the last word may be the beginning of one; "quoted words"
        stand together; -word is not in it. Text without any word finds everything.
        """
        wanted, unwanted = _terms(text)
        values = (" ".join(wanted), *unwanted) if wanted else tuple(unwanted)
        query = (_MATCHING if wanted else _ALL) + _WITHOUT * len(unwanted)
        return self._newest(query + _NEWEST_FIRST, values, before, limit)

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

    def _newest(
        self, query: str, values: tuple[str, ...], before: EditId | None, limit: int
    ) -> tuple[Edit, ...]:
        """Rows by falling number, until `limit` could be read; keyed, so its cost is its length."""
        found: list[Edit] = []
        number = _END if before is None else self._number_of(before)
        while len(found) < limit:
            missing = limit - len(found)
            with self._database.reading() as connection:
                rows = connection.execute(query, (number, *values, missing)).fetchall()
            found.extend(edit for edit in map(_readable, (row[1] for row in rows)) if edit)
            if len(rows) < missing:
                break
            number = rows[-1][0]
        return tuple(found)

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


def _terms(text: str) -> tuple[list[str], list[str]]:
    """What must and what must not be found, each as a quoted phrase of the full-text search.

    Every word is quoted, so that nothing in it can be taken for an operator.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in _TERM.findall(text.replace("\0", " ")):
        plain = (phrase or word).replace('"', " ").strip()
        if not any(letter.isalnum() for letter in plain):
            continue
        is_last = not phrase and not minus and text.endswith(word)
        (unwanted if minus else wanted).append(f'"{plain}"' + ("*" if is_last else ""))
    return wanted, unwanted
