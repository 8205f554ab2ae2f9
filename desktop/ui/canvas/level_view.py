"""How the shown level of the picture lies in the view, worked out once for each place and zoom."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QRegion, QTransform

from desktop.domain.size import Box, Size
from desktop.ui.canvas.regions import numbers_of
from desktop.ui.canvas.viewport import SHARP_FROM, Viewport, last_level, shown_level

_SMOOTH_TURNED = 4.0
"""In a turned view squares are jagged: up to this zoom they are smoothed."""
_NEIGHBOURS = 2
"""Pixels around that smooth scaling looks at."""


class LevelView:
    """The geometry behind rendering; rectangles are pixels of the view, regions of the level."""

    def __init__(self, viewport: Viewport) -> None:
        self.version = viewport.version
        self.level = min(shown_level(viewport.zoom), last_level(viewport.picture))
        self.is_sharp = viewport.zoom >= SHARP_FROM and viewport.rotation == 0
        self.is_upright = viewport.is_upright
        self.is_turned = viewport.rotation != 0
        self.scale = viewport.zoom * (1 << self.level)
        self.transform = QTransform.fromScale(1 << self.level, 1 << self.level) * viewport.transform
        self.is_smooth = self.scale != 1 if self.is_upright else viewport.zoom < _SMOOTH_TURNED
        self.picture = viewport.picture
        self.size = _level_size(viewport.picture, self.level)
        self._back = self.transform.inverted()[0]
        self._left, self._top = self.transform.dx(), self.transform.dy()
        edges = viewport.transform.mapRect(QRectF(0, 0, self.picture.width, self.picture.height))
        self.shown = edges.toAlignedRect()
        """Every pixel of the view that shows any of the picture."""
        self.inside = _rect(edges, math.ceil, math.floor) if self.is_upright else QRect()
        """Those that show nothing else."""
        self.middles = _rect(edges, _rounded, _rounded)
        """Those whose middle lies in a picture that is not turned."""
        polygon = QRect(0, 0, self.picture.width, self.picture.height)
        self.outline = None if self.is_upright else viewport.transform.mapToPolygon(polygon)

    def clip(self, part: QRect) -> QRegion:
        """`part` without what lies beside a turned picture."""
        if self.outline is None:
            return QRegion(part)
        return QRegion(self.outline) & part

    def region(self, part: QRect) -> Box:
        """The pixels of the level that `part` needs, neighbours included; it may be empty."""
        left, top, right, bottom = self._under(part)
        x, wide = _stretch(left, right, self.size.width)
        y, tall = _stretch(top, bottom, self.size.height)
        return Box(x, y, wide, tall)

    def chunks(self, part: QRect, pixels: int) -> Iterator[QRect]:
        """`part` in pieces that need at most so many pixels of the level."""
        if self.is_turned:
            # The box around a turned band is higher than the band: squares keep it small.
            side = max(16, int(0.55 * self.scale * math.sqrt(pixels)))
            return _pieces(part, side, side)
        margin = 2 * _NEIGHBOURS + 2
        _, _, width, height = numbers_of(part)
        rows = int((pixels / (width / self.scale + margin) - margin) * self.scale)
        if height <= rows:
            return iter((part,))
        return _pieces(part, width, max(1, rows))

    def _under(self, part: QRect) -> tuple[float, float, float, float]:
        if not self.is_upright:
            seen = self._back.mapRect(QRectF(part))
            return seen.left(), seen.top(), seen.right(), seen.bottom()
        x, y, width, height = numbers_of(part)
        left, top, scale = x - self._left, y - self._top, self.scale
        right, bottom = left + width, top + height
        return left / scale, top / scale, right / scale, bottom / scale


def _level_size(picture: Size, level: int) -> Size:
    return Size(-(-picture.width >> level), -(-picture.height >> level))


def _rect(edges: QRectF, start: Callable[[float], int], end: Callable[[float], int]) -> QRect:
    left, top = start(edges.left()), start(edges.top())
    return QRect(left, top, end(edges.right()) - left, end(edges.bottom()) - top)


def _stretch(first: float, last: float, room: int) -> tuple[int, int]:
    """Where pixels begin that hold this and its neighbours, and how many there are in `room`."""
    start, end = math.floor(first) - _NEIGHBOURS, math.ceil(last) + _NEIGHBOURS
    start = 0 if start < 0 else min(start, room)
    end = room if end > room else max(end, 0)
    return start, end - start


def _rounded(place: float) -> int:
    """The first pixel whose middle does not lie before `place`."""
    return math.ceil(place - 0.5)


def _pieces(part: QRect, width: int, height: int) -> Iterator[QRect]:
    for y in range(part.top(), part.bottom() + 1, height):
        for x in range(part.left(), part.right() + 1, width):
            yield QRect(x, y, width, height) & part
