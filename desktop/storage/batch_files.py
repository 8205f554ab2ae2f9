"""Batches on disk: what was ordered, line by line, and what the service calls it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.domain.batch import Batch, BatchLine, BatchPhase
from desktop.domain.identity import ContentHash, EditId
from desktop.domain.problems import ProblemKind, fail
from desktop.storage.disk_faults import writing
from desktop.storage.durable_files import NewFile, make_folder, write_whole
from desktop.storage.file_lock import FileLock
from desktop.storage.records import contents_in, from_json, to_json

_RECORD = "batch.json"
_LINES = "lines.jsonl"
_UPLOADS = "uploads"
_OWNER = "owner"
_LEAVING = "leaving"


class BatchFiles:
    """One folder for each batch: `batch.json`, `lines.jsonl`, and what goes and comes beside them.

    Writes are synced when they return and may raise ProblemError (disk). A folder without its
    `batch.json` was never finished and counts for nothing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, batch: Batch, lines: Iterable[BatchLine]) -> None:
        """Keep a batch; nothing of it has been sent."""
        with writing(self._folder):
            place = self.place(batch.id)
            with NewFile(place) as file:
                for line in lines:
                    file.write(to_json(line).encode() + b"\n")
                file.keep_as(place / _LINES)
        self.save(batch)

    def save(self, batch: Batch) -> None:
        """What is known of it now."""
        with writing(self._folder):
            write_whole(self.place(batch.id) / _RECORD, to_json(batch).encode())

    def all(self) -> tuple[Batch, ...]:
        """Newest first."""
        found = sorted(self._folder.glob(f"*/{_RECORD}"), reverse=True)
        return tuple(from_json(Batch, path.read_bytes()) for path in found)

    def get(self, beginning: str) -> Batch:
        """The one whose id begins so. ProblemError when there is none, or more than one."""
        found = [batch for batch in self.all() if beginning and batch.id.startswith(beginning)]
        if len(found) == 1:
            return found[0]
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason=f"{'More than one' if found else 'No'} batch begins with “{beginning}”.",
            suggestion="`stet batch list` shows them all.",
        )

    def lines(self, batch: str) -> Iterator[BatchLine]:
        """Every line in its order, one at a time."""
        with (self.place(batch) / _LINES).open("rb") as file:
            for line in file:
                yield from_json(BatchLine, line)

    def place(self, batch: str) -> Path:
        """The batch's folder, made if missing."""
        place = self._folder / batch
        make_folder(place)
        return place

    def upload_place(self, batch: str) -> Path:
        """Where files wait that go to the service, made if missing."""
        place = self.place(batch) / _UPLOADS
        make_folder(place)
        return place

    def tidy(self, batch: str) -> None:
        """Remove what is needed no more once every line is in the history."""
        place = self.place(batch)
        for path in place.iterdir():
            if path.name == _UPLOADS:
                shutil.rmtree(path, ignore_errors=True)
            elif path.name not in {_RECORD, _LINES, _OWNER}:
                path.unlink(missing_ok=True)

    def forget(self, batch: str) -> None:
        """Remove one that was never sent."""
        shutil.rmtree(self._folder / batch, ignore_errors=True)

    @contextmanager
    def held(self, batch: str) -> Iterator[Batch]:
        """The batch as it stands, which nobody else sends, asks after or cancels meanwhile.

        ProblemError: another window or program is at work on it, or it is gone.
        """
        self.get(batch)
        with writing(self._folder):
            owner = FileLock.take(self._folder / batch / _OWNER, patience=0.2)
        if owner is None:
            raise fail(
                ProblemKind.BAD_ARGUMENT,
                reason="Somebody else is at work on this batch just now.",
                suggestion="Try again in a moment.",
            )
        try:
            yield self.get(batch)
        finally:
            owner.release()

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """One batch at a time is marked as sent, in all programs. ProblemError (disk, busy)."""
        with writing(self._folder):
            lock = FileLock.take(self._folder / _LEAVING, patience=10.0)
        if lock is None:
            raise fail(ProblemKind.LIBRARY_BUSY)
        try:
            yield
        finally:
            lock.release()

    def kept_edits(self, but: str) -> set[EditId]:
        """The requests of all batches not collected, sent or not, `but` one."""
        return {
            line.intent.edit
            for batch in self.all()
            if not batch.is_collected and batch.id != but
            for line in self.lines(batch.id)
        }

    def open_edits(self) -> set[EditId]:
        """The requests of batches that have left and are not collected."""
        return {
            line.intent.edit
            for batch in self.all()
            if not batch.is_collected and batch.phase is not BatchPhase.PREPARED
            for line in self.lines(batch.id)
        }

    def contents_in_use(self) -> set[ContentHash]:
        """Every picture that a batch not yet collected names."""
        found: set[ContentHash] = set()
        for batch in self.all():
            if not batch.is_collected:
                with (self.place(batch.id) / _LINES).open(encoding="utf-8") as file:
                    for line in file:
                        found |= contents_in(line)
        return found
