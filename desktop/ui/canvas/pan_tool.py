"""Moves the picture under the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from desktop.ui.canvas.tool import Tool, ToolHost

if TYPE_CHECKING:
    from desktop.ui.canvas.pointer import Pointer


class PanTool(Tool):
    """Drag to move; the tool of H, and of Space and the middle button while they are held."""

    cursor = Qt.CursorShape.OpenHandCursor

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._held: tuple[float, float] | None = None

    @property
    def is_busy(self) -> bool:
        return self._held is not None

    def press(self, pointer: Pointer) -> None:
        self._held = pointer.view_x, pointer.view_y

    def drag(self, pointer: Pointer) -> None:
        if self._held is None:
            return
        across, down = pointer.view_x - self._held[0], pointer.view_y - self._held[1]
        self._held = pointer.view_x, pointer.view_y
        self._host.pan(across, down)

    def release(self, pointer: Pointer) -> None:
        self.drag(pointer)
        self._held = None

    def cancel(self) -> None:
        self._held = None

    def status(self, _modifiers: Qt.KeyboardModifier) -> str:
        return "Drag to move the picture · wheel zooms · Ctrl+0 shows all of it"
