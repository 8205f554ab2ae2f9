"""Selecting by dragging a shape from corner to corner."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QRegion

from desktop.domain.size import box_of
from desktop.imaging.selection import Combine
from desktop.ui.canvas.outline import frame_region, paint_outline
from desktop.ui.canvas.tool import Tool, ToolHost

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPainter

    from desktop.domain.size import Box
    from desktop.imaging.selection import Selection
    from desktop.ui.canvas.pointer import Pointer

Corner = tuple[float, float]
_LEAST = 2.0


class ShapeTool(Tool):
    """Shift keeps the sides alike, Alt draws from the middle, Space moves the shape.

    Alt held when the button goes down subtracts instead. Corners are in pixels of the picture.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._start: Corner | None = None
        self._end: Corner = (0.0, 0.0)
        self._last: Pointer | None = None
        self._how = Combine.ADD
        self._began_with_alt = False
        self._drawn = QRegion()

    @abstractmethod
    def make(self, start: Corner, end: Corner, limits: Box) -> Selection:
        """The selection between two corners; on whichever thread."""

    @property
    @abstractmethod
    def step_name(self) -> str:
        """How the step is called in the list of what can be undone."""

    def add_to(self, path: QPainterPath, start: QPointF, end: QPointF) -> None:
        """Adds the outline between two corners in pixels of the picture."""
        path.addRect(QRectF(start, end).normalized())

    @property
    def is_busy(self) -> bool:
        return self._start is not None

    def press(self, pointer: Pointer) -> None:
        self._start = self._end = (pointer.x, pointer.y)
        self._last = pointer
        self._how = combine_for(self._host, pointer)
        self._began_with_alt = pointer.has_alt

    def drag(self, pointer: Pointer) -> None:
        if self._start is None or self._last is None:
            return
        if self._host.is_space_held:
            way = pointer.x - self._last.x, pointer.y - self._last.y
            self._start = self._start[0] + way[0], self._start[1] + way[1]
            self._end = self._end[0] + way[0], self._end[1] + way[1]
        else:
            self._end = pointer.x, pointer.y
        self._last = pointer
        self._began_with_alt = self._began_with_alt and pointer.has_alt
        self.refresh()

    def release(self, pointer: Pointer) -> None:
        self.drag(pointer)
        corners, document = self._corners(), self._host.document
        is_shape = self._is_large_enough(corners)
        self.cancel()
        if document is not None and corners is not None and is_shape:
            start, end = corners
            limits = box_of(document.size)
            self._hand_over(lambda: self.make(start, end, limits), self._how)

    def cancel(self) -> None:
        self._start = None
        self.refresh()

    def refresh(self) -> None:
        before, self._drawn = self._drawn, QRegion()
        path = self._path()
        if path is not None:
            self._drawn = frame_region(path.boundingRect(), self._host.ratio)
            if not self._is_a_rectangle(path):
                self._drawn = QRegion(self._drawn.boundingRect())
        self._host.repaint_overlay(before + self._drawn)

    def paint(self, painter: QPainter) -> None:
        path = self._path()
        if path is not None:
            paint_outline(painter, path, self._host.ratio)

    def status(self, modifiers: Qt.KeyboardModifier) -> str:
        if self.is_busy:
            return "Shift keeps the sides alike · Alt draws from the middle · Space moves it"
        does = how_words(combine_held(self._host, modifiers))
        return f"Drag to {does} · Alt subtracts · Space moves"

    def _hand_over(self, make: Callable[[], Selection], how: Combine) -> None:
        """What becomes of the shape."""
        self._host.select(make, how, self.step_name)

    def _corners(self) -> tuple[Corner, Corner] | None:
        if self._start is None or self._last is None:
            return None
        (x0, y0), (x1, y1) = self._start, self._end
        if self._last.has_shift:
            side = max(abs(x1 - x0), abs(y1 - y0))
            x1 = x0 + (side if x1 >= x0 else -side)
            y1 = y0 + (side if y1 >= y0 else -side)
        if self._last.has_alt and not self._began_with_alt:
            x0, y0 = 2 * x0 - x1, 2 * y0 - y1
        return (x0, y0), (x1, y1)

    def _is_large_enough(self, corners: tuple[Corner, Corner] | None) -> bool:
        """A mere click is no shape."""
        if corners is None:
            return False
        (x0, y0), (x1, y1) = corners
        return max(abs(x1 - x0), abs(y1 - y0)) * self._host.viewport.zoom >= _LEAST

    def _path(self) -> QPainterPath | None:
        """In pixels of the view."""
        corners = self._corners()
        if corners is None:
            return None
        path = QPainterPath()
        self.add_to(path, QPointF(*corners[0]), QPointF(*corners[1]))
        return self._host.viewport.transform.map(path)

    def _is_a_rectangle(self, path: QPainterPath) -> bool:
        return path.elementCount() == 5 and self._host.viewport.rotation % 90 == 0


def combine_held(host: ToolHost, modifiers: Qt.KeyboardModifier) -> Combine:
    """How a selection would join the mask with these modifiers."""
    if modifiers & Qt.KeyboardModifier.AltModifier:
        return Combine.SUBTRACT
    return host.select_settings.combine


def combine_for(host: ToolHost, pointer: Pointer) -> Combine:
    return combine_held(host, pointer.modifiers)


def how_words(how: Combine) -> str:
    """Reads after “Drag to”."""
    return {
        Combine.ADD: "mask",
        Combine.SUBTRACT: "take away from the mask",
        Combine.INTERSECT: "keep only the mask inside",
        Combine.REPLACE: "mask only this",
    }[how]
