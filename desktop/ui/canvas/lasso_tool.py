"""Masks what is drawn around by hand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QRegion

from desktop.domain.size import box_of
from desktop.imaging.selection import Combine
from desktop.ui.canvas.outline import line_region, paint_outline
from desktop.ui.canvas.shape_tool import combine_for, combine_held, how_words
from desktop.ui.canvas.tool import Tool, ToolHost

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from desktop.ui.canvas.pointer import Pointer

_APART = 2.0


class LassoTool(Tool):
    """The line closes by itself when the button is released."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._points: list[tuple[float, float]] = []
        self._how = Combine.ADD

    @property
    def is_busy(self) -> bool:
        return bool(self._points)

    def press(self, pointer: Pointer) -> None:
        self._points = [(pointer.x, pointer.y)]
        self._how = combine_for(self._host, pointer)

    def drag(self, pointer: Pointer) -> None:
        if not self._points:
            return
        viewport = self._host.viewport
        start = QPointF(*viewport.to_view(*self._points[-1]))
        end = QPointF(pointer.view_x, pointer.view_y)
        if math.hypot(end.x() - start.x(), end.y() - start.y()) >= _APART:
            self._points.append((pointer.x, pointer.y))
            self._host.repaint_overlay(line_region(start, end, self._host.ratio))

    def release(self, pointer: Pointer) -> None:
        self.drag(pointer)
        points, document = self._points, self._host.document
        self.cancel()
        if document is None or len(points) < 3:
            return
        from desktop.imaging.shapes import polygon

        limits = box_of(document.size)
        self._host.select(lambda: polygon(points, limits), self._how, "Lasso")

    def cancel(self) -> None:
        region = QRegion(self._path().boundingRect().toAlignedRect().adjusted(-4, -4, 4, 4))
        self._points = []
        self._host.repaint_overlay(region)

    def paint(self, painter: QPainter) -> None:
        if len(self._points) > 1:
            paint_outline(painter, self._path(), self._host.ratio)

    def status(self, modifiers: Qt.KeyboardModifier) -> str:
        does = how_words(combine_held(self._host, modifiers))
        return f"Draw around it to {does} · Alt subtracts · Space moves"

    def _path(self) -> QPainterPath:
        """In pixels of the view."""
        path = QPainterPath()
        for place, point in enumerate(self._points):
            x, y = self._host.viewport.to_view(*point)
            path.lineTo(x, y) if place else path.moveTo(x, y)
        return path
