"""Where an answer is kept as it comes: in a folder on disk or, when no disk takes it, in memory."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from shutil import disk_usage
from typing import Protocol

from desktop.domain.answer import AnswerHead
from desktop.storage.durable_files import sync_file, sync_folder, write_all, write_whole
from desktop.storage.records import from_json, to_json

_HEAD, _BODY, _LENGTH, _COMPLETE = "head.json", "answer.body", "answer.length", "complete"
_READ_WRITE = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)


class AnswerPlace(Protocol):
    """Takes an answer and gives it back; what does not fit raises OSError and changes nothing."""

    @property
    def is_complete(self) -> bool:
        """Whether the whole body has come."""

    @property
    def count(self) -> int:
        """Bytes of the body that have come."""

    def begin(self, head: AnswerHead) -> None:
        """The head has come; what was there of an earlier answer is gone."""

    def go_on(self) -> None:
        """More is to come behind what came in an earlier run."""

    def append(self, chunk: bytes) -> None:
        """The next bytes of the body."""

    def sync(self) -> None:
        """What has come so far outlives a power failure."""

    def finish(self) -> None:
        """The body is whole."""

    def head(self) -> AnswerHead | None:
        """None until it has come."""

    def body(self) -> bytes:
        """All bytes that were appended."""

    def close(self) -> None:
        """No more bytes will come."""


class AnswerFolder:
    """An answer in the files of a folder.

    The body's file is made as large as the answer is expected, so that the disk cannot fill up
    under it; `answer.length` says how many of its bytes have come, `complete` that all have.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._body = self._length = -1
        self._count = 0

    def reserve(self, size: int) -> None:
        """Make room for an answer of `size` bytes. OSError when the disk has not that much."""
        descriptor = os.open(self.folder / _BODY, _READ_WRITE, 0o600)
        try:
            reserve_room(descriptor, size, self.folder)
        finally:
            os.close(descriptor)

    def begin(self, head: AnswerHead) -> None:
        write_whole(self.folder / _HEAD, to_json(head).encode())
        self._open()

    def go_on(self) -> None:
        come = self.count
        self.close()
        (self.folder / _COMPLETE).unlink(missing_ok=True)
        self._length = os.open(self.folder / _LENGTH, _READ_WRITE, 0o600)
        self._body = os.open(self.folder / _BODY, _READ_WRITE, 0o600)
        self._count = come

    def append(self, chunk: bytes) -> None:
        if self._body < 0:
            self._open()
        os.lseek(self._body, self._count, os.SEEK_SET)
        write_all(self._body, chunk)
        self._count += len(chunk)
        os.lseek(self._length, 0, os.SEEK_SET)
        write_all(self._length, b"%020d" % self._count)

    def sync(self) -> None:
        for descriptor in (self._body, self._length):
            if descriptor >= 0:
                sync_file(descriptor)

    def finish(self) -> None:
        if self._body < 0:
            self._open()
        os.ftruncate(self._body, self._count)
        sync_file(self._body)
        write_whole(self.folder / _COMPLETE, b"%d" % self._count)
        self.close()

    @property
    def is_complete(self) -> bool:
        """Whether `finish` was reached and the body still has the length it had then."""
        try:
            length = int((self.folder / _COMPLETE).read_bytes())
            return (self.folder / _BODY).stat().st_size == length
        except (OSError, ValueError):
            return False

    @property
    def count(self) -> int:
        """Bytes of the body that have come."""
        if self.is_complete:
            return (self.folder / _BODY).stat().st_size
        try:
            length = int((self.folder / _LENGTH).read_bytes())
            return min(length, (self.folder / _BODY).stat().st_size)
        except (OSError, ValueError):
            return 0

    def head(self) -> AnswerHead | None:
        """None too when it cannot be read any more."""
        try:
            return from_json(AnswerHead, (self.folder / _HEAD).read_bytes())
        except (OSError, ValueError):
            return None

    def body(self) -> bytes:
        count = self.count
        if not count:
            return b""
        with (self.folder / _BODY).open("rb") as file:
            return file.read(count)

    @property
    def has_traces(self) -> bool:
        """Whether anything of an answer has come."""
        return any((self.folder / name).exists() for name in (_HEAD, _LENGTH, _COMPLETE))

    def clear(self) -> None:
        """Forget the answer; the room stays. The marker goes first, so that none is ever false."""
        self.close()
        for name in (_COMPLETE, _LENGTH, _HEAD):
            (self.folder / name).unlink(missing_ok=True)
        sync_folder(self.folder)

    def remove(self) -> None:
        """Delete the answer's files and the folder, which holds nothing else."""
        self.close()
        for name in (_COMPLETE, _LENGTH, _HEAD, _BODY):
            (self.folder / name).unlink(missing_ok=True)
        if self.folder.is_dir():
            self.folder.rmdir()

    def close(self) -> None:
        for descriptor in (self._body, self._length):
            if descriptor >= 0:
                os.close(descriptor)
        self._body = self._length = -1

    def _open(self) -> None:
        self.close()
        self._count = 0
        (self.folder / _COMPLETE).unlink(missing_ok=True)
        self._length = os.open(self.folder / _LENGTH, _READ_WRITE | os.O_TRUNC, 0o600)
        self._body = os.open(self.folder / _BODY, _READ_WRITE, 0o600)


class AnswerInMemory:
    """An answer that no disk would take. It lasts as long as the program."""

    def __init__(self) -> None:
        self._head: AnswerHead | None = None
        self._body = bytearray()
        self._is_complete = False

    @property
    def is_complete(self) -> bool:
        return self._is_complete

    @property
    def count(self) -> int:
        return len(self._body)

    def begin(self, head: AnswerHead) -> None:
        self._head = head
        self._body.clear()
        self._is_complete = False

    def go_on(self) -> None:
        self._is_complete = False

    def append(self, chunk: bytes) -> None:
        self._body += chunk

    def sync(self) -> None:
        """Nothing outlives the program here."""

    def finish(self) -> None:
        self._is_complete = True

    def head(self) -> AnswerHead | None:
        return self._head

    def body(self) -> bytes:
        return bytes(self._body)

    def close(self) -> None:
        """Nothing is open."""


def hand_over(source: AnswerPlace, target: AnswerPlace) -> None:
    """What `source` has of an answer, into `target`. OSError."""
    head = source.head()
    if head is not None:
        target.begin(head)
    body = source.body()
    if body:
        target.append(body)


def reserve_room(descriptor: int, size: int, folder: Path) -> None:
    """Make a file `size` bytes large with room on the disk behind it. OSError (ENOSPC)."""
    if size <= 0:
        return
    if hasattr(os, "posix_fallocate"):
        try:
            os.posix_fallocate(descriptor, 0, size)
        except OSError as error:
            if error.errno not in _NOT_OFFERED:
                raise
        else:
            return
    if disk_usage(folder).free < size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


_NOT_OFFERED = frozenset({errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSYS})
