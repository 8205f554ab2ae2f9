"""Rulers measure the picture, and guides are dragged from them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.ui.canvas.canvas_menu import canvas_menu
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.canvas.ruler import Ruler, ruler_step
from desktop.ui.qimage import pixels_of
from tests.ui.canvas.pointing import press, release


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
