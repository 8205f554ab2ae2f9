"""The ledger in the database: what is set apart for requests under way, and what they have cost.

An edit's row in the history brings its entry along (triggers in `migrations`), so the two never
differ and the ledger can be built anew from the same records. Here entries are opened before a
request leaves, and added up.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from desktop.domain.budget import Budgets, Crossing, Spent, crossing
from desktop.domain.cost import EstimateParts, Usage
from desktop.domain.identity import EditId
from desktop.domain.intent import Intent
from desktop.domain.ledger import GroupBy, LedgerEntry, Total
from desktop.domain.problems import Billed
from desktop.storage.database import Database
from desktop.storage.records import from_json, to_json

_NANO: Final = Decimal(1_000_000_000)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)

_NAMES: Final = {
    GroupBy.DAY: "strftime('%Y-%m-%d', at / 1000, 'unixepoch', 'localtime')",
    GroupBy.MONTH: "strftime('%Y-%m', at / 1000, 'unixepoch', 'localtime')",
    GroupBy.MODEL: "model",
    GroupBy.PROFILE: "profile",
    GroupBy.PROJECT: "project",
}

_TOTALS = """
    SELECT {name} AS name, count(*), sum(pictures),
        sum(CASE WHEN billed = 'yes' THEN counted ELSE 0 END),
        sum(CASE WHEN billed = 'maybe' THEN counted ELSE 0 END),
        sum(billed = 'maybe'),
        sum(billed <> 'no' AND cost IS NULL AND highest IS NULL)
    FROM ledger WHERE at >= ? AND NOT simulated
    GROUP BY name ORDER BY {order}
"""

_SUM = "SELECT coalesce(sum(counted), 0) FROM ledger WHERE "

_ENTRIES = (
    "SELECT edit, at, profile, model, project, pictures, simulated, is_open, billed,"
    " highest, cost, estimate, usage FROM ledger"
)


class Ledger:
    """Every method may raise ProblemError (the library's)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def spent(self, run: str, project: str, now: datetime) -> Spent:
        """What counts against each budget now, that which is set apart included."""
        with self._database.reading() as connection:
            return _spent(connection, run, project, now)

    def set_apart(self, intent: Intent, run: str, budgets: Budgets) -> Crossing | None:
        """Open the entry of a request that is about to leave, unless a budget forbids it.

        One transaction, so that two programs never share the same last dollar. The order leaves
        the waiting list with it. On disk, synced, when this returns.
        """
        with self._database.writing() as connection:
            connection.execute("DELETE FROM ledger WHERE edit = ? AND is_open", (intent.edit,))
            more = intent.highest_usd or Decimal(0)
            if not intent.simulated:
                spent = _spent(connection, run, intent.project, intent.created)
                found = crossing(budgets, spent, more, intent.project)
                if found is not None:
                    return found
            _open(connection, intent, run)
            connection.execute("DELETE FROM waiting WHERE edit = ?", (intent.edit,))
        return None

    def set_apart_all(
        self, intents: Sequence[Intent], run: str, budgets: Budgets
    ) -> Crossing | None:
        """The same for requests that leave together: all entries are opened, or none."""
        with self._database.writing() as connection:
            edits = [(intent.edit,) for intent in intents]
            connection.executemany("DELETE FROM ledger WHERE edit = ? AND is_open", edits)
            more = sum((intent.highest_usd or Decimal(0) for intent in intents), Decimal(0))
            first = intents[0]
            spent = _spent(connection, run, first.project, first.created)
            found = crossing(budgets, spent, more, first.project)
            if found is not None:
                return found
            for intent in intents:
                _open(connection, intent, run)
        return None

    def release_all(self, edits: Iterable[EditId]) -> None:
        """Nothing of them was sent after all."""
        with self._database.writing() as connection:
            connection.executemany(
                "DELETE FROM ledger WHERE edit = ? AND is_open", [(edit,) for edit in edits]
            )

    def release(self, edit: EditId) -> None:
        """Nothing was sent after all: nothing is set apart any more."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM ledger WHERE edit = ? AND is_open", (edit,))

    def leave_unknown(self, edit: EditId) -> None:
        """Nobody will ever know: it stays as what may have been billed."""
        with self._database.writing() as connection:
            connection.execute("UPDATE ledger SET is_open = 0 WHERE edit = ?", (edit,))

    def open_edits(self) -> tuple[EditId, ...]:
        """The requests whose answer is not known."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT edit FROM ledger WHERE is_open").fetchall()
        return tuple(EditId(row[0]) for row in rows)

    def add_missing(self, intents: Iterable[Intent]) -> None:
        """Entries of requests that were sent and that the ledger does not know (a lost file)."""
        with self._database.writing() as connection:
            for intent in intents:
                _open(connection, intent, "")

    def entries(self, since: datetime | None = None) -> tuple[LedgerEntry, ...]:
        """All entries from `since` on, oldest first."""
        start = 0 if since is None else _milliseconds(since)
        with self._database.reading() as connection:
            rows = connection.execute(f"{_ENTRIES} WHERE at >= ? ORDER BY at, edit", (start,))
            return tuple(map(_entry, rows.fetchall()))

    def latest_priced(self, count: int) -> tuple[LedgerEntry, ...]:
        """The newest `count` entries that have both an estimate and a cost."""
        query = (
            f"{_ENTRIES} WHERE cost IS NOT NULL AND estimate IS NOT NULL AND NOT simulated"
            " ORDER BY at DESC LIMIT ?"
        )
        with self._database.reading() as connection:
            return tuple(map(_entry, connection.execute(query, (count,)).fetchall()))

    def totals(self, by: GroupBy, since: datetime | None = None) -> tuple[Total, ...]:
        """By day or month newest first, else the dearest first; local days; nothing simulated."""
        order = "name DESC" if by in {GroupBy.DAY, GroupBy.MONTH} else "sum(counted) DESC, name"
        query = _TOTALS.format(name=_NAMES[by], order=order)
        start = 0 if since is None else _milliseconds(since)
        with self._database.reading() as connection:
            return tuple(map(_total, connection.execute(query, (start,)).fetchall()))


def start_of_day(now: datetime) -> datetime:
    """Midnight where this computer is."""
    return now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)


def start_of_month(now: datetime) -> datetime:
    return start_of_day(now).replace(day=1)


def _spent(connection: sqlite3.Connection, run: str, project: str, now: datetime) -> Spent:
    """Entries that are dated later than now count as of today: clocks jump, money does not."""

    def amount(condition: str, value: object) -> Decimal:
        return Decimal(connection.execute(_SUM + condition, (value,)).fetchone()[0]) / _NANO

    return Spent(
        run=amount("run <> '' AND run = ?", run),
        day=amount("at >= ?", _milliseconds(start_of_day(now))),
        month=amount("at >= ?", _milliseconds(start_of_month(now))),
        project=amount("project <> '' AND project = ?", project),
    )


def _open(connection: sqlite3.Connection, intent: Intent, run: str) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO ledger (edit, at, run, profile, model, project, pictures,"
        " simulated, is_open, billed, highest, estimate)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, 'maybe', ?, ?)",
        (
            intent.edit,
            _milliseconds(intent.created),
            run,
            intent.profile,
            intent.recipe.model,
            intent.project,
            intent.recipe.count,
            intent.simulated,
            _nano(intent.highest_usd),
            None if intent.estimate is None else to_json(intent.estimate),
        ),
    )


def _entry(row: tuple[object, ...]) -> LedgerEntry:
    edit, at, profile, model, project, pictures, simulated, is_open, billed = row[:9]
    highest, cost, estimate, usage = row[9:]
    return LedgerEntry(
        edit=EditId(str(edit)),
        asked=_EPOCH + int(str(at)) * _MILLISECOND,
        profile=str(profile),
        model=str(model),
        project=str(project),
        pictures=int(str(pictures)),
        is_simulated=bool(simulated),
        is_open=bool(is_open),
        billed=Billed(str(billed)),
        highest_usd=_dollars(highest),
        cost_usd=_dollars(cost),
        estimate=from_json(EstimateParts, str(estimate)) if _is_there(estimate) else None,
        usage=from_json(Usage, str(usage)) if _is_there(usage) else None,
    )


def _total(row: tuple[object, ...]) -> Total:
    name, requests, pictures, billed, maybe, open_ones, unpriced = row
    return Total(
        name=str(name),
        requests=int(str(requests)),
        pictures=int(str(pictures)),
        billed_usd=_dollars(billed) or Decimal(0),
        maybe_usd=_dollars(maybe) or Decimal(0),
        maybe=int(str(open_ones)),
        unpriced=int(str(unpriced)),
    )


def _is_there(text: object) -> bool:
    return text is not None and json.loads(str(text)) is not None


def _milliseconds(time: datetime) -> int:
    return (time - _EPOCH) // _MILLISECOND


def _nano(amount: Decimal | None) -> int | None:
    return None if amount is None else round(amount * _NANO)


def _dollars(nano: object) -> Decimal | None:
    return None if nano is None else (Decimal(int(str(nano))) / _NANO).normalize() + 0
