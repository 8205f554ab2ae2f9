"""The picture in its larger canvas, small; the sides of the canvas can be dragged."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.size import Size
from desktop.imaging.region import Borders

_ROOM = 20.0
_REACH = 8.0


class ExtensionPreview(QWidget):
    """Signals: `borders_dragged(Borders)`, in pixels of the picture."""

    borders_dragged = Signal(object)

    def __init__(self, picture: Size, image: QImage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = picture
        self._image = image
        self._borders = Borders()
        self._held: tuple[str, ...] = ()
        self._start = (QPointF(), Borders(), 1.0)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("The picture in its new canvas")
        self.setToolTip("Drag a side or a corner of the canvas")

    def show_borders(self, borders: Borders) -> None:
        self._borders = borders
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, 180)

    @property
    def frame(self) -> QRectF:
        """The new canvas in the widget."""
        return self._frame(self._borders, self._scale(self._borders))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        scale, frame = self._scale(self._borders), self.frame
        accent = self.palette().highlight().color()
        ground = QColor(accent)
        ground.setAlpha(40)
        painter.fillRect(frame, ground)
        painter.fillRect(frame, QBrush(accent, Qt.BrushStyle.BDiagPattern))
        place = QRectF(
            frame.left() + self._borders.left * scale,
            frame.top() + self._borders.top * scale,
            self._picture.width * scale,
            self._picture.height * scale,
        )
        painter.drawImage(place, self._image)
        painter.setPen(QPen(accent, 2))
        painter.drawRect(frame)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._start = (event.position(), self._borders, self._scale(self._borders))
        self._held = self._sides_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._held:
            self.setCursor(_cursor(self._sides_at(event.position())))
            return
        start, before, scale = self._start
        moved = (event.position() - start) / scale
        ways = {
            "left": -moved.x(),
            "right": moved.x(),
            "top": -moved.y(),
            "bottom": moved.y(),
        }
        changed = {side: max(0, getattr(before, side) + round(ways[side])) for side in self._held}
        self._borders = replace(before, **changed)
        self.update()
        self.borders_dragged.emit(self._borders)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._held = ()
        self.update()

    def _scale(self, borders: Borders) -> float:
        """Pixels of the widget for each of the picture; it stays while a side is dragged."""
        if self._held:
            return self._start[2]
        width = self._picture.width + borders.left + borders.right
        height = self._picture.height + borders.top + borders.bottom
        room = max(1.0, self.width() - 2 * _ROOM), max(1.0, self.height() - 2 * _ROOM)
        return min(room[0] / width, room[1] / height)

    def _frame(self, borders: Borders, scale: float) -> QRectF:
        if self._held:
            # The picture stays where it is while a side is dragged away from it.
            old = self._start[1]
            corner = self._corner(old, scale)
            corner += QPointF(old.left - borders.left, old.top - borders.top) * scale
        else:
            corner = self._corner(borders, scale)
        width = (self._picture.width + borders.left + borders.right) * scale
        height = (self._picture.height + borders.top + borders.bottom) * scale
        return QRectF(corner.x(), corner.y(), width, height)

    def _corner(self, borders: Borders, scale: float) -> QPointF:
        width = (self._picture.width + borders.left + borders.right) * scale
        height = (self._picture.height + borders.top + borders.bottom) * scale
        return QPointF((self.width() - width) / 2, (self.height() - height) / 2)

    def _sides_at(self, place: QPointF) -> tuple[str, ...]:
        frame = self.frame
        if not frame.adjusted(-_REACH, -_REACH, _REACH, _REACH).contains(place):
            return ()
        away = {
            "left": place.x() - frame.left(),
            "right": place.x() - frame.right(),
            "top": place.y() - frame.top(),
            "bottom": place.y() - frame.bottom(),
        }
        return tuple(side for side, distance in away.items() if abs(distance) <= _REACH)


def _cursor(sides: tuple[str, ...]) -> Qt.CursorShape:
    if not sides:
        return Qt.CursorShape.ArrowCursor
    if len(sides) == 1:
        is_across = sides[0] in {"left", "right"}
        return Qt.CursorShape.SizeHorCursor if is_across else Qt.CursorShape.SizeVerCursor
    is_falling = set(sides) in ({"left", "top"}, {"right", "bottom"})
    return Qt.CursorShape.SizeFDiagCursor if is_falling else Qt.CursorShape.SizeBDiagCursor
