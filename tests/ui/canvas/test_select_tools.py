"""The selecting tools by hand, and what can be done with the mask as a whole."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.size import Box
from desktop.imaging.canvas_document import CanvasDocument
from desktop.imaging.selection import Combine, Shaping
from desktop.ui.canvas.canvas_menu import canvas_menu
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.canvas.reshape_panel import ReshapePanel
from desktop.ui.canvas.select_bar import SelectBar
from desktop.ui.canvas.select_settings import SelectSettings
from desktop.ui.canvas.tool_set import TOOLS
from tests.ui.canvas.pointing import LEFT, move, press, release, stroke
from tests.ui.canvas.test_canvas_view import mask_of, patches, shown_on

ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


def bounds(view: CanvasView) -> Box | None:
    assert view.document is not None
    return view.document.mask_bounds


def test_a_rectangle_is_masked(view: CanvasView) -> None:
    made = patches(view)
    view.set_tool("rectangle")
    stroke(view, (100, 120), (200, 160), (300, 220))
    assert bounds(view) == Box(100, 120, 200, 100)
    assert mask_of(view)[120:220, 100:300].min() == 255
    assert [patch.name for patch in made] == ["Rectangle"]
    stroke(view, (280, 180), (150, 140), held=ALT)
    assert mask_of(view)[160, 200] == 0
    assert mask_of(view)[210, 290] == 255


def test_shift_alt_and_space_shape_it(view: CanvasView) -> None:
    view.set_tool("rectangle")
    press(view, 200, 200)
    move(view, 260, 230, button=LEFT, held=SHIFT)
    release(view, 260, 230, held=SHIFT)
    assert bounds(view) == Box(200, 200, 60, 60)
    view.clear_mask()
    press(view, 200, 200)
    move(view, 230, 220, button=LEFT, held=ALT)
    release(view, 230, 220, held=ALT)
    assert bounds(view) == Box(170, 180, 60, 40)
    view.clear_mask()
    press(view, 200, 200)
    move(view, 240, 240, button=LEFT)
    QTest.keyPress(view, Qt.Key.Key_Space)
    move(view, 340, 290, button=LEFT)
    QTest.keyRelease(view, Qt.Key.Key_Space)
    release(view, 340, 290)
    assert bounds(view) == Box(300, 250, 40, 40)
    assert view.tool == "rectangle"


def test_escape_and_a_mere_click_leave_no_shape(view: CanvasView) -> None:
    made = patches(view)
    for tool in ("rectangle", "ellipse", "lasso"):
        view.set_tool(tool)
        stroke(view, (100, 100))
        press(view, 100, 100)
        move(view, 200, 200, button=LEFT)
        QTest.keyClick(view, Qt.Key.Key_Escape)
        release(view, 200, 200)
    assert made == []


def test_a_protected_rectangle_shows_in_blue_and_is_freed_with_alt(view: CanvasView) -> None:
    made = patches(view)
    before = shown_on(view)[160, 200].tolist()
    view.set_tool("protect")
    stroke(view, (100, 120), (300, 220))
    assert [patch.name for patch in made] == ["Protect"]
    assert not mask_of(view).any()
    tinted = shown_on(view)[160, 200]
    assert int(tinted[0]) - int(tinted[2]) > int(before[0]) - int(before[2])
    assert view.document is not None
    assert view.document.effective_bounds == Box(0, 0, 1200, 800)
    stroke(view, (90, 110), (310, 230), held=ALT)
    assert not view.document.has_protection
    assert shown_on(view)[160, 200].tolist() == before


def test_an_ellipse_is_masked(view: CanvasView) -> None:
    view.set_tool("ellipse")
    stroke(view, (100, 100), (300, 200))
    assert bounds(view) == Box(100, 100, 200, 100)
    assert mask_of(view)[105, 105] == 0
    assert mask_of(view)[150, 200] == 255


def test_a_lasso_closes_by_itself(view: CanvasView) -> None:
    view.set_tool("lasso")
    stroke(view, (100, 100), (300, 100), (300, 300), (100, 300))
    assert mask_of(view)[200, 200] == 255
    assert mask_of(view)[200, 90] == 0


@pytest.mark.parametrize("end", ["enter", "first corner", "twice"])
def test_a_polygon_goes_from_corner_to_corner(view: CanvasView, end: str) -> None:
    view.set_tool("polygon")
    for place in ((100, 100), (300, 100), (200, 300)):
        stroke(view, place)
    if end == "enter":
        QTest.keyClick(view, Qt.Key.Key_Return)
    else:
        stroke(view, (102, 101) if end == "first corner" else (200, 300))
    assert mask_of(view)[150, 200] == 255
    assert mask_of(view)[250, 120] == 0


def test_a_polygon_can_be_mended_and_dropped(view: CanvasView) -> None:
    made = patches(view)
    view.set_tool("polygon")
    for place in ((100, 100), (300, 100), (700, 500)):
        stroke(view, place)
    QTest.keyClick(view, Qt.Key.Key_Backspace)
    stroke(view, (200, 300))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert mask_of(view)[400, 560] == 0
    for place in ((100, 100), (300, 100), (200, 300)):
        stroke(view, place)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert len(made) == 1
    stroke(view, (100, 100))
    view.set_tool("brush")
    view.set_tool("polygon")
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert len(made) == 1


@pytest.fixture
def coloured(view: CanvasView) -> CanvasView:
    """Two green discs on grey."""
    pixels = np.full((800, 1200, 3), 120, np.uint8)
    pixels += np.random.default_rng(1).integers(0, 6, pixels.shape, np.uint8)
    for middle in ((200, 200), (500, 300)):
        cv2.circle(pixels, middle, 80, (40, 190, 60), -1)
    view.set_document(CanvasDocument(pixels))
    view.zoom_actual()
    left, top = view.viewport.to_view(0, 0)
    view.pan(-left, -top)
    return view


def test_the_wand_takes_one_disc_and_the_colour_range_both(coloured: CanvasView) -> None:
    coloured.set_tool("wand")
    stroke(coloured, (200, 200))
    assert mask_of(coloured)[200, 200] == 255
    assert mask_of(coloured)[300, 500] == 0
    coloured.clear_mask()
    coloured.set_tool("colour range")
    stroke(coloured, (200, 200))
    assert mask_of(coloured)[300, 500] == 255
    assert mask_of(coloured)[600, 700] == 0
    stroke(coloured, (900, 700))


def test_the_object_in_a_box_is_found_and_mended(coloured: CanvasView) -> None:
    coloured.set_tool("object")
    stroke(coloured, (90, 90), (310, 310))
    found = mask_of(coloured) > 127
    wanted = np.zeros(found.shape, np.uint8)
    cv2.circle(wanted, (200, 200), 80, 255, -1)
    assert (found & (wanted > 0)).sum() / (found | (wanted > 0)).sum() > 0.95
    stroke(coloured, (480, 300), (520, 300), held=SHIFT)
    assert mask_of(coloured)[300, 500] == 255
    stroke(coloured, (180, 200), (220, 200), held=ALT)
    assert mask_of(coloured)[200, 200] == 0


def test_feather_and_combine_come_from_the_bar(view: CanvasView) -> None:
    view.set_tool("rectangle")
    bar = view.findChildren(SelectBar)[0]
    assert bar.isVisible()
    next(b for b in bar.findChildren(QPushButton) if b.text() == "Intersect").click()
    assert view.select_settings.combine is Combine.INTERSECT
    view.invert_mask()
    stroke(view, (100, 100), (200, 200))
    assert bounds(view) == Box(100, 100, 100, 100)
    view.set_select_settings(SelectSettings(combine=Combine.REPLACE, feather=10))
    stroke(view, (300, 300), (400, 400))
    assert 0 < mask_of(view)[350, 295] < 127
    assert mask_of(view)[150, 150] == 0
    view.set_tool("brush")
    assert not bar.isVisible()


def test_a_letter_goes_from_tool_to_tool(view: CanvasView) -> None:
    seen = []
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_M)
        seen.append(view.tool)
    assert seen == ["rectangle", "ellipse", "rectangle"]
    keys = {kind.key for kind in TOOLS}
    for key in keys:
        QTest.keyClick(view, Qt.Key(ord(key)))
        assert view.tool in {kind.name for kind in TOOLS if kind.key == key}


@pytest.mark.parametrize("tool", [kind.name for kind in TOOLS])
def test_every_tool_says_something_and_leaves_nothing_on_the_screen(
    view: CanvasView, tool: str
) -> None:
    view.set_tool(tool)
    said: list[str] = []
    view.status_changed.connect(said.append)
    QTest.keyPress(view, Qt.Key.Key_Alt)
    QTest.keyRelease(view, Qt.Key.Key_Alt)
    press(view, 300, 300)
    move(view, 400, 380, button=LEFT)
    view.grab()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    release(view, 400, 380)
    assert all(said)


# the mask as a whole


@pytest.mark.parametrize("shaping", list(Shaping))
def test_every_reshaping_is_one_step(view: CanvasView, shaping: Shaping) -> None:
    view.set_tool("rectangle")
    stroke(view, (100, 100), (200, 200))
    stroke(view, (130, 130), (160, 160), held=ALT)
    before = mask_of(view).copy()
    made = patches(view)
    view.reshape_mask(shaping, 6)
    if shaping is Shaping.REMOVE_SPECKS:
        assert made == []
        return
    assert len(made) == 1
    view.apply_patch(made[0])
    assert np.array_equal(mask_of(view), before)


def test_growing_by_the_panel(view: CanvasView) -> None:
    view.set_tool("rectangle")
    stroke(view, (100, 100), (200, 200))
    panel = view.findChildren(ReshapePanel)[0]
    names = {button.accessibleName(): button for button in panel.findChildren(QPushButton)}
    names["Apply: Grow"].click()
    assert bounds(view) == Box(92, 92, 116, 116)


def test_nothing_marked_is_nothing_to_reshape(view: CanvasView) -> None:
    made = patches(view)
    view.reshape_mask(Shaping.GROW, 5)
    assert made == []


def test_the_menu_offers_what_can_be_done(view: CanvasView) -> None:
    asked: list[bool] = []
    menu = canvas_menu(view, lambda: asked.append(True))
    entries = {action.text().split("\t")[0]: action for action in menu.actions()}
    assert not entries["Clear mask"].isEnabled()
    entries["Invert mask"].trigger()
    assert mask_of(view).min() == 255
    entries["Mask alone"].trigger()
    assert view.mask_look.value == "black and white"
    entries["Thirds"].trigger()
    assert view.guides.thirds
    menu.deleteLater()


# beside the window


def test_long_work_runs_beside_the_window(coloured: CanvasView, qtbot: QtBot) -> None:
    threads: list[str] = []
    with ThreadPoolExecutor(1, thread_name_prefix="beside") as pool:

        def submit(work: Callable[[], None]) -> Future[None]:
            def told() -> None:
                threads.append(threading.current_thread().name)
                work()

            return pool.submit(told)

        coloured.set_submit(submit)
        coloured.set_tool("wand")
        with qtbot.waitSignal(coloured.mask_changed):
            stroke(coloured, (200, 200))
        assert threads[0].startswith("beside")
        assert mask_of(coloured)[200, 200] == 255
    coloured.set_submit(None)


def test_a_result_for_another_picture_is_dropped(
    coloured: CanvasView, document: CanvasDocument, qtbot: QtBot
) -> None:
    held: list[Callable[[], None]] = []

    def submit(work: Callable[[], None]) -> Future[None]:
        held.append(work)
        return Future()

    coloured.set_submit(submit)
    coloured.set_tool("wand")
    stroke(coloured, (200, 200))
    coloured.set_document(document)
    held[0]()
    qtbot.waitUntil(lambda: not coloured._aside.is_busy)
    assert not document.has_mask


class Later:
    """Whoever works beside the window, when the test says so."""

    def __init__(self) -> None:
        self.held: list[Callable[[], None]] = []

    def __call__(self, work: Callable[[], None]) -> Future[None]:
        self.held.append(work)
        return Future()

    def work(self) -> None:
        self.held.pop(0)()


def test_selections_wait_for_each_other_and_none_is_lost(coloured: CanvasView) -> None:
    beside, seen = Later(), []
    coloured.set_submit(beside)
    coloured.set_tool("rectangle")
    coloured.patch_made.connect(lambda patch: seen.append(patch.name))
    stroke(coloured, (20, 20), (60, 60))
    stroke(coloured, (100, 100), (140, 140))
    coloured.reshape_mask(Shaping.GROW, 6)
    assert len(beside.held) == 1, "one after the other"
    for _ in range(3):
        beside.work()
    assert seen == ["Rectangle", "Rectangle", "Grow mask"]
    mask = mask_of(coloured)
    assert mask[40, 40] == mask[120, 120] == 255
    assert mask[120, 144] == 255, "what was selected before had joined the mask when it was grown"
    assert not coloured._aside.is_busy
    coloured.set_submit(None)


@pytest.mark.parametrize("is_taken_back", [False, True])
def test_what_comes_in_the_middle_of_a_stroke_is_laid_on_after_it(
    coloured: CanvasView, *, is_taken_back: bool
) -> None:
    beside, seen = Later(), []
    coloured.set_submit(beside)
    coloured.set_tool("rectangle")
    coloured.patch_made.connect(lambda patch: seen.append(patch.name))
    stroke(coloured, (20, 20), (60, 60))
    coloured.set_tool("brush")
    press(coloured, 200, 200)
    move(coloured, 220, 200)
    beside.work()
    assert mask_of(coloured)[40, 40] == 0
    if is_taken_back:
        QTest.keyClick(coloured, Qt.Key.Key_Escape)
    else:
        release(coloured, 220, 200)
    assert mask_of(coloured)[40, 40] == 255
    assert (mask_of(coloured)[200, 210] == 0) == is_taken_back
    assert seen == ["Brush stroke", "Rectangle"][is_taken_back:]
    coloured.set_submit(None)
