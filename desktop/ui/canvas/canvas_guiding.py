"""The part of the canvas with rulers and guides: they are drawn out, moved, and taken away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent

from desktop.ui.canvas.canvas_framing import CanvasFraming
from desktop.ui.canvas.guides import Guides
from desktop.ui.canvas.ruler import THICKNESS, Ruler
from desktop.ui.canvas.tool_set import PAN

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.canvas.pointer import Pointer
    from desktop.ui.theme import ThemeKeeper

_REACH = 4.0
"""Device-independent pixels beside a guide that still take it."""
_STATUS = "Drag to move the guide · drag it off the picture to take it away"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """A guide that is being drawn or moved, and the others; `at` None: it would go."""

    is_level: bool
    others: Guides
    at: float | None

    @property
    def guides(self) -> Guides:
        if self.at is None:
            return self.others
        if self.is_level:
            return replace(self.others, level=(*self.others.level, self.at))
        return replace(self.others, upright=(*self.others.upright, self.at))


class CanvasGuiding(CanvasFraming):
    """With the hand, or with Ctrl held, a guide under the pointer is taken before any tool."""

    def __init__(self, theme: ThemeKeeper, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._drawn: _Drawn | None = None
        self._before = Guides()
        self._is_over_guide = self._has_rulers = False
        self._rulers = tuple(
            Ruler(theme, self._viewport, self, is_level=is_level) for is_level in (True, False)
        )
        for ruler in self._rulers:
            ruler.guide_dragged.connect(self._draw_guide)
            ruler.guide_drawn.connect(self._end_guide)

    @property
    def shows_rulers(self) -> bool:
        return self._has_rulers

    def show_rulers(self, *, is_shown: bool) -> None:
        """Rulers along two edges, from which guides are dragged."""
        self._has_rulers = is_shown and self._document is not None
        for ruler in self._rulers:
            ruler.setVisible(self._has_rulers)

    def toggle_rulers(self) -> None:
        self.show_rulers(is_shown=not self.shows_rulers)

    # the pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._take_guide(event):
            event.accept()
        else:
            super().mousePressEvent(event)

    def _is_taken(self, event: QMouseEvent) -> bool:
        if self._drawn is not None:
            self._draw_guide(self._drawn.is_level, event.position())
            return True
        is_taken = super()._is_taken(event)
        self._show_over_guide(event)
        return is_taken

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drawn is not None and event.button() == Qt.MouseButton.LeftButton:
            self._draw_guide(self._drawn.is_level, event.position())
            self._end_guide()
        else:
            super().mouseReleaseEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._mark_rulers(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for ruler in self._rulers:
            ruler.settle()

    def drop_guide(self) -> bool:
        """Whether one was being drawn or moved: it goes back to where it was."""
        if self._drawn is None:
            return False
        self._drawn = None
        self.set_guides(self._before)
        return True

    # inside

    def _move(self, pointer: Pointer) -> None:
        super()._move(pointer)
        if self._has_rulers:
            self._mark_rulers(QPointF(pointer.view_x, pointer.view_y) / self.ratio)

    def _mark_rulers(self, place: QPointF | None) -> None:
        if self.shows_rulers:
            for ruler in self._rulers:
                ruler.mark(place)

    def _view_moved(self) -> None:
        super()._view_moved()
        if self.shows_rulers:
            for ruler in self._rulers:
                ruler.update()

    def _draw_guide(self, is_level: bool, place: QPointF) -> None:  # noqa: FBT001  # a slot
        """The guide follows the pointer; beside the picture's view there is none."""
        if self._document is None:
            return
        if self._drawn is None:
            self._before = self._guides
            self._drawn = _Drawn(is_level=is_level, others=self._guides, at=None)
        x, y = self._viewport.to_picture(place.x() * self.ratio, place.y() * self.ratio)
        at = float(round(y if is_level else x)) if self._holds(place) else None
        self._drawn = replace(self._drawn, at=at)
        self.set_guides(self._drawn.guides)
        self._mark_rulers(place)

    def _end_guide(self) -> None:
        self._drawn = None

    def _holds(self, place: QPointF) -> bool:
        """Over the view, and not over a ruler."""
        edge = THICKNESS if self.shows_rulers else 0
        return edge <= place.x() < self.width() and edge <= place.y() < self.height()

    def _take_guide(self, event: QMouseEvent) -> bool:
        found = self._guide_at(event)
        if found is None:
            return False
        is_level, at = found
        guides = self._before = self._guides
        if is_level:
            others = replace(guides, level=_without(guides.level, at))
        else:
            others = replace(guides, upright=_without(guides.upright, at))
        self._drawn = _Drawn(is_level=is_level, others=others, at=at)
        return True

    def _guide_at(self, event: QMouseEvent) -> tuple[bool, float] | None:
        """Whether it lies level and where; None: no guide can be taken there."""
        can_take = self.tool == PAN or event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if self._document is None or self._is_bare or not can_take or self._belt.is_pressed:
            return None
        place = event.position() * self.ratio
        x, y = self._viewport.to_picture(place.x(), place.y())
        reach = _REACH * self.ratio / self.zoom
        for is_level, here, lines in (
            (True, y, self._guides.level),
            (False, x, self._guides.upright),
        ):
            taken = [(abs(line - here), line) for line in lines if abs(line - here) <= reach]
            if taken:
                return is_level, min(taken)[1]
        return None

    def _show_over_guide(self, event: QMouseEvent) -> None:
        """The cursor says that a guide can be taken."""
        found = self._guide_at(event) if not event.buttons() else None
        if found is None:
            if self._is_over_guide:
                self._is_over_guide = False
                self._tool_follows()
            return
        self._is_over_guide = True
        shape = Qt.CursorShape.SplitVCursor if found[0] else Qt.CursorShape.SplitHCursor
        self.setCursor(shape)
        if self._status != _STATUS:
            self._status = _STATUS
            self.status_changed.emit(_STATUS)


def _without(lines: tuple[float, ...], gone: float) -> tuple[float, ...]:
    """All but the first that lies there."""
    place = lines.index(gone)
    return lines[:place] + lines[place + 1 :]
