"""What is not masked stands, whatever the picture, the mask and the answer are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.recipe import Blend, RegionMode
from desktop.domain.size import Box, Size, SizeRule
from desktop.imaging.composite import compose, count_outside_changes
from desktop.imaging.extension import extend
from desktop.imaging.picture import Picture
from desktop.imaging.region import Borders, RegionPlan, plan_region

DEPTHS = [np.uint8, np.uint16, np.float32]


def _picture(size: Size, channels: int = 3, depth: type = np.uint8, seed: int = 0) -> Picture:
    random = np.random.default_rng(seed)
    shape = (size.height, size.width, channels)
    if depth is np.float32:
        return Picture(pixels=random.random(shape, np.float32))
    return Picture(pixels=random.integers(0, np.iinfo(depth).max, shape, depth))


def _mask(size: Size, box: Box) -> NDArray[np.uint8]:
    mask = np.zeros((size.height, size.width), np.uint8)
    mask[box.slices] = 255
    return mask


def _plan(size: Size, box: Box) -> RegionPlan:
    return plan_region(picture=size, mask=box, rule=SizeRule(), mode=RegionMode.AUTO)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 90),
    st.integers(1, 90),
    st.sampled_from([1, 2, 3, 4]),
    st.sampled_from(DEPTHS),
    st.sampled_from([None, 0, 1, 7]),
    st.integers(0, 12),
    st.integers(0, 2**32 - 1),
)
def test_outside_the_mask_every_bit_stands(
    width: int,
    height: int,
    channels: int,
    depth: type,
    feather: int | None,
    grow: int,
    seed: int,
) -> None:
    size = Size(width, height)
    picture = _picture(size, channels, depth, seed)
    random = np.random.default_rng(seed)
    mask = (random.random((height, width)) < 0.3).astype(np.uint8) * 255
    mask[random.integers(height), random.integers(width)] = 255
    plan = _plan(size, Box(0, 0, width, height))
    answer = _picture(plan.sent, 3, np.uint8, seed + 1)
    made = compose(
        picture=picture,
        mask=mask,
        plan=plan,
        answer=answer,
        blend=Blend(feather=feather, grow=grow),
    )
    assert made.pixels.shape == picture.pixels.shape
    assert made.pixels.dtype == picture.pixels.dtype
    assert made.outside_changed == 0
    reach = int(np.ceil(grow))
    outside = np.ones((height, width), bool)
    for y, x in zip(*np.nonzero(mask), strict=True):
        outside[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1] = False
    assert np.array_equal(made.pixels[outside], picture.pixels[outside])


def test_a_hard_edge_lies_exactly_at_the_mask() -> None:
    size, box = Size(900, 800), Box(300, 200, 120, 90)
    picture, plan = _picture(size), _plan(Size(900, 800), box)
    answer = _picture(plan.sent, seed=3)
    mask = _mask(size, box)
    made = compose(
        picture=picture,
        mask=mask,
        plan=plan,
        answer=answer,
        blend=Blend(feather=0, colour_match=False),
    )
    laid = np.zeros_like(picture.pixels)
    laid[plan.inside.slices] = answer.pixels
    assert plan.is_exact
    assert np.array_equal(made.pixels, np.where(mask[..., None] > 0, laid, picture.pixels))
    assert made.box == box


def test_counting_finds_every_changed_bit() -> None:
    before = np.zeros((700, 30, 3), np.uint8)
    mask = np.zeros((700, 30), np.uint8)
    mask[:10] = 255
    after = before.copy()
    after[5, 5] = 9
    assert count_outside_changes(before, after, mask) == (0, 690 * 30)
    after[600, 29, 2] = 1
    after[11, 0, 0] = 1
    assert count_outside_changes(before, after, mask) == (2, 690 * 30)


def test_counting_tells_floats_apart_by_their_bits() -> None:
    before = np.array([[[np.nan], [0.0], [1.0]]], np.float32)
    after = np.array([[[np.nan], [-0.0], [1.0]]], np.float32)
    assert count_outside_changes(before, after, np.zeros((1, 3), np.uint8)) == (1, 3)


def test_a_mask_of_another_size_is_refused() -> None:
    size = Size(100, 80)
    plan = _plan(size, Box(10, 10, 5, 5))
    with pytest.raises(ProblemError) as caught:
        compose(
            picture=_picture(size),
            mask=np.full((81, 100), 255, np.uint8),
            plan=plan,
            answer=_picture(plan.sent),
            blend=Blend(),
        )
    assert caught.value.problem.kind is ProblemKind.MASK_SIZE_DIFFERS
    assert "100×81" in str(caught.value)


def test_an_empty_mask_is_refused() -> None:
    size = Size(100, 80)
    plan = _plan(size, Box(10, 10, 5, 5))
    with pytest.raises(ProblemError) as caught:
        compose(
            picture=_picture(size),
            mask=np.zeros((80, 100), np.uint8),
            plan=plan,
            answer=_picture(plan.sent),
            blend=Blend(),
        )
    assert caught.value.problem.kind is ProblemKind.MASK_EMPTY


def test_a_wish_to_stop_is_heard() -> None:
    size, box = Size(900, 800), Box(300, 200, 120, 90)
    plan = _plan(size, box)
    with pytest.raises(ProblemError) as caught:
        compose(
            picture=_picture(size),
            mask=_mask(size, box),
            plan=plan,
            answer=_picture(plan.sent),
            blend=Blend(),
            is_cancelled=lambda: True,
        )
    assert caught.value.problem.kind is ProblemKind.CANCELLED


def test_a_larger_canvas_holds_the_old_pixels_and_marks_the_new() -> None:
    picture = _picture(Size(30, 20), 4, np.uint16)
    made = extend(picture, Borders(3, 40, 0, 5))
    wide, mask = made.picture, made.mask
    assert wide.size == Size(33, 65)
    assert np.array_equal(wide.pixels[40:60, 3:33], picture.pixels)
    assert not mask[40:60, 3:33].any()
    assert np.count_nonzero(mask) == 33 * 65 - 30 * 20
