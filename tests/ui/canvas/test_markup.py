"""Markup: drawn by hand, undone as steps, sent as a transparent layer instead of a mask."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog

from desktop.domain.markup import Mark, MarkKind, Markup
from desktop.domain.size import Size
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.canvas.markup_bar import MarkupBar
from desktop.ui.canvas.markup_settings import MarkupSettings
from desktop.ui.canvas.overlay_choice import OverlayChoice
from desktop.ui.markup_image import bounds_of, markup_pixels, markup_png
from desktop.ui.qimage import pixels_of
from tests.ui.canvas.pointing import LEFT, move, press, release, stroke
from tests.ui.canvas.test_canvas_view import mask_of, shown_on

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def drawing(view: CanvasView) -> CanvasView:
    """A canvas that keeps what is drawn, as the window does."""

    def keep(markup: Markup, _name: str) -> None:
        assert view.document is not None
        view.document.markup = markup
        view.update()

    view.marks_drawn.connect(keep)
    view.set_tool("markup")
    return view


def marks(view: CanvasView) -> Markup:
    assert view.document is not None
    return view.document.markup


def choose(view: CanvasView, kind: MarkKind) -> None:
    view.set_markup_settings(MarkupSettings(kind=kind, colour="#00ff00", width=6))


@pytest.mark.parametrize("kind", [MarkKind.PEN, MarkKind.ARROW, MarkKind.CIRCLE, MarkKind.BOX])
def test_a_drag_draws_and_shows_it(drawing: CanvasView, kind: MarkKind) -> None:
    before = shown_on(drawing)
    choose(drawing, kind)
    stroke(drawing, (100, 100), (150, 160), (300, 200))
    (mark,) = marks(drawing)
    assert mark.kind is kind
    assert [*mark.points[0], *mark.points[-1]] == [100, 100, 300, 200]
    after = shown_on(drawing)
    green = (after[..., 1] > 250) & (after[..., 0] < 5) & (after[..., 2] < 5)
    assert green.sum() > 300
    changed = (after != before).any(axis=2)
    rows, columns = np.nonzero(changed)
    around = bounds_of(mark).toAlignedRect()
    assert around.contains(QRect(int(columns.min()), int(rows.min()), 1, 1))
    assert around.contains(QRect(int(columns.max()), int(rows.max()), 1, 1))
    assert not mask_of(drawing).any()


def test_shift_keeps_shapes_square_and_arrows_level(drawing: CanvasView) -> None:
    for kind, end in ((MarkKind.BOX, (200, 200)), (MarkKind.ARROW, (200, 100))):
        choose(drawing, kind)
        press(drawing, 100, 100)
        move(drawing, 200, 120, button=LEFT, held=SHIFT)
        release(drawing, 200, 120, held=SHIFT)
        assert marks(drawing)[-1].points[-1] == end


def test_notes_count_up_and_texts_are_asked_for(drawing: CanvasView) -> None:
    choose(drawing, MarkKind.NOTE)
    stroke(drawing, (100, 100))
    stroke(drawing, (200, 100))
    assert [mark.text for mark in marks(drawing)] == ["1", "2"]
    choose(drawing, MarkKind.TEXT)
    stroke(drawing, (300, 100))
    dialog = drawing.findChildren(QInputDialog)[0]
    dialog.setTextValue("  make it red ")
    dialog.accept()
    assert marks(drawing)[-1].text == "make it red"


def test_a_click_or_escape_leaves_no_shape(drawing: CanvasView) -> None:
    choose(drawing, MarkKind.BOX)
    stroke(drawing, (100, 100))
    press(drawing, 100, 100)
    move(drawing, 200, 200, button=LEFT)
    QTest.keyClick(drawing, Qt.Key.Key_Escape)
    release(drawing, 200, 200)
    assert marks(drawing) == ()


def test_the_bar_chooses_and_clears(drawing: CanvasView) -> None:
    bar = drawing.findChildren(MarkupBar)[0]
    assert bar.isVisible()
    bar._kind_chosen(MarkKind.NOTE)
    bar._colour_chosen(1)
    stroke(drawing, (100, 100))
    assert marks(drawing)[0].kind is MarkKind.NOTE
    assert marks(drawing)[0].colour == "#ffd400"
    bar._clear.click()
    assert marks(drawing) == ()
    drawing.set_tool("brush")
    assert not bar.isVisible()


def test_with_a_mask_too_the_canvas_lets_choose(view: CanvasView) -> None:
    told: list[bool] = []
    view.markup_chosen.connect(told.append)
    choice = view.findChildren(OverlayChoice)[0]
    view.show_overlay_choice(has_both=True, sends_markup=False)
    assert choice.isVisible()
    choice._say("markup")
    assert told == [True]
    view.show_overlay_choice(has_both=False, sends_markup=False)
    assert not choice.isVisible()


def test_the_layer_is_transparent_but_for_the_marks() -> None:
    box = Mark(kind=MarkKind.BOX, colour="#ff0000", width=4, points=((10, 10), (50, 40)))
    layer = pixels_of(markup_pixels((box,), Size(100, 60)))
    assert layer.shape == (60, 100, 4)
    assert layer[10, 30].tolist() == [0, 0, 255, 255]
    assert layer[25, 30, 3] == 0
    assert np.count_nonzero(layer[..., 3]) < 1200


def test_the_file_is_never_longer_than_models_take() -> None:
    from desktop.imaging.markup_file import read_markup

    line = Mark(kind=MarkKind.PEN, colour="#0000ff", width=40, points=((0, 0), (8000, 6000)))
    data = markup_png((line,), Size(8000, 6000))
    layer = read_markup(data, "the markup", Size(400, 300))
    assert layer[150, 200].tolist() == [0, 0, 255, 255]
    assert layer[10, 380, 3] == 0
