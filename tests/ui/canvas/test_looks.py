"""Ways to look: turned, flipped, bare, as a mask alone, with grid, guides and navigator."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.size import Box
from desktop.imaging.tint import MaskLook
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.canvas.guides import Guides
from desktop.ui.canvas.navigator import Navigator
from tests.ui.canvas.pointing import move, press, release, stroke
from tests.ui.canvas.test_canvas_view import mask_of, shown_on

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def navigator(view: CanvasView) -> Navigator:
    return view.findChildren(Navigator)[0]


def test_keys_turn_flip_and_stand_upright(view: CanvasView) -> None:
    QTest.keyClick(view, Qt.Key.Key_BracketRight, CONTROL)
    QTest.keyClick(view, Qt.Key.Key_BracketRight, CONTROL)
    assert view.viewport.rotation == pytest.approx(30)
    QTest.keyClick(view, Qt.Key.Key_BracketLeft, CONTROL)
    assert view.viewport.rotation == pytest.approx(15)
    QTest.keyClick(view, Qt.Key.Key_F, SHIFT)
    assert view.viewport.is_flipped
    QTest.keyClick(view, Qt.Key.Key_R, SHIFT)
    assert view.viewport.is_upright


@pytest.mark.parametrize(("turn", "flips"), [(0, True), (90, False), (33, False), (200, True)])
def test_strokes_lie_under_the_pointer_in_a_turned_view(
    view: CanvasView, turn: float, *, flips: bool
) -> None:
    view.zoom_to_fit()
    view.turn_view(turn)
    if flips:
        view.flip_view()
    places = [(350, 280), (450, 320)]
    wanted = [view.viewport.to_picture(*place) for place in places]
    stroke(view, *places)
    for x, y in wanted:
        assert mask_of(view)[int(y), int(x)] == 255


def test_the_turn_tool_follows_the_hand(view: CanvasView) -> None:
    view.set_tool("turn")
    stroke(view, (700, 300), (400, 590))
    assert view.viewport.rotation == pytest.approx(90, abs=1)
    press(view, 700, 300)
    move(view, 700, 350, button=Qt.MouseButton.LeftButton, held=SHIFT)
    assert view.viewport.rotation % 15 == pytest.approx(0, abs=0.01)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.viewport.rotation == pytest.approx(90, abs=1)


def test_the_tint_is_hidden_and_the_mask_shown_alone_by_keys(view: CanvasView) -> None:
    told: list[MaskLook] = []
    view.mask_look_changed.connect(told.append)
    view.invert_mask()
    tinted = shown_on(view)[300, 200].tolist()
    QTest.keyClick(view, Qt.Key.Key_Backslash)
    assert shown_on(view)[300, 200].tolist() != tinted
    QTest.keyClick(view, Qt.Key.Key_Backslash)
    assert shown_on(view)[300, 200].tolist() == tinted
    QTest.keyClick(view, Qt.Key.Key_Backslash, ALT)
    assert shown_on(view)[300, 200, :3].tolist() == [255, 255, 255]
    QTest.keyClick(view, Qt.Key.Key_Backslash, ALT)
    assert told == [
        MaskLook.HIDDEN,
        MaskLook.MARKED,
        MaskLook.BLACK_AND_WHITE,
        MaskLook.MARKED,
    ]


@pytest.mark.parametrize("zoom", [0.5, 1.0, 4.0])
@pytest.mark.parametrize("degrees", [0, 30])
def test_a_quick_mask_is_an_outline_and_back(view: CanvasView, zoom: float, degrees: int) -> None:
    bare = shown_on(view)
    view.set_tool("rectangle")
    stroke(view, (100, 120), (300, 220))
    tinted = shown_on(view)
    view.set_zoom(zoom, QPointF(100, 120))
    view.turn_view(degrees)
    QTest.keyClick(view, Qt.Key.Key_Q)
    assert view.mask_look is MaskLook.OUTLINE
    x, y = view.viewport.to_view(200, 170)
    inside = shown_on(view)[round(y), round(x)]
    view.show_bare(is_bare=True)
    bare_there = shown_on(view)
    assert inside.tolist() == bare_there[round(y), round(x)].tolist()
    view.show_bare(is_bare=False)
    differs = (shown_on(view) != bare_there).any(axis=2)
    edge = view.viewport.transform.mapRect(QRectF(100, 120, 200, 100)).toAlignedRect()
    assert differs.sum() > edge.width() / 4
    rows, columns = np.nonzero(differs)
    assert edge.adjusted(-3, -3, 3, 3).contains(QPoint(int(columns.min()), int(rows.min())))
    if degrees == 0 and zoom == 1:
        assert bool(differs[120, 100:300].all())
        assert bool(differs[120:220, 299].all())
        QTest.keyClick(view, Qt.Key.Key_Q)
        assert np.array_equal(shown_on(view), tinted)
        assert not np.array_equal(tinted, bare)


def test_a_held_key_shows_the_picture_bare(view: CanvasView, qtbot: QtBot) -> None:
    bare = shown_on(view)[350, 450].tolist()
    view.invert_mask()
    view.show_preview(np.full((9, 9, 4), 255, np.uint8), Box(400, 300, 100, 100), "Result 1")
    seen = shown_on(view)[350, 450].tolist()
    with qtbot.waitSignal(view.before_held):
        QTest.keyPress(view, Qt.Key.Key_QuoteLeft)
    assert shown_on(view)[350, 450].tolist() == bare
    QTest.keyRelease(view, Qt.Key.Key_QuoteLeft)
    assert shown_on(view)[350, 450].tolist() == seen
    QTest.keyPress(view, Qt.Key.Key_QuoteLeft)
    view.clearFocus()
    assert shown_on(view)[350, 450].tolist() == seen


def test_a_grid_lies_between_large_pixels_only(view: CanvasView) -> None:
    view.set_tool("pan")
    for zoom, has_grid in ((7.0, False), (10.0, True)):
        view.set_zoom(zoom, QPointF(0, 0))
        view.show_grid(is_shown=False)
        without = shown_on(view)[:200, :300]
        view.show_grid(is_shown=True)
        differs = (shown_on(view)[:200, :300] != without).any(axis=2)
        assert differs.any() == has_grid
        if has_grid:
            lines = np.flatnonzero(differs[5])
            assert set(np.diff(lines)) == {10}


def test_guides_lie_where_they_were_set(view: CanvasView) -> None:
    view.set_tool("pan")
    clean = shown_on(view)
    view.set_guides(Guides(upright=(123.0,), level=(77.0,)))
    differs = (shown_on(view) != clean).any(axis=2)
    assert np.flatnonzero(differs[300, :500]).tolist() == [123]
    assert np.flatnonzero(differs[:300, 300]).tolist() == [77]
    view.set_guides(Guides(thirds=True))
    thirds = (shown_on(view) != clean).any(axis=2)
    assert thirds[10, 400]
    assert not thirds[10, 123]
    view.set_guides(Guides())
    assert np.array_equal(shown_on(view), clean)


def test_the_navigator_is_there_only_when_needed(view: CanvasView) -> None:
    assert navigator(view).isVisible()
    view.zoom_to_fit()
    assert not navigator(view).isVisible()
    view.set_zoom(3)
    assert navigator(view).isVisible()
    view.set_document(None)
    assert not navigator(view).isVisible()


def test_the_navigator_leads_to_a_place(view: CanvasView) -> None:
    view.set_zoom(2)
    small = navigator(view)
    press(small, small.width() * 0.75, small.height() * 0.25)
    release(small, small.width() * 0.75, small.height() * 0.25)
    assert view.viewport.to_picture(400, 300) == pytest.approx((900, 200), abs=8)


def test_the_navigator_shows_the_mask_as_it_grows(view: CanvasView) -> None:
    small = navigator(view)
    before = shown_on(view)[-100:, -150:]
    stroke(view, (50, 50), (300, 300), (100, 400))
    assert not np.array_equal(shown_on(view)[-100:, -150:], before)
    assert small.isVisible()


def test_the_view_goes_to_the_mask(view: CanvasView) -> None:
    stroke(view, (600, 500), (610, 500))
    QTest.keyClick(view, Qt.Key.Key_2, CONTROL)
    assert view.viewport.to_picture(400, 300) == pytest.approx((605, 500), abs=2)
    assert view.zoom > 4


@pytest.mark.parametrize("zoom", [0.01, 0.013, 0.02])
@pytest.mark.parametrize("degrees", [0, 20])
def test_a_picture_is_shown_smaller_than_its_last_level(
    view: CanvasView, zoom: float, degrees: int
) -> None:
    view.invert_mask()
    view.set_zoom(zoom)
    view.turn_view(degrees)
    x, y = view.viewport.to_view(600, 400)
    assert shown_on(view)[round(y), round(x)].tolist() != shown_on(view)[0, 0].tolist()
    assert view.zoom == pytest.approx(zoom, rel=0.05)
