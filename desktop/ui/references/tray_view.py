"""The strip of tiles in the tray: its keys, and reordering by dragging."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.domain.problems import Problem
from desktop.ui.mime import DraggedPicture, PictureMimeData
from desktop.ui.references.reference_delegate import (
    REMOVE,
    SWITCH,
    ReferenceDelegate,
    picture_rect,
)
from desktop.ui.references.reference_model import ReferenceModel, TileKind
from desktop.ui.tiles.sheet_view import Index
from desktop.ui.tiles.tile_painting import TilePainter, small_font
from desktop.ui.tiles.tile_view import TileView

SMALLEST_TILE = 64
LARGEST_TILE = 84
GAP = 6
MARGIN = 2
_INVITATION = "Drop, paste or choose pictures that guide the result."
_REMOVE_KEYS = {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}


class TrayView(TileView):
    """Signals carry places among the references, not rows: `moved(source, before)`,
    `removed(place)`, `switched(place, is_on)`; `paste_requested` for the paste key."""

    moved = Signal(int, int)
    removed = Signal(int)
    switched = Signal(int, bool)
    paste_requested = Signal()

    def __init__(
        self,
        model: ReferenceModel,
        delegate: ReferenceDelegate,
        drawing: TilePainter,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(delegate, parent)
        self._model = model
        self._drawing = drawing
        self._dragged: int | None = None
        self._mark: int | None = None
        self.setModel(model)
        self.set_spacing(gap=GAP, margin=MARGIN)
        self._set_up_drag()
        self.button_clicked.connect(self._do_button)

    def _set_up_drag(self) -> None:
        self.setDragEnabled(True)
        self.viewport().setAcceptDrops(True)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)

    def tile_size_for(self, room: QSize) -> QSize:
        """Squares that fill the width, as many as fit."""
        width = room.width() - 2 * MARGIN + GAP
        columns = max(1, width // (SMALLEST_TILE + GAP))
        side = min(LARGEST_TILE, max(SMALLEST_TILE, width // columns - GAP))
        return QSize(side, side)

    def height_for(self, width: int, *, most_rows: int) -> int:
        """The height at which nothing scrolls, up to so many rows."""
        sheet = self.sheet_for(QSize(width, 0))
        return min(sheet.size.height(), most_rows * sheet.step.height() - GAP + 2 * MARGIN)

    def choose_place(self, place: int) -> None:
        """Makes the reference at `place` the current tile."""
        self.setCurrentIndex(self._model.index(self._model.row_of(place)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        if self._mark is not None:
            self._paint_mark(painter, self._mark)
        if self._model.place_of(self._model.rowCount() - 2) is None:
            self._paint_invitation(painter)

    def _paint_mark(self, painter: QPainter, row: int) -> None:
        rect = self._mark_rect(row).translated(-self.offset)
        painter.fillRect(rect, self._drawing.colour("accent"))

    def _mark_rect(self, row: int) -> QRect:
        """A bar in the gap before a tile; at the end of a line behind the last one."""
        tile = self.sheet.rect(row)
        return QRect(tile.left() - GAP // 2 - 1, tile.top(), 3, tile.height())

    def _paint_invitation(self, painter: QPainter) -> None:
        last = self.sheet.rect(self._model.rowCount() - 1).translated(-self.offset)
        room = QRect(last.topRight() + QPoint(12, 8), QSize(0, last.height() - 16))
        room.setRight(self.viewport().width() - 8)
        if room.width() >= 90:
            font = small_font(self.font())
            self._drawing.paragraph(painter, room, _INVITATION, colour="text_soft", font=font)

    # keys and buttons

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = self._model.place_of(self.currentIndex().row())
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_requested.emit()
        elif place is None or not self._do_key(event, place):
            super().keyPressEvent(event)

    def _do_key(self, event: QKeyEvent, place: int) -> bool:
        """True when the key meant the reference at `place`."""
        key = event.key()
        if key in _REMOVE_KEYS:
            self.removed.emit(place)
        elif key == Qt.Key.Key_Space:
            self._switch(place)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and key in _SIDES:
            self.shift(place, by=_SIDES[key])
        else:
            return False
        return True

    def shift(self, place: int, *, by: int) -> None:
        """Moves a reference one place to the left (-1) or to the right (1), if there is one."""
        target = place + by
        if self._model.place_of(self._model.row_of(target)) == target and target >= 0:
            self.moved.emit(place, target + (by > 0))

    def _do_button(self, index: Index, name: str) -> None:
        place = self._model.place_of(index.row())
        if place is None:
            return
        if name == REMOVE:
            self.removed.emit(place)
        elif name == SWITCH:
            self._switch(place)

    def _switch(self, place: int) -> None:
        tile = self._model.tile(self._model.index(self._model.row_of(place)))
        if tile.reference is not None:
            self.switched.emit(place, not tile.reference.is_on)

    # dragging inside

    def startDrag(self, _actions: Qt.DropAction) -> None:
        index = self.currentIndex()
        reference = self._model.tile(index).reference if index.isValid() else None
        if reference is None:
            return
        drag = QDrag(self)
        drag.setMimeData(PictureMimeData((DraggedPicture(file=reference.file),), None, _no_problem))
        content, ratio = reference.file.content, self.devicePixelRatioF()
        side = picture_rect(self.sheet.rect(0)).width()
        drag.setPixmap(self._drawing.drag_pixmap(content, side, ratio, fills=True))
        drag.setHotSpot(QPoint(-8, -8))
        self._dragged = self._model.place_of(index.row())
        drag.exec(Qt.DropAction.MoveAction | Qt.DropAction.CopyAction, Qt.DropAction.MoveAction)
        self._dragged = None
        self._show_mark(None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._follow_drag(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._follow_drag(event)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._show_mark(None)

    def dropEvent(self, event: QDropEvent) -> None:
        source, target = self._dragged, self._place_at(event.position().toPoint())
        self._show_mark(None)
        if source is None:
            event.ignore()
            return
        event.acceptProposedAction()
        if target not in {source, source + 1}:
            self.moved.emit(source, target)

    def _follow_drag(self, event: QDragMoveEvent) -> None:
        """Its own tiles are taken here; what comes from elsewhere is the tray's matter."""
        if self._dragged is None:
            event.ignore()
            return
        event.acceptProposedAction()
        place = self._place_at(event.position().toPoint())
        self._show_mark(self._model.row_of(place))

    def _place_at(self, point: QPoint) -> int:
        """Before which reference something dropped here goes; the canvas stays the first."""
        row = self.sheet.gap_at(point + self.offset)
        rows = range(self._model.rowCount())
        places = [place for place in map(self._model.place_of, rows) if place is not None]
        first = self._model.row_of(0)
        return min(max(0, row - first), len(places))

    def _show_mark(self, row: int | None) -> None:
        if row != self._mark:
            self._mark = row
            self.viewport().update()


_SIDES = {int(Qt.Key.Key_Left): -1, int(Qt.Key.Key_Right): 1}


def _no_problem(_problem: Problem) -> None:
    """Nothing can fail: a reference that is dragged carries no file of its own."""


def is_add_tile(model: ReferenceModel, index: Index) -> bool:
    return index.isValid() and model.tile(index).kind is TileKind.ADD
