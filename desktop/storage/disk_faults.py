"""Turns what the operating system says about a disk into problems that people understand."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.domain.problems import ProblemError, ProblemKind, ServiceWords, fail

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


@contextmanager
def writing(place: Path, *, needed: int = 0) -> Iterator[None]:
    """Turns an OSError inside the block into a ProblemError about `place`; `needed` in bytes."""
    try:
        yield
    except OSError as error:
        raise disk_fault(error, place, needed=needed) from error


def disk_fault(error: OSError, place: Path, *, needed: int = 0) -> ProblemError:
    """DISK_FULL, FOLDER_READ_ONLY or CANNOT_WRITE, whichever `error` amounts to."""
    words = ServiceWords(detail=str(error))
    if error.errno in _FULL:
        return fail(ProblemKind.DISK_FULL, words, place=place, needed=shown_bytes(needed))
    if error.errno in _READ_ONLY:
        return fail(ProblemKind.FOLDER_READ_ONLY, words, place=place)
    reason = error.strerror or str(error) or type(error).__name__
    return fail(ProblemKind.CANNOT_WRITE, words, name=place, reason=reason)


def shown_bytes(count: int) -> str:
    """A number of bytes in words, rounded up: “3 MB”; 0 stands for an unknown number."""
    if count <= 0:
        return "more room"
    if count < 1_000_000:
        return f"{-(-count // 1000)} kB"
    return f"{-(-count // 1_000_000)} MB"
