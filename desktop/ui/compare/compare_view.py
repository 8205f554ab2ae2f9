"""Shows two pictures against each other: divided, side by side, in turn, or their difference."""

from __future__ import annotations

from enum import StrEnum
from math import log2
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

_BLINK_EVERY = 600
"""Milliseconds; slower than what may harm people who are sensitive to flashes (WCAG 2.3.1)."""

_LEAST_ZOOM, _MOST_ZOOM = 0.01, 64.0
_STEP = 1.25
_SHARP_FROM = 2.0
"""From here on pixels are shown as squares."""

_HANDLE = 14.0
_CLICK = 5
_GAP = 2.0
_SHADE = QColor(0, 0, 0, 170)
_LIGHT = QColor(255, 255, 255)


class CompareMode(StrEnum):
    """How the two are shown."""

    SLIDER = "slider"
    BESIDE = "beside"
    BLINK = "blink"
    DIFFERENCE = "difference"
    PLACES = "places"
    """What changed, place by place: a click chooses what is to be kept."""


class CompareView(QWidget):
    """Three pictures of one size: the first, the second and their difference.

    The wheel zooms at the pointer, dragging moves both pictures alike; in slider mode the left
    button drags the divider and the middle one the pictures. Signals: `zoom_changed(float)`, in
    screen pixels per picture pixel; `place_clicked(x, y)`, as shares of the picture, in the mode
    that shows places.
    """

    zoom_changed = Signal(float)
    place_clicked = Signal(float, float)

    def __init__(self, names: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = names
        self._sights: tuple[tuple[QImage, ...], ...] = ((), (), ())
        self._mode = CompareMode.SLIDER
        self._zoom = 1.0
        self._origin = QPointF()
        self._split = 0.5
        self._shows_second = True
        self._is_fitted = True
        self._grip: QPointF | None = None
        self._pressed = QPointF()
        self._overlay = QImage()
        self._clock = QTimer(self)
        self._clock.setInterval(_BLINK_EVERY)
        self._clock.timeout.connect(self._blink)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 220)
        self.setAccessibleName("Comparison")
        self.setAccessibleDescription(f"{names[0]} against {names[1]}")

    @property
    def mode(self) -> CompareMode:
        return self._mode

    @property
    def zoom(self) -> float:
        """Screen pixels per picture pixel."""
        return self._zoom

    @property
    def split(self) -> float:
        """Where the divider stands, as a share of the width."""
        return self._split

    def show_pictures(self, *sights: Sequence[NDArray[np.uint8]]) -> None:
        """First, second and difference, each as its levels (h, w, 4) BGRA, the largest first."""
        self._sights = tuple(tuple(_image(level) for level in levels) for levels in sights)
        self.zoom_to_fit()

    def show_overlay(self, overlay: QImage) -> None:
        """What lies over the second picture in the mode that shows places."""
        self._overlay = overlay
        self.update()

    def set_mode(self, mode: CompareMode) -> None:
        self._mode = mode
        self._shows_second = True
        self._run_clock()
        if self._is_fitted:
            self.zoom_to_fit()
        self.update()

    def set_split(self, share: float) -> None:
        """Moves the divider; 0 is the left edge, 1 the right one."""
        self._split = min(1.0, max(0.0, share))
        self.update()

    def zoom_to_fit(self) -> None:
        """All of the picture, never enlarged."""
        self._is_fitted = True
        room, size = self._room(), self._size()
        if size is None or room.isEmpty():
            return
        width, height = size
        zoom = min(room.width() / width, room.height() / height) * self.devicePixelRatioF()
        self._set_zoom(min(1.0, zoom))
        scale = self._zoom / self.devicePixelRatioF()
        self._origin = QPointF(
            (room.width() - width * scale) / 2, (room.height() - height * scale) / 2
        )
        self.update()

    def zoom_actual(self) -> None:
        """One pixel of the picture for one of the screen, around the middle."""
        self._zoom_at(self._room().center(), 1.0)

    def zoom_by(self, steps: float) -> None:
        """Enlarges (or with a negative number makes smaller) around the middle."""
        self._zoom_at(self._room().center(), self._zoom * _STEP**steps)

    # what the hand does -------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        self._zoom_at(self._in_room(event.position()), self._zoom * _STEP**steps)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grip = self._pressed = event.position()
        if self._moves_divider(event.buttons()):
            self.set_split(event.position().x() / max(1, self.width()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is None:
            return
        if self._moves_divider(event.buttons()):
            self.set_split(event.position().x() / max(1, self.width()))
        else:
            self._origin += event.position() - self._grip
            self._is_fitted = False
            self.update()
        self._grip = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None
        is_click = (event.position() - self._pressed).manhattanLength() < _CLICK
        if self._mode is CompareMode.PLACES and is_click and (size := self._size()) is not None:
            scale = self._zoom / self.devicePixelRatioF()
            place = (event.position() - self._origin) / scale
            self.place_clicked.emit(place.x() / size[0], place.y() / size[1])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: -0.02, Qt.Key.Key_Right: 0.02}
        zooms = {Qt.Key.Key_Plus: 1.0, Qt.Key.Key_Equal: 1.0, Qt.Key.Key_Minus: -1.0}
        key = Qt.Key(event.key())
        if key in moves:
            self.set_split(self._split + moves[key])
        elif key in zooms:
            self.zoom_by(zooms[key])
        elif key == Qt.Key.Key_0:
            self.zoom_to_fit()
        elif key == Qt.Key.Key_1:
            self.zoom_actual()
        elif key == Qt.Key.Key_Space and self._mode is CompareMode.BLINK:
            self._blink()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_fitted:
            self.zoom_to_fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run_clock()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    # what is seen -------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base).darker(115))
        if self._size() is None:
            painter.end()
            return
        paint = {
            CompareMode.SLIDER: self._paint_divided,
            CompareMode.BESIDE: self._paint_beside,
            CompareMode.BLINK: self._paint_one,
            CompareMode.DIFFERENCE: self._paint_difference,
            CompareMode.PLACES: self._paint_places,
        }
        paint[self._mode](painter)
        painter.end()

    def _paint_divided(self, painter: QPainter) -> None:
        place = self._split * self.width()
        left = QRectF(0, 0, place, self.height())
        right = QRectF(place, 0, self.width() - place, self.height())
        self._paint_picture(painter, 0, left, 0)
        self._paint_picture(painter, 1, right, 0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(_SHADE, 3))
        painter.drawLine(QPointF(place, 0), QPointF(place, self.height()))
        painter.setPen(QPen(_LIGHT, 1))
        painter.drawLine(QPointF(place, 0), QPointF(place, self.height()))
        painter.setBrush(_SHADE)
        painter.drawEllipse(QPointF(place, self.height() / 2), _HANDLE, _HANDLE)
        painter.drawText(
            QRectF(place - _HANDLE, self.height() / 2 - _HANDLE, 2 * _HANDLE, 2 * _HANDLE),
            Qt.AlignmentFlag.AlignCenter,
            "‹ ›",
        )
        self._paint_names(painter)

    def _paint_beside(self, painter: QPainter) -> None:
        room = self._room()
        right = QRectF(self.width() - room.width(), 0, room.width(), room.height())
        self._paint_picture(painter, 0, room, 0)
        self._paint_picture(painter, 1, right, right.x())
        self._paint_names(painter)

    def _paint_one(self, painter: QPainter) -> None:
        number = 1 if self._shows_second else 0
        self._paint_picture(painter, number, QRectF(self.rect()), 0)
        self._paint_name(painter, self._names[number], is_right=bool(number))

    def _paint_difference(self, painter: QPainter) -> None:
        self._paint_picture(painter, 2, QRectF(self.rect()), 0)

    def _paint_places(self, painter: QPainter) -> None:
        self._paint_picture(painter, 1, QRectF(self.rect()), 0)
        size = self._size()
        if size is not None and not self._overlay.isNull():
            scale = self._zoom / self.devicePixelRatioF()
            place = QRectF(self._origin.x(), self._origin.y(), size[0] * scale, size[1] * scale)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, self._overlay)

    def _paint_picture(self, painter: QPainter, number: int, clip: QRectF, across: float) -> None:
        """One of the three inside `clip`, moved to the right by `across`."""
        levels = self._sights[number]
        full = levels[0]
        scale = self._zoom / self.devicePixelRatioF()
        level = min(len(levels) - 1, max(0, int(-log2(max(self._zoom, 1e-6)))))
        image = levels[level]
        place = QRectF(
            self._origin.x() + across,
            self._origin.y(),
            full.width() * scale,
            full.height() * scale,
        )
        seen = place.intersected(clip)
        if seen.isEmpty():
            return
        wide, high = image.width() / place.width(), image.height() / place.height()
        source = QRectF(
            (seen.x() - place.x()) * wide,
            (seen.y() - place.y()) * high,
            seen.width() * wide,
            seen.height() * high,
        )
        painter.setRenderHint(
            QPainter.RenderHint.SmoothPixmapTransform, on=self._zoom < _SHARP_FROM
        )
        painter.drawImage(seen, image, source)

    def _paint_names(self, painter: QPainter) -> None:
        self._paint_name(painter, self._names[0], is_right=False)
        self._paint_name(painter, self._names[1], is_right=True)

    def _paint_name(self, painter: QPainter, name: str, *, is_right: bool) -> None:
        """In a lower corner, on a dark plate: legible on every picture."""
        metrics = painter.fontMetrics()
        text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, self.width() // 2 - 40)
        width, height = metrics.horizontalAdvance(text) + 16, metrics.height() + 8
        left = self.width() - width - 10 if is_right else 10
        plate = QRectF(left, self.height() - height - 10, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_SHADE)
        painter.drawRoundedRect(plate, 4, 4)
        painter.setPen(_LIGHT)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)

    # inside -------------------------------------------------------------------------------

    def _size(self) -> tuple[int, int] | None:
        levels = self._sights[0]
        return (levels[0].width(), levels[0].height()) if levels else None

    def _room(self) -> QRectF:
        """What one picture may take: the widget, or half of it."""
        wide = float(self.width())
        if self._mode is CompareMode.BESIDE:
            wide = (wide - _GAP) / 2
        return QRectF(0, 0, wide, self.height())

    def _in_room(self, place: QPointF) -> QPointF:
        """The same place of the left picture when the pointer is over the right one."""
        room = self._room()
        return place if place.x() <= room.width() else place - QPointF(room.width() + _GAP, 0)

    def _zoom_at(self, place: QPointF, zoom: float) -> None:
        before = self._zoom
        self._is_fitted = False
        self._set_zoom(zoom)
        self._origin = place - (place - self._origin) * (self._zoom / before)
        self.update()

    def _set_zoom(self, zoom: float) -> None:
        self._zoom = min(_MOST_ZOOM, max(_LEAST_ZOOM, zoom))
        self.zoom_changed.emit(self._zoom)

    def _moves_divider(self, buttons: Qt.MouseButton) -> bool:
        is_left = bool(buttons & Qt.MouseButton.LeftButton)
        return self._mode is CompareMode.SLIDER and is_left

    def _run_clock(self) -> None:
        """Only while it blinks before somebody's eyes."""
        if self._mode is CompareMode.BLINK and self.isVisible():
            self._clock.start()
        else:
            self._clock.stop()

    def _blink(self) -> None:
        self._shows_second = not self._shows_second
        self.update()


def _image(level: NDArray[np.uint8]) -> QImage:
    """A view of the array, which it keeps alive."""
    height, width = level.shape[:2]
    return QImage(
        level.data, width, height, level.strides[0], QImage.Format.Format_ARGB32_Premultiplied
    )
