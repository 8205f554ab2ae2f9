"""What delegates of tiles with words share: captions kept as pictures, a small font, the day."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import datetime

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QFont, QPainter

from desktop.ui.tiles.caption_cache import CaptionCache, Render
from desktop.ui.tiles.tile_painting import TilePainter, small_font
from desktop.ui.tiles.tile_view import TileDelegate


class CaptionedDelegate(TileDelegate):
    """A subclass draws the tiles, and their words by `caption`.

    Words are drawn anew when the colours, the font or the day are other ones.
    """

    def __init__(self, drawing: TilePainter, parent: QObject) -> None:
        super().__init__(parent)
        self._drawing = drawing
        self._captions = CaptionCache()
        self._now = datetime.now().astimezone()
        self._font, self._small = QFont(), QFont()
        self._font_name = ""

    @property
    def now(self) -> datetime:
        """The moment of this frame, in this computer's zone."""
        return self._now

    @property
    def small(self) -> QFont:
        """The view's font, smaller: for what is said beside the first line."""
        return self._small

    def picture_rect(self, _rect: QRect) -> QRect:
        """The square inside a tile that its picture is drawn into."""
        raise NotImplementedError

    def begin_frame(self, painter: QPainter) -> None:
        self._now = datetime.now().astimezone()
        if not self._font_name or painter.font() != self._font:
            self._font, self._small = painter.font(), small_font(painter.font())
            self._font_name = self._font.key()
        colour = self._drawing.colour("text").rgb()
        self._captions.begin_frame(painter, (self._now.date(), colour, self._font_name))

    def take_left(self) -> Sequence[QRect]:
        return self._captions.take_left()

    def caption(
        self, painter: QPainter, rect: QRect, key: Hashable, subject: object, render: Render
    ) -> None:
        """Words into `rect`, as `CaptionCache.draw` says."""
        self._captions.draw(painter, rect, key, subject, render)

    def two_ends(
        self, painter: QPainter, line: QRect, left: str, right: str, colour: str = "text_soft"
    ) -> None:
        """Two facts in one line, in small; the one at the right is never cut short."""
        drawing, font = self._drawing, self._small
        room = drawing.width_of(right, font) + 8 if right else 0
        drawing.line(painter, line.adjusted(0, 0, -room, 0), left, colour=colour, font=font)
        if right:
            drawing.line(painter, line, right, colour=colour, font=font, at_end=True)
