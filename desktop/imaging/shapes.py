"""Shapes as selections: rectangle, ellipse, polygon; with antialiased edges where they slant."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np

from desktop.domain.size import Box, box_between
from desktop.imaging.selection import Selection

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FINER = 4
_STRIP = 256

Point = tuple[float, float]


def rectangle(box: Box, limits: Box) -> Selection:
    """Whole pixels, as far as they lie inside `limits`."""
    part = box.clipped(limits)
    return Selection(box=part, coverage=np.full((part.height, part.width), 255, np.uint8))


def ellipse(start: Point, end: Point, limits: Box) -> Selection:
    """The ellipse that fits between two corners.

    Coverage from the distance to the edge as f/|∇f|, which is exact to second order.
    """
    left, right = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    box = _around(left, top, right, bottom).clipped(limits)
    across, down = max(0.25, (right - left) / 2), max(0.25, (bottom - top) / 2)
    x = (np.arange(box.x, box.right, dtype=np.float32) + 0.5 - (left + right) / 2) / across
    y = (np.arange(box.y, box.bottom, dtype=np.float32) + 0.5 - (top + bottom) / 2) / down
    inside = np.add.outer(y * y, x * x) - 1
    steepness = 2 * np.sqrt(np.add.outer((y / down) ** 2, (x / across) ** 2))
    np.maximum(steepness, 1e-6, out=steepness)
    coverage = np.clip(0.5 - inside / steepness, 0, 1)
    return Selection(box=box, coverage=np.rint(255 * coverage).astype(np.uint8))


def polygon(points: Sequence[Point], limits: Box) -> Selection:
    """The inside of a closed line, by the even-odd rule; places in pixels of the picture."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = _around(min(xs), min(ys), max(xs), max(ys)).clipped(limits)
    coverage = np.zeros((box.height, box.width), np.uint8)
    corners = np.array(points, np.float64)
    for top in range(0, box.height, _STRIP):
        rows = min(_STRIP, box.height - top)
        strip = Box(box.x, box.y + top, box.width, rows)
        if not strip.is_empty:
            coverage[top : top + rows] = _filled(corners, strip)
    return Selection(box=box, coverage=coverage)


def _filled(corners: NDArray[np.float64], strip: Box) -> NDArray[np.uint8]:
    """The polygon in one strip, drawn finer and averaged."""
    fine = np.zeros((strip.height * _FINER, strip.width * _FINER), np.uint8)
    placed = (corners - (strip.x, strip.y)) * _FINER - 0.5
    # OpenCV wants 32-bit integers with room for its own arithmetic.
    whole = np.rint(placed.clip(-(1 << 22), 1 << 22)).astype(np.int32)
    cv2.fillPoly(fine, [whole], 255)
    size = (strip.width, strip.height)
    return np.asarray(cv2.resize(fine, size, interpolation=cv2.INTER_AREA), np.uint8)


def _around(left: float, top: float, right: float, bottom: float) -> Box:
    return box_between(
        math.floor(left) - 1, math.floor(top) - 1, math.ceil(right) + 1, math.ceil(bottom) + 1
    )
