"""Masks an ellipse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from desktop.ui.canvas.shape_tool import Corner, ShapeTool

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QPainterPath

    from desktop.domain.size import Box
    from desktop.imaging.selection import Selection


class EllipseTool(ShapeTool):
    """The ellipse that fits between the corners."""

    @property
    def step_name(self) -> str:
        return "Ellipse"

    def make(self, start: Corner, end: Corner, limits: Box) -> Selection:
        from desktop.imaging.shapes import ellipse

        return ellipse(start, end, limits)

    def add_to(self, path: QPainterPath, start: QPointF, end: QPointF) -> None:
        path.addEllipse(QRectF(start, end).normalized())
