"""The frame: crops inwards, makes room outwards, keeps a shape."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.size import Box
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.canvas.crop_bar import CropBar
from tests.ui.canvas.pointing import stroke


@pytest.fixture
def framing(view: CanvasView) -> CanvasView:
    """Half size: the picture of 1200 × 800 lies from (100, 100) to (700, 500)."""
    view.set_zoom(0.5)
    left, top = view.viewport.to_view(0, 0)
    view.pan(100 - left, 100 - top)
    view.set_tool("crop")
    return view


def chosen(view: CanvasView) -> list[Box]:
    boxes: list[Box] = []
    view.frame_chosen.connect(boxes.append)
    return boxes


def test_edges_are_dragged_inwards_and_enter_crops(framing: CanvasView) -> None:
    boxes = chosen(framing)
    stroke(framing, (100, 300), (150, 310))
    stroke(framing, (700, 500), (650, 450))
    assert boxes == []
    QTest.keyClick(framing, Qt.Key.Key_Return)
    assert boxes == [Box(100, 0, 1000, 700)]


def test_outwards_makes_room(framing: CanvasView) -> None:
    boxes = chosen(framing)
    stroke(framing, (700, 300), (760, 300))
    framing.findChildren(CropBar)[0]._apply.click()
    assert boxes == [Box(0, 0, 1320, 800)]


def test_escape_and_nothing_changed_crop_nothing(framing: CanvasView) -> None:
    boxes = chosen(framing)
    stroke(framing, (100, 300), (150, 310))
    QTest.keyClick(framing, Qt.Key.Key_Escape)
    QTest.keyClick(framing, Qt.Key.Key_Return)
    framing.findChildren(CropBar)[0]._apply.click()
    assert boxes == []


def test_a_new_frame_is_drawn_and_moved(framing: CanvasView) -> None:
    boxes = chosen(framing)
    stroke(framing, (200, 200), (300, 260))
    stroke(framing, (250, 230), (270, 240))
    QTest.keyClick(framing, Qt.Key.Key_Return)
    assert boxes == [Box(240, 220, 200, 120)]


def test_a_shape_is_kept(framing: CanvasView) -> None:
    boxes = chosen(framing)
    framing.findChildren(CropBar)[0].ratio_chosen.emit(1.0)
    framing.grab()
    stroke(framing, (200, 100), (250, 100))
    QTest.keyClick(framing, Qt.Key.Key_Return)
    (box,) = boxes
    assert box.width == box.height == 700
    assert box.right == 1000
