"""The brush by gestures, digits, pen and panel."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.settings import BrushSettings, PenPressure
from desktop.ui.canvas.brush_panel import BrushPanel
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.controls.choice_box import ChoiceBox
from desktop.ui.controls.number_edit import NumberEdit
from tests.ui.canvas.pointing import LEFT, move, pen, press, release, stroke

ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
RIGHT = Qt.MouseButton.RightButton


def mask_of(view: CanvasView) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    assert view.document is not None
    return view.document.mask.pixels


@pytest.mark.parametrize(("button", "held"), [(RIGHT, ALT), (LEFT, SHIFT)])
def test_dragging_sideways_changes_the_size(
    view: CanvasView, button: Qt.MouseButton, held: Qt.KeyboardModifier
) -> None:
    stroke(view, (300, 300), (340, 302), button=button, held=held)
    assert view.brush.diameter == 40 + 2 * 40
    assert view.brush.hardness == 1.0
    assert not mask_of(view).any()


@pytest.mark.parametrize(("button", "held"), [(RIGHT, ALT), (LEFT, SHIFT)])
def test_dragging_upwards_softens(
    view: CanvasView, button: Qt.MouseButton, held: Qt.KeyboardModifier
) -> None:
    stroke(view, (300, 300), (302, 200), button=button, held=held)
    assert view.brush.diameter == 40
    assert view.brush.hardness == pytest.approx(0.5)


def test_the_ring_grows_with_the_pointer_at_every_zoom(view: CanvasView) -> None:
    view.set_zoom(0.5)
    stroke(view, (300, 300), (330, 300), button=RIGHT, held=ALT)
    assert view.brush.diameter == 40 + 2 * 30 / 0.5


def test_escape_takes_a_drag_of_the_brush_back(view: CanvasView) -> None:
    press(view, 300, 300, button=RIGHT, held=ALT)
    move(view, 400, 300, button=RIGHT, held=ALT)
    assert view.brush.diameter > 40
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.brush.diameter == 40
    release(view, 400, 300, button=RIGHT)


def test_the_right_button_alone_is_left_to_others(view: CanvasView) -> None:
    press(view, 300, 300, button=RIGHT)
    move(view, 400, 300, button=RIGHT)
    release(view, 400, 300, button=RIGHT)
    assert view.brush.diameter == 40
    assert not mask_of(view).any()


def type_digit(view: CanvasView, digit: int, moment: int) -> None:
    event = QKeyEvent(
        QEvent.Type.KeyPress,
        Qt.Key(Qt.Key.Key_0 + digit),
        Qt.KeyboardModifier.NoModifier,
        str(digit),
    )
    event.setTimestamp(moment)
    QApplication.sendEvent(view, event)


def test_digits_set_the_opacity(view: CanvasView) -> None:
    type_digit(view, 5, 10_000)
    assert view.brush.opacity == 0.5
    type_digit(view, 0, 20_000)
    assert view.brush.opacity == 1.0
    type_digit(view, 2, 30_000)
    type_digit(view, 5, 30_300)
    assert view.brush.opacity == 0.25
    type_digit(view, 7, 30_500)
    assert view.brush.opacity == 0.7


def test_a_stroke_with_opacity_marks_by_half(view: CanvasView) -> None:
    view.set_brush(BrushSettings(diameter=40, hardness=1, opacity=0.5))
    stroke(view, (100, 100), (200, 100), (100, 101))
    assert mask_of(view)[100, 150] == 128


def test_a_light_pen_paints_thin(view: CanvasView) -> None:
    for kind, x in (
        (QEvent.Type.TabletPress, 100),
        (QEvent.Type.TabletMove, 300),
        (QEvent.Type.TabletRelease, 300),
    ):
        pen(view, kind, x, 200, pressure=0.5)
    assert (mask_of(view)[:, 200] > 127).sum() == pytest.approx(20, abs=1)


def test_smoothing_hangs_behind_and_catches_up(view: CanvasView) -> None:
    view.set_brush(BrushSettings(diameter=10, hardness=1, smoothing=0.5))
    press(view, 100, 200)
    move(view, 130, 200, button=LEFT)
    assert mask_of(view)[200, 125] == 0
    move(view, 180, 200, button=LEFT)
    assert mask_of(view)[200, 135] == 255
    assert mask_of(view)[200, 170] == 0
    release(view, 180, 200)
    assert mask_of(view)[200, 100:180].min() == 255


@pytest.fixture
def panel(qtbot: QtBot, icons: object) -> BrushPanel:
    made = BrushPanel()
    qtbot.addWidget(made)
    return made


def test_the_panel_tells_every_change(panel: BrushPanel) -> None:
    told: list[BrushSettings] = []
    panel.brush_changed.connect(told.append)
    edits = {edit.accessibleName(): edit for edit in panel.findChildren(NumberEdit)}
    for name, text in (("Opacity", "40"), ("Flow", "15"), ("Spacing", "25"), ("Smoothing", "60")):
        edits[name].selectAll()
        QTest.keyClicks(edits[name], text)
        edits[name].commit()
    assert told[-1] == BrushSettings(opacity=0.4, flow=0.15, spacing=0.25, smoothing=0.6)
    box = panel.findChildren(ChoiceBox)[0]
    box.activated.emit(3)
    assert told[-1].pressure is PenPressure.NOTHING
    assert not edits["Pen firmness"].isEnabled()


def test_the_panel_shows_and_stays_silent(panel: BrushPanel) -> None:
    told: list[BrushSettings] = []
    panel.brush_changed.connect(told.append)
    panel.show_brush(BrushSettings(opacity=0.3, pressure=PenPressure.BOTH, pressure_curve=2))
    assert told == []
    assert panel.findChildren(ChoiceBox)[0].currentText() == "Size and opacity"


@pytest.mark.parametrize(("tool", "erases"), [("eraser", True), ("pan", False), ("no tool", False)])
def test_the_pens_button_calls_the_tool_that_was_chosen(
    view: CanvasView, tool: str, erases: bool
) -> None:
    stroke(view, (100, 200), (300, 200))
    assert view.document is not None
    marked = view.document.copy_mask()
    view.set_pen_button(tool)
    for kind, x in (
        (QEvent.Type.TabletPress, 150),
        (QEvent.Type.TabletMove, 250),
        (QEvent.Type.TabletRelease, 250),
    ):
        pen(view, kind, x, 200, button=Qt.MouseButton.RightButton)
    after = view.document.copy_mask()
    assert (int(after.sum()) < int(marked.sum())) is erases
    assert view.tool == "brush"
