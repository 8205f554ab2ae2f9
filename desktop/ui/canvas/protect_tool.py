"""Protects a rectangle, such as a logo or a face: no edit changes a pixel of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from desktop.imaging.selection import Combine
from desktop.ui.canvas.rectangle_tool import RectangleTool

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.imaging.selection import Selection


class ProtectTool(RectangleTool):
    """Alt frees again what is inside."""

    @property
    def step_name(self) -> str:
        return "Protect"

    def status(self, modifiers: Qt.KeyboardModifier) -> str:
        if self.is_busy:
            return super().status(modifiers)
        if modifiers & Qt.KeyboardModifier.AltModifier:
            return "Drag to free what is protected inside"
        return "Drag to protect from every edit · Alt frees · Space moves"

    def _hand_over(self, make: Callable[[], Selection], how: Combine) -> None:
        """Added or taken away, however selections join the mask."""
        way = Combine.SUBTRACT if how is Combine.SUBTRACT else Combine.ADD
        name = "Free from protection" if way is Combine.SUBTRACT else self.step_name
        self._host.protect(make, way, name)
