"""Draws the tiles of the tray: picture, number, eye and cross."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from desktop.ui.references.reference_model import ReferenceModel, TileKind, TrayTile
from desktop.ui.tiles.tile_painting import BUTTON, TilePainter
from desktop.ui.tiles.tile_state import TileButton, TileState
from desktop.ui.tiles.tile_view import TileDelegate

Index = QModelIndex | QPersistentModelIndex

REMOVE = "remove"
SWITCH = "switch"
_INSET = 4
_FADED = 0.3


class ReferenceDelegate(TileDelegate):
    """One square per picture; the eye and the cross come with the pointer or the focus."""

    def __init__(self, model: ReferenceModel, drawing: TilePainter, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._drawing = drawing
        self._canvas: QPixmap | None = None

    def show_canvas(self, pixmap: QPixmap | None) -> None:
        """The thumbnail for the first tile; without one it shows a sign."""
        self._canvas = pixmap

    def paint_tile(self, painter: QPainter, rect: QRect, row: int, state: TileState) -> None:
        index = self._model.index(row)
        tile = self._model.tile(index)
        if tile.kind is TileKind.ADD:
            self._paint_add(painter, rect, state, has_room=tile.room > 0)
            return
        self._drawing.frame(painter, rect, state)
        self._paint_picture(painter, picture_rect(rect), tile)
        self._paint_badge(painter, rect, tile)
        self._paint_buttons(painter, self.buttons(rect, index), state, tile)

    def buttons(self, rect: QRect, index: Index) -> Sequence[TileButton]:
        tile = self._model.tile(index)
        if tile.reference is None:
            return ()
        word = "Leave it out without removing it" if tile.reference.is_on else "Send it again"
        left = QRect(rect.left() + _INSET + 2, rect.top() + _INSET + 2, BUTTON, BUTTON)
        right = left.translated(rect.width() - 2 * (_INSET + 2) - BUTTON, 0)
        return (
            TileButton(name=SWITCH, tip=f"{word} (Space)", rect=left),
            TileButton(name=REMOVE, tip="Remove this reference (Delete)", rect=right),
        )

    def _paint_picture(self, painter: QPainter, rect: QRect, tile: TrayTile) -> None:
        if tile.reference is not None:
            painter.save()
            painter.setOpacity(1.0 if tile.reference.is_on else _FADED)
            self._drawing.picture(painter, rect, tile.reference.file.content, fills=True)
            painter.restore()
        elif self._canvas is not None:
            self._drawing.pixmap(painter, rect, self._canvas, fills=True)
        else:
            painter.fillRect(rect, self._drawing.colour("field"))
            self._drawing.icon(painter, rect, "image", "text_faint")

    def _paint_badge(self, painter: QPainter, rect: QRect, tile: TrayTile) -> None:
        if tile.number is None:
            return
        text = f"{tile.number} Canvas" if tile.kind is TileKind.CANVAS else str(tile.number)
        corner = QPoint(rect.left() + _INSET + 2, rect.bottom() - _INSET - 19)
        self._drawing.badge(painter, corner, text)

    def _paint_buttons(
        self, painter: QPainter, buttons: Sequence[TileButton], state: TileState, tile: TrayTile
    ) -> None:
        is_on = tile.reference is None or tile.reference.is_on
        icons = {SWITCH: "eye" if is_on else "eye-off", REMOVE: "x"}
        for button in buttons:
            if state.is_near or (button.name == SWITCH and not is_on):
                is_hovered = state.hovered_button == button.name
                self._drawing.button(
                    painter, button.rect, icons[button.name], is_hovered=is_hovered
                )

    def _paint_add(
        self, painter: QPainter, rect: QRect, state: TileState, *, has_room: bool
    ) -> None:
        if state.is_near and has_room:
            self._drawing.rounded(painter, rect, "hover")
        line = "focus" if state.has_focus else "text_faint"
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._drawing.colour(line), 1.5, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(rect.adjusted(1, 1, -2, -2), 6, 6)
        painter.restore()
        self._drawing.icon(painter, rect, "plus", "text" if has_room else "text_faint")


def picture_rect(rect: QRect) -> QRect:
    """The part of a tile that its picture fills."""
    return rect.adjusted(_INSET, _INSET, -_INSET, -_INSET)
