"""Masks the object in a loose box; strokes with Shift and Alt say what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen, QRegion

from desktop.domain.size import Box, box_between, box_of
from desktop.imaging.selection import Combine, Selection
from desktop.ui.canvas.outline import line_region
from desktop.ui.canvas.shape_tool import Corner, ShapeTool

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

    from desktop.imaging.canvas_document import CanvasDocument
    from desktop.ui.canvas.pointer import Pointer
    from desktop.ui.canvas.tool import ToolHost

_BELONGS, _DOES_NOT = 255, 1
_COLOURS = {_BELONGS: QColor(60, 200, 110), _DOES_NOT: QColor(230, 70, 70)}
_STROKE = 6.0


class _Found:
    """The object that was selected last, so that strokes can mend it."""

    def __init__(self, document: CanvasDocument, box: Box) -> None:
        self.document = document
        self.box = box
        self.marks = np.zeros((document.size.height, document.size.width), np.uint8)
        self.version = -1


class ObjectTool(ShapeTool):
    """A drag draws the box. Afterwards Shift-drag marks what belongs to the object, Alt-drag what
    does not, and the object is found anew with that."""

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._found: _Found | None = None
        self._scribble: list[tuple[float, float]] = []
        self._says = _BELONGS

    @property
    def step_name(self) -> str:
        return "Select object"

    @property
    def is_busy(self) -> bool:
        return super().is_busy or bool(self._scribble)

    def make(self, start: Corner, end: Corner, limits: Box) -> Selection:
        document = self._host.document
        left, right = sorted((round(start[0]), round(end[0])))
        top, bottom = sorted((round(start[1]), round(end[1])))
        box = box_between(left, top, right, bottom).clipped(limits)
        if document is None or box.width < 4 or box.height < 4:
            return Selection(box=Box(0, 0, 0, 0), coverage=np.zeros((0, 0), np.uint8))
        self._found = _Found(document, box)
        return _object_of(self._found)

    def press(self, pointer: Pointer) -> None:
        can_mend = self._found is not None and self._found.document is self._host.document
        if can_mend and (pointer.has_shift or pointer.has_alt):
            self._says = _BELONGS if pointer.has_shift else _DOES_NOT
            self._scribble = [(pointer.x, pointer.y)]
        else:
            super().press(pointer)

    def drag(self, pointer: Pointer) -> None:
        if not self._scribble:
            super().drag(pointer)
            return
        start = QPointF(*self._host.viewport.to_view(*self._scribble[-1]))
        end = QPointF(pointer.view_x, pointer.view_y)
        self._scribble.append((pointer.x, pointer.y))
        self._host.repaint_overlay(line_region(start, end, 3 * self._host.ratio))

    def release(self, pointer: Pointer) -> None:
        if not self._scribble:
            super().release(pointer)
            return
        self.drag(pointer)
        points, says, found = self._scribble, self._says, self._found
        self._clear_scribble()
        if found is not None:
            width = max(1, round(_STROKE * self._host.ratio / self._host.viewport.zoom))
            how = Combine.ADD if says == _BELONGS else Combine.SUBTRACT
            self._host.select(lambda: _mended(found, points, says, width), how, "Mend object")

    def cancel(self) -> None:
        self._clear_scribble()
        super().cancel()

    def paint(self, painter: QPainter) -> None:
        super().paint(painter)
        if self._scribble:
            painter.save()
            pen = QPen(_COLOURS[self._says], _STROKE * self._host.ratio)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPath(self._scribble_path())
            painter.restore()

    def status(self, _modifiers: Qt.KeyboardModifier) -> str:
        if self._found is None:
            return "Drag a loose box around an object to mask it"
        return (
            "Drag a box around another object · Shift-drag adds to this one · Alt-drag takes away"
        )

    def _clear_scribble(self) -> None:
        if self._scribble:
            edges = self._scribble_path().boundingRect().toAlignedRect()
            self._scribble = []
            self._host.repaint_overlay(QRegion(edges.adjusted(-12, -12, 12, 12)))

    def _scribble_path(self) -> QPainterPath:
        path = QPainterPath()
        for place, point in enumerate(self._scribble):
            at = QPointF(*self._host.viewport.to_view(*point))
            path.lineTo(at) if place else path.moveTo(at)
        return path


def _object_of(found: _Found) -> Selection:
    from desktop.imaging.object_mask import object_in

    marks: NDArray[np.uint8] | None = found.marks if found.marks.any() else None
    return object_in(found.document.display, found.box, marks)


def _mended(found: _Found, points: list[tuple[float, float]], says: int, width: int) -> Selection:
    """What the stroke adds to the object, or takes from it."""
    import cv2

    before = _object_of(found)
    line = np.array([(round(x), round(y)) for x, y in points], np.int32)
    cv2.polylines(found.marks, [line], False, says, width)
    x, y, across, down = cv2.boundingRect(found.marks)
    limits = box_of(found.document.size)
    found.box = found.box.united(Box(x, y, across, down)).clipped(limits)
    after = _object_of(found)
    return _difference(before, after, says)


def _difference(before: Selection, after: Selection, says: int) -> Selection:
    box = before.box.united(after.box)
    one, two = _in_box(before, box), _in_box(after, box)
    if says == _BELONGS:
        return Selection(box=box, coverage=np.where(two > one, two, 0).astype(np.uint8))
    return Selection(box=box, coverage=np.where(one > two, one, 0).astype(np.uint8))


def _in_box(selection: Selection, box: Box) -> NDArray[np.uint8]:
    laid = np.zeros((box.height, box.width), np.uint8)
    inner = selection.box
    shift = inner.seen_from(box)
    laid[shift.slices] = selection.coverage
    return laid
