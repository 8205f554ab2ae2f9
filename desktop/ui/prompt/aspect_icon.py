"""A small frame in the shape of a size, for lists of sizes."""

from __future__ import annotations

from math import gcd

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPen

from desktop.domain.size import Size
from desktop.ui.icons import Icons
from desktop.ui.prompt.list_icon import ListIconEngine

_LARGEST_TERM = 21


def aspect_icon(size: Size, icons: Icons) -> QIcon:
    """The shape of `size`, drawn in the theme's soft text colour."""
    return QIcon(_AspectEngine(size, icons))


def shape_name(size: Size) -> str:
    """`3:2` where the shape has a short name, `1.85:1` or `1:1.85` where it has none."""
    shared = gcd(size.width, size.height)
    across, down = size.width // shared, size.height // shared
    if max(across, down) <= _LARGEST_TERM:
        return f"{across}:{down}"
    if size.width >= size.height:
        return f"{size.width / size.height:.2f}:1"
    return f"1:{size.height / size.width:.2f}"


class _AspectEngine(ListIconEngine):
    def __init__(self, size: Size, icons: Icons) -> None:
        super().__init__(icons)
        self._size = size

    def draw(self, painter: QPainter, rect: QRect, colour: str) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colour), rect.width() / 12))
        painter.drawRoundedRect(self._frame(QRectF(rect)), 1.5, 1.5)

    def clone(self) -> QIconEngine:
        return _AspectEngine(self._size, self.icons)

    def _frame(self, rect: QRectF) -> QRectF:
        scale = rect.width() * 0.8 / self._size.longest
        frame = QRectF(0, 0, self._size.width * scale, self._size.height * scale)
        frame.moveCenter(rect.center())
        return frame
