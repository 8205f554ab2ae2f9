"""Moves a library into another folder: copied, checked byte for byte, and only then removed."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from desktop.domain.problems import ProblemKind, fail
from desktop.storage.database import Database
from desktop.storage.disk_faults import shown_bytes, writing
from desktop.storage.durable_files import make_folder, sync_folder
from desktop.storage.library import DATABASE, check_folder, take_lock

Progress = Callable[[int, int], None]
"""Called with how many files are copied, and how many there are."""

_LOCK = "lock"


def move_library(source: Path, target: Path, told: Progress = lambda _done, _total: None) -> None:
    """The whole library in `source` to `target`, a folder that is empty or not there.

    No window may have it open meanwhile. A fault leaves the library where it was, whole.
    ProblemError: LIBRARY_BUSY, BAD_ARGUMENT (`target` is taken, or inside the library), disk.
    """
    source, target = source.absolute(), target.absolute()
    _check(source, target)
    lock = take_lock(source)
    try:
        _settle_database(source)
        names = sorted(_files(source))
        _copy_all(source, target, names, told)
    finally:
        lock.release()
    _remove(source, names)


def _check(source: Path, target: Path) -> None:
    if not (source / DATABASE).is_file():
        raise _refused(f"There is no library in {source}.", "Say where it is with --library.")
    real = target.resolve()
    if real == source.resolve() or source.resolve() in real.parents:
        raise _refused("A library cannot be moved into itself.", "Choose a folder beside it.")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise _refused(f"{target} is not empty.", "Choose a new or an empty folder.")
    check_folder(source)


def _refused(reason: str, suggestion: str) -> Exception:
    return fail(ProblemKind.BAD_ARGUMENT, reason=reason, suggestion=suggestion)


def _settle_database(folder: Path) -> None:
    """Everything into the one file, so that no companion has to be carried along."""
    Database.open(folder / DATABASE).close()


def _files(folder: Path) -> Iterator[Path]:
    """Everything in the library, by its place in it; the lock is the new place's own."""
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_file():
            continue
        name = path.relative_to(folder)
        if name.parts[0] != _LOCK and path.suffix != ".part":
            yield name


def _copy_all(source: Path, target: Path, names: list[Path], told: Progress) -> None:
    """Under another name first, which becomes the right one when everything has been checked."""
    beside = target.with_name(f".{target.name}.moving")
    needed = sum((source / name).stat().st_size for name in names)
    with writing(target, needed=needed):
        make_folder(target.parent)
        if needed > shutil.disk_usage(target.parent).free:
            raise fail(ProblemKind.DISK_FULL, place=target, needed=shown_bytes(needed))
        try:
            for done, name in enumerate(names, 1):
                _copy(source / name, beside / name)
                told(done, len(names))
            beside.mkdir(exist_ok=True)
            if target.exists():
                target.rmdir()
            beside.replace(target)
            sync_folder(target.parent)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)
    if _digest(source) != _digest(target):
        raise OSError(f"{target.name} came out differently on the new disk")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remove(source: Path, names: list[Path]) -> None:
    """What was copied; something else that lies in the folder stays, and the folder with it."""
    with writing(source):
        for name in names:
            (source / name).unlink(missing_ok=True)
        for part in source.glob("*-wal"), source.glob("*-shm"):
            for path in part:
                path.unlink(missing_ok=True)
        (source / _LOCK).unlink(missing_ok=True)
        folders = (path for path in source.rglob("*") if path.is_dir())
        for folder in sorted(folders, key=lambda path: len(path.parts), reverse=True):
            if not any(folder.iterdir()):
                folder.rmdir()
        if not any(source.iterdir()):
            source.rmdir()
