"""Crops, room, turns and sizes; masks and marks stay on what they lay on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.markup import Mark, MarkKind
from desktop.domain.problems import ProblemError
from desktop.domain.size import Box, Size
from desktop.imaging.reframing import Reframing, Resampling, Turn

SIZE = Size(60, 40)
PIXELS = np.random.default_rng(5).integers(0, 65536, (40, 60, 3), np.uint16)


def test_a_crop_keeps_the_pixels_bit_for_bit() -> None:
    crop = Reframing(box=Box(5, 6, 20, 10))
    assert crop.new_size(SIZE) == Size(20, 10)
    assert np.array_equal(crop.pixels(PIXELS), PIXELS[6:16, 5:25])


def test_room_is_mirrored_and_marked() -> None:
    wide = Reframing(box=Box(-10, 0, 90, 50))
    made = wide.pixels(PIXELS)
    assert made.shape == (50, 90, 3)
    assert np.array_equal(made[:40, 10:70], PIXELS)
    assert np.array_equal(made[0, 9], PIXELS[0, 1])
    mask = wide.mask(np.zeros((40, 60), np.uint8), 255)
    assert mask[:40, 10:70].max() == 0
    assert np.count_nonzero(mask) == 50 * 90 - 40 * 60


@given(st.sampled_from(list(Turn)), st.integers(0, 59), st.integers(0, 39))
def test_turns_take_masks_and_marks_along(turn: Turn, x: int, y: int) -> None:
    reframing = Reframing(turn=turn)
    mask = np.zeros((40, 60), np.uint8)
    mask[y, x] = 255
    turned = reframing.mask(mask, 0)
    assert turned.shape == (reframing.new_size(SIZE).height, reframing.new_size(SIZE).width)
    ((row, column),) = np.argwhere(turned)
    assert np.array_equal(reframing.pixels(PIXELS)[row, column], PIXELS[y, x])
    mark = Mark(kind=MarkKind.NOTE, colour="#ff0000", width=3, points=((x + 0.5, y + 0.5),))
    (moved,) = reframing.markup((mark,), SIZE)
    assert list(moved.points[0]) == [column + 0.5, row + 0.5]


@given(st.lists(st.sampled_from(list(Turn)), max_size=6))
def test_turns_back_lead_back(turns: list[Turn]) -> None:
    back = {Turn.LEFT: Turn.RIGHT, Turn.RIGHT: Turn.LEFT}
    pixels = PIXELS
    for turn in turns:
        pixels = Reframing(turn=turn).pixels(pixels)
    for turn in reversed(turns):
        pixels = Reframing(turn=back.get(turn, turn)).pixels(pixels)
    assert np.array_equal(pixels, PIXELS)


def test_another_size_brings_no_colour_from_where_nothing_is() -> None:
    picture = np.zeros((40, 60, 4), np.uint8)
    picture[10:30, 20:40] = (200, 100, 50, 255)
    made = Reframing(size=Size(31, 21)).pixels(picture)
    assert made.shape == (21, 31, 4)
    seen = made[made[..., 3] > 30]
    assert np.abs(seen[:, :3].astype(int) - (200, 100, 50)).max() <= 2
    flat = np.full((40, 60, 3), 60000, np.uint16)
    assert np.abs(Reframing(size=Size(99, 77)).pixels(flat).astype(int) - 60000).max() <= 1


def test_marks_shrink_with_the_picture() -> None:
    mark = Mark(kind=MarkKind.PEN, colour="#ff0000", width=4, points=((30, 20), (60, 40)))
    (moved,) = Reframing(size=Size(30, 20)).markup((mark,), SIZE)
    assert moved.width == 2
    assert [*moved.points[0], *moved.points[1]] == [15, 10, 30, 20]


def test_nonsense_is_refused() -> None:
    with pytest.raises(ProblemError):
        Reframing(box=Box(60, 0, 10, 10)).new_size(SIZE)
    with pytest.raises(ProblemError):
        Reframing(size=Size(60_001, 10)).new_size(SIZE)
    with pytest.raises(ValueError, match="a turn, a box or a size"):
        Reframing(turn=Turn.LEFT, size=SIZE)


def test_one_side_smaller_and_one_larger_is_averaged_and_interpolated() -> None:
    stripes = np.zeros((8, 64, 1), np.uint8)
    stripes[:, ::2] = 200
    made = Reframing(size=Size(16, 32)).pixels(stripes)
    assert made.shape == (32, 16, 1)
    assert np.abs(made.astype(int) - 100).max() <= 1, "no stripes of a coarser kind"


def test_hard_edges_bring_no_new_colours() -> None:
    picture = np.random.default_rng(3).integers(0, 256, (8, 9, 3), np.uint8)
    made = Reframing(size=Size(27, 24), resampling=Resampling.NEAREST).pixels(picture)
    assert np.array_equal(made, picture.repeat(3, axis=0).repeat(3, axis=1))


def test_soft_has_no_rims_where_sharp_has_some() -> None:
    edge = np.full((6, 12, 3), 60, np.uint8)
    edge[:, 6:] = 200
    soft = Reframing(size=Size(48, 24), resampling=Resampling.SOFT).pixels(edge)
    sharp = Reframing(size=Size(48, 24), resampling=Resampling.SHARP).pixels(edge)
    assert (soft.min(), soft.max()) == (60, 200)
    assert sharp.max() > 205
