"""The part of the canvas that shows the region to be sent, and lets its frame be dragged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QRegion, QTabletEvent

from desktop.domain.size import Box, box_of
from desktop.ui.canvas.canvas_input import CanvasInput
from desktop.ui.canvas.caption import paint_caption
from desktop.ui.canvas.frame_drag import FramePart, dragged
from desktop.ui.canvas.region_frame import RegionFrame, ShownRegion

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.theme import ThemeKeeper

_LEFT = Qt.MouseButton.LeftButton
_STATUS = "Drag to change the region that is sent · Double-click: let Stet choose · Esc takes back"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hold:
    """What of the frame is held, the box it was, and where it was taken, in picture pixels."""

    part: FramePart
    box: Box
    start: tuple[float, float]


class CanvasFraming(CanvasInput):
    """Signals: `region_dragged(Box)` while the frame is drawn, not legal yet; `region_drawn(Box)`
    when it is let go; `region_reset` when the choice is to be Stet's again."""

    region_dragged = Signal(object)
    region_drawn = Signal(object)
    region_reset = Signal()

    def __init__(self, theme: ThemeKeeper, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._frame = RegionFrame()
        self._framed = QRegion()
        self._hold: _Hold | None = None
        self._over: FramePart | None = None

    @property
    def shown_region(self) -> ShownRegion | None:
        return self._frame.shown

    def show_region(self, region: ShownRegion | None) -> None:
        """Frames what will be sent; None frames nothing."""
        if region == self._frame.shown:
            return
        self._frame.shown = region
        if region is None:
            self._hold = self._frame.drawn = None
        self._repaint_frame()

    # the pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != _LEFT or not self._take(event.position()):
            super().mousePressEvent(event)

    def _is_taken(self, event: QMouseEvent) -> bool:
        if self._hold is not None:
            self._drag(event.position())
            return True
        return self._hover(event.position()) or super()._is_taken(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._hold is not None and event.button() == _LEFT:
            self._let_go(event.position())
        else:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == _LEFT and self._part_at(event.position()) is not None:
            self._hold = None
            self.region_reset.emit()
        else:
            super().mouseDoubleClickEvent(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        place, kind = event.position(), event.type()
        is_taken = False
        if kind == QEvent.Type.TabletPress and event.button() == _LEFT:
            is_taken = self._take(place)
        elif kind == QEvent.Type.TabletMove:
            is_taken = self._hold is not None or self._hover(place)
            self._drag(place)
        elif kind == QEvent.Type.TabletRelease and self._hold is not None:
            is_taken = True
            self._let_go(place)
        if is_taken:
            event.accept()
        else:
            super().tabletEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._hold is not None:
            box = self._hold.box
            self._end()
            self.region_dragged.emit(box)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._hold is not None:
            self._end()

    # inside

    def _part_at(self, place: QPointF) -> FramePart | None:
        if self._document is None or not self._shows_frame or self._belt.is_pressed:
            return None
        at = place * self.ratio
        return self._frame.part_at(at.x(), at.y(), self._viewport, self._screen.rect, self.ratio)

    @property
    def _shows_frame(self) -> bool:
        """Not while the picture is looked at bare, or something lies over it."""
        return not self._is_bare and self._preview is None

    def _take(self, place: QPointF) -> bool:
        part = self._part_at(place)
        shown, document = self._frame.shown, self._document
        if part is None or shown is None or document is None:
            return False
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        box = shown.box.clipped(box_of(document.size))
        self._hold = _Hold(part=part, box=box, start=self._in_picture(place))
        return True

    def _drag(self, place: QPointF) -> None:
        hold, document = self._hold, self._document
        if hold is None or document is None:
            return
        x, y = self._in_picture(place)
        by = x - hold.start[0], y - hold.start[1]
        box = dragged(hold.box, hold.part, by, document.mask_bounds, document.size)
        if box != (self._frame.drawn or hold.box):
            self._frame.drawn = box
            self.region_dragged.emit(box)
            self._repaint_frame()

    def _let_go(self, place: QPointF) -> None:
        self._drag(place)
        drawn = self._frame.drawn
        self._end()
        if drawn is not None:
            self.region_drawn.emit(drawn)
        self._hover(place)

    def _end(self) -> None:
        self._hold = None
        self._frame.drawn = None
        self._repaint_frame()

    def _hover(self, place: QPointF) -> bool:
        """Whether the pointer is over a handle, so that no tool hears of it."""
        part = self._part_at(place)
        if part is None:
            if self._over is not None:
                self._over = None
                self._tool_follows()
            return False
        if self._over is not part:
            self._over = part
            self._belt.leave()
            self.setCursor(part.cursor(is_turned=not self._viewport.is_upright))
            self._status = _STATUS
            self.status_changed.emit(_STATUS)
        return True

    def _in_picture(self, place: QPointF) -> tuple[float, float]:
        at = place * self.ratio
        return self._viewport.to_picture(at.x(), at.y())

    def _paint_over(self, painter: QPainter) -> None:
        is_seen = self._frame.shown is not None and self._shows_frame
        if is_seen and self._document is not None and self._framed.intersects(self._screen.painted):
            self._frame.paint(painter, self._viewport, self._screen.rect, self.ratio)
        if self._is_bare and self._preview is not None:
            frame = self._viewport.view_rect(self._preview.box)
            paint_caption(painter, "Before", frame, self._screen.rect, self.ratio)
        super()._paint_over(painter)

    def _view_moved(self) -> None:
        self._framed = self._frame.covered(self._viewport, self._screen.rect, self.ratio)
        super()._view_moved()

    def _repaint_frame(self) -> None:
        """Only where it was and where it is now."""
        before = self._framed
        self._framed = self._frame.covered(self._viewport, self._screen.rect, self.ratio)
        self.repaint_overlay(before + self._framed)
