"""A view of the library's pictures with words: an invitation, keys, and real files to drag away."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.domain.problems import Problem
from desktop.ui.mime import DraggedPicture, FileForDrag, PictureMimeData, run_drag
from desktop.ui.tiles.captioned_delegate import CaptionedDelegate
from desktop.ui.tiles.tile_painting import TilePainter
from desktop.ui.tiles.tile_view import TileView

MOST_DRAGGED = 100
_DIGITS = {getattr(Qt.Key, f"Key_{digit}"): digit for digit in range(6)}
_THROWING = {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}
PLAIN_KEYS = {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
_WIDEST_INVITATION = 320


class CaptionedView(TileView):
    """Several tiles can be chosen. A subclass says which picture a tile has, and what it lies on.

    Signals: `rated(int)` by a digit, 0 to 5; `trash_requested` by Delete or Backspace;
    `problem_found(Problem)` when a file for a drag could not be made.
    """

    rated = Signal(int)
    trash_requested = Signal()
    problem_found = Signal(object)

    ground = "panel"
    """The colour that tiles lie on."""

    def __init__(
        self,
        model: QAbstractItemModel,
        delegate: CaptionedDelegate,
        drawing: TilePainter,
        file_for_drag: FileForDrag,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(delegate, parent)
        self._captioned = delegate
        self._drawing = drawing
        self._file_for_drag = file_for_drag
        self._invitation = ""
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_invitation(self, text: str) -> None:
        """What stands in the middle while there is nothing to show."""
        self._invitation = text
        self.viewport().update()

    # what is chosen

    def chosen_rows(self) -> list[range]:
        """The chosen rows as ranges from the top."""
        parts = sorted(self.selectionModel().selection().toList(), key=lambda part: part.top())
        return [range(part.top(), part.bottom() + 1) for part in parts]

    def chosen_count(self) -> int:
        return sum(len(rows) for rows in self.chosen_rows())

    def first_chosen(self, most: int = MOST_DRAGGED) -> list[int]:
        """The first of the chosen rows."""
        return [row for rows in self.chosen_rows() for row in rows[:most]][:most]

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.do_key(event):
            super().keyPressEvent(event)

    def do_key(self, event: QKeyEvent) -> bool:
        """True when the key was one for the chosen tiles, and is done with."""
        if event.modifiers() not in PLAIN_KEYS:
            return False
        if event.key() in _THROWING:
            self.trash_requested.emit()
            return True
        if event.key() in _DIGITS and self.selectionModel().hasSelection():
            self.rated.emit(_DIGITS[event.key()])
            return True
        return False

    # dragging

    def picture_at(self, _row: int) -> DraggedPicture | None:
        """The picture of a tile; None where there is none, or none is known yet."""
        raise NotImplementedError

    def drag_data(self) -> PictureMimeData | None:
        """The chosen pictures, ready to be dragged; None when none of them has one."""
        pictures = self._dragged_pictures()
        if not pictures:
            return None
        return PictureMimeData(pictures, self._file_for_drag, self._say_problem)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        data = self.drag_data()
        if data is None:
            return
        drag = QDrag(self)
        drag.setPixmap(self.drag_pixmap())
        drag.setHotSpot(QPoint(16, 16))
        run_drag(drag, data)

    def drag_pixmap(self) -> QPixmap:
        """The picture under the pointer, and how many go with it."""
        current = self.currentIndex()
        pressed = self.picture_at(current.row()) if current.isValid() else None
        content = (pressed or self._dragged_pictures()[0]).file.content
        side = self._captioned.picture_rect(self.sheet.rect(0)).width()
        ratio, count = self.devicePixelRatioF(), self.dragged_count()
        return self._drawing.drag_pixmap(content, side, ratio, count=count)

    def dragged_count(self) -> int:
        """How many a drag carries, as its pixmap says."""
        return len(self._dragged_pictures())

    def _dragged_pictures(self) -> tuple[DraggedPicture, ...]:
        found = map(self.picture_at, self.first_chosen())
        return tuple(one for one in found if one is not None)

    def _say_problem(self, problem: Problem) -> None:
        self.problem_found.emit(problem)

    # painting

    def paint_ground(self, painter: QPainter, part: QRect) -> None:
        painter.fillRect(part, self._drawing.colour(self.ground))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._invitation and self.sheet.count == 0:
            self._paint_invitation()

    def _paint_invitation(self) -> None:
        painter = QPainter(self.viewport())
        room = self.viewport().rect()
        place = QRect(0, 0, min(_WIDEST_INVITATION, room.width() - 24), room.height())
        place.moveCenter(room.center())
        painter.setPen(self._drawing.colour("text_soft"))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(place, flags, self._invitation)
