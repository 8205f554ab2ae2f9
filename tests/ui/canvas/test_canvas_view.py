"""The canvas driven as a hand drives it: strokes, keys, wheel, pen, drops."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.settings import BrushSettings, OverlaySettings
from desktop.domain.size import Box, Size
from desktop.imaging.canvas_document import CanvasDocument
from desktop.imaging.mask_patch import MaskPatch
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.canvas.drop_zones import DropZones
from desktop.ui.canvas.drops import CanvasDrop, DropZone
from desktop.ui.icons import Icons
from desktop.ui.qimage import pixels_of
from tests.ui.canvas.conftest import HEIGHT, WIDTH
from tests.ui.canvas.pointing import (
    MIDDLE,
    move,
    pen,
    press,
    release,
    stroke,
    swipe,
    wheel,
)

ALT, SHIFT, CONTROL = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


def patches(view: CanvasView) -> list[MaskPatch]:
    found: list[MaskPatch] = []
    view.patch_made.connect(found.append)
    return found


def mask_of(view: CanvasView) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    assert view.document is not None
    return view.document.mask.pixels


def shown_on(view: CanvasView) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """What really stands on the screen, (h, w, 4) BGRA; not painted anew for the occasion."""
    QApplication.processEvents()
    image = view.screen().grabWindow(view.winId()).toImage()
    return pixels_of(image).copy()


# strokes


def test_a_stroke_lies_where_the_pointer_was(view: CanvasView) -> None:
    made = patches(view)
    stroke(view, (100, 200), (300, 200))
    assert view.document is not None
    assert view.document.mask_bounds == Box(80, 180, 240, 40)
    assert mask_of(view)[200, 100:300].min() == 255
    assert [patch.name for patch in made] == ["Brush stroke"]


@pytest.mark.parametrize("zoom", [0.25, 0.8, 3.0])
def test_it_does_so_at_every_zoom(view: CanvasView, zoom: float) -> None:
    view.set_zoom(zoom, QPointF(300, 200))
    start, end = view.viewport.to_picture(260, 200), view.viewport.to_picture(420, 260)
    stroke(view, (260, 200), (420, 260))
    for x, y in (start, end):
        assert mask_of(view)[int(y), int(x)] == 255
    assert view.document is not None
    bounds = view.document.mask_bounds
    assert bounds is not None
    assert abs(bounds.x - (start[0] - 20)) <= 1.5
    assert abs(bounds.right - (end[0] + 20)) <= 1.5


def test_one_stroke_is_one_step_and_undo_takes_it_back(view: CanvasView, qtbot: QtBot) -> None:
    made = patches(view)
    stroke(view, (100, 100), (200, 150), (300, 100))
    after = mask_of(view).copy()
    with qtbot.waitSignal(view.mask_changed):
        redo = view.apply_patch(made[0])
    assert not mask_of(view).any()
    view.apply_patch(redo)
    assert np.array_equal(mask_of(view), after)


def test_a_click_that_changes_nothing_is_no_step(view: CanvasView) -> None:
    made = patches(view)
    view.set_tool("eraser")
    stroke(view, (100, 100), (200, 150))
    assert made == []


def test_a_stroke_may_begin_and_end_beside_the_picture(view: CanvasView) -> None:
    view.zoom_to_fit()
    left, _ = view.viewport.to_view(0, 0)
    stroke(view, (left - 10, 300), (790, 300))
    row = int(view.viewport.to_picture(0, 300)[1])
    assert mask_of(view)[row].min() == 255


def test_alt_erases_while_it_is_held(view: CanvasView) -> None:
    stroke(view, (100, 200), (300, 200))
    stroke(view, (200, 200), (210, 200), held=ALT)
    assert mask_of(view)[200, 205] == 0
    assert mask_of(view)[200, 120] == 255


def test_shift_click_draws_a_straight_line_from_the_last_place(view: CanvasView) -> None:
    stroke(view, (100, 100), (110, 100))
    stroke(view, (400, 300), held=SHIFT)
    assert mask_of(view)[200, 255] == 255
    stroke(view, (400, 500))
    assert mask_of(view)[400, 400] == 0


def test_escape_takes_an_unfinished_stroke_back(view: CanvasView) -> None:
    made = patches(view)
    press(view, 100, 100)
    move(view, 200, 100, button=Qt.MouseButton.LeftButton)
    assert mask_of(view).any()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not mask_of(view).any()
    release(view, 300, 100)
    assert made == []
    stroke(view, (100, 100), (150, 100))
    assert len(made) == 1


def test_undo_has_to_wait_for_the_end_of_a_stroke(view: CanvasView) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, CONTROL)
    event.ignore()
    QApplication.sendEvent(view, event)
    assert not event.isAccepted()
    press(view, 100, 100)
    QApplication.sendEvent(view, event)
    assert event.isAccepted()
    release(view, 100, 100)


def test_another_document_drops_an_unfinished_stroke(
    view: CanvasView, document: CanvasDocument
) -> None:
    press(view, 100, 100)
    view.set_document(None)
    assert not document.has_stroke
    assert not document.mask.pixels.any()


# what is painted on the screen


def test_the_tint_is_on_the_screen_after_each_event(view: CanvasView) -> None:
    view.set_overlay(OverlaySettings(colour="#ff0000", opacity=1.0))
    press(view, 100, 100)
    move(view, 300, 100, button=Qt.MouseButton.LeftButton)
    shown = shown_on(view)
    assert shown[100, 150, :3].tolist() == [0, 0, 255]
    release(view, 300, 100)


def test_the_screen_equals_the_picture_at_100_percent(view: CanvasView) -> None:
    view.set_tool("pan")
    shown = shown_on(view)[..., 2::-1]
    out = np.empty((600, 800, 4), np.uint8)
    assert view.document is not None
    view.document.read_picture(0, Box(0, 0, 800, 600), out)
    assert np.array_equal(shown[:400, :600], out[:400, :600, 2::-1])


def test_the_ring_follows_and_leaves_nothing_behind(view: CanvasView) -> None:
    move(view, 700, 500)
    clean = shown_on(view)
    for place in ((100, 100), (130, 140), (400, 300), (700, 500)):
        move(view, *place)
        assert not np.array_equal(shown_on(view), clean) or place == (700, 500)
    assert np.array_equal(shown_on(view), clean)


def test_a_preview_hides_the_tint_and_says_what_it_is(view: CanvasView) -> None:
    stroke(view, (100, 200), (300, 200))
    tinted = shown_on(view)[200, 150].tolist()
    view.show_preview(np.full((10, 10, 4), 255, np.uint8), Box(400, 300, 100, 100), "Preview")
    shown = shown_on(view)
    assert shown[350, 450, :3].tolist() == [255, 255, 255]
    assert shown[200, 150].tolist() != tinted
    view.clear_preview()
    assert shown_on(view)[200, 150].tolist() == tinted


# tools and keys


def test_letters_choose_tools_only_here(view: CanvasView, qtbot: QtBot) -> None:
    chosen: list[str] = []
    view.tool_changed.connect(chosen.append)
    QTest.keyClick(view, Qt.Key.Key_E)
    QTest.keyClick(view, Qt.Key.Key_H)
    QTest.keyClick(view, Qt.Key.Key_B)
    QTest.keyClick(view, Qt.Key.Key_X)
    QTest.keyClick(view, Qt.Key.Key_B, CONTROL)
    assert chosen == ["eraser", "pan", "brush", "eraser"]


def test_brackets_change_the_brush(view: CanvasView) -> None:
    told: list[BrushSettings] = []
    view.brush_changed.connect(told.append)
    QTest.keyClick(view, Qt.Key.Key_BracketRight)
    assert view.brush.diameter == 44
    QTest.keyClick(view, Qt.Key.Key_BracketLeft)
    assert view.brush.diameter == 40
    QTest.keyClick(view, Qt.Key.Key_BracketLeft, SHIFT)
    assert view.brush.hardness == 0.75
    assert told[-1] == view.brush


def test_brackets_work_where_they_need_altgr(view: CanvasView) -> None:
    """On a German layout `]` is AltGr+9: another key and other modifiers, but the same text."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, Qt.Key.Key_9, CONTROL | ALT, "]")
        QApplication.sendEvent(view, event)
    assert view.brush.diameter == 44


def test_the_brush_stays_between_one_pixel_and_the_picture(view: CanvasView) -> None:
    view.set_brush(BrushSettings(diameter=1))
    QTest.keyClick(view, Qt.Key.Key_BracketLeft)
    assert view.brush.diameter == 1
    QTest.keyClick(view, Qt.Key.Key_BracketRight)
    assert view.brush.diameter == 2
    view.set_brush(BrushSettings(diameter=WIDTH))
    QTest.keyClick(view, Qt.Key.Key_BracketRight)
    assert view.brush.diameter == WIDTH


def test_space_pans_until_it_is_released(view: CanvasView) -> None:
    QTest.keyPress(view, Qt.Key.Key_Space)
    stroke(view, (400, 300), (350, 260))
    assert view.viewport.to_view(0, 0) == (-50, -40)
    assert not mask_of(view).any()
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert view.tool == "brush"
    stroke(view, (400, 300), (350, 260))
    assert mask_of(view).any()


def test_the_middle_button_pans(view: CanvasView) -> None:
    stroke(view, (400, 300), (390, 280), button=MIDDLE)
    assert view.viewport.to_view(0, 0) == (-10, -20)
    stroke(view, (400, 300), (350, 260))
    assert mask_of(view).any()


def test_a_held_tool_ends_with_the_focus(view: CanvasView) -> None:
    QTest.keyPress(view, Qt.Key.Key_Space)
    view.clearFocus()
    stroke(view, (400, 300), (350, 260))
    assert view.viewport.to_view(0, 0) == (0, 0)
    assert mask_of(view).any()


def test_a_stroke_ends_with_the_focus(view: CanvasView) -> None:
    made = patches(view)
    press(view, 100, 100)
    view.clearFocus()
    assert len(made) == 1
    move(view, 300, 100)
    assert mask_of(view)[100, 300] == 0


def test_the_status_says_what_the_modifiers_do(view: CanvasView) -> None:
    said: list[str] = []
    view.status_changed.connect(said.append)
    view.set_tool("eraser")
    assert "erase" in said[-1]
    QTest.keyPress(view, Qt.Key.Key_Space)
    assert "move" in said[-1]
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert "erase" in said[-1]
    QTest.keyPress(view, Qt.Key.Key_Shift)
    assert "straight line" in said[-1]
    QTest.keyRelease(view, Qt.Key.Key_Shift)
    assert "straight line" not in said[-1][:40]


# zoom and pan


def test_the_wheel_zooms_at_the_pointer(view: CanvasView, qtbot: QtBot) -> None:
    held = view.viewport.to_picture(250, 150)
    with qtbot.waitSignal(view.zoom_changed):
        wheel(view, 250, 150, 4)
    assert view.zoom == pytest.approx(2)
    assert view.viewport.to_view(*held) == pytest.approx((250, 150), abs=0.6)


def test_a_plain_wheel_scrolls_when_that_is_wished(view: CanvasView) -> None:
    view.wheel_zooms = False
    wheel(view, 250, 150, -1)
    assert view.zoom == 1
    assert view.viewport.to_view(0, 0)[1] < 0
    wheel(view, 250, 150, 1, held=CONTROL)
    assert view.zoom > 1


def test_two_fingers_on_a_touchpad_pan(view: CanvasView) -> None:
    swipe(view, -30, -20)
    assert view.viewport.to_view(0, 0) == (-30, -20)
    assert view.zoom == 1


def test_keys_zoom(view: CanvasView) -> None:
    QTest.keyClick(view, Qt.Key.Key_0, CONTROL)
    assert view.viewport.is_fitted
    QTest.keyClick(view, Qt.Key.Key_1, CONTROL)
    assert view.zoom == 1
    QTest.keyClick(view, Qt.Key.Key_Plus, CONTROL)
    assert view.zoom == pytest.approx(1.5, rel=1e-4)
    QTest.keyClick(view, Qt.Key.Key_Minus, CONTROL)
    assert view.zoom == 1


def test_the_place_under_the_pointer_is_told(view: CanvasView, qtbot: QtBot) -> None:
    told: list[tuple[int, int] | None] = []
    view.cursor_moved.connect(told.append)
    move(view, 120, 80)
    qtbot.waitUntil(lambda: told == [(120, 80)])
    view.zoom_to_fit()
    for place in (200, 100, 1):
        move(view, place, 1)
    assert told == [(120, 80)], "what follows closely waits, and only the last of it is told"
    qtbot.waitUntil(lambda: len(told) > 1)
    assert told == [(120, 80), None]


# pen


def test_a_pen_paints_and_its_other_end_erases(view: CanvasView) -> None:
    kinds = (QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease)
    for kind, x in zip(kinds, (100, 200, 200), strict=True):
        assert pen(view, kind, x, 100)
    assert mask_of(view)[100, 100:200].min() == 255
    for kind, x in zip(kinds, (140, 160, 160), strict=True):
        pen(view, kind, x, 100, is_eraser=True)
    assert mask_of(view)[100, 150] == 0
    assert mask_of(view)[100, 105] == 255


# commands, mask looks, documents


def test_invert_and_clear_are_steps(view: CanvasView) -> None:
    made = patches(view)
    view.invert_mask()
    assert mask_of(view).min() == 255
    view.clear_mask()
    assert not mask_of(view).any()
    assert [patch.name for patch in made] == ["Invert mask", "Clear mask"]


def test_the_canvas_says_what_it_shows(view: CanvasView) -> None:
    assert view.objectName() == "canvas"
    assert view.accessibleName() == "Canvas"
    assert "1200×800" in view.accessibleDescription()
    assert "100%" in view.accessibleDescription()
    assert "nothing marked" in view.accessibleDescription()
    view.invert_mask()
    assert "100% marked" in view.accessibleDescription()


def test_without_a_picture_it_invites(empty_view: CanvasView, qtbot: QtBot) -> None:
    buttons = {button.text(): button for button in empty_view.findChildren(QPushButton)}
    with qtbot.waitSignal(empty_view.open_requested):
        buttons["Open a picture…"].click()
    with qtbot.waitSignal(empty_view.paste_requested):
        buttons["Paste"].click()
    stroke(empty_view, (100, 100), (200, 200))
    wheel(empty_view, 100, 100, 1)
    QTest.keyClick(empty_view, Qt.Key.Key_Space)
    assert "No picture" in empty_view.accessibleDescription()


def test_every_command_is_harmless_without_a_picture(empty_view: CanvasView) -> None:
    empty_view.invert_mask()
    empty_view.clear_mask()
    empty_view.zoom_in()
    empty_view.zoom_to_fit()
    empty_view.show_preview(np.zeros((2, 2, 4), np.uint8), None, "Preview")
    empty_view.clear_preview()
    empty_view.update_box(Box(0, 0, 5, 5))
    empty_view.grab()


def test_a_document_of_another_size_is_fitted(view: CanvasView) -> None:
    view.set_document(CanvasDocument(np.zeros((40, 60, 3), np.uint8)))
    assert view.viewport.picture == Size(60, 40)
    assert view.zoom == 1
    view.set_document(None)
    view.grab()


# drops


def drop(view: CanvasView, data: QMimeData, x: float = 50, y: float = 50) -> list[CanvasDrop]:
    got: list[CanvasDrop] = []
    view.drop_received.connect(got.append)
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPoint(50, 50), copy, data, left, none)
    QApplication.sendEvent(view, entered)
    if entered.isAccepted():
        QApplication.sendEvent(view, QDropEvent(QPointF(x, y), copy, data, left, none))
    return got


def test_files_are_dropped(view: CanvasView, tmp_path: Path) -> None:
    data = QMimeData()
    files = (tmp_path / "a.png", tmp_path / "ü b.jpg")
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    assert drop(view, data) == [CanvasDrop(files=files)]


def test_the_place_says_what_a_drop_is_meant_for(view: CanvasView, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png"))])

    def zones() -> list[DropZone]:
        places = [view.width() * share for share in (0.2, 0.45, 0.6, 0.95)]
        return [drop(view, data, x, view.height() / 2)[0].zone for x in places]

    picture, reference, mask = DropZone.PICTURE, DropZone.REFERENCE, DropZone.MASK
    assert zones() == [picture, picture, reference, mask]
    view.set_document(None)
    assert zones() == [picture, picture, picture, reference]


def test_zones_lie_above_each_other_where_it_is_narrow(icons: Icons) -> None:
    canvas = QWidget()
    canvas.resize(300, 600)
    zones = DropZones(icons, canvas)
    zones.show_zones(has_picture=True)
    assert [zones.zone_at(QPoint(150, y)) for y in (50, 400, 580)] == list(zones.zones)
    zones.point_at(QPoint(150, 580))
    canvas.grab()


def test_a_picture_out_of_a_browser_is_dropped(empty_view: CanvasView, resources: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.png")])
    data.setData("application/octet-stream", QByteArray(png))
    got = drop(empty_view, data)
    assert got == [CanvasDrop(bitmap=png, addresses=("https://example.org/a.png",))]


def test_an_address_is_handed_on_and_not_fetched(view: CanvasView) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.png")])
    assert drop(view, data) == [CanvasDrop(addresses=("https://example.org/a.png",))]


def test_words_and_an_empty_list_of_files_are_no_drop(view: CanvasView) -> None:
    words = QMimeData()
    words.setText("not a picture")
    assert drop(view, words) == []
    nothing = QMimeData()
    nothing.setData("text/uri-list", QByteArray(b""))
    assert drop(view, nothing) == []


def test_importing_the_canvas_loads_no_pixel_library() -> None:
    heavy = ["cv2", "PIL", "openai", "keyring", "pybase64", "isal"]
    code = (
        "import sys, desktop.ui.canvas.canvas_view, desktop.ui.canvas.brush_bar,"
        " desktop.ui.canvas.tool_rail\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_picture_is_as_large_as_the_tests_say(document: CanvasDocument) -> None:
    assert document.size == Size(WIDTH, HEIGHT)
