"""The grid of the library: choosing, keys as in a file manager, dragging files away."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.library_item import LibraryItem
from desktop.domain.recipe import InputFile
from desktop.ui.library.item_words import title
from desktop.ui.library.library_delegate import LibraryDelegate
from desktop.ui.library.library_model import LibraryModel
from desktop.ui.mime import DraggedPicture, FileForDrag
from desktop.ui.tiles.captioned_view import MOST_DRAGGED, PLAIN_KEYS, CaptionedView
from desktop.ui.tiles.tile_painting import TilePainter

GAP = 6
MARGIN = 8
SMALLEST, LARGEST, USUAL = 72, 420, 168


class LibraryGrid(CaptionedView):
    """Signals: `rename_requested` (F2); `typed(str)` when somebody begins to type;
    `chosen_changed`; `tile_width_changed(int)` by Ctrl and the wheel; `rows_changed` when other
    tiles came into view."""

    rename_requested = Signal()
    typed = Signal(str)
    chosen_changed = Signal()
    tile_width_changed = Signal(int)
    rows_changed = Signal()

    ground = "window"

    def __init__(
        self,
        model: LibraryModel,
        delegate: LibraryDelegate,
        drawing: TilePainter,
        file_for_drag: FileForDrag,
        parent: QWidget | None = None,
    ) -> None:
        self._items = model
        self._tiles = delegate
        self._width = USUAL
        self._rows_told = range(0)
        super().__init__(model, delegate, drawing, file_for_drag, parent)
        self.set_spacing(gap=GAP, margin=MARGIN)
        self.scrolled.connect(self._tell_other_rows)
        model.rowsInserted.connect(self._want_seen)
        model.modelReset.connect(self._want_seen)

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
        return self._tiles.tile_size(usable // columns - GAP)

    # what is chosen -----------------------------------------------------------------------

    def chosen_numbers(self) -> list[int]:
        return self._items.numbers_in(self.chosen_rows())

    def chosen_items(self, most: int = MOST_DRAGGED) -> list[LibraryItem]:
        """Those of the chosen tiles that are read, from the top."""
        items = map(self._items.item, self.first_chosen(most))
        return [item for item in items if item is not None]

    def choose_rows(self, rows: list[int]) -> None:
        """Chooses these and no other; the first becomes the current one."""
        model = self.selectionModel()
        model.select(self._selection_of(rows), model.SelectionFlag.ClearAndSelect)
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

    def do_key(self, event: QKeyEvent) -> bool:
        if super().do_key(event):
            return True
        if event.modifiers() in PLAIN_KEYS and event.key() == Qt.Key.Key_F2:
            self.rename_requested.emit()
            return True
        if self._begins_search(event):
            self.typed.emit(event.text())
            return True
        return False

    def _begins_search(self, event: QKeyEvent) -> bool:
        wanted = event.modifiers() in {*PLAIN_KEYS, Qt.KeyboardModifier.ShiftModifier}
        return wanted and event.text().isprintable() and bool(event.text().strip())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_tile_width(self._width + (16 if event.angleDelta().y() > 0 else -16))
            event.accept()
        else:
            super().wheelEvent(event)

    # dragging -----------------------------------------------------------------------------

    def picture_at(self, row: int) -> DraggedPicture | None:
        item = self._items.item(row)
        if item is None or item.content is None or item.size is None:
            return None
        file = InputFile(content=item.content, name=title(item), size=item.size)
        return DraggedPicture(file=file, result=item.ref)

    def dragged_count(self) -> int:
        """All that is chosen: a project takes those without a picture as well."""
        return self.chosen_count()

    # reading and painting -----------------------------------------------------------------

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
