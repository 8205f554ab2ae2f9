"""Writes files where a command was told to, after making sure beforehand that it can."""

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


def write_file(path: Path, data: bytes) -> Path:
    """ProblemError (CANNOT_WRITE); what was there before stays when the disk is full."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise fail(ProblemKind.CANNOT_WRITE, name=path, reason=reason) from error
    return path
