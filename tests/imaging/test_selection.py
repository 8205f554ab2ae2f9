"""Shapes, wand and object as selections, and how they join the mask."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from desktop.domain.size import Box, Size, box_of
from desktop.imaging import object_mask
from desktop.imaging.mask import Mask
from desktop.imaging.object_mask import object_in
from desktop.imaging.selection import Combine, Selection
from desktop.imaging.shapes import ellipse, polygon, rectangle
from desktop.imaging.wand import coloured_like, connected_like

Bytes = NDArray[np.uint8]
QUICK = settings(max_examples=30, deadline=None)
SIZE = Size(600, 400)
LIMITS = box_of(SIZE)


def laid(selection: Selection, size: Size = SIZE) -> NDArray[np.uint8]:
    """The selection as a whole mask."""
    mask = np.zeros((size.height, size.width), np.uint8)
    mask[selection.box.slices] = selection.coverage
    return mask


def area(selection: Selection) -> float:
    return float(selection.coverage.astype(np.float64).sum() / 255)


# shapes


def test_a_rectangle_is_whole_pixels_inside_the_picture() -> None:
    assert rectangle(Box(-5, 390, 20, 40), LIMITS).box == Box(0, 390, 15, 10)
    assert area(rectangle(Box(10, 10, 7, 9), LIMITS)) == 63


@QUICK
@given(
    start=st.tuples(st.floats(50, 250), st.floats(50, 150)),
    size=st.tuples(st.floats(8, 300), st.floats(8, 200)),
)
def test_an_ellipse_has_its_area_and_place(
    start: tuple[float, float], size: tuple[float, float]
) -> None:
    end = start[0] + size[0], start[1] + size[1]
    found = ellipse(start, end, LIMITS)
    wanted = math.pi * size[0] * size[1] / 4
    assert area(found) == pytest.approx(wanted, rel=0.01, abs=2)
    assert np.array_equal(laid(found), laid(ellipse(end, start, LIMITS)))
    centre_x = (laid(found).sum(0) @ (np.arange(SIZE.width) + 0.5)) / laid(found).sum()
    assert centre_x == pytest.approx((start[0] + end[0]) / 2, abs=0.1)


@QUICK
@given(st.lists(st.tuples(st.floats(0, 600), st.floats(0, 400)), min_size=3, max_size=3))
def test_a_triangle_has_its_area(corners: list[tuple[float, float]]) -> None:
    (ax, ay), (bx, by), (cx, cy) = corners
    wanted = abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2
    found = polygon(corners, LIMITS)
    around = sum(math.dist(corners[i - 1], corners[i]) for i in range(3))
    assert abs(area(found) - wanted) <= 0.2 * around + 6


def test_a_polygon_larger_than_the_picture_is_cut() -> None:
    found = polygon([(-1000, -1000), (3000, -1000), (3000, 3000), (-1000, 3000)], LIMITS)
    assert found.box == LIMITS
    assert found.coverage.min() == 255


def test_a_polygon_beside_the_picture_is_empty() -> None:
    assert polygon([(-50, -50), (-10, -50), (-10, -10)], LIMITS).box.is_empty


# colour


def blocks() -> NDArray[np.uint8]:
    """Grey with two red squares, one of them touched by a slightly other red."""
    pixels = np.full((400, 600, 3), 128, np.uint8)
    pixels[50:100, 50:100] = (200, 30, 30)
    pixels[50:100, 100:120] = (210, 40, 40)
    pixels[200:250, 300:360] = (200, 30, 30)
    return pixels


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_the_wand_takes_what_hangs_together(channels: int) -> None:
    pixels = blocks()
    if channels == 1:
        pixels = pixels[..., :1].copy()
    if channels == 4:
        pixels = np.dstack([pixels, np.full((400, 600), 255, np.uint8)])
    found = connected_like(pixels, 60, 60, 5)
    assert found.box == Box(50, 50, 50, 50)
    assert found.coverage.min() == 255
    assert connected_like(pixels, 60, 60, 10).box == Box(50, 50, 70, 50)
    pixels.flags.writeable = False
    assert connected_like(pixels, 60, 60, 10).box == Box(50, 50, 70, 50), "as an opened file is"
    grey = pixels[..., :1]
    assert connected_like(grey, 60, 60, 10).box == Box(50, 50, 70, 50)


def test_a_colour_range_takes_it_everywhere_and_fades() -> None:
    found = laid(coloured_like(blocks(), (200, 30, 30), 20))
    assert found[60, 60] == 255
    assert found[220, 320] == 255
    assert 0 < found[60, 110] <= 255
    assert found[10, 10] == 0
    narrow = laid(coloured_like(blocks(), (200, 30, 30), 12))
    assert 0 < narrow[60, 110] < 255


def test_an_object_is_found_in_a_loose_box() -> None:
    random = np.random.default_rng(2)
    pixels = random.normal(90, 6, (400, 600, 3)).clip(0, 255).astype(np.uint8)
    cv2.circle(pixels, (300, 200), 90, (40, 180, 60), -1, cv2.LINE_AA)
    wanted = np.zeros((400, 600), np.uint8)
    cv2.circle(wanted, (300, 200), 90, 255, -1)
    found = laid(object_in(pixels, Box(180, 80, 240, 240))) > 127
    both, either = (found & (wanted > 0)).sum(), (found | (wanted > 0)).sum()
    assert both / either > 0.96


def blossom(seed: int) -> tuple[Bytes, Bytes]:
    """A grainy picture, 800 × 600, and the waved object in it: its colours are not far from those
    behind it."""
    random = np.random.default_rng(seed)
    behind = random.integers(70, 180, (8, 11, 3), np.uint8)
    before = random.integers(90, 200, (13, 17, 3), np.uint8)
    back = cv2.resize(behind, (800, 600), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    front = cv2.resize(before, (800, 600)).astype(np.float32)
    front[..., 2] = np.minimum(front[..., 2] + 25, 255)
    turn = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    radius = 150 + 30 * np.sin(5 * turn) + 12 * np.sin(17 * turn)
    points = np.stack([400 + radius * np.cos(turn), 300 + radius * np.sin(turn)], axis=1)
    wanted = np.zeros((600, 800), np.uint8)
    cv2.fillPoly(wanted, [points.round().astype(np.int32)], 255, cv2.LINE_AA)
    share = wanted[..., None] / np.float32(255)
    pixels = back * (1 - share) + front * share + random.normal(0, 14, (600, 800, 3))
    return pixels.clip(0, 255).astype(np.uint8), wanted


def agreement(one: Bytes, other: Bytes) -> float:
    """Of what either marks, the share that both do."""
    return float(((one > 127) & (other > 127)).sum() / ((one > 127) | (other > 127)).sum())


def plain_cut(pixels: Bytes, box: Box) -> Bytes:
    """GrabCut on every pixel, in four rounds, as it is in the book."""
    labels, rectangle = np.zeros(pixels.shape[:2], np.uint8), (box.x, box.y, box.width, box.height)
    cv2.setRNGSeed(7)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(pixels, labels, rectangle, *models, 4, cv2.GC_INIT_WITH_RECT)
    return np.where((labels & 1) > 0, 255, 0).astype(np.uint8)


@pytest.mark.parametrize("seed", [1, 4])
def test_a_small_copy_finds_what_every_pixel_would(seed: int) -> None:
    pixels, wanted = (np.asarray(cv2.resize(one, (400, 300)), np.uint8) for one in blossom(seed))
    box = Box(98, 48, 204, 204)
    found = laid(object_in(pixels, box), Size(400, 300))
    assert agreement(found, wanted) > 0.97
    assert agreement(found, wanted) > agreement(plain_cut(pixels, box), wanted) - 0.005


def test_the_edge_is_refined_as_if_all_of_it_were() -> None:
    pixels, wanted = blossom(2)
    rough = np.where(cv2.resize(wanted, (160, 120)) > 127, 255, 0).astype(np.uint8)
    wide = np.asarray(cv2.resize(rough, (800, 600)), np.uint8)
    whole = object_mask._drawn_in(pixels, wide, round(1.5 * 800 / 160))
    assert np.abs(object_mask._refined(pixels, rough).astype(int) - whole).max() <= 1


def test_strokes_say_what_belongs_to_the_object() -> None:
    pixels = np.full((300, 400, 3), 90, np.uint8)
    pixels[100:200, 100:180] = (40, 180, 60)
    pixels[100:200, 220:300] = (200, 60, 40)
    marks = np.zeros((300, 400), np.uint8)
    marks[140:160, 240:280] = 1
    found = laid(object_in(pixels, Box(80, 80, 240, 140), marks), Size(400, 300))
    assert found[150, 140] == 255
    assert found[150, 260] == 0


def test_an_even_picture_has_no_object_that_breaks_anything() -> None:
    pixels = np.full((200, 200, 3), 77, np.uint8)
    found = object_in(pixels, Box(50, 50, 60, 60))
    assert found.coverage.shape == (found.box.height, found.box.width)


# joining


boxes = st.builds(
    Box,
    st.integers(-50, 590),
    st.integers(-50, 390),
    st.integers(1, 400),
    st.integers(1, 300),
)


@QUICK
@given(first=boxes, second=boxes, how=st.sampled_from(list(Combine)))
def test_selections_join_as_sets_do(first: Box, second: Box, how: Combine) -> None:
    mask = Mask(SIZE)
    mask.combine(rectangle(first, LIMITS), Combine.ADD, "first")
    before = mask.pixels.copy()
    one, two = before > 0, laid(rectangle(second, LIMITS)) > 0
    patch = mask.combine(rectangle(second, LIMITS), how, "second")
    wanted = {
        Combine.ADD: one | two,
        Combine.SUBTRACT: one & ~two,
        Combine.INTERSECT: one & two,
        Combine.REPLACE: two,
    }[how]
    assert np.array_equal(mask.pixels, np.where(wanted, 255, 0))
    assert mask.is_empty == (not wanted.any())
    mask.apply(patch)
    assert np.array_equal(mask.pixels, before)


@QUICK
@given(shape=boxes)
def test_subtracting_is_the_inverse_of_adding_to_nothing(shape: Box) -> None:
    mask = Mask(SIZE)
    selection = ellipse((shape.x, shape.y), (shape.right, shape.bottom), LIMITS)
    mask.combine(selection, Combine.ADD, "add")
    mask.combine(selection, Combine.SUBTRACT, "subtract")
    # Where an edge pixel is half meant, half of it stays.
    assert mask.pixels.max() <= 128


def test_coverage_has_to_fill_its_box() -> None:
    with pytest.raises(ValueError, match="fill"):
        Selection(box=Box(0, 0, 4, 4), coverage=np.zeros((3, 4), np.uint8))
