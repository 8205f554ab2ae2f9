"""The label of a number: dragging over it changes the number, a double-click resets it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.controls.elided_label import ElidedLabel

_PIXELS_PER_STEP = 2
_SLACK = 3


class ScrubLabel(ElidedLabel):
    """Signals: `scrubbed` with whole steps, `scrub_ended`, `reset_requested`."""

    scrubbed = Signal(float)
    scrub_ended = Signal()
    reset_requested = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._from: float | None = None
        self._is_scrubbing = False
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._from = event.position().x()
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            return
        way = event.position().x() - self._from
        if not self._is_scrubbing and abs(way) < _SLACK:
            return
        self._is_scrubbing = True
        steps = int(way / _PIXELS_PER_STEP)
        if steps:
            self._from += steps * _PIXELS_PER_STEP
            faster = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.scrubbed.emit(float(steps * (10 if faster else 1)))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        was_scrubbing, self._is_scrubbing, self._from = self._is_scrubbing, False, None
        if was_scrubbing:
            self.scrub_ended.emit()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self._from = None
        self.reset_requested.emit()
