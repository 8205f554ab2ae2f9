"""Every edit and mark once more, as lines of JSON, so that nothing hangs on the database alone."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from desktop.domain.edit import Edit
from desktop.domain.identity import EditId
from desktop.domain.library_item import MarkedItem
from desktop.domain.problems import ProblemKind, fail
from desktop.storage.disk_faults import writing
from desktop.storage.durable_files import sync_file, sync_folder, write_all
from desktop.storage.file_lock import FileLock
from desktop.storage.records import edit_from_json, from_json, to_json

_PATIENCE = 10.0
"""Seconds to wait for another program that adds to the log."""

_APPENDING = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedEdits:
    """What stands in the log: the last state of each edit, and where reading ended.

    `removed` are the edits that were thrown away for good and did not come again. `unreadable`
    counts lines that are no record; a kill in the middle of a write leaves one.
    """

    edits: tuple[tuple[Edit, str], ...]
    end: int
    unreadable: int = 0
    removed: tuple[EditId, ...] = ()
    marks: tuple[MarkedItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarksLine:
    """A line of the log that says how tiles were marked."""

    marks: tuple[MarkedItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedLine:
    """A line of the log that says which edits were thrown away for good."""

    removed: tuple[EditId, ...]


class EditLog:
    """The file `edits.jsonl`: only ever added to; of several lines on one edit the last counts.

    A line is written before the database is touched, so the log is never behind it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def append(self, record: str) -> None:
        """One edit's JSON; on disk, synced, when this returns. ProblemError (disk).

        It begins a line of its own even after one that was cut short.
        """
        self._append(record)

    def append_all(self, records: Iterable[str], marks: tuple[MarkedItem, ...] = ()) -> None:
        """Many edits' JSON and their marks in one write; on disk, synced, when this returns.

        The marks come first: of a write that a kill cuts short, no edit is there without its own.
        ProblemError (disk): nothing of it is there.
        """
        marked = [to_json(MarksLine(marks=marks))] if marks else []
        self._append("\n".join((*marked, *records)))

    def append_marks(self, marks: tuple[MarkedItem, ...]) -> None:
        """How tiles are marked now; on disk, synced, when this returns. ProblemError (disk)."""
        self._append(to_json(MarksLine(marks=marks)))

    def append_removed(self, edits: tuple[EditId, ...]) -> None:
        """These edits are gone for good; on disk, synced, when this returns. ProblemError."""
        self._append(to_json(RemovedLine(removed=edits)))

    def read(self, start: int = 0) -> LoggedEdits:
        """Everything from byte `start` on. ProblemError (disk) when it cannot be read."""
        found = _Reading()
        end = start
        with writing(self.path):
            for line in _lines(self.path, start):
                end += len(line)
                text = line.strip()
                if text:
                    found.take(text)
        return LoggedEdits(
            edits=tuple(found.edits.values()),
            end=end,
            unreadable=found.unreadable,
            removed=tuple(found.removed),
            marks=tuple(found.marks.values()),
        )

    def _append(self, text: str) -> None:
        line = b"\n" + text.encode() + b"\n"
        with self.held(), writing(self.path, needed=len(line)):
            is_new = not self.path.exists()
            descriptor = os.open(self.path, _APPENDING, 0o644)
            try:
                _append_whole(descriptor, line)
            finally:
                os.close(descriptor)
            if is_new:
                sync_folder(self.path.parent)

    @property
    def size(self) -> int:
        """In bytes; 0 when there is none yet."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody, in no program, adds to the log inside this block."""
        with self._lock:
            lock = self._wait()
            try:
                yield
            finally:
                lock.release()

    def _wait(self) -> FileLock:
        """Others hold it for the length of one write."""
        place = self.path.with_name(self.path.name + ".lock")
        with writing(place):
            lock = FileLock.take(place, patience=_PATIENCE)
        if lock is None:
            raise fail(ProblemKind.LIBRARY_BUSY)
        return lock


def _append_whole(descriptor: int, line: bytes) -> None:
    """All of it or nothing: what a full disk took in part is cut off again."""
    before = os.fstat(descriptor).st_size
    try:
        write_all(descriptor, line)
        sync_file(descriptor)
    except OSError:
        os.ftruncate(descriptor, before)
        raise


def _lines(path: Path, start: int) -> Iterator[bytes]:
    if not path.exists():
        return
    with path.open("rb") as file:
        file.seek(start)
        yield from file


@dataclass
class _Reading:
    """What the lines said so far; of several on one thing the last counts."""

    edits: dict[EditId, tuple[Edit, str]] = field(default_factory=dict)
    removed: dict[EditId, None] = field(default_factory=dict)
    marks: dict[tuple[EditId, int], MarkedItem] = field(default_factory=dict)
    unreadable: int = 0

    def take(self, line: bytes) -> None:
        try:
            if line.startswith(b'{"marks":'):
                self._mark(from_json(MarksLine, line))
            elif line.startswith(b'{"removed":'):
                self._remove(from_json(RemovedLine, line))
            else:
                self._add(edit_from_json(line), line)
        except ValueError:
            self.unreadable += 1

    def _add(self, edit: Edit, line: bytes) -> None:
        self.edits.pop(edit.id, None)
        self.removed.pop(edit.id, None)
        self.edits[edit.id] = (edit, line.decode())

    def _remove(self, line: RemovedLine) -> None:
        for edit in line.removed:
            self.edits.pop(edit, None)
            self.removed[edit] = None

    def _mark(self, line: MarksLine) -> None:
        self.marks |= {(one.edit, one.index): one for one in line.marks}
