"""Masks what is coloured like the pixel under the pointer: what hangs together, or everywhere."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from desktop.ui.canvas.shape_tool import combine_for, combine_held, how_words
from desktop.ui.canvas.tool import Tool, ToolHost

if TYPE_CHECKING:
    from desktop.imaging.canvas_document import CanvasDocument
    from desktop.imaging.selection import Selection
    from desktop.ui.canvas.pointer import Pointer


class WandTool(Tool):
    """One click; how like it must be is the tolerance."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, host: ToolHost, *, contiguous: bool) -> None:
        super().__init__(host)
        self._contiguous = contiguous

    def press(self, pointer: Pointer) -> None:
        document = self._host.document
        x, y = math.floor(pointer.x), math.floor(pointer.y)
        if document is None or not (0 <= x < document.size.width and 0 <= y < document.size.height):
            return
        tolerance = self._host.select_settings.tolerance
        name = "Magic wand" if self._contiguous else "Colour range"
        self._host.select(
            lambda: self._found(document, x, y, tolerance), combine_for(self._host, pointer), name
        )

    def status(self, modifiers: Qt.KeyboardModifier) -> str:
        does = how_words(combine_held(self._host, modifiers))
        where = "and hangs together" if self._contiguous else "anywhere"
        return f"Click to {does} what has this colour {where} · Alt subtracts"

    def _found(self, document: CanvasDocument, x: int, y: int, tolerance: int) -> Selection:
        from desktop.imaging.wand import coloured_like, connected_like

        pixels = document.display
        if self._contiguous:
            return connected_like(pixels, x, y, tolerance)
        colour = tuple(int(value) for value in pixels[y, x])
        return coloured_like(pixels, colour, tolerance)
