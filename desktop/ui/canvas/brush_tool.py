"""Brush and eraser: strokes, straight lines, and the ring under the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPen, QRegion

from desktop.imaging.stroke_point import StrokeMode, StrokePoint
from desktop.ui.canvas.cursor_ring import CursorRing
from desktop.ui.canvas.pointer import Pointer, PointerKind
from desktop.ui.canvas.tool import Tool, ToolHost

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from desktop.imaging.canvas_document import CanvasDocument

_OTHER = {StrokeMode.ADD: StrokeMode.SUBTRACT, StrokeMode.SUBTRACT: StrokeMode.ADD}
_NAMES = {StrokeMode.ADD: "Brush stroke", StrokeMode.SUBTRACT: "Eraser stroke"}
_LINE_MARGIN = 3


class BrushTool(Tool):
    """Paints with the mode it is made for; Alt held, or a pen's eraser end, paints the other."""

    cursor = Qt.CursorShape.BlankCursor

    def __init__(self, host: ToolHost, mode: StrokeMode) -> None:
        super().__init__(host)
        self._mode = mode
        self._ring = CursorRing()
        self._at: Pointer | None = None
        self._drawn = QRegion()
        self._stroke_mode: StrokeMode | None = None
        self._last: tuple[CanvasDocument, StrokePoint] | None = None

    @property
    def is_busy(self) -> bool:
        return self._stroke_mode is not None

    def press(self, pointer: Pointer) -> None:
        document = self._host.document
        if document is None or document.has_stroke:
            return
        self._stroke_mode = self._mode_for(pointer)
        start = self._line_start(pointer)
        document.begin_stroke(self._host.brush, self._stroke_mode)
        self._paint_to(pointer, *([start] if start else []))

    def drag(self, pointer: Pointer) -> None:
        if self.is_busy:
            self._paint_to(pointer)
        else:
            self.hover(pointer)

    def release(self, pointer: Pointer) -> None:
        document, mode = self._host.document, self._stroke_mode
        if document is None or mode is None:
            return
        self._stroke_mode = None
        self._last = document, pointer.point
        self._host.finish_step(document.end_stroke(_NAMES[mode]))

    def cancel(self) -> None:
        document = self._host.document
        if document is not None and self._stroke_mode is not None:
            self._stroke_mode = None
            self._host.repaint_mask(document.cancel_stroke())

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
        before, self._drawn = self._drawn, self._covered()
        self._host.repaint_overlay(before + self._drawn)

    def paint(self, painter: QPainter) -> None:
        if self._at is None:
            return
        line = self._preview_line()
        if line is not None:
            self._paint_line(painter, *line)
        self._ring.paint(painter, self._at.view_x, self._at.view_y)

    def status(self, modifiers: Qt.KeyboardModifier) -> str:
        held = Qt.KeyboardModifier
        mode = _OTHER[self._mode] if modifiers & held.AltModifier else self._mode
        does = "mask" if mode is StrokeMode.ADD else "erase the mask"
        if modifiers & held.ShiftModifier:
            return f"Click to {does} in a straight line from the last place"
        other = "erases" if self._mode is StrokeMode.ADD else "masks"
        return f"Drag to {does} · Alt {other} · Shift-click draws a line · [ ] size · Space moves"

    # inside

    def _paint_to(self, pointer: Pointer, *before: StrokePoint) -> None:
        document = self._host.document
        if document is None:
            return
        changed = document.extend_stroke((*before, pointer.point))
        if not changed.is_empty:
            self._host.repaint_mask(changed)
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

    def _preview_line(self) -> tuple[QPointF, QPointF] | None:
        if self._at is None or self.is_busy:
            return None
        start = self._line_start(self._at)
        if start is None:
            return None
        x, y = self._host.viewport.to_view(start.x, start.y)
        return QPointF(x, y), QPointF(self._at.view_x, self._at.view_y)

    def _covered(self) -> QRegion:
        if self._at is None:
            return QRegion()
        covered = self._ring.region(self._at.view_x, self._at.view_y)
        line = self._preview_line()
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
