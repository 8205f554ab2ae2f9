"""Makes sure, before anything is paid for, that a command can write where it was told to."""

from __future__ import annotations

from pathlib import Path

from desktop.domain.problems import ProblemKind, fail
from desktop.imaging.export import format_named


def check_target(path: Path, source: Path | None = None) -> None:
    """ProblemError when `path` cannot be written or would overwrite `source`.

    Asked before anything is paid for.
    """
    format_named(path)
    if not path.absolute().parent.is_dir():
        raise fail(ProblemKind.CANNOT_WRITE, name=path, reason="its folder does not exist")
    if path.is_dir():
        raise fail(ProblemKind.CANNOT_WRITE, name=path, reason="it is a folder")
    if source is not None and path.exists() and source.exists() and path.samefile(source):
        raise fail(ProblemKind.CANNOT_WRITE, name=path, reason="it is the picture itself")
