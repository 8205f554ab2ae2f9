"""The brush's outline under the pointer: two-tone, so that it shows on every colour.

It is drawn over the shown pixels and never into them. Rings are kept as small images, because an
antialiased circle costs more to draw than all the rest of a brush event.
"""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QRegion

from desktop.ui.canvas.regions import Edges, rect_of
from desktop.ui.qimage import image_over

SMALLEST_RING = 4.0
"""Below this diameter, in pixels independent of the device, a crosshair stands for the ring."""
_LARGEST_IMAGE = 600
_PLACED_FINELY = 256
_PARTS = 4
_LIGHT_WIDTH = 1.25
_DARK_WIDTH = 3.25
_DARKNESS = 0.6
_CROSS = 7
_GAP = 2


class CursorRing:
    """Draws rings of a diameter around places; both in pixels of the view."""

    def __init__(self) -> None:
        self._ratio = 1.0
        self._diameter = 0.0
        self._reach = 0
        """Pixels from the middle to the last that it may touch."""
        self._side = 2
        """Of the square that holds it wherever in its pixel the middle lies."""
        self._wreath: QRegion | None = None
        self._images: dict[tuple[int, int], QImage] = {}
        self._memory: list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]] = []

    @property
    def diameter(self) -> float:
        return self._diameter

    @property
    def is_cross(self) -> bool:
        return self._diameter < SMALLEST_RING * self._ratio

    def set_diameter(self, diameter: float, ratio: float) -> None:
        """`ratio` is the device pixel ratio: lines get as much wider."""
        if (diameter, ratio) != (self._diameter, self._ratio):
            self._diameter, self._ratio = diameter, ratio
            self._wreath = None
            self._reach = self._reach_of(diameter, ratio)
            self._side = 2 * self._reach + 2
            self._images.clear()
            self._memory.clear()

    @property
    def is_small(self) -> bool:
        """It is painted together with all that lies inside it."""
        return self._diameter < _PLACED_FINELY

    def square(self, x: float, y: float) -> Edges:
        """What a ring around (x, y) and its inside cover."""
        left, top, side = math.floor(x) - self._reach, math.floor(y) - self._reach, self._side
        return left, top, left + side, top + side

    def region(self, x: float, y: float) -> QRegion:
        """What a ring around (x, y) covers: for a large one a wreath of small squares."""
        if self.is_small:
            return QRegion(rect_of(self.square(x, y)))
        column, row = math.floor(x), math.floor(y)
        if self._wreath is None:
            self._wreath = _wreath(self._diameter / 2, math.ceil(_DARK_WIDTH * self._ratio) + 2)
        return self._wreath.translated(column, row)

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Draws the ring, or the crosshair; the painter's unit is a pixel of the view."""
        if self.is_cross:
            self._paint_cross(painter, x, y)
        elif self._diameter <= _LARGEST_IMAGE:
            self._paint_image(painter, x, y)
        else:
            self._paint_plain(painter, x, y)

    # inside

    def _reach_of(self, diameter: float, ratio: float) -> int:
        if self.is_cross:
            return math.ceil((_CROSS + _GAP + 1) * ratio)
        return math.ceil(diameter / 2 + _DARK_WIDTH * ratio / 2) + 1

    def _paint_image(self, painter: QPainter, x: float, y: float) -> None:
        parts = _PARTS if self._diameter < _PLACED_FINELY else 1
        column, across = divmod(round(x * parts), parts)
        row, down = divmod(round(y * parts), parts)
        image = self._images.get((across, down))
        if image is None:
            image = self._make_image(across / parts, down / parts)
            self._images[across, down] = image
        painter.drawImage(column - self._reach, row - self._reach, image)

    def _make_image(self, across: float, down: float) -> QImage:
        """A ring around (reach + across, reach + down), light inside a dark rim, antialiased."""
        side = self._side
        centres = np.arange(side, dtype=np.float32) + np.float32(0.5 - self._reach)
        distance = np.hypot(centres[:, None] - down, centres[None, :] - across)
        off = np.abs(distance - self._diameter / 2)
        light = np.clip(0.5 + _LIGHT_WIDTH * self._ratio / 2 - off, 0, 1)
        dark = _DARKNESS * np.clip(0.5 + _DARK_WIDTH * self._ratio / 2 - off, 0, 1)
        pixels = np.empty((side, side, 4), np.uint8)
        pixels[..., :3] = np.rint(255 * light)[..., None]
        pixels[..., 3] = np.rint(255 * (light + (1 - light) * dark))
        self._memory.append(pixels)
        return image_over(pixels, has_alpha=True)

    def _paint_plain(self, painter: QPainter, x: float, y: float) -> None:
        radius = self._diameter / 2
        painter.save()
        for colour, width in _tones(self._ratio):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(QPointF(x, y), radius, radius)
        painter.restore()

    def _paint_cross(self, painter: QPainter, x: float, y: float) -> None:
        near, far = _GAP * self._ratio, (_GAP + _CROSS) * self._ratio
        middle = QPointF(math.floor(x) + 0.5, math.floor(y) + 0.5)
        painter.save()
        for colour, width in _tones(self._ratio):
            painter.setPen(QPen(colour, width))
            for across, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                way = QPointF(across, down)
                painter.drawLine(middle + way * near, middle + way * far)
        painter.restore()


def _wreath(radius: float, width: int) -> QRegion:
    """Squares along a circle around the origin that cover its line, `width` pixels to each side."""
    count = 48
    # Half the way between two places, plus how far the arc bows out between them.
    bow = radius * (1 - math.cos(math.pi / count))
    half = math.ceil(math.pi * radius / count + bow) + width
    wreath = QRegion()
    for place in range(count):
        angle = 2 * math.pi * place / count
        x, y = round(radius * math.cos(angle)), round(radius * math.sin(angle))
        wreath += QRect(x - half, y - half, 2 * half + 1, 2 * half + 1)
    return wreath


def _tones(ratio: float) -> tuple[tuple[QColor, float], tuple[QColor, float]]:
    dark = QColor(0, 0, 0, round(255 * _DARKNESS))
    return (dark, 3 * ratio), (QColor(255, 255, 255), ratio)
