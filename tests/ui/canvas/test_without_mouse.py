"""Keys, fingers and pens instead of a mouse."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.settings import BrushSettings, PenPressure
from desktop.ui.canvas.canvas_view import CanvasView
from tests.ui.canvas.pointing import LEFT, move, pen, press, release
from tests.ui.canvas.test_canvas_view import mask_of, patches

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


# keys


def test_arrows_move_and_space_paints(view: CanvasView, qtbot: QtBot) -> None:
    made = patches(view)
    told: list[object] = []
    view.cursor_moved.connect(told.append)
    QTest.keyClick(view, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: told == [(408, 300)])
    assert view.accessibleDescription() == "408, 300, size 40"
    QTest.keyPress(view, Qt.Key.Key_Space)
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Down, SHIFT)
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert [patch.name for patch in made] == ["Brush stroke"]
    assert mask_of(view)[290:550, 408].min() == 255
    assert mask_of(view)[300, 440] == 0
    assert view.tool == "brush"


def test_enter_presses_and_lifts_and_control_moves_by_a_pixel(view: CanvasView) -> None:
    made = patches(view)
    view.set_tool("rectangle")
    QTest.keyClick(view, Qt.Key.Key_Left, CONTROL)
    QTest.keyClick(view, Qt.Key.Key_Return)
    QTest.keyClick(view, Qt.Key.Key_Down, SHIFT)
    QTest.keyClick(view, Qt.Key.Key_Right, SHIFT)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert len(made) == 1
    assert view.document is not None
    bounds = view.document.mask_bounds
    assert bounds is not None
    assert (bounds.x, bounds.y, bounds.width, bounds.height) == (399, 300, 80, 80)


def test_the_view_follows_the_keys_over_its_edge(view: CanvasView) -> None:
    for _ in range(8):
        QTest.keyClick(view, Qt.Key.Key_Right, SHIFT)
    assert view.viewport.to_view(0, 0)[0] < -200


def test_the_mouse_takes_over_and_space_is_the_hand_again(view: CanvasView) -> None:
    QTest.keyClick(view, Qt.Key.Key_Right)
    move(view, 100, 100)
    QTest.keyPress(view, Qt.Key.Key_Space)
    press(view, 100, 100)
    move(view, 60, 80, button=LEFT)
    release(view, 60, 80)
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert view.viewport.to_view(0, 0) == (-40, -20)
    assert not mask_of(view).any()


# fingers


@pytest.fixture
def screen() -> QPointingDevice:
    return QTest.createTouchDevice()


def fingers(view: CanvasView, screen: QPointingDevice, *ways: tuple[QPoint, ...]) -> None:
    """Each finger along its places, all at the same time."""
    begin = QTest.touchEvent(view, screen)
    for finger, way in enumerate(ways):
        begin.press(finger, way[0])
    begin.commit()
    for step in range(1, len(ways[0])):
        update = QTest.touchEvent(view, screen)
        for finger, way in enumerate(ways):
            update.move(finger, way[step])
        update.commit()
    end = QTest.touchEvent(view, screen)
    for finger, way in enumerate(ways):
        end.release(finger, way[-1])
    end.commit()


def test_one_finger_pans_and_never_paints(view: CanvasView, screen: QPointingDevice) -> None:
    fingers(view, screen, (QPoint(300, 300), QPoint(280, 270), QPoint(240, 250)))
    assert view.viewport.to_view(0, 0) == (-60, -50)
    assert not mask_of(view).any()


def test_two_fingers_pinch_around_their_middle(view: CanvasView, screen: QPointingDevice) -> None:
    held = view.viewport.to_picture(300, 300)
    left = (QPoint(250, 300), QPoint(225, 300), QPoint(200, 300))
    right = (QPoint(350, 300), QPoint(375, 300), QPoint(400, 300))
    fingers(view, screen, left, right)
    assert view.zoom == pytest.approx(2, rel=0.01)
    assert view.viewport.to_picture(300, 300) == pytest.approx(held, abs=2)
    assert view.viewport.rotation == 0


def test_two_fingers_turn_the_view(view: CanvasView, screen: QPointingDevice) -> None:
    left = tuple(QPoint(250, 300 - 10 * step) for step in range(7))
    right = tuple(QPoint(350, 300 + 10 * step) for step in range(7))
    fingers(view, screen, left, right)
    assert view.viewport.rotation == pytest.approx(50.2, abs=2)


def test_taps_are_told_by_the_number_of_fingers(
    view: CanvasView, screen: QPointingDevice, qtbot: QtBot
) -> None:
    for count in (2, 3):
        with qtbot.waitSignal(view.fingers_tapped) as told:
            fingers(view, screen, *[(QPoint(200 + 60 * at, 300),) for at in range(count)])
        assert told.args == [count]


def test_the_palm_is_ignored_while_the_pen_is_near(
    view: CanvasView, screen: QPointingDevice
) -> None:
    pen(view, QEvent.Type.TabletMove, 200, 200, pressure=0)
    fingers(view, screen, (QPoint(300, 300), QPoint(200, 200), QPoint(100, 100)))
    assert view.viewport.to_view(0, 0) == (0, 0)
    now = [0.0]
    view._fingers._clock = lambda: now[0]
    view._fingers.pen_seen()
    now[0] = 5.0
    fingers(view, screen, (QPoint(300, 300), QPoint(200, 200), QPoint(100, 100)))
    assert view.viewport.to_view(0, 0) == (-200, -200)


def test_a_pen_that_comes_ends_what_the_hand_began(
    view: CanvasView, screen: QPointingDevice
) -> None:
    begin = QTest.touchEvent(view, screen)
    begin.press(0, QPoint(300, 300)).commit()
    pen(view, QEvent.Type.TabletPress, 200, 200)
    for x in (250, 200):
        moved = QTest.touchEvent(view, screen)
        moved.move(0, QPoint(x, 300)).commit()
        pen(view, QEvent.Type.TabletMove, 200 + (300 - x), 200)
    end = QTest.touchEvent(view, screen)
    end.release(0, QPoint(200, 300)).commit()
    pen(view, QEvent.Type.TabletRelease, 300, 200, pressure=0)
    assert view.viewport.to_view(0, 0) == (0, 0)
    assert mask_of(view)[200, 250] == 255


# pens


@pytest.mark.parametrize("curve", [0.5, 1.0, 2.0])
def test_pressure_makes_the_line_as_wide_as_it_should_be(view: CanvasView, curve: float) -> None:
    view.set_brush(
        BrushSettings(diameter=60, hardness=1, pressure=PenPressure.SIZE, pressure_curve=curve)
    )
    pen(view, QEvent.Type.TabletPress, 100, 300, pressure=0.25)
    for x in range(110, 301, 10):
        pen(view, QEvent.Type.TabletMove, x, 300, pressure=0.25)
    pen(view, QEvent.Type.TabletRelease, 300, 300, pressure=0)
    across = int(np.count_nonzero(mask_of(view)[:, 200] > 127))
    assert across == pytest.approx(60 * 0.25**curve, abs=2)


def test_the_eraser_end_takes_away_what_the_pen_marked(view: CanvasView) -> None:
    pen(view, QEvent.Type.TabletPress, 200, 200)
    pen(view, QEvent.Type.TabletRelease, 200, 200, pressure=0)
    assert mask_of(view)[200, 200] == 255
    pen(view, QEvent.Type.TabletPress, 200, 200, is_eraser=True)
    pen(view, QEvent.Type.TabletRelease, 200, 200, pressure=0, is_eraser=True)
    assert mask_of(view)[195:205, 195:205].max() == 0
    assert mask_of(view).max() <= 128
