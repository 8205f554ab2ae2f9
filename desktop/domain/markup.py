"""Markup: what is drawn over a picture to tell a model what to do where; never part of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Point = tuple[float, float]


class MarkKind(StrEnum):
    """The shapes of one mark."""

    PEN = "pen"
    ARROW = "arrow"
    CIRCLE = "circle"
    BOX = "box"
    NOTE = "note"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One mark in pixels of the picture; `colour` as #rrggbb, `width` of its line.

    A pen has all its points; arrow, circle and box two, from and to; note and text one. The
    `text` of a note is its number.
    """

    kind: MarkKind
    colour: str
    width: float
    points: tuple[Point, ...]
    text: str = ""


Markup = tuple[Mark, ...]
"""In the order in which they were drawn."""


def next_number(markup: Markup) -> int:
    """The number of the next note: one more than the largest there is."""
    return max(note_numbers(markup), default=0) + 1


def note_numbers(markup: Markup) -> tuple[int, ...]:
    """The numbers of all notes, in their order."""
    return tuple(sorted({int(mark.text) for mark in markup if mark.kind is MarkKind.NOTE}))
