"""An exclusive hold on a file, which the system lets go of by itself when the process ends."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

_log = logging.getLogger(__name__)

_FAR_OUT = 1 << 30
"""Where Windows locks its one byte: beyond the text, so that others can still read it."""


class FileLock:
    """Held from `take` to `release`. Two in one process exclude each other as well."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path, *, patience: float = 0.0) -> FileLock | None:
        """The hold on `path` (made if missing), or None when somebody else has it. OSError.

        `patience` is how many seconds to keep trying.
        """
        until = time.monotonic() + patience
        while True:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            if hold(descriptor) and is_file_at(descriptor, path):
                return cls(path, descriptor)
            os.close(descriptor)
            if time.monotonic() >= until:
                return None
            time.sleep(0.005)

    def describe(self, text: str) -> None:
        """Write into the file who holds it, for people who look."""
        os.ftruncate(self._descriptor, 0)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, text.encode())

    def release(self) -> None:
        """Let go; a second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def is_held(path: Path) -> bool:
    """Whether somebody, here or in another process, holds the lock on `path`."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not hold(descriptor, lock=_look)
    finally:
        os.close(descriptor)


def is_file_at(descriptor: int, path: Path) -> bool:
    """Whether `path` still names the open file; it may have been swept away in between."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def hold(descriptor: int, lock: Callable[[int], None] | None = None) -> bool:
    """Lock an open file without waiting; False when somebody else has it locked."""
    try:
        (lock or _lock)(descriptor)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        # A file system without locks: one program on it is safe, two are on their own.
        _log.info("The file system knows no locks.")
    return True


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _FAR_OUT, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    _look = _lock

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _look(descriptor: int) -> None:
        """Several may look at once without taking each other for the holder."""
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
