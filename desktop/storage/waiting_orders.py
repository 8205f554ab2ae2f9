"""The orders that wait for their turn, on disk: they survive a restart, and wait to be asked for.

An order stands here from Generate until the moment before its request leaves; then `set_apart` in
the ledger takes it out. So none is ever here and under way at once.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from desktop.domain.identity import ContentHash, EditId
from desktop.domain.order import EditOrder
from desktop.storage.database import Database
from desktop.storage.records import contents_in, from_json, to_json

_log = logging.getLogger(__name__)


class WaitingOrders:
    """Every method may raise ProblemError (the library's); writes are synced when they return."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, order: EditOrder, *, first: bool = False) -> None:
        """Add an order at the end, or before all others; one that is there stays in its place."""
        with self._database.writing() as connection:
            low, high = connection.execute(
                "SELECT coalesce(min(place), 0), coalesce(max(place), 0) FROM waiting"
            ).fetchone()
            connection.execute(
                "INSERT INTO waiting VALUES (?, ?, ?)"
                " ON CONFLICT (edit) DO UPDATE SET record = excluded.record",
                (order.id, low - 1 if first else high + 1, to_json(order)),
            )

    def arrange(self, edits: Sequence[EditId]) -> None:
        """Put those of `edits` that are there into this order."""
        with self._database.writing() as connection:
            connection.executemany(
                "UPDATE waiting SET place = ? WHERE edit = ?",
                [(place, edit) for place, edit in enumerate(edits)],
            )

    def remove(self, edit: EditId) -> None:
        """Nobody waits for it any more."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM waiting WHERE edit = ?", (edit,))

    def all(self) -> tuple[EditOrder, ...]:
        """In their order; one that this version cannot read is left out, and stays."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT edit, record FROM waiting ORDER BY place").fetchall()
        found = (_readable(str(edit), str(record)) for edit, record in rows)
        return tuple(order for order in found if order is not None)

    def contents_in_use(self) -> set[ContentHash]:
        """Every picture that a waiting order names; no clean-up may take it."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT record FROM waiting").fetchall()
        return {content for (record,) in rows for content in contents_in(str(record))}


def _readable(edit: str, record: str) -> EditOrder | None:
    try:
        return from_json(EditOrder, record)
    except ValueError as error:
        _log.warning("The waiting order %s cannot be read: %s", edit, type(error).__name__)
        return None
