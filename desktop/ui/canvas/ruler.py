"""A ruler along an edge of the canvas: pixels of the picture; a drag from it leaves a guide."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
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
    """Signals: `guide_dragged(is_level, place)` while a guide is drawn from here, the place in
    device-independent pixels of the canvas; `guide_drawn` when it is let go."""

    guide_dragged = Signal(bool, object)
    guide_drawn = Signal()

    def __init__(
        self, theme: ThemeKeeper, viewport: Viewport, parent: QWidget, *, is_level: bool
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._viewport = viewport
        self._is_level = is_level
        self._marked: int | None = None
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

    def mark(self, place: QPointF | None) -> None:
        """Shows where the pointer is, in pixels of the canvas; only both marks are painted."""
        at = (
            None if place is None else round(place.x() if self._is_level else place.y()) - THICKNESS
        )
        if at == self._marked:
            return
        for here in (self._marked, at):
            if here is not None:
                self.update(self._strip(here))
        self._marked = at

    def _strip(self, at: int) -> QRect:
        if self._is_level:
            return QRect(at - 1, 0, 3, THICKNESS)
        return QRect(0, at - 1, THICKNESS, 3)

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
        if self._marked is not None:
            painter.setPen(QPen(QColor(colours.accent), 1))
            self._paint_tick(painter, self._marked, _WHOLE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._drag(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag(event)
        self.guide_drawn.emit()

    def _drag(self, event: QMouseEvent) -> None:
        over = self.parentWidget()
        if over is not None:
            self.guide_dragged.emit(self._is_level, self.mapTo(over, event.position()))

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
