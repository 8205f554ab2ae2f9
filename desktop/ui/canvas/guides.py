"""Lines over the picture to compose by: thirds, and guides at places of the picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from desktop.ui.canvas.viewport import Viewport

_DARK = QColor(0, 0, 0, 110)
_LIGHT = QColor(255, 255, 255, 190)
_GUIDE = QColor(0, 190, 220)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guides:
    """`upright` guides by their x, `level` ones by their y, in pixels of the picture."""

    thirds: bool = False
    upright: tuple[float, ...] = ()
    level: tuple[float, ...] = ()

    @property
    def shows_any(self) -> bool:
        return self.thirds or bool(self.upright or self.level)

    def paint(self, painter: QPainter, viewport: Viewport, ratio: float) -> None:
        """The painter's unit is a pixel of the view."""
        painter.save()
        if self.thirds:
            lines = [viewport.transform.map(line) for line in self._third_lines(viewport)]
            for colour, width in ((_DARK, 3 * ratio), (_LIGHT, ratio)):
                painter.setPen(QPen(colour, width))
                painter.drawLines(lines)
        painter.setPen(QPen(_GUIDE, ratio))
        painter.drawLines([viewport.transform.map(line) for line in self._own_lines(viewport)])
        painter.restore()

    def _third_lines(self, viewport: Viewport) -> Iterator[QLineF]:
        width, height = viewport.picture.width, viewport.picture.height
        for part in (1 / 3, 2 / 3):
            yield QLineF(part * width, 0, part * width, height)
            yield QLineF(0, part * height, width, part * height)

    def _own_lines(self, viewport: Viewport) -> Iterator[QLineF]:
        """Across the whole picture and some way beyond."""
        width, height = viewport.picture.width, viewport.picture.height
        for x in self.upright:
            yield QLineF(QPointF(x, -height), QPointF(x, 2 * height))
        for y in self.level:
            yield QLineF(QPointF(-width, y), QPointF(2 * width, y))
