"""The tiles of the history: looking, choosing several, dragging real files away."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QFont, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.domain.problems import Problem
from desktop.domain.recipe import InputFile
from desktop.ui.history.edit_words import title
from desktop.ui.history.history_delegate import HistoryDelegate
from desktop.ui.history.history_model import HistoryModel, HistoryTile
from desktop.ui.mime import DraggedPicture, FileForDrag, PictureMimeData, run_drag
from desktop.ui.tiles.tile_painting import TilePainter
from desktop.ui.tiles.tile_sheet import Flow
from desktop.ui.tiles.tile_view import TileView

SMALLEST_TILE = 124
GAP = 4
MOST_DRAGGED = 100


class HistoryList(TileView):
    """Signals: `looked_at(index)` when a tile was clicked or reached by a key, `problem_found`
    when a file for a drag could not be made, `trash_requested` by Delete."""

    looked_at = Signal(QModelIndex)
    trash_requested = Signal()
    problem_found = Signal(object)

    def __init__(
        self,
        model: HistoryModel,
        delegate: HistoryDelegate,
        drawing: TilePainter,
        file_for_drag: FileForDrag,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(delegate, parent)
        self._model = model
        self._history_delegate = delegate
        self._drawing = drawing
        self._file_for_drag = file_for_drag
        self._invitation = ""
        self.setModel(model)
        self.set_spacing(gap=GAP, margin=0)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.clicked.connect(self._say_looked)

    def set_flow(self, flow: Flow) -> None:
        self._history_delegate.is_strip = flow is Flow.ONE_ROW
        super().set_flow(flow)

    def show_invitation(self, text: str) -> None:
        """What stands in the middle while there is nothing to show."""
        self._invitation = text
        self.viewport().update()

    def tile_size_for(self, room: QSize) -> QSize:
        if self.tile_flow is Flow.ONE_ROW:
            return self._history_delegate.lying_size(room.height())
        columns = max(1, (room.width() + GAP) // (SMALLEST_TILE + GAP))
        return self._history_delegate.upright_size((room.width() + GAP) // columns - GAP)

    def chosen_tiles(self) -> list[HistoryTile]:
        """The selected tiles from the top, as many as may be dragged at once."""
        rows: list[int] = []
        parts = sorted(self.selectionModel().selection().toList(), key=lambda part: part.top())
        for part in parts:
            rows.extend(range(part.top(), min(part.bottom() + 1, part.top() + MOST_DRAGGED)))
        return [self._model.tile(self._model.index(row)) for row in rows[:MOST_DRAGGED]]

    # looking

    def _say_looked(self, index: QModelIndex) -> None:
        self.looked_at.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Delete):
            self.trash_requested.emit()
            return
        before = self.currentIndex()
        super().keyPressEvent(event)
        if self.currentIndex().isValid() and self.currentIndex() != before:
            self.looked_at.emit(self.currentIndex())

    # dragging

    def drag_data(self) -> PictureMimeData | None:
        """The selected pictures, ready to be dragged; None when none of them has one."""
        pictures = tuple(map(_dragged, self._tiles_with_picture()))
        if not pictures:
            return None
        return PictureMimeData(pictures, self._file_for_drag, self._say_problem)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        data = self.drag_data()
        if data is None:
            return
        drag = QDrag(self)
        drag.setPixmap(self._drag_pixmap())
        drag.setHotSpot(QPoint(16, 16))
        run_drag(drag, data)

    def _tiles_with_picture(self) -> list[HistoryTile]:
        return [tile for tile in self.chosen_tiles() if tile.result is not None]

    def _drag_pixmap(self) -> QPixmap:
        """The picture under the pointer, and how many go with it."""
        tiles = self._tiles_with_picture()
        current = self._model.tile(self.currentIndex())
        shown = current if current.result is not None else tiles[0]
        assert shown.result is not None
        content, ratio = shown.result.picture.content, self.devicePixelRatioF()
        side = self._history_delegate.picture_rect(self.sheet.rect(0)).width()
        return self._drawing.drag_pixmap(content, side, ratio, count=len(tiles))

    def _say_problem(self, problem: Problem) -> None:
        self.problem_found.emit(problem)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        self._history_delegate.set_font(self.font())
        super().paintEvent(event)
        if self._invitation and self.sheet.count == 0:
            self._paint_invitation()

    def paint_ground(self, painter: QPainter, part: QRect) -> None:
        painter.fillRect(part, self._drawing.colour("panel"))

    def _paint_invitation(self) -> None:
        painter = QPainter(self.viewport())
        room = self.viewport().rect()
        width = min(260, room.width() - 24)
        place = QRect(0, 0, width, room.height())
        place.moveCenter(room.center())
        font = QFont(self.font())
        painter.setFont(font)
        painter.setPen(self._drawing.colour("text_soft"))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(place, flags, self._invitation)


def _dragged(tile: HistoryTile) -> DraggedPicture:
    assert tile.result is not None
    picture = tile.result.picture
    file = InputFile(content=picture.content, name=title(tile.edit), size=picture.size)
    return DraggedPicture(file=file, result=tile.ref)
