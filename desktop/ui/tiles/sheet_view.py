"""A view of equal tiles whose places are computed, not laid out.

QListView lays out every item again after each insertion: with 100,000 rows it stands still for
300 ms, or in batches loses the place one had scrolled to. Here a million rows cost what ten do.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAccessible, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QScrollBar, QWidget

from desktop.ui.tiles.tile_sheet import Flow, Step, TileSheet

Index = QModelIndex | QPersistentModelIndex
_Cursor = QAbstractItemView.CursorAction
_Hint = QAbstractItemView.ScrollHint
_PAGES_AHEAD = 2
_AIR = 8
_STEPS = {
    _Cursor.MoveLeft: Step.LEFT,
    _Cursor.MovePrevious: Step.LEFT,
    _Cursor.MoveRight: Step.RIGHT,
    _Cursor.MoveNext: Step.RIGHT,
    _Cursor.MoveUp: Step.UP,
    _Cursor.MoveDown: Step.DOWN,
    _Cursor.MovePageUp: Step.PAGE_UP,
    _Cursor.MovePageDown: Step.PAGE_DOWN,
    _Cursor.MoveHome: Step.HOME,
    _Cursor.MoveEnd: Step.END,
}


class SheetView(QListView):
    """The places of tiles: what is in view, what scrolls, where keys lead, what a band takes.

    It is a QListView for the sake of screen readers, which see nothing in a view of any other
    class; every place is its own, and QListView's layout is never made. A subclass paints the
    tiles and says how large they are. Signals: `scrolled` when other tiles may have come into view.
    """

    scrolled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = Flow.WRAPPED
        self._gap, self._margin = 8, 0
        self._shown_model: QAbstractItemModel | None = None
        self._sheet = TileSheet(tile=QSize(8, 8), gap=8, margin=0, count=0, room=QSize())
        self._set_up_view()

    def _set_up_view(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._show_scroll_bars()

    def set_spacing(self, *, gap: int, margin: int) -> None:
        """Pixels between tiles, and around all of them."""
        self._gap, self._margin = gap, margin
        self._arrange()

    def set_flow(self, flow: Flow) -> None:
        if flow is not self._flow:
            self._flow = flow
            self._show_scroll_bars()
            self._arrange()

    @property
    def tile_flow(self) -> Flow:
        return self._flow

    @property
    def sheet(self) -> TileSheet:
        """Where all tiles lie at present."""
        return self._sheet

    @property
    def offset(self) -> QPoint:
        """The point of the sheet in the viewport's corner."""
        return QPoint(self.horizontalOffset(), self.verticalOffset())

    @property
    def visible_rows(self) -> range:
        return self._sheet.rows_near(self.viewport().rect().translated(self.offset))

    def tile_size_for(self, _room: QSize) -> QSize:
        """How large a tile is in a viewport of that size; scroll bars are already taken off."""
        return QSize(100, 100)

    # geometry, as QAbstractItemView asks for it

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid():
            return QRect()
        return self._sheet.rect(index.row()).translated(-self.offset)

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self._sheet.row_at(point + self.offset)
        return QModelIndex() if row is None else self._index(row)

    def horizontalOffset(self) -> int:
        return self.horizontalScrollBar().value()

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, _index: Index) -> bool:
        return False

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region, visible = QRegion(), self.visible_rows
        for part in selection.toList():
            rows = range(max(visible.start, part.top()), min(visible.stop, part.bottom() + 1))
            for row in rows:
                region += self._sheet.rect(row).translated(-self.offset)
        return region

    def scrollTo(self, index: Index, hint: _Hint = _Hint.EnsureVisible) -> None:
        if not index.isValid():
            return
        tile, bar = self._sheet.rect(index.row()), self._bar()
        start, end = (tile.left(), tile.right()) if self._is_row else (tile.top(), tile.bottom())
        last = end + _AIR - self._length()
        if hint is _Hint.PositionAtCenter:
            bar.setValue((start + end - self._length()) // 2)
        elif hint is _Hint.PositionAtTop or start - _AIR < bar.value():
            bar.setValue(start - _AIR)
        elif hint is _Hint.PositionAtBottom or last > bar.value():
            bar.setValue(last)

    def moveCursor(self, action: _Cursor, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        if self._sheet.count == 0:
            return QModelIndex()
        current = self.currentIndex()
        is_first = not current.isValid()
        return self._index(0 if is_first else self._sheet.row_after(current.row(), _STEPS[action]))

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """A band takes what it touches; Shift takes every tile between two corners."""
        place = rect.translated(self.offset)
        if self.state() is QAbstractItemView.State.DragSelectingState:
            rows = self._sheet.rows_in(place.normalized())
        else:
            corners = (place.topLeft(), QPoint(place.right(), place.bottom()))
            ends = [row for row in map(self._sheet.row_at, corners) if row is not None]
            rows = list(range(min(ends), max(ends) + 1)) if ends else []
        self.selectionModel().select(self._selection_of(rows), command)

    def _selection_of(self, rows: list[int]) -> QItemSelection:
        """Neighbouring rows as one range each, because a selection is searched range by range."""
        selection = QItemSelection()
        start = 0
        for at in range(1, len(rows) + 1):
            if at == len(rows) or rows[at] != rows[at - 1] + 1:
                selection.select(self._index(rows[start]), self._index(rows[at - 1]))
                start = at
        return selection

    def _index(self, row: int) -> QModelIndex:
        return self.model().index(row, 0, self.rootIndex())

    @property
    def _is_row(self) -> bool:
        return self._flow is Flow.ONE_ROW

    def _bar(self) -> QScrollBar:
        return self.horizontalScrollBar() if self._is_row else self.verticalScrollBar()

    def _length(self) -> int:
        """The viewport's extent along which it scrolls."""
        viewport = self.viewport()
        return viewport.width() if self._is_row else viewport.height()

    def _show_scroll_bars(self) -> None:
        hidden = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        needed = Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setHorizontalScrollBarPolicy(needed if self._is_row else hidden)
        self.setVerticalScrollBarPolicy(hidden if self._is_row else needed)

    # what changes the sheet

    def sheet_for(self, size: QSize) -> TileSheet:
        """Where the tiles would lie if the view were of that size.

        The scroll bar's breadth is always kept free, so that nothing jumps when it appears.
        """
        bar = self._bar().sizeHint()
        room = size - (QSize(0, bar.height()) if self._is_row else QSize(bar.width(), 0))
        return TileSheet(
            flow=self._flow,
            tile=self.tile_size_for(room).expandedTo(QSize(8, 8)),
            gap=self._gap,
            margin=self._margin,
            count=0 if self._shown_model is None else self._shown_model.rowCount(),
            room=room,
        )

    def setModel(self, model: QAbstractItemModel | None) -> None:
        self._shown_model = model
        super().setModel(model)
        if model is not None:
            model.rowsRemoved.connect(self._arrange)
            model.rowsMoved.connect(self._arrange)
            model.layoutChanged.connect(self._arrange)
        self._arrange()

    def reset(self) -> None:
        super().reset()
        self._arrange()

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        """What one looks at stays where it is when something is put in before it."""
        offset, first = self._bar().value(), self.visible_rows.start
        QAbstractItemView.rowsInserted(self, parent, start, end)
        self._arrange()
        if offset > 0 and start <= first:
            before, after = self._sheet.rect(first), self._sheet.rect(first + end - start + 1)
            moved = after.topLeft() - before.topLeft()
            self._bar().setValue(offset + (moved.x() if self._is_row else moved.y()))

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Qt would paint everything again for rows that nobody sees, too."""
        seen = self.visible_rows
        is_seen = first.row() < seen.stop and last.row() >= seen.start
        if is_seen or QAccessible.isActive():
            super().dataChanged(first, last, roles)

    def doItemsLayout(self) -> None:
        """Where QListView would lay out every row, only the sheet is measured."""
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        QAbstractItemView.updateGeometries(self)
        if self._shown_model is None:
            return  # Qt asks while a subclass is still being made
        self._sheet = self.sheet_for(self.contentsRect().size())
        extent = self._sheet.size.width() if self._is_row else self._sheet.size.height()
        bar = self._bar()
        bar.setRange(0, max(0, extent - self._length()))
        bar.setPageStep(self._length())
        bar.setSingleStep(48)
        self._fetch_ahead()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The first tile in view stays in view when the columns change."""
        first, was_scrolled = self.visible_rows.start, self._bar().value() > 0
        QAbstractItemView.resizeEvent(self, event)
        self.updateGeometries()
        if was_scrolled and self._flow is Flow.WRAPPED:
            self._bar().setValue(self._sheet.rect(first).top() - self._margin)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.scrollDirtyRegion(dx, dy)
        self.viewport().scroll(dx, dy)
        self._fetch_ahead()
        self.scrolled.emit()

    def _arrange(self, *_: object) -> None:
        self.updateGeometries()
        self.viewport().update()
        self.scrolled.emit()

    def _fetch_ahead(self) -> None:
        """Asks the model for more while there is still something left to scroll over."""
        bar = self._bar()
        is_far = bar.maximum() - bar.value() > _PAGES_AHEAD * self._length()
        if self._shown_model is None or is_far:
            return
        if self._shown_model.canFetchMore(self.rootIndex()):
            self._shown_model.fetchMore(self.rootIndex())
