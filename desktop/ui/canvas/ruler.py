"""A ruler along an edge of the canvas: pixels of the picture; a drag from it leaves a guide."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.ui.theme import FONT_FAMILY

if TYPE_CHECKING:
    from desktop.ui.canvas.viewport import Viewport
    from desktop.ui.theme import ThemeKeeper

THICKNESS = 20
_APART = 64.0
"""Device-independent pixels that numbers keep between them at least."""
_TENTH, _HALF, _WHOLE = 4, 7, THICKNESS


class Ruler(QWidget):
    """Signals: `guide_drawn(float)`, a place in pixels of the picture, when a drag ends on it."""

    guide_drawn = Signal(float)

    def __init__(
        self, theme: ThemeKeeper, viewport: Viewport, parent: QWidget, *, is_level: bool
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._viewport = viewport
        self._is_level = is_level
        self.setAccessibleName("Ruler above" if is_level else "Ruler at the left")
        self.setToolTip("Drag from here to set a guide")
        self.setCursor(Qt.CursorShape.SplitVCursor if is_level else Qt.CursorShape.SplitHCursor)
        self.hide()

    def settle(self) -> None:
        """Along its edge of the canvas."""
        over = self.parentWidget()
        if over is None:
            return
        if self._is_level:
            self.setGeometry(THICKNESS, 0, over.width() - THICKNESS, THICKNESS)
        else:
            self.setGeometry(0, THICKNESS, THICKNESS, over.height() - THICKNESS)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = self._theme.colours
        painter.fillRect(self.rect(), QColor(colours.window))
        painter.setPen(QPen(QColor(colours.text_soft), 1))
        font = QFont(FONT_FAMILY)
        font.setPixelSize(9)
        painter.setFont(font)
        if self._viewport.rotation == 0:
            self._paint_scale(painter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        over = self.parentWidget()
        if over is None or self.rect().contains(event.position().toPoint()):
            return
        place = self.mapTo(over, event.position()) * self.devicePixelRatioF()
        x, y = self._viewport.to_picture(place.x(), place.y())
        self.guide_drawn.emit(float(round(y if self._is_level else x)))

    def _paint_scale(self, painter: QPainter) -> None:
        """Whole steps have their number; between them stand tenths."""
        step = ruler_step(self._viewport.zoom / self.devicePixelRatioF())
        first, last = sorted((self._at(0), self._at(self._length)))
        tenth = step / 10
        for number in range(math.floor(first / tenth), math.ceil(last / tenth) + 1):
            here = self._place(number * tenth)
            tall = _WHOLE if number % 10 == 0 else _HALF if number % 5 == 0 else _TENTH
            self._paint_tick(painter, here, tall)
            if number % 10 == 0:
                self._paint_number(painter, here, f"{number * tenth:g}")

    @property
    def _length(self) -> int:
        return self.width() if self._is_level else self.height()

    def _at(self, place: float) -> float:
        """The picture's pixel at a place along the ruler."""
        at = (place + THICKNESS) * self.devicePixelRatioF()
        x, y = self._viewport.to_picture(at, at)
        return x if self._is_level else y

    def _place(self, at: float) -> float:
        x, y = self._viewport.to_view(at, at)
        return (x if self._is_level else y) / self.devicePixelRatioF() - THICKNESS

    def _paint_tick(self, painter: QPainter, here: float, tall: int) -> None:
        at = round(here)
        if self._is_level:
            painter.drawLine(QPoint(at, THICKNESS - tall), QPoint(at, THICKNESS))
        else:
            painter.drawLine(QPoint(THICKNESS - tall, at), QPoint(THICKNESS, at))

    def _paint_number(self, painter: QPainter, here: float, text: str) -> None:
        painter.save()
        painter.translate(*((here + 3, 0) if self._is_level else (0, here + 3)))
        if not self._is_level:
            painter.rotate(90)
            painter.translate(0, -THICKNESS)
            painter.drawText(QRectF(0, 8, _APART, 11), Qt.AlignmentFlag.AlignLeft, text)
        else:
            painter.drawText(QRectF(0, 0, _APART, 11), Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()


def ruler_step(zoom: float) -> float:
    """Pixels of the picture from number to number: 1, 2 or 5 times a power of ten."""
    wanted = _APART / zoom
    power = 10.0 ** math.floor(math.log10(wanted))
    step = next(times * power for times in (1, 2, 5, 10) if times * power >= wanted)
    return max(1.0, step)
