"""Changes size and hardness of the brush under the pointer; held by Alt and the right button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QRegion

from desktop.ui.canvas.brush_drag import BrushDrag
from desktop.ui.canvas.caption import paint_caption
from desktop.ui.canvas.cursor_ring import CursorRing
from desktop.ui.canvas.tool import Tool, ToolHost

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from desktop.ui.canvas.pointer import Pointer

_WORDS = QRect(-200, -60, 400, 120)


class ResizeTool(Tool):
    """The ring stands where the drag began and shows what the brush becomes."""

    cursor = Qt.CursorShape.BlankCursor

    def __init__(self, host: ToolHost) -> None:
        super().__init__(host)
        self._drag: BrushDrag | None = None
        self._ring = CursorRing()
        self._drawn = QRegion()

    @property
    def is_busy(self) -> bool:
        return self._drag is not None

    def press(self, pointer: Pointer) -> None:
        self._drag = begin_drag(self._host, pointer)
        self.refresh()

    def drag(self, pointer: Pointer) -> None:
        if self._drag is not None:
            self._host.change_brush(self._drag.brush_at(pointer))
            self.refresh()

    def release(self, pointer: Pointer) -> None:
        self.drag(pointer)
        self._drag = None
        self.refresh()

    def cancel(self) -> None:
        if self._drag is not None:
            self._host.change_brush(self._drag.brush_at(self._drag.start))
        self._drag = None
        self.refresh()

    def refresh(self) -> None:
        before, self._drawn = self._drawn, QRegion()
        if self._drag is not None:
            start = self._drag.start
            zoom = self._host.viewport.zoom
            self._ring.set_diameter(self._host.brush.diameter * zoom, self._host.ratio)
            self._drawn = self._ring.region(start.view_x, start.view_y) + words_rect(
                start, self._host.ratio
            )
        self._host.repaint_overlay(before + self._drawn)

    def paint(self, painter: QPainter) -> None:
        if self._drag is not None:
            start = self._drag.start
            self._ring.paint(painter, start.view_x, start.view_y)
            paint_brush_words(painter, self._host, start)

    def status(self, _modifiers: Qt.KeyboardModifier) -> str:
        return "Drag sideways for the size, up and down for the hardness · Esc takes it back"


def begin_drag(host: ToolHost, pointer: Pointer) -> BrushDrag:
    """A drag of the brush as it is now."""
    limit = 5000.0 if host.document is None else float(host.document.size.longest)
    return BrushDrag(pointer, host.brush, zoom=host.viewport.zoom, ratio=host.ratio, limit=limit)


def words_rect(start: Pointer, ratio: float) -> QRect:
    """Where `paint_brush_words` may paint."""
    place = _WORDS.translated(0, 0)
    return QRect(
        round(start.view_x + place.x() * ratio),
        round(start.view_y + place.y() * ratio),
        round(place.width() * ratio),
        round(place.height() * ratio),
    )


def paint_brush_words(painter: QPainter, host: ToolHost, start: Pointer) -> None:
    """Size and hardness as numbers in the middle of the ring."""
    words = f"{host.brush.diameter:.0f} px · {host.brush.hardness:.0%}"
    view = QRect(0, 0, host.viewport.view.width, host.viewport.view.height)
    ratio = host.ratio
    frame = QRect(round(start.view_x - 44 * ratio), round(start.view_y + 18 * ratio), 1, 1)
    paint_caption(painter, words, frame, view, ratio)
