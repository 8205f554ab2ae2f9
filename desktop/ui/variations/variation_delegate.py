"""Draws one choice: its picture, its name, and the proof that the rest stands."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize
from PySide6.QtGui import QPainter

from desktop.ui.tiles.tile_painting import TilePainter, small_font
from desktop.ui.tiles.tile_state import TileState
from desktop.ui.tiles.tile_view import TileDelegate
from desktop.ui.variations.variation_model import Choice, VariationModel
from desktop.ui.wording import judgement_of

Index = QModelIndex | QPersistentModelIndex

PAD = 4
LINE = 17
_LINES = 2
_NARROWEST = 140


class VariationDelegate(TileDelegate):
    """Picture above, two lines below."""

    def __init__(self, model: VariationModel, drawing: TilePainter, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._drawing = drawing

    def size_for(self, height: int) -> QSize:
        """A tile that high, with a square picture, but wide enough for its words."""
        picture = height - _LINES * LINE - 2 * PAD - 4
        return QSize(max(_NARROWEST, picture + 2 * PAD), height)

    def paint_tile(self, painter: QPainter, rect: QRect, row: int, state: TileState) -> None:
        choice = self._model.choice(self._model.index(row))
        self._drawing.frame(painter, rect, state)
        high = rect.height() - _LINES * LINE - 2 * PAD - 4
        place = QRect(rect.topLeft() + QPoint(PAD, PAD), QSize(rect.width() - 2 * PAD, high))
        self._paint_picture(painter, place, choice)
        line = QRect(place.left() + 2, place.bottom() + 3, place.width() - 4, LINE)
        painter.save()
        small = small_font(painter.font(), pixels=11)
        self._drawing.line(painter, line, choice.name)
        line.translate(0, LINE)
        self._drawing.line(painter, line, choice.short_words, colour=_colour(choice), font=small)
        painter.restore()

    def _paint_picture(self, painter: QPainter, place: QRect, choice: Choice) -> None:
        if choice.content is None:
            self._drawing.rounded(painter, place, "field", "line_soft")
            self._drawing.icon(painter, place, "square-dashed", "text_faint")
        else:
            self._drawing.picture(painter, place, choice.content)
        if choice.labels:
            corner = QPoint(place.left() + 4, place.bottom() - 21)
            self._drawing.badge(painter, corner, choice.labels)


def _colour(choice: Choice) -> str:
    """Green where nothing outside changed and the answer fits, amber where one should look, red
    where another scene came back."""
    result = choice.result
    if result is None or result.outside_changed is None:
        return "text_soft"
    judgement = judgement_of(result)
    if result.outside_changed or (judgement is not None and judgement.role == "danger"):
        return "danger"
    return "good" if choice.is_fine else "warning"
