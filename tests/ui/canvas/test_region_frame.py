"""The frame around the region that is sent: seen, dragged, reset, and never in the brush's way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest

from desktop.domain.size import Box, Size
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.canvas.frame_drag import FramePart, dragged
from desktop.ui.canvas.region_frame import ShownRegion
from tests.ui.canvas.pointing import move, pen, press, release, stroke

REGION = ShownRegion(box=Box(100, 100, 400, 300), label="1024×768 · 1.6 pixels per pixel · $0.05")
PICTURE = Size(1200, 800)


@pytest.fixture
def framed(view: CanvasView) -> CanvasView:
    """Marked in the middle of the region."""
    stroke(view, (280, 240), (320, 260))
    view.show_region(REGION)
    return view


def drawn_by(view: CanvasView) -> list[Box]:
    seen: list[Box] = []
    view.region_drawn.connect(seen.append)
    return seen


def test_a_handle_resizes(framed: CanvasView) -> None:
    seen = drawn_by(framed)
    stroke(framed, (500, 400), (560, 430))
    assert seen == [Box(100, 100, 460, 330)]


def test_the_label_moves_the_frame(framed: CanvasView) -> None:
    seen = drawn_by(framed)
    stroke(framed, (150, 82), (160, 102))
    assert seen == [Box(110, 120, 400, 300)]


def test_the_frame_keeps_the_mask_inside(framed: CanvasView) -> None:
    assert framed.document is not None
    bounds = framed.document.mask_bounds
    assert bounds is not None
    seen = drawn_by(framed)
    stroke(framed, (100, 100), (700, 500))
    assert seen[0].holds(bounds)
    assert (seen[0].right, seen[0].bottom) == (500, 400)


def test_while_it_is_dragged_the_box_is_told(framed: CanvasView) -> None:
    told: list[Box] = []
    framed.region_dragged.connect(told.append)
    seen = drawn_by(framed)
    press(framed, 500, 250)
    move(framed, 520, 250, button=Qt.MouseButton.LeftButton)
    assert told == [Box(100, 100, 420, 300)]
    assert seen == []
    release(framed, 520, 250)
    assert seen == told


def test_escape_takes_a_drag_back(framed: CanvasView) -> None:
    seen = drawn_by(framed)
    told: list[Box] = []
    framed.region_dragged.connect(told.append)
    press(framed, 500, 250)
    move(framed, 620, 250, button=Qt.MouseButton.LeftButton)
    QTest.keyClick(framed, Qt.Key.Key_Escape)
    release(framed, 620, 250)
    assert seen == []
    assert told[-1] == REGION.box


def test_a_double_click_resets(framed: CanvasView) -> None:
    resets: list[None] = []
    framed.region_reset.connect(lambda: resets.append(None))
    QTest.mouseDClick(framed, Qt.MouseButton.LeftButton, pos=QPoint(500, 400))
    assert len(resets) == 1


def test_a_pen_drags_it_too(framed: CanvasView) -> None:
    seen = drawn_by(framed)
    assert pen(framed, QEvent.Type.TabletPress, 500, 400)
    assert pen(framed, QEvent.Type.TabletMove, 530, 420)
    assert pen(framed, QEvent.Type.TabletRelease, 530, 420, pressure=0)
    assert seen == [Box(100, 100, 430, 320)]


def test_beside_the_handles_one_paints(framed: CanvasView) -> None:
    """On the line itself too: only handles and label are the frame's."""
    assert framed.document is not None
    seen = drawn_by(framed)
    before = framed.document.copy_mask()
    stroke(framed, (500, 180), (510, 190))
    assert seen == []
    assert (framed.document.copy_mask() != before).any()


def test_a_stroke_over_a_handle_goes_on(framed: CanvasView) -> None:
    seen = drawn_by(framed)
    stroke(framed, (450, 350), (500, 400), (540, 440))
    assert seen == []


def test_the_cursor_says_what_would_happen(framed: CanvasView) -> None:
    said: list[str] = []
    framed.status_changed.connect(said.append)
    move(framed, 500, 400)
    assert framed.cursor().shape() is Qt.CursorShape.SizeFDiagCursor
    assert "Double-click" in said[-1]
    move(framed, 450, 300)
    assert framed.cursor().shape() is not Qt.CursorShape.SizeFDiagCursor
    assert "Double-click" not in said[-1]


def test_it_is_hidden_under_a_preview(framed: CanvasView) -> None:
    pixels = np.full((300, 400, 4), 255, np.uint8)
    seen = drawn_by(framed)
    framed.show_preview(pixels, Box(100, 100, 400, 300), "Result")
    stroke(framed, (500, 400), (560, 430))
    assert seen == []


def test_taking_it_away_leaves_no_trace(view: CanvasView) -> None:
    clean = view.grab().toImage()
    view.show_region(REGION)
    assert view.grab().toImage() != clean
    view.show_region(ShownRegion(box=Box(220, 200, 300, 200), label="Another"))
    view.show_region(None)
    assert view.grab().toImage() == clean


boxes = st.builds(
    lambda x, y, w, h: Box(x, y, min(w, PICTURE.width - x), min(h, PICTURE.height - y)),
    st.integers(0, PICTURE.width - 64),
    st.integers(0, PICTURE.height - 64),
    st.integers(64, PICTURE.width),
    st.integers(64, PICTURE.height),
)
far = st.integers(-3000, 3000)


@given(boxes, st.sampled_from(list(FramePart)), far, far, st.data())
def test_however_it_is_dragged_it_stays_inside_and_around_the_mask(
    box: Box, part: FramePart, across: int, down: int, data: st.DataObject
) -> None:
    left = data.draw(st.integers(box.x, box.right - 1))
    top = data.draw(st.integers(box.y, box.bottom - 1))
    held = Box(left, top, box.right - left, box.bottom - top)
    found = dragged(box, part, (across, down), held, PICTURE)
    assert Box(0, 0, PICTURE.width, PICTURE.height).holds(found)
    assert found.holds(held)
    if part is FramePart.WHOLE:
        assert found.size == box.size
    for moves, before, after in zip(
        part.value,
        (box.x, box.y, box.right, box.bottom),
        (found.x, found.y, found.right, found.bottom),
        strict=True,
    ):
        assert moves or before == after
