"""The frame around the region that will be sent, with what it comes to and handles to drag."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QRegion

from desktop.domain.size import Box
from desktop.ui.canvas.caption import caption_chip, paint_caption
from desktop.ui.canvas.frame_drag import HANDLES, FramePart
from desktop.ui.canvas.outline import frame_region, paint_outline
from desktop.ui.canvas.viewport import Viewport

_DARK = QColor(0, 0, 0, 170)
_LIGHT = QColor(255, 255, 255)
_HANDLE = 8.0
_REACH = 7.0
_ROOM_FOR_SIDES = 64.0
"""A side shorter than this in the view has no handle in its middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRegion:
    """The region as it would be sent, in pixels of the picture, and a line about it."""

    box: Box
    label: str


class RegionFrame:
    """Draws, and knows what of it lies under a place; all in pixels of the view."""

    def __init__(self) -> None:
        self.shown: ShownRegion | None = None
        self.drawn: Box | None = None
        """The box that the pointer is drawing, before it is made legal."""
        self.ruler_edge = 0
        """What rulers cover along the upper and the left edge of the view, unscaled."""

    def paint(self, painter: QPainter, viewport: Viewport, view: QRect, ratio: float) -> None:
        if self.shown is None:
            return
        corners = _corners(self.shown.box, viewport)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not _is_straight(viewport))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        width = max(1, round(ratio))
        for colour, thick in ((_DARK, 3 * width), (_LIGHT, width)):
            pen = QPen(colour, thick)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawPolygon(corners)
        if self.drawn is None:
            self._paint_handles(painter, viewport, ratio)
        painter.restore()
        if self.drawn is not None:
            paint_outline(painter, _path(self.drawn, viewport), ratio)
        room = self._room(view, ratio)
        paint_caption(painter, self.shown.label, _frame_of(corners), room, ratio)

    def part_at(
        self, x: float, y: float, viewport: Viewport, view: QRect, ratio: float
    ) -> FramePart | None:
        """The handle there, or WHOLE on the label; None elsewhere, so that one can paint."""
        if self.shown is None:
            return None
        place = QPointF(x, y)
        for part, middle in self._handles(viewport, ratio):
            away = middle - place
            if max(abs(away.x()), abs(away.y())) <= _REACH * ratio:
                return part
        frame = _frame_of(_corners(self.shown.box, viewport))
        chip = caption_chip(self.shown.label, frame, self._room(view, ratio), ratio)
        return FramePart.WHOLE if chip.contains(place) else None

    def covered(self, viewport: Viewport, view: QRect, ratio: float) -> QRegion:
        """What of the view it draws on."""
        if self.shown is None:
            return QRegion()
        frame = _frame_of(_corners(self.shown.box, viewport))
        room = self._room(view, ratio)
        chip = caption_chip(self.shown.label, frame, room, ratio).toAlignedRect()
        around = round(_HANDLE * ratio)
        whole = QRegion(frame.adjusted(-around, -around, around, around))
        lines = whole
        if _is_straight(viewport):
            lines = frame_region(QRectF(frame), 4 * ratio)
        if self.drawn is not None:
            lines += frame_region(QRectF(_frame_of(_corners(self.drawn, viewport))), 2 * ratio)
        return lines + QRegion(chip.adjusted(-2, -2, 2, 2))

    def _room(self, view: QRect, ratio: float) -> QRect:
        """Where the label can be read."""
        edge = round(self.ruler_edge * ratio)
        return view.adjusted(edge, edge, 0, 0)

    def _paint_handles(self, painter: QPainter, viewport: Viewport, ratio: float) -> None:
        side = round(_HANDLE * ratio)
        painter.setPen(QPen(_DARK, max(1, round(ratio))))
        painter.setBrush(_LIGHT)
        for _, middle in self._handles(viewport, ratio):
            corner = QPointF(round(middle.x() - side / 2), round(middle.y() - side / 2))
            painter.drawRect(QRectF(corner.x(), corner.y(), side, side))

    def _handles(self, viewport: Viewport, ratio: float) -> list[tuple[FramePart, QPointF]]:
        """Where the handles are; corners come last in drawing and first in being found."""
        if self.shown is None:
            return []
        box, zoom = self.shown.box, viewport.zoom
        room = _ROOM_FOR_SIDES * ratio
        found: list[tuple[FramePart, QPointF]] = []
        for part in HANDLES:
            across, down = part.place
            is_small = (across == 0.5 and box.width * zoom < room) or (
                down == 0.5 and box.height * zoom < room
            )
            if not is_small:
                place = (box.x + across * box.width, box.y + down * box.height)
                found.append((part, QPointF(*viewport.to_view(*place))))
        return found


def _corners(box: Box, viewport: Viewport) -> QPolygonF:
    places = ((box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom))
    points = [QPointF(*viewport.to_view(*place)) for place in places]
    if _is_straight(viewport):
        points = [QPointF(round(point.x()), round(point.y())) for point in points]
    return QPolygonF(points)


def _path(box: Box, viewport: Viewport) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(_corners(box, viewport))
    path.closeSubpath()
    return path


def _frame_of(corners: QPolygonF) -> QRect:
    return corners.boundingRect().toAlignedRect()


def _is_straight(viewport: Viewport) -> bool:
    return viewport.rotation % 90 == 0
