"""A stroke of the brush: places of the pointer become dabs in the mask.

A plain brush joins its dabs by their maximum, which makes it harmless to stamp a place twice; so
every place of the pointer gets its dab at once, and a line is the same however it is cut.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from desktop.domain.settings import BrushSettings, PenPressure
from desktop.domain.size import Box, box_between
from desktop.imaging.brush import DabCache, DabSet, Edges, Stamp, Tip
from desktop.imaging.ink import Ink, JoinedInk, LaidInk
from desktop.imaging.stroke_path import StrokePath
from desktop.imaging.stroke_point import StrokeMode, StrokePoint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.imaging.mask import Mask

_NOTHING = Box(0, 0, 0, 0)
_LEAST_DIAMETER = 1.0
_SIZES_FOR_TWICE = 64
_BUILD_UP_SPACING = 0.1
_TO_SIZE = frozenset({PenPressure.SIZE, PenPressure.BOTH})
_TO_OPACITY = frozenset({PenPressure.OPACITY, PenPressure.BOTH})


class MaskStroke:
    """One open stroke; `extend` paints, the mask's own `finish` or `cancel` closes it."""

    def __init__(self, mask: Mask, brush: BrushSettings, mode: StrokeMode, dabs: DabCache) -> None:
        self._mask = mask
        self._brush = brush
        self._tip = _tip(brush, 1.0)
        self._cache = dabs
        self._width, self._height = mask.size.width, mask.size.height
        wipes = mode is StrokeMode.SUBTRACT
        self._ink: Ink = (
            JoinedInk(mask, wipes=wipes)
            if _is_plain(brush)
            else LaidInk(mask, wipes=wipes, opacity=brush.opacity, flow=brush.flow)
        )
        adds_up = brush.flow < 1
        self._joins = isinstance(self._ink, JoinedInk)
        self._stamped: tuple[DabSet, Stamp] | None = None
        self._full_step = _step(brush, self._tip)
        self._path = StrokePath(self._step_at, touches=not adds_up)
        self._full = dabs.dabs(self._tip, inverted=self._ink.wants_inverted)

    def extend(self, points: Iterable[StrokePoint]) -> Box:
        """Paints on to these places; the box of the mask that changed, empty when outside."""
        changed = _NOTHING
        for point in points:
            for places in self._path.runs_to(point):
                changed = changed.united(self._stamp(places))
        return changed

    def _stamp(self, places: list[StrokePoint]) -> Box:
        """Has the dabs of a run inked; the box around what may have changed, inside the mask."""
        stamps = [self._stamp_at(place) for place in places]
        parts = [part for _, part in stamps if part[0] < part[2] and part[1] < part[3]]
        if not parts:
            return _NOTHING
        lefts, tops, rights, bottoms = zip(*parts, strict=True)
        box = box_between(min(lefts), min(tops), max(rights), max(bottoms))
        self._mask.before_write(box)
        for place, (stamp, part) in zip(places, stamps, strict=True):
            self._lay(stamp, part, self._strength(place.pressure))
        self._ink.settle(box)
        self._mask.written(box)
        return box

    def _stamp_at(self, place: StrokePoint) -> tuple[Stamp, Edges]:
        """A dab, and the part of it inside the mask that the dab before has not laid down."""
        dabs, before = self._dabs_for(place.pressure), self._stamped
        stamp = dabs.at(place.x, place.y)
        if self._joins and before is not None and before[0] is dabs:
            left, top, right, bottom = stamp.edges_beyond(before[1])
        else:
            left, top, right, bottom = stamp.edges
        self._stamped = dabs, stamp
        return stamp, (
            max(left, 0),
            max(top, 0),
            min(right, self._width),
            min(bottom, self._height),
        )

    def _lay(self, stamp: Stamp, part: Edges, strength: float) -> None:
        left, top, right, bottom = part
        if left < right and top < bottom:
            rows = slice(top - stamp.top, bottom - stamp.top)
            dab = stamp.coverage[rows, left - stamp.left : right - stamp.left]
            self._ink.stamp(dab, slice(top, bottom), slice(left, right), strength)

    def _step_at(self, pressure: float) -> float:
        """A smaller dab needs the next one nearer: else its edge would be a row of scallops."""
        if pressure >= 1 or self._brush.pressure not in _TO_SIZE:
            return self._full_step
        return _step(self._brush, _tip(self._brush, pressure**self._brush.pressure_curve))

    def _dabs_for(self, pressure: float) -> DabSet:
        if pressure >= 1 or self._brush.pressure not in _TO_SIZE:
            return self._full
        tip = _tip(self._brush, pressure**self._brush.pressure_curve)
        return self._cache.dabs(tip, inverted=self._ink.wants_inverted)

    def _strength(self, pressure: float) -> float:
        if pressure >= 1 or self._brush.pressure not in _TO_OPACITY:
            return 1.0
        return float(max(0.0, pressure) ** self._brush.pressure_curve)


def _is_plain(brush: BrushSettings) -> bool:
    """Every dab is as strong as can be."""
    return brush.opacity >= 1 and brush.flow >= 1 and brush.pressure not in _TO_OPACITY


def _tip(brush: BrushSettings, share: float) -> Tip:
    """The tip at a share of the diameter; shares below 1 come in steps of about one percent."""
    diameter = max(_LEAST_DIAMETER, brush.diameter)
    if share < 1:
        wanted = max(_LEAST_DIAMETER, diameter * max(0.0, share))
        diameter = 2 ** (round(math.log2(wanted) * _SIZES_FOR_TWICE) / _SIZES_FOR_TWICE)
    return Tip(diameter, min(1.0, max(0.0, brush.hardness)))


def _step(brush: BrushSettings, tip: Tip) -> float:
    """Pixels from dab to dab."""
    if brush.spacing > 0:
        return max(0.25, brush.spacing * tip.diameter)
    return max(0.5, _BUILD_UP_SPACING * tip.diameter) if brush.flow < 1 else tip.step
