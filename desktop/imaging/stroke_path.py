"""The way of a stroke: from places of the pointer to the places of its dabs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from desktop.imaging.stroke_point import StrokePoint

_RUN = 128.0
"""A long line comes in runs of so many pixels, so that only what lies near it is touched."""


class StrokePath:
    """Evenly spaced places along straight lines.

    `touches` has every place of the pointer itself among them, for dabs that may lie anywhere;
    without it places keep their distance all along the stroke, for dabs that add up. `step` gives
    the way from dab to dab at a pressure: a pen that shrinks its dabs needs more of them.
    """

    def __init__(self, step: Callable[[float], float], *, touches: bool) -> None:
        self._step = step
        self._touches = touches
        self._last: StrokePoint | None = None
        self._left_over = 0.0

    def runs_to(self, point: StrokePoint) -> Iterator[list[StrokePoint]]:
        """The places after the last point up to this one, straight, in short runs."""
        last, self._last = self._last, point
        if last is None:
            yield [point]
            return
        length = math.hypot(point.x - last.x, point.y - last.y)
        step = self._step(min(last.pressure, point.pressure))
        shares = _even(length, step) if self._touches else self._spaced(length, step)
        run = max(1, math.floor(_RUN / step))
        for start in range(0, len(shares), run):
            yield [_between(last, point, share) for share in shares[start : start + run]]

    def _spaced(self, length: float, step: float) -> list[float]:
        """Shares of the way at full steps since the stroke began."""
        if length == 0:
            return []
        start = max(0.0, step - self._left_over)
        count = max(0, math.floor((length - start) / step) + 1)
        self._left_over = (
            (length - start - (count - 1) * step) if count else (self._left_over + length)
        )
        return [(start + place * step) / length for place in range(count)]


def _even(length: float, step: float) -> list[float]:
    """Shares of the way, the last at its end."""
    count = max(1, math.ceil(length / step))
    return [place / count for place in range(1, count + 1)]


def _between(one: StrokePoint, other: StrokePoint, share: float) -> StrokePoint:
    return StrokePoint(
        one.x + share * (other.x - one.x),
        one.y + share * (other.y - one.y),
        one.pressure + share * (other.pressure - one.pressure),
    )
