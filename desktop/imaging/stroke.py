"""A stroke of the brush: places of the pointer become dabs in the mask.

Dabs are joined by their maximum, which makes it harmless to stamp a place twice; so every place
of the pointer gets its dab at once, and a straight line is the same however it is cut.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import cv2

from desktop.domain.size import Box, box_between, box_of
from desktop.imaging.brush import DabCache, Tip
from desktop.imaging.stroke_point import StrokeMode, StrokePoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from desktop.domain.settings import BrushSettings
    from desktop.imaging.mask import Mask

_NOTHING = Box(0, 0, 0, 0)
_LEAST_DIAMETER = 1.0
_RUN = 128.0
"""A long line is painted in runs of so many pixels, so that only squares near it are kept."""

Place = tuple[float, float]


class MaskStroke:
    """One open stroke; `extend` paints, the mask's own `finish` or `cancel` closes it."""

    def __init__(self, mask: Mask, brush: BrushSettings, mode: StrokeMode, dabs: DabCache) -> None:
        self._mask = mask
        self._tip = Tip(max(_LEAST_DIAMETER, brush.diameter), min(1.0, max(0.0, brush.hardness)))
        self._wipes = mode is StrokeMode.SUBTRACT
        self._step = self._tip.step
        self._dabs = dabs.dabs(self._tip, inverted=self._wipes)
        self._everything = box_of(mask.size)
        self._last: StrokePoint | None = None

    def extend(self, points: Iterable[StrokePoint]) -> Box:
        """Paints on to these places; the box of the mask that changed, empty when outside."""
        changed = _NOTHING
        for point in points:
            for places in self._runs_to(point):
                changed = changed.united(self._stamp(places))
            self._last = point
        return changed

    def _runs_to(self, point: StrokePoint) -> Iterator[list[Place]]:
        """Evenly spaced places after the last point, up to and with this one, in short runs."""
        last = self._last or point
        across, down = point.x - last.x, point.y - last.y
        length = math.hypot(across, down)
        count = max(1, math.ceil(length / self._step))
        run = max(1, math.floor(_RUN * count / max(length, _RUN)))
        for start in range(1, count + 1, run):
            shares = (place / count for place in range(start, min(start + run, count + 1)))
            yield [(last.x + share * across, last.y + share * down) for share in shares]

    def _stamp(self, places: list[Place]) -> Box:
        """Joins the dabs of a run into the mask; the box around them, inside the mask."""
        box = _around(places, self._dabs.side).clipped(self._everything)
        if box.is_empty:
            return _NOTHING
        self._mask.before_write(box)
        join = cv2.min if self._wipes else cv2.max
        pixels = self._mask.pixels
        for x, y in places:
            dab, left, top = self._dabs.at(x, y)
            _join(join, pixels, dab, left, top)
        self._mask.written(box)
        return box


def _join(
    join: Callable[..., object],
    pixels: NDArray[np.uint8],
    dab: NDArray[np.uint8],
    left: int,
    top: int,
) -> None:
    """Joins a dab whose first pixel falls on (left, top), as far as it lies inside."""
    right, bottom = left + dab.shape[1], top + dab.shape[0]
    height, width = pixels.shape
    if left < 0 or top < 0 or right > width or bottom > height:
        if right <= 0 or bottom <= 0 or left >= width or top >= height:
            return
        dab = dab[max(0, -top) : height - top, max(0, -left) : width - left]
        left, top = max(0, left), max(0, top)
    target = pixels[top:bottom, left:right]
    join(target, dab, dst=target)


def _around(places: list[Place], side: int) -> Box:
    """The pixels that dabs of this side can reach around places on a straight line."""
    (first_x, first_y), (last_x, last_y) = places[0], places[-1]
    half = side // 2 + 1
    return box_between(
        math.floor(min(first_x, last_x)) - half,
        math.floor(min(first_y, last_y)) - half,
        math.floor(max(first_x, last_x)) + half + 1,
        math.floor(max(first_y, last_y)) + half + 1,
    )
