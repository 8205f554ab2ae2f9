"""What two prompts have in common and where they differ, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_PIECE = re.compile(
    r"(?:[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]|\w+|[^\w\s])\s*|\s+"
)
_LONGEST = 4000
"""More words are compared as a whole: the time for it grows with the square of their number."""


class Change(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text that was kept, removed or added."""

    change: Change
    text: str


def word_changes(before: str, after: str) -> tuple[Piece, ...]:
    """How `before` became `after`: kept and removed pieces together are `before`, kept and added
    ones `after`."""
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    if before == after:
        return (Piece(Change.KEPT, before),) if before else ()
    if max(len(old), len(new)) > _LONGEST:
        return _without_empty((Piece(Change.REMOVED, before), Piece(Change.ADDED, after)))
    pieces: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(Change.KEPT, "".join(old[a:b])))
        else:
            pieces.append(Piece(Change.REMOVED, "".join(old[a:b])))
            pieces.append(Piece(Change.ADDED, "".join(new[c:d])))
    return _without_empty(pieces)


def spans_of(pieces: tuple[Piece, ...], change: Change) -> tuple[tuple[int, int], ...]:
    """Start and length of what was removed from the first text, or added in the second."""
    found, at = [], 0
    for piece in pieces:
        if piece.change is change:
            found.append((at, len(piece.text)))
        if piece.change in {Change.KEPT, change}:
            at += len(piece.text)
    return tuple(found)


def _without_empty(pieces: tuple[Piece, ...] | list[Piece]) -> tuple[Piece, ...]:
    return tuple(one for one in pieces if one.text)
