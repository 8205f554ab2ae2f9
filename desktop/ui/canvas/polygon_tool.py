"""Masks what is drawn around from corner to corner."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QRegion

from desktop.domain.size import box_of
from desktop.imaging.selection import Combine
from desktop.ui.canvas.outline import paint_outline
from desktop.ui.canvas.shape_tool import combine_for, combine_held, how_words
from desktop.ui.canvas.tool import Tool, ToolHost

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from desktop.ui.canvas.pointer import Pointer

_NEAR = 8.0
_STEPS = math.pi / 4


class PolygonTool(Tool):
    """Each click is a corner; a click on the first, Enter or a second click in place closes it.

    Shift keeps a side to 45 degrees, Backspace takes the last corner back.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._corners: list[tuple[float, float]] = []
        self._loose: tuple[float, float] | None = None
        self._how = Combine.ADD
        self._drawn = QRegion()

    @property
    def is_busy(self) -> bool:
        return bool(self._corners)

    def press(self, pointer: Pointer) -> None:
        if not self._corners:
            self._how = combine_for(self._host, pointer)
        elif self._is_near(self._corners[0], pointer) or self._is_near(self._corners[-1], pointer):
            if len(self._corners) > 2:
                self._close()
            return
        self._corners.append(self._place(pointer))
        self.hover(pointer)

    def drag(self, pointer: Pointer) -> None:
        self.hover(pointer)

    def hover(self, pointer: Pointer) -> None:
        if self._corners:
            self._loose = self._place(pointer)
            self.refresh()

    def key(self, key: int) -> bool:
        if not self._corners:
            return False
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._close()
        elif key == Qt.Key.Key_Backspace:
            self._corners.pop()
            self.refresh()
        else:
            return False
        return True

    def cancel(self) -> None:
        self._corners, self._loose = [], None
        self.refresh()

    def refresh(self) -> None:
        before, self._drawn = self._drawn, QRegion()
        if self._corners:
            edges = self._path().boundingRect().toAlignedRect()
            self._drawn = QRegion(edges.adjusted(-4, -4, 4, 4))
        self._host.repaint_overlay(before + self._drawn)

    def paint(self, painter: QPainter) -> None:
        if self._corners:
            paint_outline(painter, self._path(), self._host.ratio)

    def status(self, modifiers: Qt.KeyboardModifier) -> str:
        if self._corners:
            return "Click the next corner · Enter closes · Backspace takes one back · Esc drops it"
        does = how_words(combine_held(self._host, modifiers))
        return f"Click from corner to corner to {does} · Alt subtracts · Space moves"

    def _close(self) -> None:
        corners, document = self._corners, self._host.document
        self.cancel()
        if document is None or len(corners) < 3:
            return
        from desktop.imaging.shapes import polygon

        limits = box_of(document.size)
        self._host.select(lambda: polygon(corners, limits), self._how, "Polygon")

    def _place(self, pointer: Pointer) -> tuple[float, float]:
        if not pointer.has_shift or not self._corners:
            return pointer.x, pointer.y
        x, y = self._corners[-1]
        angle = round(math.atan2(pointer.y - y, pointer.x - x) / _STEPS) * _STEPS
        length = math.hypot(pointer.x - x, pointer.y - y)
        return x + length * math.cos(angle), y + length * math.sin(angle)

    def _is_near(self, corner: tuple[float, float], pointer: Pointer) -> bool:
        x, y = self._host.viewport.to_view(*corner)
        away = math.hypot(pointer.view_x - x, pointer.view_y - y)
        return away <= _NEAR * self._host.ratio

    def _path(self) -> QPainterPath:
        """In pixels of the view, with the side that still hangs on the pointer."""
        path = QPainterPath()
        loose = [] if self._loose is None else [self._loose]
        for place, point in enumerate([*self._corners, *loose]):
            at = QPointF(*self._host.viewport.to_view(*point))
            path.lineTo(at) if place else path.moveTo(at)
        return path
