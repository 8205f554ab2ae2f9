"""Draws a tile of the library: the picture, its marks, and a line of the prompt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QFont, QPainter, QPixmap

from desktop.domain.library_item import LibraryItem
from desktop.ui.library.item_words import KIND_ICONS, KIND_WORDS, size_words, title
from desktop.ui.library.library_model import LibraryModel
from desktop.ui.library.mark_painting import paint_label, stars_pixmap
from desktop.ui.tiles.caption_cache import CaptionCache
from desktop.ui.tiles.tile_painting import TilePainter, small_font
from desktop.ui.tiles.tile_state import TileState
from desktop.ui.tiles.tile_view import TileDelegate
from desktop.ui.wording import short_moment

Index = QModelIndex | QPersistentModelIndex

PAD = 5
LINE = 17
_STAR = 12
_DOT = 10
_FEW_WORDS_BELOW = 110


class LibraryDelegate(TileDelegate):
    """Small tiles show picture and marks only, larger ones their words as well."""

    def __init__(self, model: LibraryModel, drawing: TilePainter, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._drawing = drawing
        self._captions = CaptionCache()
        self._now = datetime.now().astimezone()
        self._frame_key: tuple[date, int] = (self._now.date(), 0)
        self._small = QFont()
        self._stars: dict[tuple[int, float, int], QPixmap] = {}

    def set_font(self, font: QFont) -> None:
        self._small = small_font(font)

    def tile_size(self, width: int) -> QSize:
        """A square picture above its lines."""
        return QSize(width, width + self._lines(width) * LINE + PAD // 2)

    def picture_rect(self, rect: QRect) -> QRect:
        side = rect.width() - 2 * PAD
        return QRect(rect.topLeft() + QPoint(PAD, PAD), QSize(side, side))

    def begin_frame(self) -> None:
        self._now = datetime.now().astimezone()
        self._frame_key = (self._now.date(), self._drawing.colour("text").rgb())
        self._captions.begin_frame()

    def take_left(self) -> Sequence[QRect]:
        return self._captions.take_left()

    def paint_tile(self, painter: QPainter, rect: QRect, index: Index, state: TileState) -> None:
        item = self._model.item(index.row())
        self._drawing.frame(painter, rect, state)
        place = self.picture_rect(rect)
        if item is None:
            painter.fillRect(place, self._drawing.colour("field"))
            return
        if item.content is not None:
            self._drawing.picture(painter, place, item.content)
        else:
            self._paint_outcome(painter, place, item)
        words = QRect(place.left(), place.bottom() + 4, place.width(), 0)
        words.setHeight(self._lines(rect.width()) * LINE)
        key = (item.number, *self._frame_key)
        self._captions.draw(painter, words, key, item, partial(self._render, item))

    def _lines(self, width: int) -> int:
        return 1 if width < _FEW_WORDS_BELOW else 3

    def _paint_outcome(self, painter: QPainter, place: QRect, item: LibraryItem) -> None:
        self._drawing.rounded(painter, place, "field", "line_soft")
        sign = QRect(QPoint(), QSize(22, 22))
        sign.moveCenter(place.center())
        self._drawing.icon(painter, sign, KIND_ICONS[item.kind], "warning", 22)

    def _render(self, item: LibraryItem, painter: QPainter, rect: QRect) -> None:
        """Marks, then the prompt, then what made it and when."""
        line = QRect(rect.topLeft(), QSize(rect.width(), LINE))
        self._render_marks(item, painter, line)
        if rect.height() < 2 * LINE:
            return
        line.translate(0, LINE)
        self._drawing.line(painter, line, title(item), font=painter.font())
        line.translate(0, LINE)
        left = size_words(item) if item.content else KIND_WORDS[item.kind]
        right = short_moment(item.created, self._now)
        font = self._small
        room = self._drawing.width_of(right, font) + 8
        soft = "text_soft"
        self._drawing.line(painter, line.adjusted(0, 0, -room, 0), left, colour=soft, font=font)
        self._drawing.line(painter, line, right, colour=soft, font=font, at_end=True)

    def _render_marks(self, item: LibraryItem, painter: QPainter, line: QRect) -> None:
        marks, left = item.marks, float(line.left())
        if marks.label:
            paint_label(painter, QRectF(left, line.top() + 4, _DOT, _DOT), marks.label)
            left += _DOT + 5
        stars = self._stars_of(marks.rating, painter.device().devicePixelRatioF())
        painter.drawPixmap(QPoint(int(left), line.top() + 3), stars)
        left += 5 * _STAR + 6
        words = ", ".join(marks.tags) or ("Note" if marks.note else "")
        if words and line.right() - left > 30:
            rest = QRect(line)
            rest.setLeft(int(left))
            font = self._small
            self._drawing.line(painter, rest, words, colour="text_soft", font=font, at_end=True)

    def _stars_of(self, rating: int, ratio: float) -> QPixmap:
        colours = (self._drawing.colour("warning"), self._drawing.colour("line"))
        key = (rating, ratio, colours[1].rgb())
        if key not in self._stars:
            self._stars[key] = stars_pixmap(rating, _STAR, colours, ratio)
        return self._stars[key]
