"""Floor and ceiling: a window that only copies, and the way many editors are built."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPixmap, QRadialGradient
from PySide6.QtWidgets import QGraphicsPixmapItem, QGraphicsScene, QGraphicsView, QWidget

from tests.benchmarks.canvas.gesture import DIAMETER, VIEW

_SHOWN = DIAMETER // 2 + 10


class NullWindow(QWidget):
    """Copies the rectangle under the pointer from an image: nothing less can be a canvas."""

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        super().__init__()
        self._image = QImage(*VIEW, QImage.Format.Format_RGB32)
        self._image.fill(int(pixels[0, 0, 0]))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        self.update(place.x() - _SHOWN // 2, place.y() - _SHOWN // 2, _SHOWN, _SHOWN)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawImage(event.rect().topLeft(), self._image, event.rect())


class PixmapWindow(QGraphicsView):
    """Paints dabs into a full-size layer and hands all of it to a pixmap item at every event."""

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        super().__init__()
        height, width = pixels.shape[:2]
        scene = QGraphicsScene(self)
        image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        scene.addItem(QGraphicsPixmapItem(QPixmap.fromImage(image)))
        self._layer = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        self._layer.fill(Qt.GlobalColor.transparent)
        self._item = QGraphicsPixmapItem()
        self._item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        scene.addItem(self._item)
        self.setScene(scene)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        middle = self.mapToScene(event.position().toPoint())
        gradient = QRadialGradient(middle, DIAMETER / 2)
        gradient.setColorAt(0, Qt.GlobalColor.red)
        gradient.setColorAt(1, Qt.GlobalColor.transparent)
        painter = QPainter(self._layer)
        corner = middle.x() - DIAMETER / 2, middle.y() - DIAMETER / 2
        painter.fillRect(QRectF(*corner, DIAMETER, DIAMETER), gradient)
        painter.end()
        self._item.setPixmap(QPixmap.fromImage(self._layer))

    def resizeEvent(self, event: object) -> None:
        self.fitInView(self.sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)
