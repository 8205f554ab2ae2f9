"""The shape of the database, step by step: what a new file gets, and what an older one lacks."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from desktop.domain.problems import ProblemKind, fail
from desktop.storage.catalogue_schema import CATALOGUE
from desktop.storage.durable_files import NewFile, sync_folder

Step = tuple[str, ...]
"""The statements that lead from one format to the next."""

# What an edit's record says for the ledger; amounts are whole billionths of a dollar, so that sums
# are exact. `at` is in milliseconds of Unix time. A row outlives its edit. A record that cannot be
# read (its time least of all) has none.
_KEEP_IN_LEDGER = """
    INSERT INTO ledger (
        edit, at, profile, model, project, pictures, simulated, is_open, billed,
        highest, cost, estimate, usage
    )
    SELECT
        new.id,
        CAST(ROUND((julianday(new.record ->> '$.created') - 2440587.5) * 86400000) AS INTEGER),
        coalesce(new.record ->> '$.profile', ''),
        coalesce(new.record ->> '$.recipe.model', ''),
        coalesce(new.record ->> '$.project', ''),
        coalesce(new.record ->> '$.recipe.count', 1),
        coalesce(new.record ->> '$.simulated', 0),
        0,
        CASE
            WHEN new.record ->> '$.outcome' = 'finished' THEN 'yes'
            WHEN new.record ->> '$.problem.billed' IN ('no', 'yes')
                THEN new.record ->> '$.problem.billed'
            ELSE 'maybe'
        END,
        CAST(ROUND(CAST(new.record ->> '$.estimate_usd' AS REAL) * 1e9) AS INTEGER),
        CAST(ROUND(CAST(new.record ->> '$.cost_usd' AS REAL) * 1e9) AS INTEGER),
        new.record -> '$.estimate',
        new.record -> '$.usage'
    WHERE julianday(new.record ->> '$.created') IS NOT NULL
    ON CONFLICT (edit) DO UPDATE SET
        is_open = 0, billed = excluded.billed, cost = excluded.cost, usage = excluded.usage,
        simulated = excluded.simulated;
"""

# `number` grows with the time of creation, so that newest-first needs no other index, in the
# full-text search neither.
STEPS: tuple[Step, ...] = (
    (
        """
        CREATE TABLE edits (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            record TEXT NOT NULL CHECK (json_valid(record)),
            prompt TEXT NOT NULL AS (json_extract(record, '$.recipe.prompt')) VIRTUAL
        )
        """,
        """
        CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID
        """,
        """
        CREATE VIRTUAL TABLE words USING fts5(
            prompt, content='edits', content_rowid='number',
            tokenize='unicode61 remove_diacritics 2', prefix='1 2 3'
        )
        """,
        """
        CREATE TRIGGER edit_added AFTER INSERT ON edits BEGIN
            INSERT INTO words(rowid, prompt) VALUES (new.number, new.prompt);
        END
        """,
        """
        CREATE TRIGGER edit_removed AFTER DELETE ON edits BEGIN
            INSERT INTO words(words, rowid, prompt) VALUES ('delete', old.number, old.prompt);
        END
        """,
        """
        CREATE TRIGGER edit_changed AFTER UPDATE ON edits WHEN old.prompt <> new.prompt BEGIN
            INSERT INTO words(words, rowid, prompt) VALUES ('delete', old.number, old.prompt);
            INSERT INTO words(rowid, prompt) VALUES (new.number, new.prompt);
        END
        """,
    ),
    (
        """
        CREATE TABLE ledger (
            edit TEXT PRIMARY KEY,
            at INTEGER NOT NULL,
            run TEXT NOT NULL DEFAULT '',
            profile TEXT NOT NULL,
            model TEXT NOT NULL,
            project TEXT NOT NULL DEFAULT '',
            pictures INTEGER NOT NULL DEFAULT 1,
            simulated INTEGER NOT NULL DEFAULT 0,
            is_open INTEGER NOT NULL DEFAULT 0,
            billed TEXT NOT NULL CHECK (billed IN ('no', 'maybe', 'yes')),
            highest INTEGER,
            cost INTEGER,
            estimate TEXT,
            usage TEXT,
            counted INTEGER AS (
                CASE WHEN billed = 'no' OR simulated THEN 0 ELSE coalesce(cost, highest, 0) END
            ) STORED
        )
        """,
        "CREATE INDEX ledger_by_time ON ledger (at, counted)",
        """
        CREATE INDEX ledger_by_project ON ledger (project, counted) WHERE project <> ''
        """,
        """
        CREATE INDEX ledger_by_run ON ledger (run, counted) WHERE run <> ''
        """,
        "CREATE INDEX ledger_open ON ledger (edit) WHERE is_open",
        f"CREATE TRIGGER ledger_added AFTER INSERT ON edits BEGIN {_KEEP_IN_LEDGER} END",
        f"CREATE TRIGGER ledger_changed AFTER UPDATE ON edits BEGIN {_KEEP_IN_LEDGER} END",
        "UPDATE edits SET record = record",
        """
        CREATE TABLE waiting (
            edit TEXT PRIMARY KEY,
            place INTEGER NOT NULL,
            record TEXT NOT NULL CHECK (json_valid(record))
        )
        """,
    ),
    CATALOGUE,
)

_OURS = int.from_bytes(b"Stet")
"""The application id in the file's header; `file` and the like can tell by it whose it is."""


def bring_up(connection: sqlite3.Connection, path: Path, steps: Sequence[Step] = STEPS) -> None:
    """Lead the database at `path` to the newest format; a copy of an older one is kept first.

    ProblemError (LIBRARY_NEWER, LIBRARY_DAMAGED); sqlite3.Error and OSError pass through.
    """
    found, known = _format_of(connection), len(steps)
    if found > known:
        raise fail(ProblemKind.LIBRARY_NEWER, found=found, known=known)
    if found == known:
        return
    if found:
        _keep_copy(connection, path.with_name(f"{path.name}.format-{found}"))
    connection.execute("BEGIN IMMEDIATE")
    try:
        _take_steps(connection, steps)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _take_steps(connection: sqlite3.Connection, steps: Sequence[Step]) -> None:
    """All that are missing now: another program may have been quicker."""
    for number, step in enumerate(steps[_format_of(connection) :], _format_of(connection) + 1):
        for statement in step:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
    connection.execute(f"PRAGMA application_id = {_OURS}")


def _format_of(connection: sqlite3.Connection) -> int:
    """0 for a new file. ProblemError when another program's tables are in it."""
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if owner != _OURS and tables:
        raise fail(
            ProblemKind.LIBRARY_DAMAGED,
            reason="it belongs to another program",
            suggestion="Choose another library folder, or move that file away.",
        )
    return int(found)


def _keep_copy(connection: sqlite3.Connection, copy: Path) -> None:
    """A whole copy of the database beside it; one from an earlier try is replaced."""
    with NewFile(copy.parent) as file:
        with closing(sqlite3.connect(file.path)) as target:
            connection.backup(target)
        file.keep_as(copy)
    sync_folder(copy.parent)
