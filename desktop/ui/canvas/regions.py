"""Regions of the view as rectangles, and rectangles as numbers, with which Python is quicker."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect
from PySide6.QtGui import QRegion

Edges = tuple[int, int, int, int]
"""Left, top, and the first column and row beyond."""


def numbers_of(rect: QRect) -> tuple[int, int, int, int]:
    """Left, top, width and height, by one question."""
    return rect.getRect()  # type: ignore[return-value]  # PySide's own type hints know no more


def edges_of(rect: QRect) -> Edges:
    x, y, width, height = numbers_of(rect)
    return x, y, x + width, y + height


def rect_of(edges: Edges) -> QRect:
    left, top, right, bottom = edges
    return QRect(left, top, right - left, bottom - top)


def region_of(part: QRegion | Edges) -> QRegion:
    return QRegion(rect_of(part)) if isinstance(part, tuple) else part


def around(one: Edges, other: Edges) -> Edges:
    """The smallest edges around two rectangles, neither of them empty."""
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def area_of(edges: Edges) -> int:
    return (edges[2] - edges[0]) * (edges[3] - edges[1])


def rects_of(region: QRegion) -> Iterator[QRect]:
    """The rectangles that make up a region; they do not overlap."""
    for place in range(region.rectCount()):
        yield region[place]  # type: ignore[index]  # missing in PySide's own type hints
