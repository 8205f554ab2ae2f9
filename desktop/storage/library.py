"""The library: everything that outlives the program, in one folder that belongs to the designer."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop.domain.edit import Edit, Outcome
from desktop.domain.identity import ContentHash, EditId
from desktop.domain.intent import EntryState
from desktop.domain.library_item import MarkedItem
from desktop.domain.problems import ProblemError, ProblemKind, fail
from desktop.storage.batch_files import BatchFiles
from desktop.storage.catalogue import Catalogue
from desktop.storage.database import Database
from desktop.storage.disk_faults import writing
from desktop.storage.durable_files import NewFile, make_folder, sweep
from desktop.storage.edit_log import EditLog
from desktop.storage.file_lock import FileLock
from desktop.storage.history import History
from desktop.storage.image_files import ImageFiles
from desktop.storage.journal import Journal
from desktop.storage.ledger import Ledger
from desktop.storage.library_check import Progress, check_library
from desktop.storage.library_report import LibraryReport
from desktop.storage.records import contents_in, edit_to_json
from desktop.storage.set_files import SetFiles
from desktop.storage.thumbnails import ThumbnailFiles
from desktop.storage.waiting_orders import WaitingOrders

_log = logging.getLogger(__name__)

DATABASE = "library.sqlite3"
LOG = "edits.jsonl"

_READ_TO = "log_read_to"
"""How much of the log is known to be in the database, in bytes."""

_SETTLED_AGE = timedelta(days=1)
"""How long a picture that nothing uses is left alone: a draft may still want it."""


class LibraryUse(Enum):
    """Who opens a library: one window at a time, beside it any number of commands."""

    WINDOW = "window"
    COMMAND = "command"


class Library:
    """An open library folder.

    - `library.sqlite3`: the history, for paging and searching; the ledger; the orders that wait;
    - `edits.jsonl`: the same edits as lines of JSON, from which the history can be built anew;
    - `pictures/ab/<sha256>.<ext>`: every picture file, by content, never changed;
    - `journal/<edit id>/`: a request that has been or may have been sent and is not settled;
    - `batches/<id>/`: requests that a service works off within a day, and how far they are;
    - `sets/<id>.json`: one master for many surfaces, as a matrix of orders;
    - `thumbnails/`: a cache that may be deleted;
    - `lock`: who has it open.

    The order in which an edit is stored is the promise: its pictures, then its line in the log,
    then its row in the database, then the end of its journal entry. Whatever a kill leaves
    undone is done at the next opening or offered from the journal. Several programs may work on
    one library at once; the lock only keeps a second window from it.
    """

    def __init__(self, folder: Path, database: Database, lock: FileLock | None) -> None:
        self.folder = folder
        self.database = database
        self.history = History(database)
        self.ledger = Ledger(database)
        self.waiting = WaitingOrders(database)
        self.pictures = ImageFiles(folder / "pictures")
        self.journal = Journal(folder / "journal")
        self.batches = BatchFiles(folder / "batches")
        self.sets = SetFiles(folder / "sets")
        self.thumbnails = ThumbnailFiles(folder / "thumbnails")
        self.log = EditLog(folder / LOG)
        self.catalogue = Catalogue(database, self.log)
        self._lock = lock
        self._storing = threading.Lock()
        self._is_ready = False

    @classmethod
    def open(cls, folder: Path, use: LibraryUse = LibraryUse.WINDOW) -> Library:
        """Open the library in `folder`, made if missing.

        ProblemError: FOLDER_READ_ONLY, DISK_FULL, LIBRARY_BUSY (a window has it open),
        LIBRARY_DAMAGED (see `rescue.py`), LIBRARY_NEWER.
        """
        check_folder(folder)
        lock = take_lock(folder) if use is LibraryUse.WINDOW else None
        try:
            library = cls(folder, Database.open(folder / DATABASE), lock)
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        try:
            library._prepare()
        except BaseException:
            library.close()
            raise
        return library

    def store_edit(self, edit: Edit) -> None:
        """Put the edit into the history, or change it there; on disk, synced, when this returns.

        Its pictures must be in `pictures` (ProblemError PICTURE_GONE). ProblemError (disk,
        library): the journal entry is not to be settled, so that it can be finished later.
        """
        self._check_pictures(edit)
        record = edit_to_json(edit)
        with self._storing:
            self.log.append(record)
            self.history.put_records([(edit, record)])

    def store_edits(self, edits: Sequence[Edit], marks: tuple[MarkedItem, ...] = ()) -> None:
        """The same for many at once, with their marks: one sync and one transaction for all.

        All of them are read into memory, so some hundred are enough.
        """
        for edit in edits:
            self._check_pictures(edit)
        records = [edit_to_json(edit) for edit in edits]
        with self._storing:
            self.log.append_all(records, marks)
            self.history.put_records(zip(edits, records, strict=True))
            if marks:
                self.catalogue.take_logged(marks)

    def contents_in_use(self) -> set[ContentHash]:
        """Every picture that the history, the journal or a waiting order names."""
        return (
            self.history.contents_in_use()
            | self.journal.contents_in_use()
            | self.waiting.contents_in_use()
            | self.batches.contents_in_use()
            | self.sets.contents_in_use()
        )

    def contents_open(self) -> set[ContentHash]:
        """Every picture that work names which is open in a window, or was when that was killed."""
        found: set[ContentHash] = set()
        for record in (self.folder / "open").glob("*/*.json"):
            try:
                found |= contents_in(record.read_text(encoding="utf-8", errors="replace"))
            except FileNotFoundError:
                continue  # closed just now
        return found

    def remove_orphans(self, older_than: timedelta = _SETTLED_AGE) -> int:
        """Delete pictures that nothing uses; the bytes that freed. ProblemError (disk)."""
        return self.pictures.remove_orphans(self.contents_in_use(), older_than=older_than)

    def check(self, progress: Progress | None = None) -> LibraryReport:
        """Read and compare everything; takes as long as reading all picture files."""
        return check_library(self, progress)

    def close(self) -> None:
        """Close the database and let the next one in; a second call does nothing.

        The log is caught up with here, so that the next opening has nothing to read in it.
        """
        if self._is_ready:
            self._is_ready = False
            try:
                self._catch_up()
            except ProblemError as error:
                _log.info("The log is read again at the next start: %s", error.problem.sentence)
        self.database.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _check_pictures(self, edit: Edit) -> None:
        for result in edit.results:
            self.pictures.path(result.original.content)
            self.pictures.path(result.picture.content)

    def _prepare(self) -> None:
        """Make what is missing, sweep what was left half-written, and catch up with the log."""
        self.pictures.prepare()
        self.journal.prepare()
        with writing(self.folder):
            self.thumbnails.prepare()
        self._catch_up()
        self._settle_stored()
        self._settle_accounts()
        self._is_ready = True

    def _catch_up(self) -> None:
        """Add what the log has and the database has not: a kill between the two leaves that."""
        with self.log.held():
            start = self._read_to()
            if start == self.log.size:
                return
            logged = self.log.read(start if start <= self.log.size else 0)
            self.history.put_records(
                (edit, record)
                for edit, record in logged.edits
                if self.history.record_of(edit.id) != record
            )
            if logged.removed:
                self.history.remove_records(logged.removed)
            if logged.marks:
                self.catalogue.take_logged(logged.marks)
            self._set_read_to(logged.end)

    def _settle_stored(self) -> None:
        """End the entries whose edit is finished in the history."""
        for unsettled in self.journal.unsettled():
            edit = self.history.find(unsettled.edit)
            if edit is not None and edit.outcome is Outcome.FINISHED:
                self._settle(unsettled.edit)

    def _settle_accounts(self) -> None:
        """Let the ledger and the waiting orders agree with the journal, whatever a kill cut short.

        What was sent counts; what was not sent counts nothing, and stays waiting where it waited.
        The open entries are read first: whoever opens one has a journal entry by then.
        """
        open_edits = self.ledger.open_edits()
        unsettled = self.journal.unsettled()
        sent = {one.edit for one in unsettled if one.state is not EntryState.PREPARED}
        in_batches = self.batches.open_edits() if open_edits else set()
        for edit in set(open_edits) - sent - set(self.journal.in_hand()) - in_batches:
            self.ledger.release(edit)
        missing = [one.intent for one in unsettled if one.intent and one.edit in sent]
        if missing:
            self.ledger.add_missing(missing)
        self._keep_only_waiting({one.edit for one in unsettled}, sent)

    def _keep_only_waiting(self, unsettled: set[EditId], sent: set[EditId]) -> None:
        """An order waits or is under way, never both; the journal knows better once it was sent."""
        for order in self.waiting.all():
            if order.id in sent or self.history.record_of(order.id) is not None:
                self.waiting.remove(order.id)
            elif order.id in unsettled:
                self._settle(order.id)

    def _settle(self, edit: EditId) -> None:
        try:
            self.journal.take_up(edit).settle()
        except ProblemError as error:
            _log.info("The entry of %s stays for now: %s", edit, error.problem.sentence)

    def _read_to(self) -> int:
        with self.database.reading() as connection:
            row = connection.execute(
                "SELECT value FROM facts WHERE name = ?", (_READ_TO,)
            ).fetchone()
        return 0 if row is None else int(row[0])

    def _set_read_to(self, end: int) -> None:
        with self.database.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (_READ_TO, end))


def check_folder(folder: Path) -> None:
    """Make the folder, sweep it, and see whether it can be written to. ProblemError (disk)."""
    with writing(folder):
        make_folder(folder)
        sweep(folder)
        with NewFile(folder) as probe:
            probe.write(b"can be written")


def take_lock(folder: Path) -> FileLock:
    """The one window's hold on a library. ProblemError (LIBRARY_BUSY, disk)."""
    with writing(folder):
        lock = FileLock.take(folder / "lock", patience=0.2)
        if lock is None:
            raise fail(ProblemKind.LIBRARY_BUSY)
        lock.describe(f"open in process {os.getpid()} since {datetime.now(UTC).isoformat()}\n")
    return lock
