"""Rulers measure the picture, and guides are dragged from them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.canvas.canvas_menu import canvas_menu
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.canvas.guides import Guides
from desktop.ui.canvas.ruler import Ruler, ruler_step
from desktop.ui.qimage import pixels_of
from tests.ui.canvas.pointing import LEFT, move, press, release


def rulers(view: CanvasView) -> list[Ruler]:
    return view.findChildren(Ruler)


@pytest.mark.parametrize(
    ("zoom", "step"), [(1.0, 100), (0.1, 1000), (0.5, 200), (2.0, 50), (10.0, 10), (64.0, 1)]
)
def test_numbers_stand_at_round_places(zoom: float, step: float) -> None:
    assert ruler_step(zoom) == step


def test_a_key_shows_and_hides_them(view: CanvasView) -> None:
    seen = [view.shows_rulers]
    QTest.keyClick(view, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    seen.append(view.shows_rulers)
    level, upright = rulers(view)
    assert (level.height(), upright.width()) == (20, 20)
    assert level.width() == view.width() - 20
    QTest.keyClick(view, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert [*seen, view.shows_rulers] == [False, True, False]


def test_ticks_stand_where_the_picture_says(view: CanvasView) -> None:
    view.show_rulers(is_shown=True)
    level = rulers(view)[0]
    shown = pixels_of(level.grab().toImage())
    ground = shown[1, 30].tolist()
    assert shown[1, 80].tolist() != ground
    assert shown[1, 75].tolist() == ground
    view.pan(5, 0)
    moved = pixels_of(level.grab().toImage())
    assert moved[1, 85].tolist() != ground


def test_guides_are_dragged_from_them_and_cleared(view: CanvasView) -> None:
    view.show_rulers(is_shown=True)
    level, upright = rulers(view)
    press(level, 300, 10)
    release(level, 300, 150)
    press(upright, 10, 100)
    release(upright, 240, 100)
    press(upright, 10, 100)
    release(upright, 12, 110)
    assert (view.guides.level, view.guides.upright) == ((150,), (240,))
    menu = canvas_menu(view, lambda: None)
    next(one for one in menu.actions() if one.text() == "Clear guides").trigger()
    assert view.guides.level == ()
    menu.deleteLater()


SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_a_guide_is_seen_while_it_is_drawn(view: CanvasView) -> None:
    view.show_rulers(is_shown=True)
    level, _ = rulers(view)
    press(level, 300, 10)
    move(level, 300, 90, button=LEFT)
    seen = [view.guides.level]
    move(level, 300, 150, button=LEFT)
    seen.append(view.guides.level)
    move(level, 300, 5, button=LEFT)
    seen.append(view.guides.level)
    release(level, 300, 5)
    assert seen == [(90.0,), (150.0,), ()]
    assert view.guides.level == ()


def test_a_guide_is_moved_and_dragged_off(view: CanvasView) -> None:
    view.set_guides(Guides(level=(100.0, 200.0), upright=(240.0,)))
    view.set_tool("pan")
    press(view, 300, 102)
    move(view, 310, 150, button=LEFT)
    release(view, 310, 151)
    assert sorted(view.guides.level) == [151, 200]
    press(view, 241, 50)
    move(view, 100, 60, button=LEFT)
    release(view, -30, 60)
    assert view.guides.upright == ()
    assert sorted(view.guides.level) == [151, 200]


def test_escape_takes_a_move_back(view: CanvasView) -> None:
    view.set_guides(Guides(level=(100.0,)))
    view.set_tool("pan")
    press(view, 300, 100)
    move(view, 300, 180, button=LEFT)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    release(view, 300, 180)
    assert view.guides.level == (100.0,)


def test_the_brush_paints_over_guides_unless_control_is_held(view: CanvasView) -> None:
    view.set_guides(Guides(level=(100.0,)))
    press(view, 300, 100)
    move(view, 310, 130, button=LEFT)
    release(view, 310, 130)
    assert view.guides.level == (100.0,)
    assert view.document is not None
    assert view.document.has_mask
    marked = view.document.copy_mask()
    press(view, 400, 100, held=CONTROL)
    move(view, 400, 160, button=LEFT, held=CONTROL)
    release(view, 400, 160, held=CONTROL)
    assert view.guides.level == (160.0,)
    assert np.array_equal(view.document.copy_mask(), marked)


def seen(ruler: Ruler) -> NDArray[np.uint8]:
    image = ruler.grab().toImage()
    return pixels_of(image).copy()


def test_the_pointer_is_marked_on_both_rulers(view: CanvasView) -> None:
    view.show_rulers(is_shown=True)
    before = [seen(ruler) for ruler in rulers(view)]
    move(view, 333, 222)
    after = [seen(ruler) for ruler in rulers(view)]
    changed = [(new != old).any(axis=2) for new, old in zip(after, before, strict=True)]
    assert np.unique(np.nonzero(changed[0])[1]).tolist() == [333 - 20]
    assert np.unique(np.nonzero(changed[1])[0]).tolist() == [222 - 20]


def test_tab_hides_the_panels_and_control_tab_goes_on(view: CanvasView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.panels_toggled):
        QTest.keyPress(view, Qt.Key.Key_Tab)
    told: list[bool] = []
    view.panels_toggled.connect(lambda: told.append(True))
    for key, held in ((Qt.Key.Key_Tab, CONTROL), (Qt.Key.Key_Backtab, SHIFT)):
        view.event(QKeyEvent(QEvent.Type.KeyPress, key, held))
    assert told == []
