"""The tree of a result, drawn from left to right: what it was made from, what was made of it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop.domain.library_item import ItemNumber, LibraryItem
from desktop.domain.lineage import Lineage, LineageNode
from desktop.ui.icons import Icons
from desktop.ui.library.item_words import KIND_ICONS, spoken, title
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.tiles.tile_painting import TilePainter, small_font
from desktop.ui.tiles.tile_state import TileState
from desktop.ui.wording import short_moment

_TILE = QSize(132, 168)
_STEP = QSize(132 + 56, 168 + 16)
_MARGIN = 24
_PAD = 6
_LINE = 17


class LineageView(QAbstractScrollArea):
    """Arrow keys walk the tree; Ctrl and a click choose a second result to compare with.

    Signals: `chosen_changed`; `opened(LibraryItem)` by Enter or a double click.
    """

    chosen_changed = Signal()
    opened = Signal(object)

    def __init__(self, icons: Icons, loader: PictureLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loader = loader
        self._drawing = TilePainter(icons, loader, "lineage")
        self._lineage = Lineage()
        self._chosen: list[ItemNumber] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Where the result came from")
        loader.thumbnail_ready.connect(self._repaint)

    def show_lineage(self, lineage: Lineage, chosen: ItemNumber) -> None:
        self._lineage = lineage
        self._measure()
        self._choose([chosen])

    @property
    def lineage(self) -> Lineage:
        return self._lineage

    def chosen(self) -> tuple[LineageNode, ...]:
        """One node, or two in the order in which they were chosen."""
        nodes = (self._lineage.node(number) for number in self._chosen)
        return tuple(node for node in nodes if node is not None)

    def place_of(self, node: LineageNode) -> QRect:
        """Where its tile is in the viewport."""
        x = _MARGIN + node.depth * _STEP.width()
        y = _MARGIN + node.row * _STEP.height() // 2
        offset = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        return QRect(QPoint(x, y) - offset, _TILE)

    def node_at(self, point: QPoint) -> LineageNode | None:
        return next(
            (node for node in self._lineage.nodes if self.place_of(node).contains(point)), None
        )

    # choosing -----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        node = self.node_at(event.position().toPoint())
        if node is None:
            return
        number = node.item.number
        is_second = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if is_second and self._chosen and number not in self._chosen:
            self._choose([self._chosen[0], number])
        else:
            self._choose([number])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        node = self.node_at(event.position().toPoint())
        if node is not None:
            self.opened.emit(node.item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        node = next(iter(self.chosen()), None)
        if node is None:
            super().keyPressEvent(event)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit(node.item)
        elif (other := self._neighbour(node, event.key())) is not None:
            self._choose([other.item.number])
        elif event.key() not in _WALKING:
            super().keyPressEvent(event)

    def _neighbour(self, node: LineageNode, key: int) -> LineageNode | None:
        nodes = self._lineage.nodes
        if key == Qt.Key.Key_Left:
            return next((one for one in nodes if one.item.number == node.parent), None)
        if key == Qt.Key.Key_Right:
            return next((one for one in nodes if one.parent == node.item.number), None)
        same = sorted((one for one in nodes if one.depth == node.depth), key=lambda one: one.row)
        at = same.index(node) + {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key), 0)
        return same[at] if 0 <= at < len(same) and same[at] is not node else None

    def _choose(self, numbers: list[ItemNumber]) -> None:
        self._chosen = numbers
        nodes = self.chosen()
        if nodes:
            self._bring_into_view(nodes[-1])
            now = nodes[-1].item.created.astimezone()
            self.setAccessibleDescription(spoken(nodes[-1].item, now))
        self.viewport().update()
        self.chosen_changed.emit()

    def _bring_into_view(self, node: LineageNode) -> None:
        place, room = self.place_of(node), self.viewport().rect()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        if place.left() < 0 or place.right() > room.right():
            across.setValue(across.value() + place.center().x() - room.center().x())
        if place.top() < 0 or place.bottom() > room.bottom():
            down.setValue(down.value() + place.center().y() - room.center().y())

    # painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._drawing.colour("window"))
        places = {node.item.number: self.place_of(node) for node in self._lineage.nodes}
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for node in self._lineage.nodes:
            if node.parent is not None:
                self._paint_line(painter, places[node.parent], places[node.item.number])
        for node in self._lineage.nodes:
            if places[node.item.number].intersects(event.rect()):
                self._paint_node(painter, places[node.item.number], node.item)

    def _paint_line(self, painter: QPainter, start: QRect, end: QRect) -> None:
        first = QPointF(start.right() + 2, start.center().y())
        last = QPointF(end.left() - 2, end.center().y())
        path = QPainterPath(first)
        bend = QPointF((last.x() - first.x()) / 2, 0)
        path.cubicTo(first + bend, last - bend, last)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._drawing.colour("text_faint"), 1.5))
        painter.drawPath(path)

    def _paint_node(self, painter: QPainter, rect: QRect, item: LibraryItem) -> None:
        is_first = self._chosen[:1] == [item.number]
        state = TileState(
            is_selected=item.number in self._chosen, has_focus=is_first and self.hasFocus()
        )
        if not state.is_selected:
            self._drawing.rounded(painter, rect, "panel", "line")
        self._drawing.frame(painter, rect, state)
        side = rect.width() - 2 * _PAD
        place = QRect(rect.topLeft() + QPoint(_PAD, _PAD), QSize(side, side))
        if item.content is not None:
            self._drawing.picture(painter, place, item.content)
        else:
            self._drawing.icon(painter, place, KIND_ICONS[item.kind], "warning", 22)
        words = QRect(place.left(), place.bottom() + 2, side, _LINE)
        font = small_font(self.font())
        self._drawing.line(painter, words, title(item), font=font)
        words.translate(0, _LINE - 2)
        now = item.created.astimezone()
        when = short_moment(item.created, now)
        self._drawing.line(painter, words, when, colour="text_soft", font=font)

    def _repaint(self, content: str, _pixels: int) -> None:
        if any(node.item.content == content for node in self._lineage.nodes):
            self.viewport().update()

    # measuring ----------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()
        for node in self.chosen()[-1:]:
            self._bring_into_view(node)

    def _measure(self) -> None:
        nodes = self._lineage.nodes
        deep = max((node.depth for node in nodes), default=0) + 1
        high = max((node.row for node in nodes), default=0) / 2 + 1
        width = 2 * _MARGIN + deep * _STEP.width() - (_STEP.width() - _TILE.width())
        height = 2 * _MARGIN + round(high * _STEP.height())
        view = self.viewport()
        for bar, whole, seen in (
            (self.horizontalScrollBar(), width, view.width()),
            (self.verticalScrollBar(), height, view.height()),
        ):
            bar.setRange(0, max(0, whole - seen))
            bar.setPageStep(seen)
            bar.setSingleStep(40)


_WALKING = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down}
