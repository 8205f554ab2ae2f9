"""References: pictures that guide an edit, and the list of them with its limit."""

from __future__ import annotations

from dataclasses import dataclass, replace

from desktop.domain.problems import Problem, ProblemKind, problem
from desktop.domain.recipe import PICTURE_LIMIT, InputFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One picture in the tray; switched off it stays there and is not sent."""

    file: InputFile
    is_on: bool = True


References = tuple[Reference, ...]


def sent(references: References) -> tuple[InputFile, ...]:
    """The files that will be sent, in their order."""
    return tuple(reference.file for reference in references if reference.is_on)


def room_left(references: References, *, with_picture: bool) -> int:
    """How many more pictures the tray takes; those switched off keep their place."""
    return PICTURE_LIMIT - int(with_picture) - len(references)


def add(
    references: References, files: tuple[InputFile, ...], *, with_picture: bool
) -> tuple[References, Problem | None]:
    """The list with `files` at its end; what does not fit is left out and the problem says so."""
    room = max(0, room_left(references, with_picture=with_picture))
    added = tuple(Reference(file=file) for file in files[:room])
    left_out = len(files) - len(added)
    trouble = (
        problem(ProblemKind.TOO_MANY_PICTURES, limit=PICTURE_LIMIT, left_out=left_out)
        if left_out
        else None
    )
    return references + added, trouble


def move(references: References, source: int, target: int) -> References:
    """The list with the reference at `source` moved to stand before what was at `target`."""
    rest = list(references)
    moved = rest.pop(source)
    rest.insert(target - (source < target), moved)
    return tuple(rest)


def remove(references: References, index: int) -> References:
    return references[:index] + references[index + 1 :]


def switch(references: References, index: int, *, is_on: bool) -> References:
    changed = replace(references[index], is_on=is_on)
    return (*references[:index], changed, *references[index + 1 :])
