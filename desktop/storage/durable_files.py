"""Files that are either whole and synced or not there at all, whatever happens in between."""

from __future__ import annotations

import errno
import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop.storage.file_lock import FileLock, hold, is_file_at

LITTER = ".tmp"
"""How the name of a file ends that is being written; what a kill leaves is swept by it."""

_EXCLUSIVE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class NewFile:
    """A file in the making: it gets its name by `keep_as`, or leaves no trace.

    It is held by a lock while it is written, so that nobody sweeps it away as litter. Every
    method may raise OSError; the old file of that name is then untouched.
    """

    def __init__(self, folder: Path) -> None:
        self.path, self._descriptor = _open_new(folder)

    def write(self, data: bytes | memoryview) -> None:
        write_all(self._descriptor, data)

    def keep_as(self, path: Path, *, synced: bool = True) -> None:
        """Give it its name, replacing what had it; `synced` also survives a power cut."""
        if synced:
            sync_file(self._descriptor)
        if sys.platform == "win32":
            self._close()
        replace(self.path, path)
        self._close()
        if synced:
            sync_folder(path.parent)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()
        with suppress(FileNotFoundError):
            self.path.unlink()

    def _close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def write_whole(path: Path, data: bytes, *, synced: bool = True) -> None:
    """`data` at `path`, whole; on OSError what was there before is still there."""
    with NewFile(path.parent) as file:
        file.write(data)
        file.keep_as(path, synced=synced)


def write_all(descriptor: int, data: bytes | memoryview) -> None:
    """Every byte, however many pieces the system takes it in."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def replace(source: Path, target: Path) -> None:
    """Rename over what is there; patient on Windows, where scanners look into new files."""
    for attempt in range(10):
        try:
            source.replace(target)
        except PermissionError as error:
            is_busy = getattr(error, "winerror", None) in {5, 32}
            if not is_busy or attempt == 9:
                raise
            time.sleep(0.02)
        else:
            return


def sync_file(descriptor: int) -> None:
    """Onto the disk itself, past the drive's own memory where the system can ask for that."""
    if sys.platform == "darwin":
        import fcntl

        with suppress(OSError):  # network volumes do not know it; fsync follows
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Make new and changed names in a folder last; Windows does so by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some network file systems have no such thing
            raise
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Create `folder` and those above it, and make their names last."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def litter_in(folder: Path) -> Iterator[Path]:
    """Half-written files in `folder` that nobody is writing any more."""
    for path in folder.glob(f"*{LITTER}"):
        lock = _take_if_there(path)
        if lock is not None:
            lock.release()
            yield path


def sweep(folder: Path) -> int:
    """Remove the litter of killed programs from `folder`; how many files that were."""
    count = 0
    for path in litter_in(folder):
        with suppress(FileNotFoundError, PermissionError):  # another sweeper, or Windows: in use
            path.unlink()
            count += 1
    return count


def _take_if_there(path: Path) -> FileLock | None:
    try:
        return FileLock.take(path)
    except PermissionError:  # Windows: somebody has it open
        return None


def _open_new(folder: Path) -> tuple[Path, int]:
    """A fresh file, locked; again if a sweeper was quicker than our lock."""
    while True:
        path = folder / f"{secrets.token_hex(8)}{LITTER}"
        descriptor = os.open(path, _EXCLUSIVE, 0o644)
        if sys.platform == "win32" or (hold(descriptor) and is_file_at(descriptor, path)):
            return path, descriptor
        os.close(descriptor)
