"""A larger canvas around a picture: how far it grows on each side, and what is new there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from desktop.domain.problems import ProblemKind, fail
from desktop.domain.size import Size
from desktop.imaging.picture import Picture
from desktop.imaging.region import Borders

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST = 60_000
"""Pixels along a side beyond which a picture is not extended."""

MOST_PIXELS = 250_000_000


class Anchor(StrEnum):
    """Where the old picture stands in the new one, along the direction that grows."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Extended:
    """The larger picture with the old one in it bit for bit, and the mask (h, w) of what is new."""

    picture: Picture
    mask: NDArray[np.uint8]


def borders_for_ratio(picture: Size, across: int, down: int, anchor: Anchor) -> Borders:
    """How far to grow so that the sides are as `across` to `down`: one direction only, never less.

    ProblemError when the ratio has a side of 0, or the picture has that shape already.
    """
    if across < 1 or down < 1:
        raise _refused("A ratio needs two numbers above 0, such as 16:9.")
    width = max(picture.width, round(picture.height * across / down))
    height = max(picture.height, round(picture.width * down / across))
    if width > picture.width:
        return _along(width - picture.width, anchor, is_across=True)
    if height > picture.height:
        return _along(height - picture.height, anchor, is_across=False)
    raise _refused(f"The picture ({picture.shown}) has the shape {across}:{down} already.")


def extended_size(picture: Size, borders: Borders) -> Size:
    """ProblemError when nothing is added, or more than Stet works on."""
    if borders.is_empty:
        raise _refused("There is nothing to add on any side.")
    size = Size(
        picture.width + borders.left + borders.right, picture.height + borders.top + borders.bottom
    )
    if size.longest > LONGEST or size.pixels > MOST_PIXELS:
        raise _refused(f"{size.shown} pixels are more than Stet works on.")
    return size


def extend(picture: Picture, borders: Borders) -> Extended:
    """The new area is mirrored from the picture, so that model and ramp find no hard edge.

    ProblemError as `extended_size`.
    """
    size = extended_size(picture.size, borders)
    height, width = picture.pixels.shape[:2]
    sides = ((borders.top, borders.bottom), (borders.left, borders.right), (0, 0))
    pixels = np.pad(picture.pixels, sides, mode="reflect" if min(height, width) > 1 else "edge")
    mask = np.full((size.height, size.width), 255, np.uint8)
    mask[borders.top : borders.top + height, borders.left : borders.left + width] = 0
    return Extended(
        picture=Picture(pixels=np.ascontiguousarray(pixels), facts=picture.facts), mask=mask
    )


def _along(more: int, anchor: Anchor, *, is_across: bool) -> Borders:
    before = {Anchor.START: 0, Anchor.MIDDLE: more // 2, Anchor.END: more}[anchor]
    after = more - before
    if is_across:
        return Borders(left=before, right=after)
    return Borders(top=before, bottom=after)


def _refused(reason: str) -> Exception:
    return fail(
        ProblemKind.BAD_ARGUMENT,
        reason=reason,
        suggestion="Say how many pixels to add on each side, or which shape it should have.",
    )
