"""Draws the tiles of the history: upright ones in a grid, lying ones in a strip."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter

from desktop.domain.edit import Outcome
from desktop.domain.library_item import Marks
from desktop.ui.history.edit_words import (
    OUTCOME_ICONS,
    outcome_sentence,
    place_words,
    share_words,
    size_words,
    title,
)
from desktop.ui.history.history_model import HistoryModel, HistoryTile
from desktop.ui.tiles.captioned_delegate import CaptionedDelegate
from desktop.ui.tiles.mark_painting import marks_width, paint_marks
from desktop.ui.tiles.tile_painting import BUTTON, TilePainter
from desktop.ui.tiles.tile_state import TileButton, TileState
from desktop.ui.wording import short_moment

Index = QModelIndex | QPersistentModelIndex

CANVAS = "canvas"
REFERENCE = "reference"
MORE = "more"

PAD = 4
LINE = 17
_STAR = 11
_LINES = 3
_STRIP_TEXT = 168
_ICONS = {CANVAS: "square-pen", REFERENCE: "image-plus", MORE: "ellipsis"}
_TIPS = {
    CANVAS: "Put it on the canvas (Enter)",
    REFERENCE: "Use it as a reference",
    MORE: "More: save, reuse settings, details…",
}


class HistoryDelegate(CaptionedDelegate):
    """Picture, prompt, what made it, when, and what it cost."""

    def __init__(self, model: HistoryModel, drawing: TilePainter, parent: QObject) -> None:
        super().__init__(drawing, parent)
        self._model = model
        self.is_strip = False

    def upright_size(self, width: int) -> QSize:
        """A tile of that width for the grid: a square picture above its lines."""
        return QSize(width, width + _LINES * LINE + PAD)

    def lying_size(self, height: int) -> QSize:
        """A tile of that height for the strip: a square picture beside its lines."""
        return QSize(height + _STRIP_TEXT, height)

    def paint_tile(self, painter: QPainter, rect: QRect, row: int, state: TileState) -> None:
        tile = self._model.tile_at(row)
        self._drawing.frame(painter, rect, state)
        place = self.picture_rect(rect)
        if tile.result is not None:
            self._drawing.picture(painter, place, tile.result.picture.content)
        else:
            self._paint_outcome(painter, place, tile)
        self._paint_badges(painter, _seen_of(tile, place), tile)
        words = self.words_rect(rect, place)
        self._paint_words(painter, words, tile, self._model.marks_at(row))
        if state.is_hovered:
            self._paint_buttons(painter, rect, self._model.index(row), state)

    def picture_rect(self, rect: QRect) -> QRect:
        side = (rect.height() if self.is_strip else rect.width()) - 2 * PAD
        return QRect(rect.left() + PAD, rect.top() + PAD, side, side)

    def buttons(self, rect: QRect, index: Index) -> Sequence[TileButton]:
        has_picture = self._model.tile(index).result is not None
        names = (CANVAS, REFERENCE, MORE) if has_picture else (MORE,)
        place = self.picture_rect(rect)
        right = place.right() - 3
        return tuple(
            TileButton(
                name=name,
                tip=_TIPS[name],
                rect=QRect(
                    right - (len(names) - at) * (BUTTON + 2) + 2, place.top() + 4, BUTTON, BUTTON
                ),
            )
            for at, name in enumerate(names)
        )

    def _paint_outcome(self, painter: QPainter, place: QRect, tile: HistoryTile) -> None:
        """A quiet card with a sign and the reason why there is no picture."""
        self._drawing.box(painter, place, "field", "line_soft")
        is_trouble = tile.edit.outcome not in {Outcome.CANCELLED, Outcome.FINISHED}
        colour = "warning" if is_trouble else "text_soft"
        inner = place.adjusted(10, 10, -10, -8)
        sign = QRect(inner.topLeft(), QSize(18, 18))
        self._drawing.icon(painter, sign, OUTCOME_ICONS[tile.edit.outcome], colour, 18)
        if not self.is_strip:
            room = inner.adjusted(0, 26, 0, 0)
            key = (id(tile), "outcome")
            self.caption(painter, room, key, tile, partial(self._render_outcome, tile))

    def _render_outcome(self, tile: HistoryTile, painter: QPainter, rect: QRect) -> None:
        words = outcome_sentence(tile.edit)
        self._drawing.paragraph(painter, rect, words, colour="text_soft", font=self.small)

    def _paint_badges(self, painter: QPainter, place: QRect, tile: HistoryTile) -> None:
        left, bottom = place.left() + 4, place.bottom() - 21
        for words in (place_words(tile.edit, tile.result), _labels(tile)):
            if words:
                left = self._drawing.badge(painter, QPoint(left, bottom), words).right() + 4

    def _paint_words(self, painter: QPainter, rect: QRect, tile: HistoryTile, marks: Marks) -> None:
        key = (id(tile), marks.rating, marks.label)
        self.caption(painter, rect, key, tile, partial(self._render_words, tile, marks))

    def _render_words(
        self, tile: HistoryTile, marks: Marks, painter: QPainter, rect: QRect
    ) -> None:
        line = QRect(rect.topLeft(), QSize(rect.width(), LINE))
        font, stars = painter.font(), QRectF(line).adjusted(0, 3, 0, 3 + _STAR - LINE)
        paint_marks(painter, stars, marks, self._drawing.colour("warning"))
        prompt = line.adjusted(0, 0, -marks_width(marks, _STAR), 0)
        if self.is_strip and tile.result is not None:
            prompt.setHeight(2 * LINE)
            self._drawing.paragraph(painter, prompt, title(tile.edit), colour="text", font=font)
            line.translate(0, LINE)
        else:
            self._drawing.line(painter, prompt, title(tile.edit), font=font)
        if self.is_strip and tile.result is None:
            line.translate(0, LINE)
            self.two_ends(painter, line, outcome_sentence(tile.edit), "", colour="warning")
        line.translate(0, LINE)
        self.two_ends(painter, line, size_words(tile.edit, tile.result), share_words(tile.edit))
        line.translate(0, LINE)
        when = short_moment(tile.edit.created, self.now)
        self.two_ends(painter, line, tile.edit.recipe.model, when)

    def words_rect(self, rect: QRect, place: QRect) -> QRect:
        """Below the picture's place in the grid, beside it in the strip."""
        if self.is_strip:
            left, high = place.right() + 1 + 8, (_LINES + 1) * LINE
            top = rect.top() + max(PAD, (rect.height() - high) // 2)
            return QRect(left, top, rect.right() - PAD - left, high)
        return QRect(place.left(), place.bottom() + 5, place.width(), _LINES * LINE)

    def _paint_buttons(
        self, painter: QPainter, rect: QRect, index: Index, state: TileState
    ) -> None:
        for button in self.buttons(rect, index):
            is_hovered = button.name == state.hovered_button
            self._drawing.button(painter, button.rect, _ICONS[button.name], is_hovered=is_hovered)


def _seen_of(tile: HistoryTile, place: QRect) -> QRect:
    """Where the picture itself is seen, which is rarely square; all of `place` without one."""
    if tile.result is None:
        return place
    size = QSize(tile.result.picture.size.width, tile.result.picture.size.height)
    seen = QRect(QPoint(), size.scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio))
    seen.moveCenter(place.center())
    return seen


def _labels(tile: HistoryTile) -> str:
    if tile.edit.simulated:
        return "Simulated"
    return "Rescued" if tile.result is not None and tile.result.rescued else ""
