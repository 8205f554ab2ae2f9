"""Stars and label colours as they are painted, on tiles and on the buttons that set them."""

from __future__ import annotations

from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from desktop.domain.library_item import MOST_STARS, Label, Marks

LABEL_COLOURS = {
    Label.RED: QColor("#e5484d"),
    Label.ORANGE: QColor("#f2803a"),
    Label.YELLOW: QColor("#e6b93a"),
    Label.GREEN: QColor("#3fae6a"),
    Label.BLUE: QColor("#3f86e8"),
    Label.PURPLE: QColor("#9a68d8"),
}
"""The same in both themes: a label is known by its colour."""

_INNER = 0.42


def star(centre: QPointF, radius: float) -> QPolygonF:
    """Five points, the first upwards."""
    points = []
    for at in range(10):
        reach = radius if at % 2 == 0 else radius * _INNER
        angle = -pi / 2 + at * pi / 5
        points.append(centre + QPointF(cos(angle), sin(angle)) * reach)
    return QPolygonF(points)


def paint_stars(
    painter: QPainter, place: QRectF, rating: int, colour: QColor, *, faint: QColor | None = None
) -> None:
    """As many stars as there are, from the left; with `faint` the missing ones too."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = place.height()
    for at in range(MOST_STARS if faint is not None else rating):
        centre = QPointF(place.left() + side * (at + 0.5), place.center().y())
        is_full = at < rating
        painter.setPen(Qt.PenStyle.NoPen if is_full else QPen(faint or colour, 1.0))
        painter.setBrush(colour if is_full else Qt.BrushStyle.NoBrush)
        painter.drawPolygon(star(centre, side * 0.46))
    painter.restore()


def stars_pixmap(rating: int, side: int, colours: tuple[QColor, QColor], ratio: float) -> QPixmap:
    """All five as a picture; `colours` of full and of missing ones. Keep it: drawing it costs
    fifty times what copying it does."""
    pixmap = QPixmap(QSize(MOST_STARS * side, side) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    place = QRectF(0, 0, MOST_STARS * side, side)
    paint_stars(painter, place, rating, colours[0], faint=colours[1])
    painter.end()
    return pixmap


def paint_label(painter: QPainter, place: QRectF, label: Label) -> None:
    """A dot of the label's colour; nothing where there is none."""
    if label is Label.NONE:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(LABEL_COLOURS[label])
    painter.drawEllipse(place)
    painter.restore()


def marks_width(marks: Marks, side: int) -> int:
    """Pixels that `paint_marks` takes, with room before them; 0 without stars and label."""
    parts = marks.rating + bool(marks.label)
    return parts * side + 6 if parts else 0


def paint_marks(painter: QPainter, place: QRectF, marks: Marks, colour: QColor) -> None:
    """Label and stars as they are, at the right of `place`, as high as that is."""
    side = place.height()
    left = place.right() - marks.rating * side
    paint_stars(painter, QRectF(left, place.top(), 0, side), marks.rating, colour)
    dot = QRectF(left - side, place.top(), side, side).adjusted(1.5, 1.5, -1.5, -1.5)
    paint_label(painter, dot, marks.label)


def label_icon(label: Label, line: QColor, ratio: float = 2.0) -> QIcon:
    """A dot for menus and buttons; an empty ring for no label."""
    size = QSize(16, 16)
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    if label is Label.NONE:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(line, 1.5))
        painter.drawEllipse(QRectF(3, 3, 10, 10))
    else:
        paint_label(painter, QRectF(2, 2, 12, 12), label)
    painter.end()
    return QIcon(pixmap)
