"""Evens out a shaking hand: the brush hangs on a string and moves only when the string is taut."""

from __future__ import annotations

import math

from desktop.imaging.stroke_point import StrokePoint


class PulledString:
    """A string of `length` pixels of the picture between the pointer and the brush.

    What comes out depends on the places of the pointer only, not on how often they are asked for.
    """

    def __init__(self, length: float) -> None:
        self._length = length
        self._at: StrokePoint | None = None

    @property
    def length(self) -> float:
        return self._length

    @property
    def at(self) -> StrokePoint | None:
        """Where the brush is; None before the first place."""
        return self._at

    def pull(self, point: StrokePoint) -> StrokePoint | None:
        """The pointer is here now: where the brush moves to, None when it stays."""
        if self._at is None:
            self._at = point
            return point
        across, down = point.x - self._at.x, point.y - self._at.y
        distance = math.hypot(across, down)
        if distance <= self._length or distance == 0:
            return None
        share = 1 - self._length / distance
        self._at = StrokePoint(
            self._at.x + share * across, self._at.y + share * down, point.pressure
        )
        return self._at
