"""Draws markup with the pointer: pen, arrow, circle, box, numbered note, text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QRegion

from desktop.domain.markup import Mark, MarkKind, next_number
from desktop.ui.canvas.tool import Tool, ToolHost
from desktop.ui.markup_image import bounds_of, paint_marks

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from desktop.domain.markup import Markup
    from desktop.ui.canvas.pointer import Pointer

_AT_ONCE = frozenset({MarkKind.NOTE, MarkKind.TEXT})
_APART = 1.5
_LINKED = {MarkKind.NOTE: " · its line in the prompt says what to do there"}
_NAMES = {
    MarkKind.PEN: "Pen",
    MarkKind.ARROW: "Arrow",
    MarkKind.CIRCLE: "Circle",
    MarkKind.BOX: "Box",
    MarkKind.NOTE: "Note",
    MarkKind.TEXT: "Text",
}


class MarkupTool(Tool):
    """What it draws, and how, is set for all marks alike; Shift keeps arrows and shapes straight.

    A note or a text is set by a click; the canvas asks for the words of a text.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._mark: Mark | None = None

    @property
    def is_busy(self) -> bool:
        return self._mark is not None

    def press(self, pointer: Pointer) -> None:
        document, settings = self._host.document, self._host.markup_settings
        if document is None:
            return
        place = (pointer.x, pointer.y)
        known = _note_at(document.markup, pointer.x, pointer.y)
        if settings.kind is MarkKind.NOTE and known is not None:
            self._host.choose_note(known)
            return
        scale = self._host.ratio / self._host.viewport.zoom
        mark = Mark(
            kind=settings.kind,
            colour=settings.colour,
            width=settings.width * scale,
            points=(place,),
        )
        if mark.kind is MarkKind.NOTE:
            mark = replace(mark, text=str(next_number(document.markup)))
        if mark.kind is MarkKind.TEXT:
            self._host.ask_for_text(mark)
            return
        self._mark = mark if mark.kind in _AT_ONCE else replace(mark, points=(place, place))
        self.refresh()

    def drag(self, pointer: Pointer) -> None:
        mark = self._mark
        if mark is None:
            return
        before = self._region()
        place = (pointer.x, pointer.y)
        if mark.kind is MarkKind.PEN:
            last = mark.points[-1]
            way = max(abs(place[0] - last[0]), abs(place[1] - last[1]))
            if way * self._host.viewport.zoom < _APART:
                return
            self._mark = replace(mark, points=(*mark.points, place))
        elif mark.kind in _AT_ONCE:
            self._mark = replace(mark, points=(place,))
        else:
            end = _straight(mark, place) if pointer.has_shift else place
            self._mark = replace(mark, points=(mark.points[0], end))
        self._host.repaint_overlay(before + self._region())

    def release(self, pointer: Pointer) -> None:
        self.drag(pointer)
        mark, document = self._mark, self._host.document
        self.cancel()
        if mark is not None and document is not None and _is_something(mark):
            self._host.draw_marks((*document.markup, mark), _NAMES[mark.kind])

    def cancel(self) -> None:
        region = self._region()
        self._mark = None
        self._host.repaint_overlay(region)

    def refresh(self) -> None:
        self._host.repaint_overlay(self._region())

    def paint(self, painter: QPainter) -> None:
        if self._mark is not None:
            painter.save()
            painter.setTransform(self._host.viewport.transform, True)
            paint_marks(painter, (self._mark,))
            painter.restore()

    def status(self, _modifiers: Qt.KeyboardModifier) -> str:
        kind = self._host.markup_settings.kind
        if kind in _AT_ONCE:
            linked = _LINKED.get(kind, "")
            return f"Click to set a {kind.value}{linked} · it is sent as markup, never painted in"
        return f"Drag to draw a {kind.value} · Shift keeps it straight · it is sent as markup"

    def _region(self) -> QRegion:
        if self._mark is None:
            return QRegion()
        shown = self._host.viewport.transform.mapRect(bounds_of(self._mark))
        return QRegion(shown.toAlignedRect().adjusted(-2, -2, 2, 2))


def _note_at(markup: Markup, x: float, y: float) -> int | None:
    """The topmost note there."""
    for mark in reversed(markup):
        if mark.kind is MarkKind.NOTE and bounds_of(mark).contains(x, y):
            return int(mark.text)
    return None


def _is_something(mark: Mark) -> bool:
    """A mere click draws no shape; the pen leaves a dot."""
    return mark.kind in _AT_ONCE or mark.kind is MarkKind.PEN or mark.points[0] != mark.points[-1]


def _straight(mark: Mark, place: tuple[float, float]) -> tuple[float, float]:
    """An arrow to the nearest eighth of a turn, a shape with sides alike."""
    x, y = mark.points[0]
    across, down = place[0] - x, place[1] - y
    if mark.kind is MarkKind.ARROW and min(abs(across), abs(down)) < 0.41 * max(
        abs(across), abs(down)
    ):
        return (place[0], y) if abs(across) > abs(down) else (x, place[1])
    side = max(abs(across), abs(down))
    return x + (side if across >= 0 else -side), y + (side if down >= 0 else -side)
