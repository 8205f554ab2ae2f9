"""The steps in which keys change the brush."""

from __future__ import annotations

import math
from dataclasses import replace

from desktop.domain.settings import BrushSettings

_STEP = 1.1


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
