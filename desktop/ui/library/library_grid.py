"""The grid of the library: choosing, keys as in a file manager, dragging files away."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.domain.library_item import LibraryItem
from desktop.domain.problems import Problem
from desktop.domain.recipe import InputFile
from desktop.ui.library.item_words import title
from desktop.ui.library.library_delegate import LibraryDelegate
from desktop.ui.library.library_model import LibraryModel
from desktop.ui.mime import DraggedPicture, FileForDrag, PictureMimeData, run_drag
from desktop.ui.tiles.tile_painting import TilePainter
from desktop.ui.tiles.tile_view import TileView

GAP = 6
MARGIN = 8
SMALLEST, LARGEST, USUAL = 72, 420, 168
MOST_DRAGGED = 100
_DIGITS = {getattr(Qt.Key, f"Key_{digit}"): digit for digit in range(6)}
_THROWING = {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}
_PLAIN = {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}


class LibraryGrid(TileView):
    """Signals: `rated(int)` by a digit; `trash_requested`, `rename_requested` (F2);
    `typed(str)` when somebody begins to type; `chosen_changed`; `tile_width_changed(int)` by
    Ctrl and the wheel; `rows_changed` when other tiles came into view; `problem_found(Problem)`."""

    rated = Signal(int)
    trash_requested = Signal()
    rename_requested = Signal()
    typed = Signal(str)
    chosen_changed = Signal()
    tile_width_changed = Signal(int)
    problem_found = Signal(object)
    rows_changed = Signal()

    def __init__(
        self,
        model: LibraryModel,
        delegate: LibraryDelegate,
        drawing: TilePainter,
        file_for_drag: FileForDrag,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(delegate, parent)
        self._items = model
        self._library_delegate = delegate
        self._drawing = drawing
        self._file_for_drag = file_for_drag
        self._width = USUAL
        self._invitation = ""
        self._rows_told = range(0)
        self.setModel(model)
        self.set_spacing(gap=GAP, margin=MARGIN)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.scrolled.connect(self._tell_other_rows)
        model.rowsInserted.connect(self._want_seen)
        model.modelReset.connect(self._want_seen)
        model.dataChanged.connect(self._repaint_rows)

    @property
    def tile_width(self) -> int:
        return self._width

    def set_tile_width(self, width: int) -> None:
        """How large tiles are; the first one in view stays in view."""
        width = min(LARGEST, max(SMALLEST, width))
        if width == self._width:
            return
        first = self.visible_rows.start
        self._width = width
        self.updateGeometries()
        self.verticalScrollBar().setValue(self.sheet.rect(first).top() - MARGIN if first else 0)
        self.viewport().update()
        self._want_seen()
        self.tile_width_changed.emit(width)

    def tile_size_for(self, room: QSize) -> QSize:
        """Tiles share the width, so that the right edge is as straight as the left one."""
        usable = room.width() - 2 * MARGIN + GAP
        columns = max(1, usable // (self._width + GAP))
        return self._library_delegate.tile_size(usable // columns - GAP)

    def show_invitation(self, text: str) -> None:
        """What stands in the middle while there is nothing to show."""
        self._invitation = text
        self.viewport().update()

    # what is chosen -----------------------------------------------------------------------

    def chosen_rows(self) -> list[range]:
        """The chosen rows as ranges from the top."""
        parts = sorted(self.selectionModel().selection().toList(), key=lambda part: part.top())
        return [range(part.top(), part.bottom() + 1) for part in parts]

    def chosen_numbers(self) -> list[int]:
        return self._items.numbers_in(self.chosen_rows())

    def chosen_count(self) -> int:
        return sum(len(rows) for rows in self.chosen_rows())

    def chosen_items(self, most: int = MOST_DRAGGED) -> list[LibraryItem]:
        """Those of the chosen tiles that are read, from the top."""
        rows = [row for part in self.chosen_rows() for row in part[:most]][:most]
        return [item for item in map(self._items.item, rows) if item is not None]

    def choose_rows(self, rows: list[int]) -> None:
        """Chooses these and no other; the first becomes the current one."""
        selection = QItemSelection()
        for row in rows:
            selection.select(self._items.index(row), self._items.index(row))
        self.selectionModel().select(selection, self.selectionModel().SelectionFlag.ClearAndSelect)
        if rows:
            flag = self.selectionModel().SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(self._items.index(rows[0]), flag)

    def selectAll(self) -> None:
        """One range, where Qt would ask for every row."""
        last = self._items.rowCount() - 1
        if last >= 0:
            every = QItemSelection(self._items.index(0), self._items.index(last))
            model = self.selectionModel()
            model.select(every, model.SelectionFlag.ClearAndSelect)

    def selectionChanged(self, chosen: QItemSelection, gone: QItemSelection) -> None:
        super().selectionChanged(chosen, gone)
        self.chosen_changed.emit()

    # keys ---------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_plain = event.modifiers() in _PLAIN
        if is_plain and event.key() in _DIGITS and self.selectionModel().hasSelection():
            self.rated.emit(_DIGITS[event.key()])
        elif is_plain and event.key() in _THROWING:
            self.trash_requested.emit()
        elif is_plain and event.key() == Qt.Key.Key_F2:
            self.rename_requested.emit()
        elif self._begins_search(event):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def _begins_search(self, event: QKeyEvent) -> bool:
        wanted = event.modifiers() in {*_PLAIN, Qt.KeyboardModifier.ShiftModifier}
        return wanted and event.text().isprintable() and bool(event.text().strip())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_tile_width(self._width + (16 if event.angleDelta().y() > 0 else -16))
            event.accept()
        else:
            super().wheelEvent(event)

    # dragging -----------------------------------------------------------------------------

    def drag_data(self) -> PictureMimeData | None:
        """The chosen pictures, ready to be dragged; None when none of them has one."""
        pictures = tuple(_dragged(one) for one in self.chosen_items() if one.content)
        if not pictures:
            return None
        return PictureMimeData(pictures, self._file_for_drag, self._say_problem)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        data = self.drag_data()
        if data is None:
            return
        drag = QDrag(self)
        shown = next(one for one in self.chosen_items() if one.content)
        side = self._library_delegate.picture_rect(self.sheet.rect(0)).width()
        ratio, count = self.devicePixelRatioF(), self.chosen_count()
        drag.setPixmap(self._drawing.drag_pixmap(shown.content or "", side, ratio, count=count))
        drag.setHotSpot(QPoint(16, 16))
        run_drag(drag, data)

    def _say_problem(self, problem: Problem) -> None:
        self.problem_found.emit(problem)

    # painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        self._library_delegate.set_font(self.font())
        super().paintEvent(event)
        if self._invitation and self.sheet.count == 0:
            self._paint_invitation()

    def paint_ground(self, painter: QPainter, part: QRect) -> None:
        painter.fillRect(part, self._drawing.colour("window"))

    def _paint_invitation(self) -> None:
        painter = QPainter(self.viewport())
        place = QRect(0, 0, min(320, self.viewport().width() - 24), self.viewport().height())
        place.moveCenter(self.viewport().rect().center())
        painter.setPen(self._drawing.colour("text_soft"))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(place, flags, self._invitation)

    def _want_seen(self, *_: object) -> None:
        """Reads what is missing of the rows in view and of the next page."""
        seen = self.visible_rows
        self._items.want(range(seen.start, seen.stop + len(seen)))

    def _tell_other_rows(self) -> None:
        """Scrolling by less than a line brings no other tile into view."""
        if self.visible_rows != self._rows_told:
            self._rows_told = self.visible_rows
            self._want_seen()
            self.rows_changed.emit()

    def _repaint_rows(self, first: QModelIndex, last: QModelIndex) -> None:
        if first.row() < self.visible_rows.stop and last.row() >= self.visible_rows.start:
            self.viewport().update()


def _dragged(item: LibraryItem) -> DraggedPicture:
    assert item.content is not None
    assert item.size is not None
    file = InputFile(content=item.content, name=title(item), size=item.size)
    return DraggedPicture(file=file, result=item.ref)
