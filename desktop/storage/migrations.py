"""The shape of the database, step by step: what a new file gets, and what an older one lacks."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from desktop.domain.problems import ProblemKind, fail
from desktop.storage.durable_files import NewFile, sync_folder

Step = tuple[str, ...]
"""The statements that lead from one format to the next."""

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
