"""How the picture lies in the view: zoom, place, rotation, flip.

The pixels of the view are those of the screen: at 100 % a pixel of the picture is one of them,
whatever the device pixel ratio.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF
from PySide6.QtGui import QTransform

from desktop.domain.size import Box, Size, box_between, box_of
from desktop.ui.canvas.regions import Edges, edges_of, rect_of

SMALLEST_ZOOM = 0.01
LARGEST_ZOOM = 64.0
SHARP_FROM = 2.0
"""From this zoom on, the pixels of the picture are shown as squares."""
_STEPS = (
    *(
        0.01,
        0.015,
        0.02,
        0.03,
        0.04,
        0.05,
        0.0625,
        0.0833,
        0.125,
        0.1667,
        0.25,
        0.3333,
        0.5,
        0.6667,
    ),
    *(1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0),
)
_LEFT_IN_SIGHT = 48
_SMALLEST_LEVEL = 64


class Viewport:
    """Maps pixels of the picture to pixels of the view, and back; both as real numbers."""

    def __init__(self, margin: int = 0) -> None:
        """`margin` is what a fitted picture leaves free on every side, in pixels of the view."""
        self._margin = margin
        self._picture = Size(1, 1)
        self._view = Size(1, 1)
        self._zoom = 1.0
        self._origin = QPointF(0, 0)
        self._rotation = 0.0
        self._is_flipped = False
        self._is_fitted = True
        self._forward = QTransform()
        self._back = QTransform()
        self._place = (0.0, 0.0)
        """Where the picture's corner lies."""
        self._way_back = _numbers(self._back)
        self._version = 0

    @property
    def zoom(self) -> float:
        """Pixels of the view for each pixel of the picture."""
        return self._zoom

    @property
    def is_fitted(self) -> bool:
        """The whole picture is in sight, and stays so when the view changes its size."""
        return self._is_fitted

    @property
    def rotation(self) -> float:
        """Degrees clockwise."""
        return self._rotation

    @property
    def is_flipped(self) -> bool:
        return self._is_flipped

    @property
    def is_upright(self) -> bool:
        return self._rotation == 0 and not self._is_flipped

    @property
    def version(self) -> int:
        """Another number each time anything of this has changed."""
        return self._version

    @property
    def view(self) -> Size:
        return self._view

    @property
    def picture(self) -> Size:
        return self._picture

    @property
    def transform(self) -> QTransform:
        """From pixels of the picture to pixels of the view."""
        return self._forward

    # what is where

    def to_picture(self, x: float, y: float) -> tuple[float, float]:
        across, down, left, across_down, down_down, top = self._way_back
        return across * x + down * y + left, across_down * x + down_down * y + top

    def to_view(self, x: float, y: float) -> tuple[float, float]:
        point = self._forward.map(QPointF(x, y))
        return point.x(), point.y()

    def view_rect(self, box: Box, margin: float = 0) -> QRect:
        """The pixels of the view that show any part of `box`, and `margin` pixels around."""
        return rect_of(self.view_edges(box, margin))

    def view_edges(self, box: Box, margin: float = 0) -> Edges:
        """The same in numbers."""
        if not self.is_upright:
            shown = self._forward.mapRect(QRectF(box.x, box.y, box.width, box.height))
            return edges_of(shown.adjusted(-margin, -margin, margin, margin).toAlignedRect())
        zoom, (across, down) = self._zoom, self._place
        return (
            math.floor(box.x * zoom + across - margin),
            math.floor(box.y * zoom + down - margin),
            math.ceil((box.x + box.width) * zoom + across + margin),
            math.ceil((box.y + box.height) * zoom + down + margin),
        )

    def picture_box(self, rect: QRect, margin: int = 0) -> Box:
        """The pixels of the picture that any part of `rect` shows; empty beside the picture."""
        seen = self._back.mapRect(QRectF(rect))
        box = box_between(
            math.floor(seen.left()) - margin,
            math.floor(seen.top()) - margin,
            math.ceil(seen.right()) + margin,
            math.ceil(seen.bottom()) + margin,
        )
        return box.clipped(box_of(self._picture))

    # what is asked for

    def set_picture(self, size: Size) -> None:
        self._picture = size
        self.fit()

    def set_view(self, size: Size) -> None:
        """The view has another size: a fitted picture stays fitted, another keeps its middle."""
        across, down = size.width - self._view.width, size.height - self._view.height
        self._view = size
        if self._is_fitted:
            self.fit()
        else:
            self._move_to(self._origin + QPointF(across / 2, down / 2))

    def set_margin(self, margin: int) -> None:
        self._margin = margin

    def fit(self) -> None:
        """Shows the whole picture, never larger than 100 %."""
        wide = max(1, self._view.width - 2 * self._margin)
        room = QSizeF(wide, max(1, self._view.height - 2 * self._margin))
        turned = self._turned_size()
        ratio = min(room.width() / turned.width(), room.height() / turned.height(), 1.0)
        self._zoom = _exact(max(SMALLEST_ZOOM / 4, ratio), self._picture)
        self._centre()
        self._is_fitted = True

    def set_zoom(self, zoom: float, x: float, y: float) -> None:
        """Zooms so that what shows at (x, y) of the view stays there."""
        held = self._back.map(QPointF(x, y))
        self._zoom = _exact(min(max(zoom, SMALLEST_ZOOM), LARGEST_ZOOM), self._picture)
        self._hold(held, QPointF(x, y))

    def turn(self, degrees: float, x: float, y: float) -> None:
        """Turns the view around (x, y), clockwise."""
        held = self._back.map(QPointF(x, y))
        turned = (self._rotation + degrees) % 360
        self._rotation = 0.0 if min(turned, 360 - turned) < 0.01 else turned
        self._hold(held, QPointF(x, y))

    def flip(self, x: float, y: float) -> None:
        """Mirrors the view left to right around (x, y)."""
        held = self._back.map(QPointF(x, y))
        self._is_flipped = not self._is_flipped
        self._rotation = (360 - self._rotation) % 360
        self._hold(held, QPointF(x, y))

    def stand_upright(self) -> None:
        """Takes rotation and flip back, around the middle of the view."""
        middle = QPointF(self._view.width / 2, self._view.height / 2)
        held = self._back.map(middle)
        self._rotation, self._is_flipped = 0.0, False
        self._hold(held, middle)

    def pan(self, across: float, down: float) -> tuple[int, int]:
        """Moves the picture; by how many whole pixels of the view it did move."""
        before = _rounded(self._origin)
        self._is_fitted = False
        self._move_to(self._origin + QPointF(across, down))
        after = _rounded(self._origin)
        return round(after.x() - before.x()), round(after.y() - before.y())

    def show(self, box: Box) -> None:
        """Zooms and moves so that `box` of the picture fills the view."""
        wide = max(1, self._view.width - 2 * self._margin) / max(1, box.width)
        tall = max(1, self._view.height - 2 * self._margin) / max(1, box.height)
        self._zoom = _exact(min(max(min(wide, tall), SMALLEST_ZOOM), LARGEST_ZOOM), self._picture)
        middle = QPointF(box.x + box.width / 2, box.y + box.height / 2)
        self._hold(middle, QPointF(self._view.width / 2, self._view.height / 2))

    def lie(self, zoom: float, x: float, y: float, *, rotation: float, is_flipped: bool) -> None:
        """Brings (x, y) of the picture into the middle of the view, and all else as it is given."""
        self._rotation, self._is_flipped = rotation % 360, is_flipped
        self._zoom = _exact(min(max(zoom, SMALLEST_ZOOM / 4), LARGEST_ZOOM), self._picture)
        self._hold(QPointF(x, y), QPointF(self._view.width / 2, self._view.height / 2))

    # inside

    def _linear(self) -> QTransform:
        """Zoom, rotation and flip, without the place."""
        turn = QTransform().rotate(self._rotation)
        return turn.scale(-self._zoom if self._is_flipped else self._zoom, self._zoom)

    def _turned_size(self) -> QSizeF:
        box = QRectF(0, 0, self._picture.width, self._picture.height)
        return QTransform().rotate(self._rotation).mapRect(box).size()

    def _hold(self, held: QPointF, place: QPointF) -> None:
        self._is_fitted = False
        self._move_to(place - self._linear().map(held))

    def _centre(self) -> None:
        shown = self._linear().mapRect(QRectF(0, 0, self._picture.width, self._picture.height))
        middle = QPointF(self._view.width / 2, self._view.height / 2)
        self._move_to(middle - shown.center())

    def _move_to(self, origin: QPointF) -> None:
        """Lays the picture there, but never so that none of it can be seen."""
        linear = self._linear()
        shown = linear.mapRect(QRectF(0, 0, self._picture.width, self._picture.height))
        shown.translate(origin)
        across = _back_in_sight(shown.left(), shown.right(), self._view.width)
        down = _back_in_sight(shown.top(), shown.bottom(), self._view.height)
        self._origin = origin + QPointF(across, down)
        whole = _rounded(self._origin)
        self._forward = linear * QTransform.fromTranslate(whole.x(), whole.y())
        self._back = self._forward.inverted()[0]
        self._place = whole.x(), whole.y()
        self._way_back = _numbers(self._back)
        self._version += 1


def _numbers(way: QTransform) -> tuple[float, float, float, float, float, float]:
    """What x and y are multiplied by, and what is added, for x and then for y."""
    return way.m11(), way.m21(), way.dx(), way.m12(), way.m22(), way.dy()


def next_zoom(zoom: float, direction: int) -> float:
    """The next larger (1) or smaller (-1) of the usual steps."""
    if direction > 0:
        return next((step for step in _STEPS if step > zoom * 1.01), LARGEST_ZOOM)
    return next((step for step in reversed(_STEPS) if step < zoom * 0.99), SMALLEST_ZOOM)


def zoom_towards(zoom: float, factor: float) -> float:
    """`zoom` times `factor`, with a stop at 100 % on the way."""
    wanted = zoom * factor
    if (zoom < 0.999 and wanted > 1) or (zoom > 1.001 and wanted < 1):
        return 1.0
    return wanted


def _exact(zoom: float, picture: Size) -> float:
    """The nearest zoom whose step through the shown level is a whole number of 1/65536 pixels.

    Qt steps through an image in such parts: with a whole number of them a part of the view that is
    drawn alone lands on the same pixels as when all of it is drawn. The hair above it keeps Qt's
    rounding down on the same number always. From 200 % on pixels are squares, drawn without Qt.
    """
    if zoom >= SHARP_FROM:
        return zoom
    level = min(shown_level(zoom), last_level(picture))
    parts = round(65536 / (zoom * (1 << level)))
    return 65536 / (parts if parts == 65536 else parts + 1e-5) / (1 << level)


def last_level(picture: Size) -> int:
    """The smallest level there is, as `pyramid` has it: its longest side is at most 64 pixels."""
    level, longest = 0, picture.longest
    while longest > _SMALLEST_LEVEL:
        level, longest = level + 1, (longest + 1) // 2
    return level


def shown_level(zoom: float) -> int:
    """The level whose pixels are shown at more than half their size, and not enlarged."""
    return max(0, math.floor(math.log2(1 / zoom) + 1e-9)) if zoom < 1 else 0


def _rounded(point: QPointF) -> QPointF:
    return QPointF(round(point.x()), round(point.y()))


def _back_in_sight(start: float, end: float, room: float) -> float:
    """How far to move a stretch so that some of it lies inside `room`."""
    kept = min(_LEFT_IN_SIGHT, (end - start) / 2, room / 2)
    if end < kept:
        return kept - end
    return room - kept - start if start > room - kept else 0.0
