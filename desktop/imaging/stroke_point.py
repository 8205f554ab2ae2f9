"""Where a stroke goes, and whether it marks or wipes; values that need no pixel library."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class StrokeMode(StrEnum):
    """What a stroke does to the mask."""

    ADD = "add"
    SUBTRACT = "subtract"


class StrokePoint(NamedTuple):
    """A place of the pointer in pixels of the picture, and the pen's pressure from 0 to 1.

    The middle of the first pixel lies at (0.5, 0.5); places outside the picture are allowed.
    """

    x: float
    y: float
    pressure: float = 1.0
