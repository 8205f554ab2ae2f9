"""A copy of a picture that another program has open, and what was last seen of it."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.edit import ResultRef
from desktop.domain.recipe import InputFile


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideFile:
    """`place` is the copy's own folder and name, with a slash between.

    `ref` is the result that it shows, None for a picture that no edit made. `program` is a path,
    empty for the system's usual one. `digest` is the SHA-256 of the bytes that the library has
    already. One that is not watched any more is kept until its copy can be cleared away.
    """

    place: str
    file: InputFile
    ref: ResultRef | None = None
    program: str = ""
    digest: str = ""
    is_watched: bool = True
