"""Tiles with small buttons on them: painting, pointing, choosing several with a band."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionRubberBand,
    QToolTip,
    QWidget,
)

from desktop.ui.tiles.sheet_view import Index, SheetView
from desktop.ui.tiles.tile_sheet import Flow
from desktop.ui.tiles.tile_state import PLAIN, TileButton, TileState

_KEYS_THAT_OPEN = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_LEFT_AT_ONCE = 6
_NO_MODIFIERS = {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}


class TileDelegate(QStyledItemDelegate):
    """Draws tiles; a delegate that draws buttons on them says where they are."""

    def paint_tile(self, painter: QPainter, rect: QRect, row: int, state: TileState) -> None:
        """Draws one tile into `rect` of the viewport; the painter is left as it was found."""
        raise NotImplementedError

    def buttons(self, _rect: QRect, _index: Index) -> Sequence[TileButton]:
        return ()

    def begin_frame(self, painter: QPainter) -> None:
        """Painting of several tiles begins, with the font of `painter`."""

    def take_left(self) -> Sequence[QRect]:
        """Places that the frame had no time for."""
        return ()


class TileView(SheetView):
    """Tiles of one size; a subclass says how large they are in the room there is.

    Signals: `tile_opened(index)` by Enter or a double click; `button_clicked(index, name)` for a
    button drawn on a tile.
    """

    tile_opened = Signal(QModelIndex)
    button_clicked = Signal(QModelIndex, str)

    def __init__(self, delegate: TileDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hovered = QPersistentModelIndex()
        self._hovered_button = ""
        self._pressed_button: tuple[QPersistentModelIndex, str] | None = None
        self._left: list[QRect] = []
        self._band = QRect()
        self._band_start: QPoint | None = None
        self._delegate = delegate
        self.setItemDelegate(delegate)
        self.setMouseTracking(True)
        self.doubleClicked.connect(self.tile_opened)

    @property
    def hovered_button(self) -> str:
        """The name of the drawn button under the pointer, empty when there is none."""
        return self._hovered_button

    def button_at(self, point: QPoint) -> TileButton | None:
        """The button drawn under a point of the viewport."""
        index = self.indexAt(point)
        if not index.isValid():
            return None
        buttons = self._delegate.buttons(self.visualRect(index), index)
        return next((button for button in buttons if button.rect.contains(point)), None)

    def repaint_where(self, is_meant: Callable[[QModelIndex], bool]) -> None:
        """Paints again the tiles in view for which `is_meant` holds."""
        for row in self.visible_rows:
            index = self._index(row)
            if is_meant(index):
                self.viewport().update(self.visualRect(index))

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self.paint_ground(painter, event.rect())
        if self._shown_model is not None:
            self._paint_tiles(painter, event.region())
        self._paint_band(painter)

    def paint_ground(self, _painter: QPainter, _part: QRect) -> None:
        """For a view that covers what lies behind it, which makes scrolling a mere copy."""

    def _paint_tiles(self, painter: QPainter, region: QRegion) -> None:
        focus = self.currentIndex().row() if self.hasFocus() else -1
        hovered = self._hovered.row() if self._hovered.isValid() else -1
        delegate = self._delegate
        delegate.begin_frame(painter)
        rows = self._sheet.rows_near(region.boundingRect().translated(self.offset))
        chosen = self._chosen_among(rows)
        others = chosen | {focus, hovered}
        for row, rect in self._sheet.places(rows, -self.offset):
            if not region.intersects(rect):
                continue
            state = PLAIN
            if row in others:
                button = self._hovered_button if row == hovered else ""
                state = TileState(row in chosen, row == focus, row == hovered, button)
            delegate.paint_tile(painter, rect, row, state)
        self._go_on_later(region, delegate.take_left())

    def _go_on_later(self, painted: QRegion, left: Sequence[QRect]) -> None:
        """What frames had no time for is painted by the next ones, a few places in each, so that a
        list that is scrolled on meanwhile has no more to paint than what comes into view."""
        shift = self.offset
        seen = self.viewport().rect().translated(shift)
        done = painted.translated(shift)
        older = (one for one in self._left if seen.intersects(one) and not done.contains(one))
        self._left = [*(one.translated(shift) for one in left), *older]
        for place in self._left[:_LEFT_AT_ONCE]:
            self.viewport().update(place.translated(-shift))

    def _chosen_among(self, rows: range) -> set[int]:
        """Asked row by row, the selection would ask the model for the flags of each."""
        if not self.selectionModel().hasSelection():
            return set()
        parts = self.selectionModel().selection().toList()
        return {
            row
            for part in parts
            for row in range(max(part.top(), rows.start), min(part.bottom() + 1, rows.stop))
        }

    def _paint_band(self, painter: QPainter) -> None:
        if not self._band.isNull():
            option = QStyleOptionRubberBand()
            option.initFrom(self)
            option.rect = self._band.translated(-self.offset).normalized()
            self.style().drawControl(QStyle.ControlElement.CE_RubberBand, option, painter, self)

    # mouse and keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(event.position().toPoint())
        if self._pressed_button is None:
            super().mouseMoveEvent(event)
            self._stretch_band(event.position().toPoint())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        button, index = self.button_at(point), self.indexAt(point)
        if button is not None and event.button() is Qt.MouseButton.LeftButton:
            self._pressed_button = (QPersistentModelIndex(index), button.name)
            return
        self._band_start = None if index.isValid() else point + self.offset
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._band_start = None
        if not self._band.isNull():
            self._band = QRect()
            self.viewport().update()
        if self._pressed_button is None:
            super().mouseReleaseEvent(event)
            return
        (index, name), self._pressed_button = self._pressed_button, None
        point = event.position().toPoint()
        button = self.button_at(point)
        if button is not None and button.name == name and index == self.indexAt(point):
            self.button_clicked.emit(self.indexAt(point), name)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.button_at(event.position().toPoint()) is not None:
            self.mousePressEvent(event)
        else:
            super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_plain = event.modifiers() in _NO_MODIFIERS
        if event.key() in _KEYS_THAT_OPEN and is_plain and self.currentIndex().isValid():
            self.tile_opened.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Nothing: a search over all rows would hold the window up."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """In one row the ordinary wheel scrolls along it."""
        if self._flow is Flow.WRAPPED or event.angleDelta().x():
            super().wheelEvent(event)
            return
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (event.pixelDelta().y() or event.angleDelta().y()))
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Leave:
            self._hover(None)
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            button = self.button_at(event.pos())
            if button is not None:
                QToolTip.showText(event.globalPos(), button.tip, self.viewport(), button.rect)
                return True
        return super().viewportEvent(event)

    def _hover(self, point: QPoint | None) -> None:
        index = QModelIndex() if point is None else self.indexAt(point)
        button = None if point is None else self.button_at(point)
        name = "" if button is None else button.name
        if self._hovered == index and self._hovered_button == name:
            return
        for changed in (self._hovered, index):
            if changed.isValid():
                self.viewport().update(self.visualRect(changed))
        self._hovered, self._hovered_button = QPersistentModelIndex(index), name

    def _stretch_band(self, point: QPoint) -> None:
        is_banding = self.state() is QAbstractItemView.State.DragSelectingState
        takes_several = self.selectionMode() is QAbstractItemView.SelectionMode.ExtendedSelection
        if is_banding and takes_several and self._band_start is not None:
            self._band = QRect(self._band_start, point + self.offset)
            self.viewport().update()
