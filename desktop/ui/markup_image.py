"""Draws markup: over the shown picture, and as the transparent PNG that is sent."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from desktop.domain.markup import Mark, MarkKind, Markup
from desktop.domain.size import Size
from desktop.ui.qimage import pixels_of
from desktop.ui.theme import FONT_FAMILY

LONGEST = 3840
"""Pixels of the longer side of what is sent; no model takes more."""
_HEAD = 4.5
_NOTE = 3.2
_TEXT = 5.0
"""Sizes in line widths: an arrow's head, a note's disc, the height of letters."""


def paint_marks(painter: QPainter, markup: Iterable[Mark]) -> None:
    """The painter's unit is a pixel of the picture."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for mark in markup:
        colour = QColor(mark.colour)
        if mark.kind in {MarkKind.NOTE, MarkKind.TEXT}:
            _paint_words(painter, mark, colour)
            continue
        pen = QPen(colour, mark.width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path_of(mark))
    painter.restore()


def path_of(mark: Mark) -> QPainterPath:
    """The line of a mark, in pixels of the picture."""
    path = QPainterPath()
    points = [QPointF(*point) for point in mark.points]
    if mark.kind is MarkKind.PEN:
        path.moveTo(points[0])
        for point in points[1:] or points:
            path.lineTo(point)
    elif mark.kind is MarkKind.ARROW:
        _add_arrow(path, points[0], points[-1], _HEAD * mark.width)
    elif mark.kind is MarkKind.CIRCLE:
        path.addEllipse(QRectF(points[0], points[-1]).normalized())
    elif mark.kind is MarkKind.BOX:
        path.addRect(QRectF(points[0], points[-1]).normalized())
    return path


def bounds_of(mark: Mark) -> QRectF:
    """What a mark covers, in pixels of the picture."""
    if mark.kind in {MarkKind.NOTE, MarkKind.TEXT}:
        return _words_rect(mark).adjusted(-2, -2, 2, 2)
    half = mark.width + 2
    return path_of(mark).controlPointRect().adjusted(-half, -half, half, half)


def markup_pixels(markup: Markup, size: Size) -> QImage:
    """All marks on a transparent layer of the picture's shape, at most `LONGEST` pixels long."""
    scale = min(1.0, LONGEST / size.longest)
    width, height = max(1, round(size.width * scale)), max(1, round(size.height * scale))
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.scale(width / size.width, height / size.height)
    paint_marks(painter, markup)
    painter.end()
    return image


def markup_png(markup: Markup, size: Size) -> bytes:
    """The layer as an RGBA PNG; some tens of milliseconds."""
    from desktop.imaging.png_file import encode_png

    image = markup_pixels(markup, size).convertToFormat(QImage.Format.Format_RGBA8888)
    return encode_png(pixels_of(image).copy())


def _add_arrow(path: QPainterPath, start: QPointF, end: QPointF, head: float) -> None:
    way = end - start
    length = math.hypot(way.x(), way.y())
    path.moveTo(start)
    path.lineTo(end)
    if length < 1:
        return
    angle = math.atan2(way.y(), way.x())
    for turn in (math.radians(150), math.radians(-150)):
        path.moveTo(end)
        across, down = head * math.cos(angle + turn), head * math.sin(angle + turn)
        path.lineTo(QPointF(end.x() + across, end.y() + down))


def _font(mark: Mark) -> QFont:
    font = QFont(FONT_FAMILY)
    height = (_NOTE if mark.kind is MarkKind.NOTE else _TEXT) * mark.width
    font.setPixelSize(max(6, round(height)))
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _words_rect(mark: Mark) -> QRectF:
    middle = QPointF(*mark.points[0])
    if mark.kind is MarkKind.NOTE:
        radius = _NOTE * mark.width
        return QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
    metrics = QFontMetricsF(_font(mark))
    found = metrics.boundingRect(QRectF(0, 0, 1e5, 1e5), 0, mark.text or " ")
    return QRectF(middle.x(), middle.y(), found.width(), found.height())


def _paint_words(painter: QPainter, mark: Mark, colour: QColor) -> None:
    """A note is a disc with its number; text stands on a rim that any picture lets be read."""
    rect = _words_rect(mark)
    painter.setFont(_font(mark))
    if mark.kind is MarkKind.NOTE:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(rect)
        painter.setPen(_readable_on(colour))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, mark.text)
        return
    rim = QColor(_readable_on(colour))
    shift = max(1.0, mark.width / 4)
    painter.setPen(rim)
    for across, down in ((-1, -1), (1, -1), (-1, 1), (1, 1), (0, -1), (0, 1), (-1, 0), (1, 0)):
        painter.drawText(rect.translated(shift * across, shift * down), 0, mark.text)
    painter.setPen(colour)
    painter.drawText(rect, 0, mark.text)


def _readable_on(colour: QColor) -> QColor:
    is_light = 0.3 * colour.red() + 0.59 * colour.green() + 0.11 * colour.blue() > 150
    return QColor(20, 20, 20) if is_light else QColor(255, 255, 255)
