"""Parts that are rendered alone look as if everything had been rendered."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from desktop.domain.settings import BrushSettings
from desktop.domain.size import Box, Size, box_of
from desktop.imaging.canvas_document import CanvasDocument
from desktop.imaging.pyramid import build_levels
from desktop.imaging.stroke_point import StrokeMode, StrokePoint
from desktop.imaging.tint import MaskLook, tint_table
from desktop.ui.canvas.preview import Preview
from desktop.ui.canvas.screen import Look, Scene, Screen
from desktop.ui.canvas.viewport import Viewport
from desktop.ui.qimage import pixels_of
from tests.ui.canvas.conftest import noise

VIEW = Size(400, 300)
RED = "#ff0000"


def scene(
    zoom: float = 1.0,
    *,
    channels: int = 3,
    look: MaskLook = MaskLook.MARKED,
    turn: float = 0,
    preview: Preview | None = None,
) -> Scene:
    pixels = noise(640, 960, channels)
    document = CanvasDocument(pixels, build_levels(pixels))
    viewport = Viewport()
    viewport.set_view(VIEW)
    viewport.set_picture(document.size)
    viewport.set_zoom(zoom, 200, 150)
    viewport.turn(turn, 200, 150)
    colours = Look(
        background="#3b3b3b",
        checker_light="#ffffff",
        checker_dark="#d9d9d9",
        tint=tint_table(look, RED, 0.5),
        mask_look=look,
    )
    return Scene(document=document, viewport=viewport, look=colours, preview=preview)


def paint(shown: Scene) -> Box:
    """A soft stroke across the middle of the picture; the box it changed."""
    shown.document.begin_stroke(BrushSettings(diameter=90, hardness=0.3), StrokeMode.ADD)
    box = shown.document.extend_stroke([StrokePoint(380, 300), StrokePoint(560, 360)])
    shown.document.end_stroke()
    return box


def rendered(shown: Scene) -> NDArray[np.uint8]:
    """All of it, rendered at once."""
    screen = Screen()
    screen.resize(QSize(VIEW.width, VIEW.height))
    screen.refresh(shown)
    return pixels_of(screen.image)[..., :3].copy()


@pytest.fixture(autouse=True)
def _needs_qt(qapp: QApplication) -> None:
    """Images are painted on with Qt."""


def test_at_100_percent_the_pixels_are_those_of_the_picture() -> None:
    shown = scene(1.0)
    left, top = shown.viewport.to_picture(0, 0)
    wanted = noise(640, 960)[int(top) : int(top) + 300, int(left) : int(left) + 400, ::-1]
    assert np.array_equal(rendered(shown), wanted)


@pytest.mark.parametrize("zoom", [0.07, 0.31, 0.5, 0.83, 1.0, 1.37, 2.0, 3.3, 17.0])
@pytest.mark.parametrize("look", [MaskLook.MARKED, MaskLook.PROTECTED, MaskLook.BLACK_AND_WHITE])
def test_a_stroke_is_seamless(zoom: float, look: MaskLook) -> None:
    shown = scene(zoom, look=look)
    screen = Screen()
    screen.resize(QSize(VIEW.width, VIEW.height))
    screen.refresh(shown)
    box = paint(shown)
    reach = 2 if zoom < 1 else 2 * zoom
    screen.invalidate(shown.viewport.view_edges(box, reach))
    screen.refresh(shown)
    off = np.abs(pixels_of(screen.image)[..., :3].astype(int) - rendered(shown))
    assert off.max() <= 1


@pytest.mark.parametrize("zoom", [2.0, 2.7131, 7.3193, 40.0])
@pytest.mark.parametrize("is_flipped", [False, True])
def test_enlarged_pixels_are_squares_of_one_colour(zoom: float, *, is_flipped: bool) -> None:
    shown = scene(zoom)
    if is_flipped:
        shown.viewport.flip(200, 150)
    middles = [shown.viewport.to_picture(x + 0.5, y + 0.5) for y in range(300) for x in range(400)]
    columns, rows = np.floor(np.array(middles)).astype(int).T
    wanted = noise(640, 960)[rows, columns, ::-1].reshape(300, 400, 3)
    assert np.array_equal(rendered(shown), wanted)


@pytest.mark.parametrize("zoom", [0.2, 0.83, 1.0, 2.7])
def test_a_pan_moves_what_was_shown(zoom: float) -> None:
    shown = scene(zoom)
    paint(shown)
    screen = Screen()
    screen.resize(QSize(VIEW.width, VIEW.height))
    screen.refresh(shown)
    for way in ((13, 7), (-40, 22), (0, -90), (3, 0), (-900, 0), (800, 5)):
        moved = shown.viewport.pan(*way)
        screen.scroll(*moved)
        screen.refresh(shown)
        off = np.abs(pixels_of(screen.image)[..., :3].astype(int) - rendered(shown))
        assert off.max() <= 1


def test_an_unmarked_picture_is_shown_as_it_is() -> None:
    assert np.array_equal(rendered(scene()), rendered(scene(look=MaskLook.HIDDEN)))


def test_the_tint_has_its_colour_and_opacity() -> None:
    shown = scene(1.0)
    before = rendered(shown).astype(float)
    box = box_of(shown.document.size)
    shown.document.set_mask(np.full((box.height, box.width), 255, np.uint8))
    wanted = before * 0.5 + np.array([0, 0, 127.5])
    assert np.abs(rendered(shown) - wanted).max() <= 1.5


def test_the_protected_side_is_tinted_instead() -> None:
    shown = scene(1.0, look=MaskLook.PROTECTED)
    tinted = rendered(shown)
    shown.document.invert_mask()
    assert np.array_equal(rendered(shown), rendered(scene(look=MaskLook.HIDDEN)))
    assert not np.array_equal(tinted, rendered(shown))


def test_black_and_white_shows_the_mask_alone() -> None:
    shown = scene(1.0, look=MaskLook.BLACK_AND_WHITE)
    paint(shown)
    left, top = (int(place) for place in shown.viewport.to_picture(0, 0))
    wanted = shown.document.mask.pixels[top : top + 300, left : left + 400]
    assert np.array_equal(rendered(shown), np.repeat(wanted[..., None], 3, axis=2))


def test_a_transparent_picture_lies_on_a_checkerboard() -> None:
    pixels = np.zeros((640, 960, 4), np.uint8)
    shown = scene()
    document = CanvasDocument(pixels, build_levels(pixels))
    clear = Scene(document=document, viewport=shown.viewport, look=shown.look)
    colours = {tuple(colour) for colour in rendered(clear).reshape(-1, 3).tolist()}
    assert colours == {(255, 255, 255), (0xD9, 0xD9, 0xD9)}


def test_beside_the_picture_is_background() -> None:
    shown = scene(0.1)
    picture = rendered(shown)
    assert picture[0, 0].tolist() == [0x3B, 0x3B, 0x3B]
    assert picture[-1, -1].tolist() == [0x3B, 0x3B, 0x3B]


@pytest.mark.parametrize("zoom", [0.4, 1.0, 3.0])
def test_a_turned_view_is_seamless(zoom: float) -> None:
    shown = scene(zoom, turn=33)
    screen = Screen()
    screen.resize(QSize(VIEW.width, VIEW.height))
    screen.refresh(shown)
    box = paint(shown)
    screen.invalidate(shown.viewport.view_edges(box, 4 * max(1, zoom)))
    screen.refresh(shown)
    off = np.abs(pixels_of(screen.image)[..., :3].astype(int) - rendered(shown))
    assert off.max() <= 8
    assert off.mean() < 0.02


def test_without_levels_it_is_rough_but_the_same_place() -> None:
    shown = scene(0.2)
    pixels = noise(640, 960)
    rough = Scene(document=CanvasDocument(pixels), viewport=shown.viewport, look=shown.look)
    assert np.abs(rendered(rough).astype(float) - rendered(shown)).mean() < 30


def test_a_preview_covers_its_box_and_hides_the_tint() -> None:
    box = Box(400, 250, 100, 100)
    preview = Preview(np.full((50, 50, 4), 255, np.uint8), box, "Preview")
    shown = scene(1.0, preview=preview)
    paint(shown)
    picture = rendered(shown)
    covered = shown.viewport.view_rect(box)
    part = picture[covered.top() : covered.bottom() + 1, covered.left() : covered.right() + 1]
    assert (part == 255).all()
    picture[covered.top() : covered.bottom() + 1, covered.left() : covered.right() + 1] = 0
    bare = rendered(scene(1.0, look=MaskLook.HIDDEN))
    bare[covered.top() : covered.bottom() + 1, covered.left() : covered.right() + 1] = 0
    assert np.array_equal(picture, bare)


def test_nothing_stale_is_nothing_done() -> None:
    shown = scene()
    screen = Screen()
    screen.resize(QSize(VIEW.width, VIEW.height))
    screen.refresh(shown)
    pixels_of(screen.image)[:] = 9
    screen.refresh(shown)
    assert (pixels_of(screen.image) == 9).all()
    screen.invalidate((10, 10, 15, 15))
    screen.refresh(shown)
    assert (pixels_of(screen.image)[..., :3] != 9).any(axis=2).sum() <= 25
