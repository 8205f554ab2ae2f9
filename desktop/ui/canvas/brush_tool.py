"""Brush and eraser: strokes, straight lines, and the ring under the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPen, QRegion

from desktop.imaging.pulled_string import PulledString
from desktop.imaging.stroke_point import StrokeMode, StrokePoint
from desktop.ui.canvas.brush_drag import BrushDrag
from desktop.ui.canvas.cursor_ring import CursorRing
from desktop.ui.canvas.pointer import Pointer, PointerKind
from desktop.ui.canvas.regions import Edges, around, edges_of, region_of
from desktop.ui.canvas.resize_tool import begin_drag, paint_brush_words, words_rect
from desktop.ui.canvas.tool import Tool, ToolHost

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from desktop.imaging.canvas_document import CanvasDocument

_OTHER = {StrokeMode.ADD: StrokeMode.SUBTRACT, StrokeMode.SUBTRACT: StrokeMode.ADD}
_NAMES = {StrokeMode.ADD: "Brush stroke", StrokeMode.SUBTRACT: "Eraser stroke"}
_LINE_MARGIN = 3
_LONGEST_STRING = 80.0
"""Full smoothing: the brush hangs so many device-independent pixels behind the pointer."""


class BrushTool(Tool):
    """Paints with the mode it is made for; Alt held, or a pen's eraser end, paints the other.

    Shift with a click draws a straight line from the last place; Shift with a drag changes the
    brush as the right button with Alt does.
    """

    cursor = Qt.CursorShape.BlankCursor

    def __init__(self, host: ToolHost, mode: StrokeMode) -> None:
        super().__init__(host)
        self._mode = mode
        self._ring = CursorRing()
        self._at: Pointer | None = None
        self._drawn: QRegion | Edges = QRegion()
        self._stroke_mode: StrokeMode | None = None
        self._string = PulledString(0)
        self._resizing: BrushDrag | None = None
        self._last: tuple[CanvasDocument, StrokePoint] | None = None

    @property
    def is_busy(self) -> bool:
        return self._stroke_mode is not None or self._resizing is not None

    def press(self, pointer: Pointer) -> None:
        document = self._host.document
        if document is None or document.has_stroke:
            return
        if pointer.has_shift and not pointer.has_control:
            self._resizing = begin_drag(self._host, pointer)
            self.hover(pointer)
        else:
            self._begin(document, pointer)
            self._paint_to(pointer)

    def drag(self, pointer: Pointer) -> None:
        if self._resizing is not None:
            self._resize(self._resizing, pointer)
        elif self._stroke_mode is not None:
            self._paint_to(pointer)
        else:
            self.hover(pointer)

    def release(self, pointer: Pointer) -> None:
        document = self._host.document
        was_line = self._resizing is not None and not self._resizing.has_moved
        self._resizing = None
        if document is not None and was_line:
            self._draw_line(document, pointer)
        elif document is not None and self._stroke_mode is not None:
            self._end(document, pointer)
        self.hover(pointer)

    def cancel(self) -> None:
        document = self._host.document
        if self._resizing is not None:
            self._host.change_brush(self._resizing.brush_at(self._resizing.start))
            self._resizing = None
        if document is not None and self._stroke_mode is not None:
            self._stroke_mode = None
            self._host.repaint_mask(document.cancel_stroke())
            # Nothing is left of it, but what came meanwhile waits for its end.
            self._host.finish_step(document.end_stroke())
        self.refresh()

    def hover(self, pointer: Pointer) -> None:
        self._at = pointer
        self.refresh()

    def leave(self) -> None:
        self._at = None
        self.refresh()

    def refresh(self) -> None:
        """Has the ring painted where it is now and gone from where it was."""
        zoom = self._host.viewport.zoom
        self._ring.set_diameter(self._host.brush.diameter * zoom, self._host.ratio)
        before, covered = region_of(self._drawn), self._covered()
        self._drawn = covered
        self._host.repaint_overlay(covered + before)

    def paint(self, painter: QPainter) -> None:
        if self._at is None:
            return
        line = self._shown_line()
        if line is not None:
            self._paint_line(painter, *line)
        middle = self._middle(self._at)
        self._ring.paint(painter, middle.view_x, middle.view_y)
        if self._is_resizing:
            paint_brush_words(painter, self._host, middle)

    def status(self, modifiers: Qt.KeyboardModifier) -> str:
        held = Qt.KeyboardModifier
        mode = _OTHER[self._mode] if modifiers & held.AltModifier else self._mode
        does = "mask" if mode is StrokeMode.ADD else "erase the mask"
        if modifiers & held.ShiftModifier:
            return f"Click to {does} in a straight line · drag to change size and hardness"
        other = "erases" if self._mode is StrokeMode.ADD else "masks"
        return f"Drag to {does} · Alt {other} · Shift-click draws a line · [ ] size · Space moves"

    # strokes

    def _begin(self, document: CanvasDocument, pointer: Pointer) -> None:
        brush = self._host.brush
        self._stroke_mode = self._mode_for(pointer)
        length = brush.smoothing * _LONGEST_STRING * self._host.ratio / self._host.viewport.zoom
        self._string = PulledString(length)
        document.begin_stroke(brush, self._stroke_mode)

    def _paint_to(self, pointer: Pointer) -> None:
        document = self._host.document
        point = self._string.pull(pointer.point)
        if document is None or point is None:
            self.hover(pointer)
        elif self._ring.is_small and not self._string.length:
            # What a stroke does at every event is painted as one rectangle.
            self._at = pointer
            before, square = self._drawn, self._ring.square(pointer.view_x, pointer.view_y)
            self._drawn = square
            if isinstance(before, tuple):
                square = around(square, before)
            elif not before.isEmpty():
                square = around(square, edges_of(before.boundingRect()))
            self._host.repaint_stroke(document.extend_stroke((point,)), square)
        else:
            self._extend(document, point)
            self.hover(pointer)

    def _extend(self, document: CanvasDocument, *points: StrokePoint) -> None:
        changed = document.extend_stroke(points)
        if not changed.is_empty:
            self._host.repaint_mask(changed)

    def _end(self, document: CanvasDocument, pointer: Pointer) -> None:
        """Where the string was slack the stroke still ends under the pointer."""
        at, mode = self._string.at, self._stroke_mode
        self._stroke_mode = None
        assert mode is not None
        if at is not None and (at.x, at.y) != (pointer.x, pointer.y):
            self._extend(document, StrokePoint(pointer.x, pointer.y, at.pressure))
        self._last = document, pointer.point
        self._host.finish_step(document.end_stroke(_NAMES[mode]))

    def _draw_line(self, document: CanvasDocument, pointer: Pointer) -> None:
        """A straight line from the last place to here, or one dab when there is none."""
        start = self._line_start(pointer)
        self._begin(document, pointer)
        self._extend(document, *([start] if start else []), pointer.point)
        self._string.pull(pointer.point)
        self._end(document, pointer)

    def _resize(self, drag: BrushDrag, pointer: Pointer) -> None:
        drag.move(pointer)
        if drag.has_moved:
            self._host.change_brush(drag.brush_at(pointer))
        self.hover(pointer)

    def _mode_for(self, pointer: Pointer) -> StrokeMode:
        turned = pointer.has_alt != (pointer.kind is PointerKind.ERASER)
        return _OTHER[self._mode] if turned else self._mode

    def _line_start(self, pointer: Pointer) -> StrokePoint | None:
        """Where a straight line to here begins: the end of this document's last stroke."""
        if not pointer.has_shift or self._last is None:
            return None
        document, point = self._last
        return point if document is self._host.document else None

    # what is drawn over the picture

    @property
    def _is_resizing(self) -> bool:
        return self._resizing is not None and self._resizing.has_moved

    def _middle(self, pointer: Pointer) -> Pointer:
        """The ring stands still while its size changes."""
        return self._resizing.start if self._resizing and self._is_resizing else pointer

    def _shown_line(self) -> tuple[QPointF, QPointF] | None:
        """The line that a click would draw, or the string between brush and pointer."""
        if self._at is None or self._is_resizing:
            return None
        if self._stroke_mode is None:
            start = self._line_start(self._at)
        else:
            start = self._string.at if self._string.length else None
        if start is None:
            return None
        x, y = self._host.viewport.to_view(start.x, start.y)
        return QPointF(x, y), QPointF(self._at.view_x, self._at.view_y)

    def _covered(self) -> QRegion:
        if self._at is None:
            return QRegion()
        middle = self._middle(self._at)
        covered = self._ring.region(middle.view_x, middle.view_y)
        if self._is_resizing:
            covered += words_rect(middle, self._host.ratio)
        line = self._shown_line()
        if line is not None:
            margin = round(_LINE_MARGIN * self._host.ratio)
            corners = QRect(line[0].toPoint(), line[1].toPoint()).normalized()
            covered += corners.adjusted(-margin, -margin, margin, margin)
        return covered

    def _paint_line(self, painter: QPainter, start: QPointF, end: QPointF) -> None:
        painter.save()
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        ratio = self._host.ratio
        for colour, width in ((QColor(0, 0, 0, 150), 3 * ratio), (QColor(255, 255, 255), ratio)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(start, end)
        painter.restore()
