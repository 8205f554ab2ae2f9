"""The library's SQLite file: one connection writes, two read, each with its lock."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from shutil import disk_usage

from desktop.domain.problems import ProblemError, ProblemKind, ServiceWords, fail
from desktop.storage.catalogue_schema import REFILL
from desktop.storage.disk_faults import shown_bytes, writing
from desktop.storage.found_terms import TERMS
from desktop.storage.found_words import spaced, spaced_prompt
from desktop.storage.migrations import bring_up

_PATIENCE = 10.0
"""Seconds to wait for another program on the same library."""

_CHECKED_ALWAYS = 64_000_000
"""Up to this many bytes the whole file is checked at every opening (some 0.1 s)."""

_NO_ROOM = 1_000_000
_CACHED_KIB = 24_000
"""The rows and index pages that one scrolls and types through."""

_SUGGESTION = (
    "Stet can build it anew from the records kept beside the pictures, at its next start or with"
    " `stet history check --repair`; the damaged file is set aside, not deleted."
)


class Database:
    """Open from `open` to `close`. Any thread may call it; reading never waits for a write.

    The locks are needed: transactions belong to a connection, so two threads that shared one
    without a lock would end up in each other's. Another program may have the file open as well.
    Every method may raise ProblemError: LIBRARY_DAMAGED, LIBRARY_NEWER, LIBRARY_BUSY, DISK_FULL,
    FOLDER_READ_ONLY or CANNOT_WRITE.
    """

    def __init__(
        self,
        path: Path,
        writer: sqlite3.Connection,
        reader: sqlite3.Connection,
        counter: sqlite3.Connection,
    ) -> None:
        self.path = path
        self._writer, self._writing = writer, threading.RLock()
        self._reader, self._reading = reader, threading.RLock()
        self._counter, self._counting = counter, threading.RLock()

    @classmethod
    def open(cls, path: Path) -> Database:
        """Open the file, made anew if missing; never overwrites one that is damaged."""
        with _explained(path):
            was_cut_short = path.with_name(path.name + "-wal").exists()
            with ExitStack() as opened:
                writer = opened.enter_context(closing(_connect(path)))
                _set_up(writer)
                if was_cut_short or path.stat().st_size <= _CHECKED_ALWAYS:
                    _check_quickly(writer)
                bring_up(writer, path)
                reader, counter = (opened.enter_context(closing(_connect(path))) for _ in range(2))
                reader.execute(f"PRAGMA cache_size = -{_CACHED_KIB}")
                for one in (reader, counter):
                    one.execute(TERMS)
                    one.execute("PRAGMA query_only = ON")
                opened.pop_all()
        return cls(path, writer, reader, counter)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read from, as of the last finished write; for this thread alone."""
        with self._reading, _explained(self.path):
            yield self._reader

    @contextmanager
    def counting(self) -> Iterator[sqlite3.Connection]:
        """The same for what looks at all rows, so that short questions need not wait for it."""
        with self._counting, _explained(self.path):
            yield self._counter

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: everything in the block is on disk, synced, when it ends, or nothing."""
        with self._writing, _explained(self.path):
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    def faults(self) -> tuple[str, ...]:
        """Everything that SQLite's own full check finds; empty when it is sound."""
        try:
            with self.reading() as connection:
                found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
            with self.writing() as connection:
                connection.execute("INSERT INTO finds(finds, rank) VALUES ('integrity-check', 1)")
        except ProblemError as error:
            return (error.problem.detail or error.problem.sentence,)
        return tuple(line for line in found if line != "ok")

    def make_words_anew(self) -> None:
        """The full-text index once more from the rows it is made of."""
        with self.writing() as connection:
            for statement in REFILL:
                connection.execute(statement)

    def close(self) -> None:
        """Close all connections; a second call does nothing."""
        with self._writing, self._reading, self._counting:
            self._counter.close()
            self._reader.close()
            self._writer.close()


def read_records(path: Path) -> list[str]:
    """What can still be read of the edits in a damaged file, as JSON; empty if nothing can."""
    found: list[str] = []
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            for (record,) in connection.execute("SELECT record FROM edits"):
                found.append(str(record))
    except sqlite3.Error:
        return found
    return found


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.create_function("spaced", 1, spaced, deterministic=True)
    connection.create_function("spaced_prompt", 1, spaced_prompt, deterministic=True)
    return connection


def _set_up(writer: sqlite3.Connection) -> None:
    """FULL: what was paid for is on the disk itself when a write returns.

    Records are some 2 kB; in pages of 16 kB they lie close.
    """
    writer.execute("PRAGMA page_size = 16384")
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("PRAGMA synchronous = FULL")
    writer.execute("PRAGMA fullfsync = ON")
    writer.execute("PRAGMA journal_size_limit = 16000000")


def _check_quickly(connection: sqlite3.Connection) -> None:
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise _damaged(str(found))


def _damaged(reason: str) -> ProblemError:
    short = reason.splitlines()[-1].strip(" .*")
    return fail(
        ProblemKind.LIBRARY_DAMAGED,
        ServiceWords(detail=reason),
        reason=short,
        suggestion=_SUGGESTION,
    )


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turns what SQLite and the system say into problems."""
    with writing(path.parent):
        try:
            yield
        except sqlite3.Error as error:
            raise _problem_of(error, path) from error


_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_NOT_OURS = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH})


def _problem_of(error: sqlite3.Error, path: Path) -> ProblemError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    words = ServiceWords(detail=str(error))
    if code in _DAMAGED:
        return _damaged(str(error))
    if code in _BUSY:
        return fail(ProblemKind.LIBRARY_BUSY, words)
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_full(path)):
        return fail(ProblemKind.DISK_FULL, words, place=path.parent, needed=shown_bytes(0))
    if code in _NOT_OURS:
        return fail(ProblemKind.FOLDER_READ_ONLY, words, place=path.parent)
    return fail(ProblemKind.CANNOT_WRITE, words, name=path, reason=str(error))


def _is_full(path: Path) -> bool:
    """Shared memory that cannot grow is reported as an input/output error."""
    try:
        return disk_usage(path.parent).free < _NO_ROOM
    except OSError:
        return False
