"""Where results go, and that they can be written there, before anything is paid for."""

from __future__ import annotations

import os
from pathlib import Path

from desktop.domain.problems import ProblemKind, fail
from desktop.imaging.export import format_named


def targets(path: Path, count: int) -> tuple[Path, ...]:
    """`out.png` for one result; `out-1.png`, `out-2.png`, ... for several."""
    if count == 1:
        return (path,)
    return tuple(path.with_stem(f"{path.stem}-{number}") for number in range(1, count + 1))


def check_target(path: Path, sources: tuple[Path, ...] = ()) -> None:
    """ProblemError when `path` names no format, cannot be written or is one of `sources`."""
    if not is_as_it_came(path):
        format_named(path)
    check_place(path)
    if any(_is_same(path, source) for source in sources):
        raise fail(ProblemKind.CANNOT_WRITE, name=path, reason="it is one of the pictures sent")


def is_as_it_came(path: Path) -> bool:
    """Animations and drawings are written as the service sent them, in no other way."""
    return path.suffix.lower() in {".gif", ".svg"}


def check_place(path: Path) -> None:
    """ProblemError when no file can be made there."""
    folder = path.absolute().parent
    if not folder.is_dir():
        raise fail(ProblemKind.CANNOT_WRITE, name=path, reason="its folder does not exist")
    if path.is_dir():
        raise fail(ProblemKind.CANNOT_WRITE, name=path, reason="it is a folder")
    if not os.access(folder, os.W_OK):
        raise fail(ProblemKind.CANNOT_WRITE, name=path, reason="its folder is read-only")


def _is_same(path: Path, source: Path) -> bool:
    return path.exists() and source.exists() and path.samefile(source)
