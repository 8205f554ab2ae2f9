"""The part of the canvas that wheel and touchpad move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QWheelEvent

from desktop.ui.canvas.canvas_masking import CanvasMasking
from desktop.ui.canvas.viewport import zoom_towards

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.theme import ThemeKeeper

_WHEEL_NOTCH = 120
_ZOOM_FOR_A_NOTCH = 2 ** (1 / 4)


class CanvasWheel(CanvasMasking):
    """With Ctrl a wheel always zooms at the cursor; two fingers on a touchpad scroll."""

    def __init__(self, theme: ThemeKeeper, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.wheel_zooms = True
        """A plain wheel zooms; when False it scrolls."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._document is None:
            event.ignore()
            return
        has_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if _is_touchpad(event) and not has_control:
            way = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2
            self.pan(way.x() * self.ratio, way.y() * self.ratio)
        elif has_control or self.wheel_zooms:
            notches = (event.angleDelta().y() or event.angleDelta().x()) / _WHEEL_NOTCH
            self._zoom_by(_ZOOM_FOR_A_NOTCH**notches, event.position())
        else:
            self._scroll(event)
        event.accept()

    def _zoom_by(self, factor: float, at: QPointF) -> None:
        self.set_zoom(zoom_towards(self.zoom, factor), at)

    def _pinch(self, event: QNativeGestureEvent) -> bool:
        is_zoom = event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        if self._document is None or not is_zoom:
            return False
        self._zoom_by(1 + event.value(), event.position())
        return True

    def _scroll(self, event: QWheelEvent) -> None:
        way = event.angleDelta() / 2
        is_sideways = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) and not way.x()
        across, down = (way.y(), 0) if is_sideways else (way.x(), way.y())
        self.pan(across * self.ratio, down * self.ratio)


def _is_touchpad(event: QWheelEvent) -> bool:
    is_pad = event.device().type() == QInputDevice.DeviceType.TouchPad
    return is_pad or not event.pixelDelta().isNull()
