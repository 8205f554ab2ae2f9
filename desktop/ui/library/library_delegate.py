"""Draws a tile of the library: the picture, its marks, and a line of the prompt."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap

from desktop.domain.library_item import LibraryItem
from desktop.ui.library.item_words import KIND_ICONS, KIND_WORDS, size_words, title
from desktop.ui.library.library_model import LibraryModel
from desktop.ui.tiles.captioned_delegate import CaptionedDelegate
from desktop.ui.tiles.mark_painting import paint_label, stars_pixmap
from desktop.ui.tiles.tile_painting import TilePainter
from desktop.ui.tiles.tile_state import PLAIN, TileState
from desktop.ui.wording import short_moment

Index = QModelIndex | QPersistentModelIndex

PAD = 5
LINE = 17
_STAR = 12
_DOT = 10
_FEW_WORDS_BELOW = 110


class LibraryDelegate(CaptionedDelegate):
    """Small tiles show picture and marks only, larger ones their words as well."""

    def __init__(self, model: LibraryModel, drawing: TilePainter, parent: QObject) -> None:
        super().__init__(drawing, parent)
        self._model = model
        self._stars: dict[tuple[int, float, int], QPixmap] = {}

    def tile_size(self, width: int) -> QSize:
        """A square picture above its lines."""
        return QSize(width, width + self._lines(width) * LINE + PAD // 2)

    def picture_rect(self, rect: QRect) -> QRect:
        side = rect.width() - 2 * PAD
        return QRect(rect.left() + PAD, rect.top() + PAD, side, side)

    def paint_tile(self, painter: QPainter, rect: QRect, row: int, state: TileState) -> None:
        item = self._model.item(row)
        if state is not PLAIN:
            self._drawing.frame(painter, rect, state)
        place = self.picture_rect(rect)
        if item is None:
            painter.fillRect(place, self._drawing.colour("field"))
            return
        if item.content is not None:
            self._drawing.picture(painter, place, item.content)
        else:
            self._paint_outcome(painter, place, item)
        side, high = place.width(), self._lines(rect.width()) * LINE
        words = QRect(place.left(), place.top() + side + 3, side, high)
        self.caption(painter, words, item.number, item, partial(self._render, item))

    def _lines(self, width: int) -> int:
        return 1 if width < _FEW_WORDS_BELOW else 3

    def _paint_outcome(self, painter: QPainter, place: QRect, item: LibraryItem) -> None:
        self._drawing.box(painter, place, "field", "line_soft")
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
        self.two_ends(painter, line, left, short_moment(item.created, self.now))

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
            font = self.small
            self._drawing.line(painter, rest, words, colour="text_soft", font=font, at_end=True)

    def _stars_of(self, rating: int, ratio: float) -> QPixmap:
        colours = (self._drawing.colour("warning"), self._drawing.colour("line"))
        key = (rating, ratio, colours[1].rgb())
        if key not in self._stars:
            self._stars[key] = stars_pixmap(rating, _STAR, colours, ratio)
        return self._stars[key]
