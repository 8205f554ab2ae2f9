"""Masks a rectangle of whole pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.size import box_between
from desktop.ui.canvas.shape_tool import Corner, ShapeTool

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QPainterPath

    from desktop.domain.size import Box
    from desktop.imaging.selection import Selection


class RectangleTool(ShapeTool):
    """Its sides lie between pixels, the nearest to where they were drawn."""

    @property
    def step_name(self) -> str:
        return "Rectangle"

    def make(self, start: Corner, end: Corner, limits: Box) -> Selection:
        from desktop.imaging.shapes import rectangle

        left, right = sorted((round(start[0]), round(end[0])))
        top, bottom = sorted((round(start[1]), round(end[1])))
        return rectangle(box_between(left, top, right, bottom), limits)

    def add_to(self, path: QPainterPath, start: QPointF, end: QPointF) -> None:
        super().add_to(path, start.toPoint().toPointF(), end.toPoint().toPointF())
