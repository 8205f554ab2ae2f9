"""A small picture of the whole in the corner while only part of it is in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QWidget

from desktop.domain.size import Box, Size, box_of
from desktop.ui.canvas.screen import Look, Scene, Screen
from desktop.ui.canvas.viewport import Viewport

if TYPE_CHECKING:
    from desktop.imaging.canvas_document import CanvasDocument

_LONGEST = 168
_MARGIN = 12


class Navigator(QWidget):
    """Shows where one is; a press or a drag goes there.

    Signals: `place_chosen(x, y)`, in pixels of the picture, to come into the middle of the view.
    """

    place_chosen = Signal(float, float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._viewport = Viewport()
        self._screen = Screen()
        self._document: CanvasDocument | None = None
        self._look: Look | None = None
        self._seen = QRectF()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Navigator")
        self.setToolTip("Drag to move the part in sight")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.hide()

    def follow(self, document: CanvasDocument | None, look: Look, main: Viewport) -> None:
        """The view moved: shows itself when part of the picture is out of sight."""
        self._take(document, look)
        view = QRectF(0, 0, main.view.width, main.view.height)
        back = main.transform.inverted()[0] if document is not None else QTransform()
        self._seen = back.mapRect(view)
        is_needed = document is not None and not self._seen.contains(_edges(main.picture))
        self.setVisible(is_needed)
        if is_needed:
            self._settle()
            self.update()

    def invalidate(self, box: Box) -> None:
        """The document changed there."""
        if self.isVisible():
            self._screen.invalidate(self._viewport.view_edges(box, 2))
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._document is None or self._look is None:
            return
        scene = Scene(document=self._document, viewport=self._viewport, look=self._look)
        self._screen.refresh(scene)
        painter = QPainter(self)
        painter.drawImage(QRectF(self.rect()), self._screen.image)
        self._paint_frame(painter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._say(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._say(event.position())

    def _take(self, document: CanvasDocument | None, look: Look) -> None:
        if document is self._document and look is self._look:
            return
        self._document, self._look = document, look
        self._screen.invalidate_all()
        if document is not None:
            self._viewport.set_picture(document.size)

    def _settle(self) -> None:
        """In the lower right corner, in the picture's shape."""
        over, picture = self.parentWidget(), self._viewport.picture
        if over is None:
            return
        scale = _LONGEST / picture.longest
        size = QSize(max(24, round(picture.width * scale)), max(24, round(picture.height * scale)))
        corner = QRect(over.rect()).bottomRight()
        place = QRect(
            corner.x() - _MARGIN - size.width(), corner.y() - _MARGIN - size.height(), 0, 0
        )
        place.setSize(size)
        if place != self.geometry():
            self.setGeometry(place)
        pixels = size * self.devicePixelRatioF()
        if pixels != self._screen.image.size():
            self._screen.resize(pixels)
            self._viewport.set_view(Size(pixels.width(), pixels.height()))
            self._viewport.fit()

    def _paint_frame(self, painter: QPainter) -> None:
        """What is in sight stays clear, the rest is dimmed."""
        ratio = self.devicePixelRatioF()
        picture = self._viewport.picture
        across, down = self.width() / picture.width, self.height() / picture.height
        seen = self._seen
        clear = QRectF(
            seen.x() * across, seen.y() * down, seen.width() * across, seen.height() * down
        ) & QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, ratio != 1)
        for rest in _around(QRectF(self.rect()), clear):
            painter.fillRect(rest, QColor(0, 0, 0, 120))
        painter.setPen(QPen(QColor(255, 255, 255), 1.5))
        painter.drawRect(clear.adjusted(0.75, 0.75, -0.75, -0.75))
        painter.setPen(QPen(QColor(0, 0, 0, 160), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _say(self, place: QPointF) -> None:
        picture = self._viewport.picture
        x = min(max(0.0, place.x() / self.width()), 1.0) * picture.width
        y = min(max(0.0, place.y() / self.height()), 1.0) * picture.height
        self.place_chosen.emit(x, y)


def _edges(picture: Size) -> QRectF:
    """The picture, less a hair: being short by less than a pixel does not count."""
    box = box_of(picture)
    return QRectF(box.x + 1, box.y + 1, box.width - 2, box.height - 2)


def _around(whole: QRectF, hole: QRectF) -> list[QRectF]:
    """`whole` without `hole`, as four rectangles."""
    return [
        QRectF(whole.left(), whole.top(), whole.width(), hole.top() - whole.top()),
        QRectF(whole.left(), hole.bottom(), whole.width(), whole.bottom() - hole.bottom()),
        QRectF(whole.left(), hole.top(), hole.left() - whole.left(), hole.height()),
        QRectF(hole.right(), hole.top(), whole.right() - hole.right(), hole.height()),
    ]
