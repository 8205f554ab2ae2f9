"""One thumbnail as a small widget, with a word about what it is."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.icons import Icons
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.theme import SMALL_PIXELS
from desktop.ui.tiles.tile_painting import TilePainter, small_font

_SIDE = 64
_LINE = 18


class Thumbnail(QWidget):
    """A picture by its content over its caption; it draws itself again when the picture comes."""

    def __init__(
        self, icons: Icons, loader: PictureLoader, content: str, caption: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._drawing = TilePainter(icons, loader, "details")
        self._content = content
        self._caption = caption
        self.setFixedSize(QSize(_SIDE, _SIDE + _LINE))
        self.setAccessibleName(caption)
        self.setToolTip(caption)
        loader.thumbnail_ready.connect(self._repaint)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._drawing.picture(painter, QRect(0, 0, _SIDE, _SIDE), self._content)
        line = QRect(0, _SIDE + 2, _SIDE, _LINE - 2)
        font = small_font(self.font(), pixels=SMALL_PIXELS - 1)
        self._drawing.line(painter, line, self._caption, colour="text_soft", font=font)

    def _repaint(self, content: str, _pixels: int) -> None:
        if content == self._content:
            self.update()
