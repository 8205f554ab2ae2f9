"""What is protected is never part of what may change."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from desktop.domain.size import Box
from desktop.imaging.canvas_document import CanvasDocument
from desktop.imaging.selection import Combine, Selection

WHOLE = Box(0, 0, 40, 30)


def document() -> CanvasDocument:
    return CanvasDocument(np.full((30, 40, 3), 90, np.uint8))


def selection(box: Box) -> Selection:
    return Selection(box=box, coverage=np.full((box.height, box.width), 255, np.uint8))


def test_nothing_protected_leaves_the_mask_as_it_is() -> None:
    one = document()
    assert one.effective_mask() is None
    assert one.effective_bounds is None
    one.select(selection(Box(5, 6, 10, 8)), Combine.ADD, "Mark")
    assert one.effective_bounds == Box(5, 6, 10, 8)


def test_without_a_mask_everything_else_may_change() -> None:
    one = document()
    one.protect(selection(Box(0, 0, 40, 10)), Combine.ADD, "Protect")
    mask = one.effective_mask()
    assert mask is not None
    assert mask[:10].max() == 0
    assert mask[10:].min() == 255
    assert one.effective_bounds == Box(0, 10, 40, 20)


def test_protection_is_undone_apart_from_the_mask() -> None:
    one = document()
    one.select(selection(WHOLE), Combine.ADD, "Mark")
    patch = one.protect(selection(Box(0, 0, 10, 10)), Combine.ADD, "Protect")
    assert patch.protects
    back, _ = one.apply(patch)
    assert not one.has_protection
    assert one.mask.pixels.min() == 255
    one.apply(back)
    assert one.effective_bounds == WHOLE
    assert one.unprotect().protects
    assert not one.has_protection


def test_all_protected_is_nothing_to_change() -> None:
    one = document()
    one.protect(selection(WHOLE), Combine.ADD, "Protect")
    mask = one.effective_mask()
    assert mask is not None
    assert not mask.any()
    assert one.effective_bounds is None


@given(arrays(np.uint8, (30, 40)), arrays(np.uint8, (30, 40)), st.booleans())
def test_mask_and_protection_never_add_up_to_more_than_whole(
    marked: np.ndarray[tuple[int, int], np.dtype[np.uint8]],
    kept: np.ndarray[tuple[int, int], np.dtype[np.uint8]],
    has_mask: bool,
) -> None:
    one = document()
    if has_mask:
        one.set_mask(marked)
    one.protect(Selection(box=WHOLE, coverage=kept), Combine.ADD, "Protect")
    mask = one.effective_mask()
    if mask is not None:
        assert (mask.astype(int) + one.protection.pixels).max() <= 255
        assert not has_mask or marked.any() is np.False_ or (mask <= marked).all()


def test_each_area_that_is_protected_is_named_once() -> None:
    one = document()
    assert not one.keep_out
    one.protect(selection(Box(2, 3, 5, 6)), Combine.ADD, "Protect")
    patch = one.protect(selection(Box(20, 10, 8, 9)), Combine.ADD, "Protect")
    assert set(one.keep_out) == {Box(2, 3, 5, 6), Box(20, 10, 8, 9)}
    one.apply(patch)
    assert set(one.keep_out) == {Box(2, 3, 5, 6)}
    one.unprotect()
    assert not one.keep_out


def test_areas_of_a_large_picture_are_found_on_a_small_level() -> None:
    large = CanvasDocument(np.full((1500, 3000, 3), 90, np.uint8))
    large.protect(selection(Box(101, 203, 400, 300)), Combine.ADD, "Protect")
    (box,) = large.keep_out
    assert box.holds(Box(101, 203, 400, 300))
    assert Box(101, 203, 400, 300).grown(4).holds(box)
