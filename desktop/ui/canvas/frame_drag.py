"""Dragging a frame by its corners, sides or label: which box comes of it."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt

from desktop.domain.size import Box, Size, box_between

LEAST_SIDE = 16
"""A frame is never drawn smaller than this, in pixels of the picture."""


class FramePart(Enum):
    """What of a frame is held; the value says which sides go along: left, top, right, bottom."""

    TOP_LEFT = (1, 1, 0, 0)
    TOP = (0, 1, 0, 0)
    TOP_RIGHT = (0, 1, 1, 0)
    RIGHT = (0, 0, 1, 0)
    BOTTOM_RIGHT = (0, 0, 1, 1)
    BOTTOM = (0, 0, 0, 1)
    BOTTOM_LEFT = (1, 0, 0, 1)
    LEFT = (1, 0, 0, 0)
    WHOLE = (1, 1, 1, 1)

    @property
    def place(self) -> tuple[float, float]:
        """Where its handle sits, as shares of the width and the height."""
        left, top, right, bottom = self.value
        return (1 - left + right) / 2, (1 - top + bottom) / 2

    def cursor(self, *, is_turned: bool) -> Qt.CursorShape:
        """Arrows along the way it goes; crossed ones where the view is turned or flipped."""
        if self is FramePart.WHOLE or is_turned:
            return Qt.CursorShape.SizeAllCursor
        return _CURSORS[self]


_CURSORS = {
    FramePart.TOP_LEFT: Qt.CursorShape.SizeFDiagCursor,
    FramePart.BOTTOM_RIGHT: Qt.CursorShape.SizeFDiagCursor,
    FramePart.TOP_RIGHT: Qt.CursorShape.SizeBDiagCursor,
    FramePart.BOTTOM_LEFT: Qt.CursorShape.SizeBDiagCursor,
    FramePart.LEFT: Qt.CursorShape.SizeHorCursor,
    FramePart.RIGHT: Qt.CursorShape.SizeHorCursor,
    FramePart.TOP: Qt.CursorShape.SizeVerCursor,
    FramePart.BOTTOM: Qt.CursorShape.SizeVerCursor,
}
HANDLES = tuple(part for part in FramePart if part is not FramePart.WHOLE)


def dragged(
    box: Box, part: FramePart, by: tuple[float, float], held: Box | None, picture: Size
) -> Box:
    """`box` after `part` of it moved by so many pixels of the picture.

    It stays inside the picture, and keeps `held` (the bounds of the mask) inside itself.
    """
    across, down = round(by[0]), round(by[1])
    if part is FramePart.WHOLE:
        across = _moved(across, box.x, box.right, _span(held, across=True), picture.width)
        down = _moved(down, box.y, box.bottom, _span(held, across=False), picture.height)
        return Box(box.x + across, box.y + down, box.width, box.height)
    left, top, right, bottom = part.value
    x0, x1 = _resized(
        (box.x, box.right), (left, right), across, _span(held, across=True), picture.width
    )
    y0, y1 = _resized(
        (box.y, box.bottom), (top, bottom), down, _span(held, across=False), picture.height
    )
    return box_between(x0, y0, x1, y1)


_Span = tuple[int, int] | None


def _span(held: Box | None, *, across: bool) -> _Span:
    if held is None:
        return None
    return (held.x, held.right) if across else (held.y, held.bottom)


def _moved(by: int, start: int, end: int, held: _Span, limit: int) -> int:
    """How far a stretch may go: inside the picture and around what it holds, where both can be."""
    least, most = -start, limit - end
    if held is not None:
        least, most = max(least, held[1] - end), min(most, held[0] - start)
    return min(max(by, least), most) if least <= most else 0


def _resized(
    span: tuple[int, int], moves: tuple[int, int], by: int, held: _Span, limit: int
) -> tuple[int, int]:
    start, end = span
    first, last = held or (limit, 0)
    if moves[0]:
        start = max(0, min(start + by, first, end - LEAST_SIDE))
    if moves[1]:
        end = min(limit, max(end + by, last, start + LEAST_SIDE))
    return start, end
