"""The tools without a mouse: arrow keys move the pointer, Space or Enter press the tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from desktop.ui.canvas.canvas_input import CanvasInput

_Key = Qt.Key
_WAYS: dict[int, tuple[int, int]] = {
    _Key.Key_Left: (-1, 0),
    _Key.Key_Right: (1, 0),
    _Key.Key_Up: (0, -1),
    _Key.Key_Down: (0, 1),
}
_STEP, _LEAP = 8.0, 80.0
"""Device-independent pixels; with Ctrl it is one pixel of the picture."""
_EDGE = 24.0


class KeyboardPointer:
    """Where the keys have moved to; the mouse takes over as soon as it moves."""

    def __init__(self, canvas: CanvasInput) -> None:
        self._canvas = canvas
        self._at: QPointF | None = None
        self._is_down = False

    @property
    def is_used(self) -> bool:
        """The pointer was moved by keys last."""
        return self._at is not None

    def press(self, event: QKeyEvent) -> bool:
        """Whether the key moved the pointer or pressed the tool."""
        if self._canvas.document is None:
            return False
        key, held = event.key(), event.modifiers()
        if key in _WAYS and not held & (_Alt | _Meta):
            self._move(_WAYS[key], held)
            return True
        is_enter = key in {_Key.Key_Return, _Key.Key_Enter} and not held & (_Control | _Alt)
        if self._at is None or not (is_enter or key == _Key.Key_Space):
            return False
        if not event.isAutoRepeat():
            self._lift() if is_enter and self._is_down else self._put_down()
        return True

    def release(self, event: QKeyEvent) -> bool:
        """Whether letting the key go lifted the tool."""
        is_ours = event.key() == _Key.Key_Space and self._is_down and not event.isAutoRepeat()
        if is_ours:
            self._lift()
        return is_ours

    def give_way(self) -> None:
        """The mouse or the pen moves, or the canvas lost the focus."""
        self._at, self._is_down = None, False

    # inside

    def _move(self, way: tuple[int, int], held: Qt.KeyboardModifier) -> None:
        canvas = self._canvas
        step = _LEAP if held & _Shift else _STEP
        if held & _Control:
            step = canvas.zoom / canvas.ratio
        start = self._at or QPointF(canvas.width() / 2, canvas.height() / 2)
        wanted = start + QPointF(way[0] * step, way[1] * step)
        inside = _brought_inside(wanted, canvas.width(), canvas.height())
        if inside != wanted:
            by = (inside - wanted) * canvas.ratio
            canvas.pan(by.x(), by.y())
        self._at = inside
        canvas.point_at(inside)
        self._speak()

    def _put_down(self) -> None:
        if self._at is not None and not self._is_down:
            self._is_down = True
            self._canvas.press_at(self._at)
            self._speak("Pressed")

    def _lift(self) -> None:
        self._is_down = False
        if self._at is not None:
            self._canvas.release_at(self._at)
            self._speak("Lifted")

    def _speak(self, done: str = "") -> None:
        canvas = self._canvas
        if self._at is None:
            return
        x, y = canvas.viewport.to_picture(*(self._at * canvas.ratio).toTuple())
        words = f"{round(x)}, {round(y)}, size {canvas.brush.diameter:.0f}"
        said = f"{done}: {words}" if done else words
        canvas.setAccessibleDescription(said)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(canvas, said))


_Shift = Qt.KeyboardModifier.ShiftModifier
_Control = Qt.KeyboardModifier.ControlModifier
_Alt = Qt.KeyboardModifier.AltModifier
_Meta = Qt.KeyboardModifier.MetaModifier


def _brought_inside(place: QPointF, width: int, height: int) -> QPointF:
    """The nearest place that is not at the very edge."""
    margin = min(_EDGE, width / 2, height / 2)
    return QPointF(
        min(max(place.x(), margin), width - margin), min(max(place.y(), margin), height - margin)
    )
