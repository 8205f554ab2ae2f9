"""The view finds, scrolls, chooses and keeps its place, with many rows as with few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QAccessible, QEnterEvent, QHelpEvent, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QToolTip
from pytestqt.qtbot import QtBot

from desktop.ui.theme import ThemeKeeper
from desktop.ui.tiles.tile_sheet import Flow
from desktop.ui.tiles.tile_state import TileButton, TileState
from desktop.ui.tiles.tile_view import TileDelegate, TileView

Index = QModelIndex | QPersistentModelIndex


class Rows(QAbstractListModel):
    """Rows by number; they can be put in and taken out, and fetched by pages."""

    def __init__(self, count: int, *, more: int = 0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.names = [str(number) for number in range(count)]
        self.more = more

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        is_text = index.isValid() and role == Qt.ItemDataRole.DisplayRole
        return self.names[index.row()] if is_text else None

    def put_in(self, row: int, names: list[str]) -> None:
        self.beginInsertRows(QModelIndex(), row, row + len(names) - 1)
        self.names[row:row] = names
        self.endInsertRows()

    def take_out(self, row: int, count: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row + count - 1)
        del self.names[row : row + count]
        self.endRemoveRows()

    def canFetchMore(self, _parent: Index) -> bool:
        return self.more > 0

    def fetchMore(self, _parent: Index) -> None:
        self.more -= 100
        self.put_in(len(self.names), ["fetched"] * 100)


class Painted(TileDelegate):
    """Remembers what it drew; every tile has a button in its corner."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn: list[int] = []

    def paint_tile(self, _painter: QPainter, _rect: QRect, row: int, _: TileState) -> None:
        self.drawn.append(row)

    def buttons(self, rect: QRect, _index: Index) -> Sequence[TileButton]:
        place = QRect(rect.topLeft(), QSize(12, 12))
        return (TileButton(name="corner", tip="A corner", rect=place),)


class Slow(Painted):
    """Finishes one tile in a frame and leaves the others for later."""

    def __init__(self) -> None:
        super().__init__()
        self.finished: set[int] = set()
        self.frames: list[int] = []
        self._left: list[QRect] = []
        self._has_time = True

    def begin_frame(self, _painter: QPainter) -> None:
        self._left, self._has_time = [], True
        self.frames.append(0)

    def take_left(self) -> Sequence[QRect]:
        return self._left

    def paint_tile(self, _painter: QPainter, rect: QRect, row: int, _: TileState) -> None:
        self.frames[-1] += 1
        if row in self.finished:
            return
        if self._has_time:
            self.finished.add(row)
            self._has_time = False
        else:
            self._left.append(rect)


class View(TileView):
    def tile_size_for(self, _room: QSize) -> QSize:
        return QSize(50, 40)


@pytest.fixture
def delegate(theme: ThemeKeeper) -> Painted:
    return Painted()


@pytest.fixture
def view(qtbot: QtBot, delegate: Painted) -> Iterator[View]:
    """Five tiles of 50×40 in a row, gap 8, four lines in sight."""
    made = View(delegate)
    made.resize(5 * 58 - 8 + made.verticalScrollBar().sizeHint().width(), 4 * 48)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.hide()


def shown(view: View, count: int, more: int = 0) -> Rows:
    model = Rows(count, more=more, parent=view)
    view.setModel(model)
    return model


def settle(delegate: Painted, qtbot: QtBot) -> None:
    """Until nothing is left to paint."""
    qtbot.waitUntil(lambda: bool(delegate.drawn))
    while delegate.drawn:
        delegate.drawn.clear()
        QApplication.processEvents()


def centre(view: View, row: int) -> QPoint:
    return view.visualRect(view.model().index(row, 0)).center()


def test_a_million_rows_draw_only_what_is_in_sight(view: View, delegate: Painted) -> None:
    shown(view, 1_000_000)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    delegate.drawn.clear()
    view.repaint()
    assert view.sheet.columns == 5
    assert len(delegate.drawn) <= 25
    assert max(delegate.drawn) == 999_999


def test_only_the_tiles_of_a_dirty_part_are_drawn(
    view: View, delegate: Painted, qtbot: QtBot
) -> None:
    shown(view, 1000)
    settle(delegate, qtbot)
    view.viewport().repaint(view.visualRect(view.model().index(7, 0)))
    assert delegate.drawn == [7]


def test_rows_that_change_out_of_sight_paint_nothing(
    view: View, delegate: Painted, qtbot: QtBot
) -> None:
    model = shown(view, 1000)
    settle(delegate, qtbot)
    model.dataChanged.emit(model.index(500), model.index(600))
    QApplication.processEvents()
    assert delegate.drawn == []
    model.dataChanged.emit(model.index(3), model.index(600))
    qtbot.waitUntil(lambda: 3 in delegate.drawn)


def test_what_a_frame_had_no_time_for_comes_with_the_next_ones(qtbot: QtBot) -> None:
    delegate = Slow()
    view = View(delegate)
    view.resize(5 * 58 - 8 + view.verticalScrollBar().sizeHint().width(), 4 * 48)
    qtbot.addWidget(view)
    shown(view, 1000)
    with qtbot.waitExposed(view):
        view.show()
    in_sight = set(view.visible_rows)
    qtbot.waitUntil(lambda: delegate.finished == in_sight)
    assert max(delegate.frames[1:]) < len(in_sight) / 2
    frames = len(delegate.frames)
    QApplication.processEvents()
    assert len(delegate.frames) == frames


def test_scrolling_on_forgets_what_went_out_of_sight(qtbot: QtBot) -> None:
    delegate = Slow()
    view = View(delegate)
    view.resize(5 * 58 - 8 + view.verticalScrollBar().sizeHint().width(), 4 * 48)
    qtbot.addWidget(view)
    shown(view, 1000)
    with qtbot.waitExposed(view):
        view.show()
    view.repaint()
    view.verticalScrollBar().setValue(48 * 100)
    qtbot.waitUntil(lambda: set(view.visible_rows) <= delegate.finished)
    assert not set(range(10, 20)) <= delegate.finished


@pytest.mark.parametrize("flow", list(Flow))
def test_a_tile_is_found_where_it_is_drawn(view: View, flow: Flow) -> None:
    shown(view, 60)
    view.set_flow(flow)
    for row in (0, 3, 7):
        index = view.model().index(row, 0)
        assert view.indexAt(view.visualRect(index).center()) == index
    assert not view.indexAt(QPoint(54, 20)).isValid()


def test_what_is_put_in_above_moves_nothing_in_sight(view: View) -> None:
    model = shown(view, 10_000)
    view.verticalScrollBar().setValue(48 * 1000)
    before = model.data(view.indexAt(QPoint(20, 20)))
    model.put_in(0, ["new"] * 5)
    assert model.data(view.indexAt(QPoint(20, 20))) == before
    model.put_in(10_005, ["later"] * 100)
    assert model.data(view.indexAt(QPoint(20, 20))) == before


def test_at_the_top_what_is_new_is_seen(view: View) -> None:
    model = shown(view, 100)
    model.put_in(0, ["new"])
    assert model.data(view.indexAt(QPoint(20, 20))) == "new"


def test_the_strip_keeps_its_place_too(view: View) -> None:
    model = shown(view, 1000)
    view.set_flow(Flow.ONE_ROW)
    view.horizontalScrollBar().setValue(58 * 300)
    before = model.data(view.indexAt(QPoint(20, 20)))
    model.put_in(0, ["new", "newer"])
    assert model.data(view.indexAt(QPoint(20, 20))) == before


def test_a_new_width_keeps_the_first_tile_in_sight(view: View) -> None:
    shown(view, 1000)
    view.verticalScrollBar().setValue(48 * 100)
    first = view.visible_rows.start
    view.resize(view.width() - 2 * 58, view.height())
    assert view.sheet.columns == 3
    assert first in range(view.visible_rows.start, view.visible_rows.start + 3)


def test_removing_shrinks_the_sheet(view: View) -> None:
    model = shown(view, 1000)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    model.take_out(10, 985)
    assert view.verticalScrollBar().maximum() == 0
    assert view.sheet.count == 15


def test_more_is_fetched_before_the_end_is_reached(view: View) -> None:
    model = shown(view, 40, more=100)
    assert model.rowCount() == 140
    model.more = 100
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() - 48 * 9)
    assert model.rowCount() == 140
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() - 48 * 7)
    assert model.rowCount() == 240


def test_keys_move_and_scroll(view: View) -> None:
    shown(view, 100)
    view.setCurrentIndex(view.model().index(0, 0))
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().row() == 6
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.currentIndex().row() == 99
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.verticalScrollBar().value() == 0


def test_enter_and_a_double_click_open(view: View, qtbot: QtBot) -> None:
    shown(view, 10)
    view.setCurrentIndex(view.model().index(3, 0))
    with qtbot.waitSignal(view.tile_opened) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args[0].row() == 3
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, 6))
    with qtbot.waitSignal(view.tile_opened) as opened:
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, 6))
    assert opened.args[0].row() == 6


def chosen(view: View) -> list[int]:
    return sorted(index.row() for index in view.selectionModel().selectedIndexes())


def test_shift_takes_all_between_and_ctrl_one_more(view: View) -> None:
    shown(view, 30)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    click, shift = QTest.mouseClick, Qt.KeyboardModifier.ShiftModifier
    left = Qt.MouseButton.LeftButton
    click(view.viewport(), left, pos=centre(view, 3))
    click(view.viewport(), left, shift, centre(view, 11))
    assert chosen(view) == list(range(3, 12))
    click(view.viewport(), left, Qt.KeyboardModifier.ControlModifier, centre(view, 14))
    assert chosen(view) == [*range(3, 12), 14]
    click(view.viewport(), left, pos=centre(view, 12))
    click(view.viewport(), left, shift, centre(view, 8))
    assert chosen(view) == list(range(8, 13))


def test_a_band_takes_what_it_touches(view: View) -> None:
    shown(view, 20)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    port, left = view.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(port, left, pos=QPoint(54, 44))
    QTest.mouseMove(port, QPoint(100, 60))
    QTest.mouseMove(port, QPoint(130, 100))
    assert chosen(view) == [6, 7, 11, 12]
    assert not port.grab().isNull()
    QTest.mouseRelease(port, left, pos=QPoint(130, 100))
    assert chosen(view) == [6, 7, 11, 12]


def test_a_drawn_button_takes_its_own_clicks(view: View, qtbot: QtBot) -> None:
    shown(view, 10)
    corner = view.visualRect(view.model().index(4, 0)).topLeft() + QPoint(4, 4)
    with qtbot.waitSignal(view.button_clicked) as clicked:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=corner)
    assert (clicked.args[0].row(), clicked.args[1]) == (4, "corner")
    assert not view.currentIndex().isValid()
    with qtbot.assertNotEmitted(view.button_clicked):
        QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=corner)
        QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, 7))


def test_a_drawn_button_says_what_it_does(view: View) -> None:
    shown(view, 10)
    corner = view.visualRect(view.model().index(0, 0)).topLeft() + QPoint(4, 4)
    QTest.mouseMove(view.viewport(), corner)
    assert view.hovered_button == "corner"
    at = view.viewport().mapToGlobal(corner)
    QApplication.sendEvent(view.viewport(), QHelpEvent(QEvent.Type.ToolTip, corner, at))
    assert QToolTip.text() == "A corner"
    QToolTip.hideText()
    QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
    assert view.hovered_button == ""
    point = QPointF(corner)
    QApplication.sendEvent(view.viewport(), QEnterEvent(point, point, point))


def test_the_plain_wheel_runs_along_a_strip(view: View) -> None:
    shown(view, 100)
    view.set_flow(Flow.ONE_ROW)
    place = QPointF(30, 20)
    event = QWheelEvent(
        place,
        QPointF(view.viewport().mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)
    assert view.horizontalScrollBar().value() == 120


def test_a_screen_reader_finds_a_list_with_its_items(view: View) -> None:
    shown(view, 300)
    seen = QAccessible.queryAccessibleInterface(view)
    assert seen is not None
    assert seen.role() == QAccessible.Role.List
    assert seen.childCount() == 300
    item = seen.child(7)
    assert item.role() == QAccessible.Role.ListItem
    assert item.text(QAccessible.Text.Name) == "7"
    place = view.visualRect(view.model().index(7, 0))
    assert item.rect().topLeft() == view.viewport().mapToGlobal(place.topLeft())
