"""Halved copies of a picture and of a mask, so that what is shown small is read small.

Level 0 is the picture itself; each level has half the sides of the one before, rounded up, and
every pixel of it is the mean of the (at most four) pixels below it. OpenCV is needed at once:
import this module late.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np

from desktop.domain.size import Box, Size, box_between, box_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SMALLEST = 64
_STRIP = 256

_TO_BGRA = {1: cv2.COLOR_GRAY2BGRA, 3: cv2.COLOR_RGB2BGRA}


def level_count(size: Size) -> int:
    """How many levels are worth having, level 0 included: the last has a longest side of 64."""
    count, longest = 1, size.longest
    while longest > _SMALLEST:
        longest = (longest + 1) // 2
        count += 1
    return count


def level_size(size: Size, level: int) -> Size:
    """The size of a level: every halving rounds up."""
    return Size(-(-size.width >> level), -(-size.height >> level)) if level else size


def level_box(box: Box, level: int) -> Box:
    """The pixels of a level that hold any part of `box`, which is in pixels of level 0."""
    reach = (1 << level) - 1
    return box_between(
        box.x >> level,
        box.y >> level,
        (box.right + reach) >> level,
        (box.bottom + reach) >> level,
    )


def halve(fine: NDArray[np.uint8], coarse: NDArray[np.uint8], box: Box) -> Box:
    """Averages what `box` of `fine` holds into `coarse`; the box of `coarse` that was written.

    Both are (h, w) or (h, w, channels) of the same kind; `coarse` has half the sides, rounded up.
    """
    target = level_box(box, 1)
    rows, columns = target.slices
    height, width = fine.shape[:2]
    whole_rows = slice(rows.start, min(rows.stop, height // 2))
    whole_columns = slice(columns.start, min(columns.stop, width // 2))
    _mean(fine, coarse, whole_rows, whole_columns)
    if columns.stop > width // 2:
        _mean(fine, coarse, whole_rows, slice(width // 2, columns.stop))
    if rows.stop > height // 2:
        _mean(fine, coarse, slice(height // 2, rows.stop), whole_columns)
        if columns.stop > width // 2:
            coarse[-1, -1] = fine[-1, -1]
    return target


def _mean(fine: NDArray[np.uint8], coarse: NDArray[np.uint8], rows: slice, columns: slice) -> None:
    """Fills one part of `coarse`; the odd last row or column of `fine` counts alone."""
    height, width = fine.shape[:2]
    source = fine[
        2 * rows.start : min(2 * rows.stop, height),
        2 * columns.start : min(2 * columns.stop, width),
    ]
    target = coarse[rows, columns]
    if target.size:
        size = (target.shape[1], target.shape[0])
        cv2.resize(source, size, dst=target, interpolation=cv2.INTER_AREA)


def to_bgra(pixels: NDArray[np.uint8], out: NDArray[np.uint8]) -> None:
    """Writes grey (h, w, 1), RGB or BGRA pixels into `out` (h, w, 4) as BGRA."""
    channels = pixels.shape[2]
    if channels == 4:
        np.copyto(out, pixels)
    else:
        cv2.cvtColor(pixels, _TO_BGRA[channels], dst=out)


def build_levels(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], ...]:
    """Levels 1 and smaller of a picture (h, w, channels), all BGRA; meant for a worker thread."""
    size = Size(int(pixels.shape[1]), int(pixels.shape[0]))
    levels = tuple(
        np.empty((shape.height, shape.width, 4), np.uint8)
        for shape in (level_size(size, level) for level in range(1, level_count(size)))
    )
    if levels:
        refresh_levels(pixels, levels, box_of(size))
    return levels


def refresh_levels(
    pixels: NDArray[np.uint8], levels: tuple[NDArray[np.uint8], ...], box: Box
) -> None:
    """Brings the levels of a picture up to date where `box` of it changed."""
    if not levels:
        return
    part = _halve_first(pixels, levels[0], box)
    for fine, coarse in pairwise(levels):
        part = halve(fine, coarse, part)


def _halve_first(pixels: NDArray[np.uint8], coarse: NDArray[np.uint8], box: Box) -> Box:
    """Level 1 from the picture itself, in strips, so that no large buffer comes between."""
    if pixels.shape[2] == 4:
        return halve(pixels, coarse, box)
    target = level_box(box, 1)
    columns = slice(2 * target.x, min(2 * target.right, pixels.shape[1]))
    for top in range(target.y, target.bottom, _STRIP):
        bottom = min(top + _STRIP, target.bottom)
        fine = pixels[2 * top : min(2 * bottom, pixels.shape[0]), columns]
        half = np.empty((bottom - top, target.width, pixels.shape[2]), np.uint8)
        halve(fine, half, Box(0, 0, fine.shape[1], fine.shape[0]))
        to_bgra(half, coarse[top:bottom, target.x : target.right])
    return target
