"""A small frame in the shape of a size, for lists of sizes."""

from __future__ import annotations

from math import gcd

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPen, QPixmap

from desktop.domain.size import Size
from desktop.ui.icons import Icons

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


class _AspectEngine(QIconEngine):
    def __init__(self, size: Size, icons: Icons) -> None:
        super().__init__()
        self._size = size
        self._icons = icons

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        colour = "text_faint" if mode is QIcon.Mode.Disabled else "text_soft"
        if mode is QIcon.Mode.Selected:
            colour = "accent_text"
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._icons.value(colour)), rect.width() / 12))
        painter.drawRoundedRect(self._frame(QRectF(rect)), 1.5, 1.5)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        pixmap = self.pixmap(size * scale, mode, state)
        pixmap.setDevicePixelRatio(scale)
        return pixmap

    def clone(self) -> QIconEngine:
        return _AspectEngine(self._size, self._icons)

    def _frame(self, rect: QRectF) -> QRectF:
        room = rect.width() * 0.8
        scale = room / self._size.longest
        frame = QRectF(0, 0, self._size.width * scale, self._size.height * scale)
        frame.moveCenter(rect.center())
        return frame
