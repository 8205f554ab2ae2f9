"""The steps in which keys change the brush."""

from __future__ import annotations

import math
from dataclasses import replace

from desktop.domain.settings import BrushSettings

_STEP = 1.1
_TOGETHER = 600
"""Milliseconds between two digits that are one number."""


def larger(brush: BrushSettings, limit: float) -> BrushSettings:
    """About ten percent more, at least a pixel, at most `limit`."""
    return with_diameter(brush, max(brush.diameter + 1, brush.diameter * _STEP), limit)


def smaller(brush: BrushSettings, limit: float) -> BrushSettings:
    return with_diameter(brush, min(brush.diameter - 1, brush.diameter / _STEP), limit)


def with_diameter(brush: BrushSettings, diameter: float, limit: float) -> BrushSettings:
    """Whole pixels from 1 to `limit`."""
    return replace(brush, diameter=min(max(1.0, float(round(diameter))), max(1.0, limit)))


def harder(brush: BrushSettings) -> BrushSettings:
    """The next quarter."""
    return with_hardness(brush, math.floor(brush.hardness * 4 + 1.001) / 4)


def softer(brush: BrushSettings) -> BrushSettings:
    return with_hardness(brush, math.ceil(brush.hardness * 4 - 1.001) / 4)


def with_hardness(brush: BrushSettings, hardness: float) -> BrushSettings:
    return replace(brush, hardness=min(1.0, max(0.0, hardness)))


class TypedOpacity:
    """Opacity by digits: 5 is 50 %, 0 is 100 %, two in quick succession are exact: 2 5 is 25 %."""

    def __init__(self) -> None:
        self._last: tuple[int, int] | None = None

    def typed(self, digit: int, moment: int, brush: BrushSettings) -> BrushSettings:
        """The brush after a digit; `moment` is in milliseconds."""
        first, self._last = self._last, (digit, moment)
        percent = 10 * digit or 100
        if first is not None and moment - first[1] <= _TOGETHER:
            percent, self._last = max(1, 10 * first[0] + digit), None
        return replace(brush, opacity=percent / 100)
