"""The tiles of the history: looking, choosing several, dragging real files away."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.recipe import InputFile
from desktop.ui.history.edit_words import title
from desktop.ui.history.history_delegate import HistoryDelegate
from desktop.ui.history.history_model import HistoryModel, HistoryTile
from desktop.ui.mime import DraggedPicture, FileForDrag
from desktop.ui.tiles.captioned_view import CaptionedView
from desktop.ui.tiles.tile_painting import TilePainter
from desktop.ui.tiles.tile_sheet import Flow

SMALLEST_TILE = 124
GAP = 4


class HistoryList(CaptionedView):
    """Signals: `looked_at(index)` when a tile was clicked or reached by a key."""

    looked_at = Signal(QModelIndex)

    def __init__(
        self,
        model: HistoryModel,
        delegate: HistoryDelegate,
        drawing: TilePainter,
        file_for_drag: FileForDrag,
        parent: QWidget | None = None,
    ) -> None:
        self._model = model
        self._tiles = delegate
        super().__init__(model, delegate, drawing, file_for_drag, parent)
        self.set_spacing(gap=GAP, margin=0)
        self.clicked.connect(self._say_looked)

    def set_flow(self, flow: Flow) -> None:
        self._tiles.is_strip = flow is Flow.ONE_ROW
        super().set_flow(flow)

    def tile_size_for(self, room: QSize) -> QSize:
        if self.tile_flow is Flow.ONE_ROW:
            return self._tiles.lying_size(room.height())
        columns = max(1, (room.width() + GAP) // (SMALLEST_TILE + GAP))
        return self._tiles.upright_size((room.width() + GAP) // columns - GAP)

    def chosen_tiles(self) -> list[HistoryTile]:
        """All selected tiles from the top."""
        return [self._model.tile_at(row) for rows in self.chosen_rows() for row in rows]

    # looking

    def _say_looked(self, index: QModelIndex) -> None:
        self.looked_at.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.currentIndex()
        super().keyPressEvent(event)
        if self.currentIndex().isValid() and self.currentIndex() != before:
            self.looked_at.emit(self.currentIndex())

    # dragging

    def picture_at(self, row: int) -> DraggedPicture | None:
        tile = self._model.tile_at(row)
        if tile.result is None:
            return None
        picture = tile.result.picture
        file = InputFile(content=picture.content, name=title(tile.edit), size=picture.size)
        return DraggedPicture(file=file, result=tile.ref)
