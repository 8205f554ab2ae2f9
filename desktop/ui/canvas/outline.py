"""Outlines of shapes that are being drawn: a dashed light line on a dark one, on any picture."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QRegion

_DARK = QColor(0, 0, 0, 190)
_LIGHT = QColor(255, 255, 255)
_DASH = 4.0


def paint_outline(painter: QPainter, path: QPainterPath, ratio: float) -> None:
    """The painter's unit is a pixel of the view."""
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(_DARK, max(1.0, ratio)))
    painter.drawPath(path)
    pen = QPen(_LIGHT, max(1.0, ratio))
    pen.setDashPattern([_DASH, _DASH])
    painter.setPen(pen)
    painter.drawPath(path)
    painter.restore()


def frame_region(rect: QRectF, ratio: float) -> QRegion:
    """What the outline of a rectangle covers: its four sides, not its inside."""
    width = int(2 * ratio) + 2
    outer = rect.toAlignedRect().adjusted(-width, -width, width, width)
    inner = outer.adjusted(2 * width, 2 * width, -2 * width, -2 * width)
    return QRegion(outer) - QRegion(inner) if inner.isValid() else QRegion(outer)


def line_region(start: QPointF, end: QPointF, ratio: float) -> QRegion:
    """What a line between two places may cover."""
    width = int(2 * ratio) + 2
    corners = QRect(start.toPoint(), end.toPoint()).normalized()
    return QRegion(corners.adjusted(-width, -width, width, width))
