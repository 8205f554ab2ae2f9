"""The database keeps transactions apart, names its troubles, and never overwrites a damaged one."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from desktop.domain.problems import ProblemError, ProblemKind
from desktop.storage import database as database_module
from desktop.storage.database import Database, read_records
from desktop.storage.history import History
from desktop.storage.records import edit_from_json
from tests.storage.samples import an_edit


def kind_of(path: Path) -> ProblemKind:
    with pytest.raises(ProblemError) as caught:
        Database.open(path)
    return caught.value.problem.kind


def filled(path: Path, count: int = 400) -> bytes:
    database = Database.open(path)
    History(database).put_records(
        (edit, f'{{"recipe":{{"prompt":"{"x" * 900}"}}}}')
        for edit in (an_edit(number) for number in range(count))
    )
    database.close()
    return path.read_bytes()


def test_it_is_durable_and_shared(database: Database) -> None:
    with database.writing() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_a_start_that_fails_leaves_nothing_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[sqlite3.Connection] = []

    def connect(path: Path) -> sqlite3.Connection:
        opened.append(connected(path))
        return opened[-1]

    connected = database_module._connect
    monkeypatch.setattr(database_module, "_connect", connect)
    monkeypatch.setattr(database_module, "TERMS", "CREATE nonsense")
    assert kind_of(tmp_path / "library.sqlite") is ProblemKind.CANNOT_WRITE
    assert len(opened) > 1
    for one in opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            one.execute("SELECT 1")


def test_reading_cannot_write(database: Database) -> None:
    with pytest.raises(ProblemError), database.reading() as connection:
        connection.execute("DELETE FROM edits")


def test_a_block_that_fails_changes_nothing(database: Database) -> None:
    def work() -> None:
        with database.writing() as connection:
            connection.execute("INSERT INTO facts VALUES ('a', 1)")
            raise LookupError

    with pytest.raises(LookupError):
        work()
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM facts").fetchone() == (0,)


def test_threads_do_not_end_up_in_each_others_transactions(database: Database) -> None:
    def work(thread: int) -> None:
        for number in range(25):
            with database.writing() as connection:
                connection.execute("INSERT INTO facts VALUES (?, 1)", (f"{thread}-{number}-a",))
                connection.execute("INSERT INTO facts VALUES (?, 1)", (f"{thread}-{number}-b",))
            with database.reading() as connection:
                (count,) = connection.execute("SELECT count(*) FROM facts").fetchone()
                assert count % 2 == 0

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM facts").fetchone() == (200,)


def test_reading_does_not_wait_for_a_write(database: Database) -> None:
    with database.writing() as connection, ThreadPoolExecutor(1) as pool:
        connection.execute("INSERT INTO facts VALUES ('a', 1)")

        def look() -> object:
            with database.reading() as reader:
                return reader.execute("SELECT count(*) FROM facts").fetchone()

        assert pool.submit(look).result(timeout=5) == (0,)


def test_two_programs_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    program = (
        "import sys; from pathlib import Path; from desktop.storage.database import Database\n"
        "database = Database.open(Path(sys.argv[1]))\n"
        "for number in range(30):\n"
        "    row = (sys.argv[2] + str(number),)\n"
        "    with database.writing() as connection:\n"
        "        connection.execute('INSERT INTO facts VALUES (?, 1)', row)\n"
        "database.close()\n"
    )
    programs = [
        subprocess.Popen([sys.executable, "-c", program, str(path), name], stderr=subprocess.PIPE)
        for name in ("a", "b", "c")
    ]
    for running in programs:
        _, errors = running.communicate(timeout=60)
        assert running.returncode == 0, errors.decode()
    database = Database.open(path)
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM facts").fetchone() == (90,)
    assert database.faults() == ()
    database.close()


def test_another_program_that_does_not_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "_PATIENCE", 0.05)
    path = tmp_path / "library.sqlite3"
    database = Database.open(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ProblemError) as caught, database.writing():
            pass
    assert caught.value.problem.kind is ProblemKind.LIBRARY_BUSY
    database.close()


@pytest.mark.parametrize(
    "content", [b"no database at all " * 500, b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_what_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "library.sqlite3"
    path.write_bytes(content)
    assert kind_of(path) is ProblemKind.LIBRARY_DAMAGED
    assert path.read_bytes() == content


def test_damage_in_the_middle_is_noticed_at_opening(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    whole = filled(path)
    page = 16384
    damaged = whole[: 3 * page] + b"\xa5" * (2 * page) + whole[5 * page :]
    path.write_bytes(damaged)
    with pytest.raises(ProblemError) as caught:
        Database.open(path)
    problem = caught.value.problem
    assert problem.kind is ProblemKind.LIBRARY_DAMAGED
    assert "set aside, not deleted" in problem.remedy
    assert path.read_bytes() == damaged


def test_a_file_cut_in_half_is_noticed_at_opening(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    whole = filled(path)
    path.write_bytes(whole[: len(whole) // 2])
    assert kind_of(path) is ProblemKind.LIBRARY_DAMAGED


def test_a_large_file_that_was_closed_in_order_is_not_read_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "library.sqlite3"
    filled(path, 10)
    checks: list[object] = []
    monkeypatch.setattr(database_module, "_CHECKED_ALWAYS", 100)
    monkeypatch.setattr(database_module, "_check_quickly", checks.append)
    Database.open(path).close()
    assert checks == []
    left_open = Database.open(path)
    Database.open(path).close()
    left_open.close()
    assert len(checks) == 1


def test_what_can_still_be_read_of_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    database = Database.open(path)
    History(database).put(an_edit())
    database.close()
    assert [edit_from_json(record) for record in read_records(path)] == [an_edit()]
    path.write_bytes(b"nothing")
    assert read_records(path) == []


def test_faults_inside_are_told(database: Database) -> None:
    History(database).put(an_edit())
    assert database.faults() == ()
    with database.writing() as connection:
        connection.execute("UPDATE finds_content SET c0 = 'a blue fox'")
    assert len(database.faults()) == 1


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    path.mkdir()
    assert kind_of(path) is ProblemKind.CANNOT_WRITE
