"""One request in the journal: written before it is sent, kept until its edit is in the history."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from desktop.domain.answer import AnswerHead
from desktop.domain.identity import EditId
from desktop.domain.intent import EntryState, Intent
from desktop.domain.problems import Problem, ProblemError, ProblemKind, fail
from desktop.storage.answer_place import (
    AnswerFolder,
    AnswerInMemory,
    AnswerPlace,
    hand_over,
    reserve_room,
)
from desktop.storage.disk_faults import disk_fault, writing
from desktop.storage.durable_files import sync_folder, write_whole
from desktop.storage.file_lock import FileLock
from desktop.storage.records import intent_to_json

_log = logging.getLogger(__name__)

INTENT: Final = "intent.json"
SENT: Final = "sent"
SETTLED: Final = "settled"
OWNER: Final = "owner"
ELSEWHERE: Final = "elsewhere"
SPARES: Final = ("spare-1", "spare-2")
PREVIEW: Final = "preview-"

_SECOND_PLACE = "stet-answer-"
"""How the names of folders begin that take an answer when the library's disk does not."""

_SPARE_BYTES = 64 * 1024
"""Room that is given up when the disk is full: the first for the small files beside the answer,
the second for the note where the answer went instead."""


class JournalEntry:
    """The folder of one request, held by this program until `settle` or `close`.

    In the order in which a request goes:

    - `open_new`: the intent is on disk, synced, and the room for the answer is taken. Nothing has
      been sent; a full disk is noticed here, where it costs nothing.
    - `mark_sent`: from now on it may be billed.
    - `begin`, `write`, `finish` take the answer to disk as it comes (an `AnswerSink`). When the
      disk fails all the same, the answer moves to the system's temporary folder and, when that
      fails too, into memory; `write` never interrupts an answer that is coming. `finish` then says
      so, and `save_again` tries once more.
    - `settle`: the edit is in the history, and the folder goes.

    After `close`, or a kill, the folder stays and `Journal.unsettled` tells of it.
    """

    def __init__(self, folder: Path, intent: Intent | None, owner: FileLock) -> None:
        self.folder = folder
        self.intent = intent
        self._owner = owner
        self._home = AnswerFolder(folder)
        moved = answer_folder_of(folder)
        self._place: AnswerPlace = self._home if moved.folder == folder else moved
        self._fault: ProblemError | None = None

    @classmethod
    def open_new(cls, folder: Path, intent: Intent) -> JournalEntry:
        """A fresh entry in `folder`. ProblemError (DISK_FULL and its like): nothing is left."""
        needed = intent.expected_bytes + len(SPARES) * _SPARE_BYTES
        with writing(folder.parent, needed=needed):
            entry = cls(folder, intent, _own_new(folder))
            try:
                entry._take_room(intent.expected_bytes)
                write_whole(folder / INTENT, intent_to_json(intent).encode())
                sync_folder(folder.parent)
            except BaseException:
                entry.close()
                shutil.rmtree(folder, ignore_errors=True)
                raise
        return entry

    @property
    def _is_turn(self) -> bool:
        return self.intent is not None and self.intent.recipe.conversation is not None

    @property
    def edit(self) -> EditId:
        return EditId(self.folder.name)

    @property
    def is_only_in_memory(self) -> bool:
        """Whether no disk has taken the answer; it is lost with the program."""
        return isinstance(self._place, AnswerInMemory)

    @property
    def state(self) -> EntryState:
        """How far the request has come."""
        if not (self.folder / SENT).exists():
            return EntryState.PREPARED
        if self._place.is_complete:
            return EntryState.COMPLETE
        return EntryState.PARTIAL if self._place.count else EntryState.SENT

    def mark_sent(self) -> None:
        """Right before the request leaves; on disk, synced, when this returns. ProblemError."""
        now = datetime.now(UTC).isoformat()
        with writing(self.folder):
            if self._home.has_traces:
                self._home.clear()
            write_whole(self.folder / SENT, now.encode())

    def begin(self, head: AnswerHead) -> None:
        """The head of the answer has come."""
        if not (self.folder / SENT).exists():
            raise RuntimeError("An answer cannot come before `mark_sent`.")
        self._keep(lambda place: place.begin(head))

    def go_on(self) -> None:
        """What came of the answer in an earlier run stays; the rest will be written behind it."""
        self._keep(lambda place: place.go_on())

    def write(self, chunk: bytes) -> None:
        """The next bytes of the body; on disk as far as the system is asked, synced by `finish`.

        The first ones of a conversation's turn are synced at once: they hold the name by which the
        rest can be fetched.
        """
        is_first = self._is_turn and not self._place.count
        self._keep(lambda place: place.append(chunk))
        if is_first:
            self._keep(lambda place: place.sync())

    def finish(self) -> None:
        """The body is whole, and on disk, synced, when this returns.

        ProblemError (DISK_FULL and its like) when it is only in memory; nothing of it is lost yet.
        """
        self._keep(lambda place: place.finish())
        if self.is_only_in_memory:
            assert self._fault is not None
            raise self._fault

    def save_again(self) -> None:
        """Try to bring an answer from memory to disk. ProblemError when there is still no room."""
        if not isinstance(self._place, AnswerInMemory):
            return
        memory = self._place
        for is_home in (True, False):
            try:
                place = self._home if is_home else self._make_elsewhere()
                hand_over(memory, place)
                if memory.is_complete:
                    place.finish()
                if is_home:
                    self._forget_elsewhere()
            except OSError as error:
                self._fault = self._explain(error)
            else:
                self._place, self._fault = place, None
                return
        assert self._fault is not None
        raise self._fault

    def keep_preview(self, index: int, data: bytes) -> Problem | None:
        """Keep a streamed picture. The problem, when the disk did not take it; never raises one."""
        try:
            write_whole(self.folder / f"{PREVIEW}{index}", data)
        except OSError as error:
            fault = disk_fault(error, self.folder, needed=len(data))
            _log.warning("A preview could not be kept: %s", fault.problem.sentence)
            return fault.problem
        return None

    def previews(self) -> tuple[bytes, ...]:
        """The streamed pictures that were kept, in their order."""
        with writing(self.folder):
            return tuple(path.read_bytes() for path in preview_files(self.folder))

    @property
    def head(self) -> AnswerHead | None:
        """The answer's head; None until it has come."""
        return self._place.head()

    def read_answer(self) -> tuple[AnswerHead, bytes]:
        """Head and body as they came, as far as they came.

        ProblemError (ANSWER_UNKNOWN) when nothing has come.
        """
        head, body = self._place.head(), self._place.body()
        if head is None and not body:
            raise fail(ProblemKind.ANSWER_UNKNOWN)
        return head or AnswerHead(status=0, content_type=""), body

    def discard_answer(self) -> None:
        """Back to before it was sent, after a failure that was certainly not billed.

        The mark of sending goes first: if we are killed in between, nothing is asked about.
        ProblemError (disk), when the room for the next answer is gone.
        """
        needed = self.intent.expected_bytes if self.intent else 0
        with writing(self.folder, needed=needed):
            (self.folder / SENT).unlink(missing_ok=True)
            sync_folder(self.folder)
            self._place.close()
            self._forget_elsewhere()
            self._home.clear()
            for path in preview_files(self.folder):
                path.unlink()
            self._place, self._fault = self._home, None
            self._take_room(needed)

    def settle(self) -> None:
        """The edit is in the history, or was let go: remove the folder. ProblemError (disk).

        A kill on the way, or a file that somebody else has open, leaves a folder that is marked as
        settled and swept later.
        """
        with writing(self.folder):
            self._place.close()
            mark_settled(self.folder)
        self._owner.release()
        try:
            self._forget_elsewhere()
            remove_settled(self.folder)
        except OSError as error:
            _log.info("The settled entry %s is left for the next opening: %s", self.edit, error)

    def close(self) -> None:
        """Let go of the entry without settling it; it can be taken up again."""
        self._place.close()
        self._owner.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _take_room(self, size: int) -> None:
        self._home.reserve(size)
        for name in SPARES:
            descriptor = os.open(self.folder / name, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                reserve_room(descriptor, _SPARE_BYTES, self.folder)
            finally:
                os.close(descriptor)

    def _keep(self, step: Callable[[AnswerPlace], None]) -> None:
        """Do `step` where the answer is kept, moving on to the next place as often as needed."""
        while True:
            try:
                step(self._place)
            except OSError as error:
                if not self._give_up_room(SPARES[0]):
                    self._move_on(error)
            else:
                return

    def _give_up_room(self, name: str) -> bool:
        """Free what was set apart for the worst; False when that was done before."""
        spare = self.folder / name
        if not spare.exists():
            return False
        spare.unlink()
        return True

    def _move_on(self, error: OSError) -> None:
        """To the temporary folder, then to memory. ProblemError when neither can take it over."""
        old = self._place
        self._fault = self._explain(error)
        _log.warning("The answer of %s cannot be written where it belongs: %s", self.edit, error)
        old.close()
        if old is self._home:
            try:
                place = self._make_elsewhere()
                hand_over(old, place)
            except OSError as second:
                _log.warning("Nor can it be written to the temporary folder: %s", second)
                with suppress(OSError):  # what came is safe in memory and, in part, at home
                    self._forget_elsewhere()
            else:
                self._place = place
                return
        memory = AnswerInMemory()
        try:
            hand_over(old, memory)
        except OSError:
            raise self._fault from error
        self._place = memory

    def _make_elsewhere(self) -> AnswerFolder:
        """A second place for the answer; where it is stands in the entry."""
        self._forget_elsewhere()
        folder = AnswerFolder(Path(tempfile.mkdtemp(prefix=_SECOND_PLACE)))
        self._give_up_room(SPARES[1])
        try:
            write_whole(self.folder / ELSEWHERE, str(folder.folder).encode())
        except OSError:
            folder.remove()
            raise
        return folder

    def _forget_elsewhere(self) -> None:
        folder = elsewhere_of(self.folder)
        if folder is not None:
            AnswerFolder(folder).remove()
        (self.folder / ELSEWHERE).unlink(missing_ok=True)

    def _explain(self, error: OSError) -> ProblemError:
        needed = self.intent.expected_bytes if self.intent else 0
        return disk_fault(error, self.folder, needed=needed)


def answer_folder_of(folder: Path) -> AnswerFolder:
    """Where the answer of an entry is kept: in the entry, or where it had to move."""
    elsewhere = elsewhere_of(folder)
    if elsewhere is not None and elsewhere.is_dir():
        return AnswerFolder(elsewhere)
    return AnswerFolder(folder)


def elsewhere_of(folder: Path) -> Path | None:
    """The second place that is noted in an entry, whether or not it is still there.

    None too when the note names anything but a folder as we make them: it will be removed one day.
    """
    try:
        place = Path((folder / ELSEWHERE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return place if place.is_absolute() and place.name.startswith(_SECOND_PLACE) else None


def preview_files(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"{PREVIEW}*"), key=lambda path: (len(path.name), path.name))


def mark_settled(folder: Path) -> None:
    """Needs no room where there is a file that can get another name."""
    for name in (INTENT, SENT):
        if (folder / name).exists():
            (folder / name).replace(folder / SETTLED)
            return
    (folder / SETTLED).touch()


def remove_settled(folder: Path) -> None:
    """Remove an entry, its mark last, so that what is left of it is never taken for another.

    Two programs may do so at once.
    """
    with suppress(FileNotFoundError):
        for path in folder.iterdir():
            if path.name != SETTLED:
                path.unlink(missing_ok=True)
        (folder / SETTLED).unlink(missing_ok=True)
        folder.rmdir()


def _own_new(folder: Path) -> FileLock:
    """Make an entry's folder and hold it; again, if another program took it for litter."""
    while True:
        folder.mkdir(exist_ok=True)
        with suppress(FileNotFoundError):
            owner = FileLock.take(folder / OWNER, patience=1.0)
            if owner is not None:
                return owner
