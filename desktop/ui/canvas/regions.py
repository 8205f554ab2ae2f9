"""Regions of the view as rectangles."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect
from PySide6.QtGui import QRegion


def rects_of(region: QRegion) -> Iterator[QRect]:
    """The rectangles that make up a region; they do not overlap."""
    for place in range(region.rectCount()):
        yield region[place]  # type: ignore[index]  # missing in PySide's own type hints
