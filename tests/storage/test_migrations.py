"""A new database has the newest format; an older one is copied, then led there step by step."""

from __future__ import annotations

import gzip
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.domain.library_item import ItemKind
from desktop.domain.library_query import LibraryQuery
from desktop.domain.problems import ProblemError, ProblemKind
from desktop.storage.catalogue import Catalogue
from desktop.storage.database import Database
from desktop.storage.edit_log import EditLog
from desktop.storage.history import History
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


OLD = sorted((Path(__file__).parent / "formats").glob("format-*.sqlite3.gz"))


def test_a_file_of_every_earlier_format_is_kept() -> None:
    assert [file.name for file in OLD] == [
        f"format-{number}.sqlite3.gz" for number in range(1, len(STEPS))
    ]


@pytest.mark.parametrize("old", OLD, ids=lambda file: file.name)
def test_a_file_that_an_earlier_version_wrote_is_led_here(old: Path, path: Path) -> None:
    path.write_bytes(gzip.decompress(old.read_bytes()))
    before = path.read_bytes()
    database = Database.open(path)
    try:
        history = History(database)
        catalogue = Catalogue(database, EditLog(path.with_name("edits.jsonl")))
        assert [edit.recipe.prompt for edit in history.page()] == [
            "nothing came",
            "東京の夜景",
            "a red fox",
        ]
        refused, child, *results = catalogue.page(LibraryQuery())
        assert (refused.kind, refused.cost_usd) == (ItemKind.REFUSED, None)
        assert [(one.index, one.cost_usd) for one in results] == [
            (1, Decimal("0.1053825")),
            (0, Decimal("0.1053825")),
        ]
        assert catalogue.page(LibraryQuery(text="夜景")) == (child,)
        assert catalogue.page(LibraryQuery(text="strand")) == (child,)
        assert catalogue.made_from(results[1].ref or child.ref) == (child,)  # type: ignore[arg-type]
        assert database.faults() == ()
    finally:
        database.close()
    copy = path.with_name(f"library.sqlite3.{old.name.partition('.')[0]}")
    with closing(sqlite3.connect(copy)) as kept, closing(sqlite3.connect(":memory:")) as was:
        was.deserialize(before)
        assert list(kept.iterdump()) == list(was.iterdump())
