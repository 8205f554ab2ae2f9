"""The document: any order of strokes, undo and redo is what painting from scratch gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from numpy.typing import NDArray

from desktop.domain.settings import BrushSettings
from desktop.domain.size import Box, Size, box_of
from desktop.imaging.canvas_document import CanvasDocument
from desktop.imaging.mask_patch import MaskPatch
from desktop.imaging.pyramid import build_levels
from desktop.imaging.stroke_point import StrokeMode, StrokePoint

WIDTH, HEIGHT = 620, 410


def picture(channels: int = 4) -> NDArray[np.uint8]:
    pixels = np.random.default_rng(5).integers(0, 256, (HEIGHT, WIDTH, channels), np.uint8)
    if channels == 4:
        pixels[..., 3] = 255
    return pixels


def plain_document() -> CanvasDocument:
    return CanvasDocument(np.zeros((HEIGHT, WIDTH, 3), np.uint8))


Stroke = tuple[BrushSettings, StrokeMode, list[tuple[float, float]]]
brushes = st.builds(
    BrushSettings,
    diameter=st.sampled_from([1.0, 7.5, 40.0, 233.0]),
    hardness=st.sampled_from([0.0, 0.6, 1.0]),
    opacity=st.sampled_from([1.0, 1.0, 0.4]),
    flow=st.sampled_from([1.0, 1.0, 0.2]),
)
strokes = st.tuples(
    brushes,
    st.sampled_from(list(StrokeMode)),
    st.lists(st.tuples(st.floats(-90, 700), st.floats(-90, 500)), min_size=1, max_size=4),
)


def paint(document: CanvasDocument, stroke: Stroke) -> MaskPatch:
    brush, mode, places = stroke
    document.begin_stroke(brush, mode)
    for x, y in places:
        document.extend_stroke([StrokePoint(x, y)])
    return document.end_stroke()


class UndoMachine(RuleBasedStateMachine):
    """Paints, undoes, redoes and packs in any order, beside the list of what should be there."""

    def __init__(self) -> None:
        super().__init__()
        self.document = plain_document()
        self.done: list[Stroke | str] = []
        self.undone: list[Stroke | str] = []
        self.back: list[MaskPatch] = []
        self.forth: list[MaskPatch] = []

    def push(self, patch: MaskPatch, what: Stroke | str) -> None:
        self.back.append(patch)
        self.done.append(what)
        self.forth.clear()
        self.undone.clear()

    @rule(stroke=strokes)
    def stroke(self, stroke: Stroke) -> None:
        self.push(paint(self.document, stroke), stroke)

    @rule(stroke=strokes)
    def cancelled_stroke(self, stroke: Stroke) -> None:
        brush, mode, places = stroke
        self.document.begin_stroke(brush, mode)
        self.document.extend_stroke(StrokePoint(x, y) for x, y in places)
        self.document.cancel_stroke()

    @rule()
    def invert(self) -> None:
        self.push(self.document.invert_mask(), "invert")

    @rule()
    def clear(self) -> None:
        self.push(self.document.clear_mask(), "clear")

    @precondition(lambda self: self.back)
    @rule()
    def undo(self) -> None:
        inverse, _ = self.document.apply(self.back.pop())
        self.forth.append(inverse)
        self.undone.append(self.done.pop())

    @precondition(lambda self: self.forth)
    @rule()
    def redo(self) -> None:
        inverse, _ = self.document.apply(self.forth.pop())
        self.back.append(inverse)
        self.done.append(self.undone.pop())

    @precondition(lambda self: self.back)
    @rule(place=st.integers(0, 30))
    def pack(self, place: int) -> None:
        self.back[place % len(self.back)].pack()

    @invariant()
    def equals_painting_from_scratch(self) -> None:
        fresh = plain_document()
        for what in self.done:
            if what == "invert":
                fresh.invert_mask()
            elif what == "clear":
                fresh.clear_mask()
            else:
                assert not isinstance(what, str)
                paint(fresh, what)
        assert np.array_equal(self.document.mask.pixels, fresh.mask.pixels)
        assert self.document.has_mask == bool(fresh.mask.pixels.any())
        assert self.document.mask_bounds == fresh.mask_bounds


TestUndo = UndoMachine.TestCase
TestUndo.settings = settings(max_examples=12, stateful_step_count=10, deadline=None)


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_every_level_reads_as_it_was_built(channels: int) -> None:
    pixels = picture(channels)
    levels = build_levels(pixels)
    document = CanvasDocument(pixels, levels)
    assert document.has_levels
    box = Box(3, 5, 40, 20)
    out = np.empty((20, 40, 4), np.uint8)
    document.read_picture(2, box, out)
    assert np.array_equal(out, levels[1][box.slices])
    document.read_picture(0, box, out)
    if channels == 3:
        assert np.array_equal(out[..., 2::-1], pixels[box.slices])


@pytest.mark.parametrize("level", [1, 2, 3])
def test_without_levels_pixels_stand_for_their_squares(level: int) -> None:
    pixels = np.repeat(np.repeat(picture(3)[::8, ::8], 8, 0), 8, 1)[:HEIGHT, :WIDTH]
    pixels = np.ascontiguousarray(pixels)
    document = CanvasDocument(pixels)
    assert not document.has_levels
    whole = build_levels(pixels)[level - 1]
    box = Box(0, 0, whole.shape[1], whole.shape[0])
    out = np.empty(whole.shape, np.uint8)
    document.read_picture(level, box, out)
    inside = np.s_[: HEIGHT // 8 * 8 >> level, : WIDTH // 8 * 8 >> level]
    assert np.array_equal(out[inside], whole[inside])
    part = Box(7, 3, 9, 11)
    small = np.empty((11, 9, 4), np.uint8)
    document.read_picture(level, part, small)
    assert np.array_equal(small, out[part.slices])


def test_levels_that_come_late_know_of_changes() -> None:
    pixels = picture()
    document = CanvasDocument(pixels)
    late = build_levels(pixels)
    box = Box(100, 50, 77, 33)
    document.replace_region(box, np.zeros((33, 77, 4), np.uint8))
    document.set_levels(late)
    for found, wanted in zip(late, build_levels(pixels), strict=True):
        assert np.array_equal(found, wanted)


def test_a_region_is_replaced_and_put_back() -> None:
    pixels = picture()
    original = pixels.copy()
    document = CanvasDocument(pixels, build_levels(pixels))
    box = Box(10, 20, 300, 200)
    before = document.copy_region(box)
    document.replace_region(box, np.full((200, 300, 4), 9, np.uint8))
    out = np.empty((1, 1, 4), np.uint8)
    document.read_picture(1, Box(20, 20, 1, 1), out)
    assert out[0, 0].tolist() == [9, 9, 9, 9]
    document.replace_region(box, before)
    assert np.array_equal(document.copy_region(box_of(document.size)), original)


def test_a_shared_display_is_never_written_to() -> None:
    pixels = picture(3)
    pixels.flags.writeable = False
    document = CanvasDocument(pixels)
    document.replace_region(Box(0, 0, 2, 2), np.zeros((2, 2, 3), np.uint8))
    assert np.array_equal(pixels, picture(3))
    assert not document.copy_region(Box(0, 0, 2, 2)).any()


def test_another_picture_shows_in_its_box() -> None:
    pixels = picture(3)
    document = CanvasDocument(pixels, build_levels(pixels))
    other = pixels.copy()
    box = Box(64, 64, 64, 64)
    other[box.slices] = 0
    document.show_changed(other, box)
    out = np.empty((1, 1, 4), np.uint8)
    document.read_picture(2, Box(20, 20, 1, 1), out)
    assert out[0, 0].tolist() == [0, 0, 0, 255]


def test_alpha_is_noticed() -> None:
    pixels = picture()
    assert not CanvasDocument(pixels).has_alpha
    pixels[200, 300, 3] = 254
    assert CanvasDocument(pixels).has_alpha
    assert not CanvasDocument(picture(3)).has_alpha


def test_the_copy_of_the_mask_is_a_copy() -> None:
    document = plain_document()
    copy = document.copy_mask()
    paint(document, (BrushSettings(hardness=1.0), StrokeMode.ADD, [(100, 100)]))
    assert not copy.any()
    assert document.has_mask
    assert document.size == Size(WIDTH, HEIGHT)


def test_a_mask_is_loaded_as_one_step() -> None:
    document = plain_document()
    wanted = np.zeros((HEIGHT, WIDTH), np.uint8)
    wanted[100:200, 50:90] = 128
    patch = document.set_mask(wanted, "Load mask")
    assert patch.name == "Load mask"
    assert document.mask_bounds == Box(50, 100, 40, 100)
    document.apply(patch)
    assert not document.has_mask
