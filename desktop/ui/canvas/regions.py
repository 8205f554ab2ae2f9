"""Regions of the view as rectangles, and rectangles as numbers."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect
from PySide6.QtGui import QRegion


def numbers_of(rect: QRect) -> tuple[int, int, int, int]:
    """Left, top, width and height, by one question."""
    return rect.getRect()  # type: ignore[return-value]  # PySide's own type hints know no more


def rects_of(region: QRegion) -> Iterator[QRect]:
    """The rectangles that make up a region; they do not overlap."""
    for place in range(region.rectCount()):
        yield region[place]  # type: ignore[index]  # missing in PySide's own type hints
