"""A new database has the newest format; an older one is copied, then led there step by step."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop.domain.problems import ProblemError, ProblemKind
from desktop.storage.database import Database
from desktop.storage.migrations import STEPS, bring_up

FIRST = ("CREATE TABLE edits (id TEXT)",)
SECOND = ("ALTER TABLE edits ADD COLUMN stars INTEGER", "UPDATE edits SET stars = 3")
BROKEN = ("ALTER TABLE edits ADD COLUMN stars INTEGER", "NO SUCH STATEMENT")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.sqlite3"


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        yield opened


def one(connection: sqlite3.Connection, query: str) -> object:
    return connection.execute(query).fetchone()[0]


def test_a_new_file_gets_every_step(connection: sqlite3.Connection, path: Path) -> None:
    bring_up(connection, path, (FIRST, SECOND))
    assert one(connection, "PRAGMA user_version") == 2
    assert not list(path.parent.glob("*.format-*"))
    bring_up(connection, path, (FIRST, SECOND))


def test_an_older_file_is_copied_first(connection: sqlite3.Connection, path: Path) -> None:
    bring_up(connection, path, (FIRST,))
    connection.execute("INSERT INTO edits VALUES ('a')")
    bring_up(connection, path, (FIRST, SECOND))
    assert one(connection, "SELECT stars FROM edits") == 3
    with closing(sqlite3.connect(path.with_name("library.sqlite3.format-1"))) as copy:
        assert one(copy, "PRAGMA user_version") == 1
        assert copy.execute("SELECT * FROM edits").fetchall() == [("a",)]
    assert not list(path.parent.glob("*.tmp*"))


def test_a_step_that_fails_changes_nothing(connection: sqlite3.Connection, path: Path) -> None:
    bring_up(connection, path, (FIRST,))
    with pytest.raises(sqlite3.OperationalError):
        bring_up(connection, path, (FIRST, BROKEN))
    assert one(connection, "PRAGMA user_version") == 1
    assert one(connection, "SELECT sql FROM sqlite_schema") == FIRST[0]


def test_a_newer_file_is_left_alone(path: Path) -> None:
    Database.open(path).close()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    before = path.read_bytes()
    with pytest.raises(ProblemError) as caught:
        Database.open(path)
    assert caught.value.problem.kind is ProblemKind.LIBRARY_NEWER
    assert f"format {len(STEPS) + 1}, this one knows {len(STEPS)}" in caught.value.problem.sentence
    assert path.read_bytes() == before


def test_another_programs_file_is_left_alone(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("CREATE TABLE recipes (soup TEXT)")
    with pytest.raises(ProblemError) as caught:
        Database.open(path)
    assert caught.value.problem.kind is ProblemKind.LIBRARY_DAMAGED
    assert "belongs to another program" in caught.value.problem.sentence
    assert one(connection, "SELECT count(*) FROM recipes") == 0


def test_the_first_format_stays_what_it_is() -> None:
    """Libraries of that format exist: change a step never, add the next one."""
    steps = "\n".join(" ".join(statement.split()) for statement in STEPS[0])
    assert hashlib.sha256(steps.encode()).hexdigest()[:16] == "699e5b195f00a77c"
