"""Turns the view under the hand, as one turns a sheet of paper."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from desktop.ui.canvas.tool import Tool, ToolHost

if TYPE_CHECKING:
    from desktop.ui.canvas.pointer import Pointer

_SNAP = 15.0


class TurnTool(Tool):
    """Drag around the middle of the view; Shift keeps to steps of 15 degrees."""

    cursor = Qt.CursorShape.OpenHandCursor

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._begun: tuple[float, float] | None = None

    @property
    def is_busy(self) -> bool:
        return self._begun is not None

    def press(self, pointer: Pointer) -> None:
        self._begun = self._angle(pointer), self._host.viewport.rotation

    def drag(self, pointer: Pointer) -> None:
        if self._begun is None:
            return
        angle, rotation = self._begun
        wanted = rotation + self._angle(pointer) - angle
        if pointer.has_shift:
            wanted = _SNAP * round(wanted / _SNAP)
        self._host.turn_view(wanted - self._host.viewport.rotation)

    def release(self, pointer: Pointer) -> None:
        self.drag(pointer)
        self._begun = None

    def cancel(self) -> None:
        if self._begun is not None:
            self._host.turn_view(self._begun[1] - self._host.viewport.rotation)
        self._begun = None

    def status(self, _modifiers: Qt.KeyboardModifier) -> str:
        return "Drag to turn the view · Shift turns in steps · Shift+R stands upright"

    def _angle(self, pointer: Pointer) -> float:
        """Of the pointer around the middle of the view, in degrees."""
        view = self._host.viewport.view
        return math.degrees(
            math.atan2(pointer.view_y - view.height / 2, pointer.view_x - view.width / 2)
        )
