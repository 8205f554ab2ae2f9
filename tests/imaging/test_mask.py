"""The mask: steps go back and forth, counts and levels follow, commands do what they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.size import Box, Size, box_between, box_of
from desktop.imaging.mask import Mask
from desktop.imaging.pyramid import halve, level_size

QUICK = settings(max_examples=25, deadline=None)

SIZE = Size(700, 530)


def fill(mask: Mask, box: Box, value: int) -> None:
    mask.before_write(box)
    mask.pixels[box.slices] = value
    mask.written(box)


boxes = st.builds(
    lambda x, y, w, h: Box(x, y, w, h).clipped(box_of(SIZE)),
    st.integers(0, SIZE.width - 1),
    st.integers(0, SIZE.height - 1),
    st.integers(1, 400),
    st.integers(1, 400),
)


def test_a_new_mask_is_empty() -> None:
    mask = Mask(SIZE)
    assert mask.is_empty
    assert mask.bounds is None
    assert mask.share == 0


@QUICK
@given(st.lists(st.tuples(boxes, st.integers(0, 255)), min_size=1, max_size=4))
def test_a_step_goes_back_and_forth(fills: list[tuple[Box, int]]) -> None:
    mask = Mask(SIZE)
    fill(mask, Box(100, 100, 300, 200), 90)
    mask.finish("before")
    before = mask.pixels.copy()
    for box, value in fills:
        fill(mask, box, value)
    after = mask.pixels.copy()
    patch = mask.finish("Fill")
    inverse = mask.apply(patch)
    assert np.array_equal(mask.pixels, before)
    again = mask.apply(inverse)
    assert np.array_equal(mask.pixels, after)
    mask.apply(again)
    assert np.array_equal(mask.pixels, before)


@QUICK
@given(st.lists(st.tuples(boxes, st.sampled_from([0, 0, 1, 255])), min_size=1, max_size=5))
def test_bounds_and_share_are_those_of_a_scan(fills: list[tuple[Box, int]]) -> None:
    mask = Mask(SIZE)
    for box, value in fills:
        fill(mask, box, value)
    mask.finish("Fill")
    rows, columns = np.nonzero(mask.pixels)
    if len(rows):
        scanned = box_between(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        assert mask.bounds == scanned
    else:
        assert mask.bounds is None
    assert mask.is_empty == (not len(rows))
    assert mask.share == pytest.approx(len(rows) / SIZE.pixels)


@QUICK
@given(st.lists(st.tuples(boxes, st.integers(0, 255), st.booleans()), min_size=1, max_size=4))
def test_levels_follow(fills: list[tuple[Box, int, bool]]) -> None:
    mask = Mask(SIZE)
    for box, value, looks in fills:
        fill(mask, box, value)
        if looks:
            mask.level(2)
    fine = mask.pixels
    for level in range(1, 4):
        size = level_size(SIZE, level)
        coarse = np.zeros((size.height, size.width), np.uint8)
        halve(fine, coarse, Box(0, 0, fine.shape[1], fine.shape[0]))
        assert np.array_equal(mask.level(level), coarse)
        fine = coarse


def test_a_step_that_changes_nothing_is_empty() -> None:
    mask = Mask(SIZE)
    fill(mask, Box(0, 0, 50, 50), 255)
    mask.finish("Fill")
    fill(mask, Box(10, 10, 20, 20), 255)
    assert mask.finish("Again").is_empty


def test_a_cancelled_step_never_was() -> None:
    mask = Mask(SIZE)
    fill(mask, Box(0, 0, 400, 50), 255)
    mask.finish("Fill")
    before = mask.pixels.copy()
    fill(mask, Box(200, 20, 400, 400), 10)
    changed = mask.cancel()
    assert np.array_equal(mask.pixels, before)
    assert changed.holds(Box(200, 20, 400, 400))
    assert mask.finish("").is_empty


def test_what_was_before_can_be_read_in_an_open_step() -> None:
    mask = Mask(SIZE)
    fill(mask, Box(0, 0, 300, 300), 77)
    mask.finish("Fill")
    fill(mask, Box(200, 200, 300, 200), 255)
    out = np.empty((150, 250), np.uint8)
    mask.read_before(Box(230, 220, 250, 150), out)
    assert (out[:80, :70] == 77).all()
    assert (out[80:] == 0).all()
    assert (out[:, 70:] == 0).all()


def test_inverting_twice_is_nothing() -> None:
    mask = Mask(SIZE)
    fill(mask, Box(10, 10, 300, 300), 200)
    mask.finish("Fill")
    before = mask.pixels.copy()
    patch = mask.invert("Invert mask")
    assert np.array_equal(mask.pixels, 255 - before)
    assert mask.bounds == box_of(SIZE)
    mask.apply(patch)
    assert np.array_equal(mask.pixels, before)
    assert mask.bounds == Box(10, 10, 300, 300)


def test_clearing_comes_back() -> None:
    mask = Mask(SIZE)
    fill(mask, Box(10, 10, 300, 300), 200)
    mask.finish("Fill")
    before = mask.pixels.copy()
    patch = mask.clear("Clear mask")
    assert mask.is_empty
    assert not mask.pixels.any()
    mask.apply(patch)
    assert np.array_equal(mask.pixels, before)


def test_replacing_keeps_only_what_differs() -> None:
    mask = Mask(SIZE)
    fill(mask, box_of(SIZE), 255)
    mask.finish("Fill")
    other = mask.pixels.copy()
    other[5, 5] = 0
    patch = mask.replace(other, "Load mask")
    assert list(patch.parts) == [Box(5, 5, 1, 1)]
    assert np.array_equal(mask.pixels, other)
    patch.pack()
    mask.apply(patch)
    assert (mask.pixels == 255).all()


def test_an_untouched_square_holds_no_mark() -> None:
    mask = Mask(SIZE)
    assert not mask.holds_mark(box_of(SIZE))
    box = Box(300, 300, 10, 10)
    mask.before_write(box)
    assert mask.holds_mark(Box(260, 260, 5, 5))
    assert not mask.holds_mark(Box(0, 0, 256, 256))
