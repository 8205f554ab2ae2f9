"""The region is legal for the model, holds the mask, and can be undone exactly."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from desktop.domain.recipe import RegionMode
from desktop.domain.size import Box, Size, SizeRule, box_of
from desktop.imaging.region import RegionPlan, cut_region, place_region, plan_region

FREE = SizeRule()
FIXED = SizeRule(fixed=(Size(1024, 1024), Size(1536, 1024), Size(1024, 1536)))


def _auto(picture: Size, mask: Box | None, rule: SizeRule = FREE) -> RegionPlan:
    return plan_region(picture=picture, mask=mask, rule=rule, mode=RegionMode.AUTO)


@st.composite
def _pictures_with_boxes(draw: st.DrawFn) -> tuple[Size, Box, Box]:
    sides = st.one_of(st.integers(1, 60), st.integers(1, 12_000), st.integers(1, 30_000))
    size = Size(draw(sides), draw(sides))
    boxes = []
    for _ in range(2):
        x, y = draw(st.integers(0, size.width - 1)), draw(st.integers(0, size.height - 1))
        width, height = draw(st.integers(1, size.width - x)), draw(st.integers(1, size.height - y))
        boxes.append(Box(x, y, width, height))
    return size, boxes[0], boxes[1]


@settings(max_examples=400, deadline=None)
@given(_pictures_with_boxes(), st.sampled_from(list(RegionMode)), st.sampled_from([FREE, FIXED]))
def test_every_plan_is_legal_and_holds_the_mask(
    drawn: tuple[Size, Box, Box], mode: RegionMode, rule: SizeRule
) -> None:
    picture, mask, frame = drawn
    box = frame if mode is RegionMode.BOX else None
    plan = plan_region(picture=picture, mask=mask, rule=rule, mode=mode, box=box)
    assert rule.allows(plan.sent)
    assert plan.box.holds(mask)
    padding = plan.padding
    assert plan.inside == Box(
        plan.box.x + padding.left,
        plan.box.y + padding.top,
        plan.box.width - padding.left - padding.right,
        plan.box.height - padding.top - padding.bottom,
    )
    assert padding.is_empty == box_of(picture).holds(plan.box)
    assert padding.is_empty or any("mirrored" in reason for reason in plan.reasons)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 60),
    st.integers(1, 60),
    st.integers(-20, 50),
    st.integers(-20, 50),
    st.integers(1, 70),
    st.integers(1, 70),
    st.sampled_from([np.uint8, np.uint16, np.float32]),
)
def test_laying_a_region_back_is_the_exact_inverse_of_cutting_it(
    width: int, height: int, x: int, y: int, across: int, down: int, depth: type
) -> None:
    box = Box(x, y, across, down)
    if box.clipped(Box(0, 0, width, height)).is_empty:
        return
    plan = RegionPlan(box=box, sent=Size(16, 16), picture=Size(width, height))
    random = np.random.default_rng(1)
    pixels: NDArray[Any] = random.integers(0, 200, (height, width, 3)).astype(depth)
    region = cut_region(pixels, plan)
    assert region.shape == (down, across, 3)
    assert np.array_equal(place_region(pixels, region, plan), pixels)
    other = place_region(np.zeros_like(pixels), region, plan)
    assert np.array_equal(other[plan.inside.slices], pixels[plan.inside.slices])


def test_beyond_the_picture_the_region_is_mirrored() -> None:
    pixels = np.arange(4, dtype=np.uint8).reshape(1, 4, 1)
    plan = RegionPlan(box=Box(-2, 0, 8, 1), sent=Size(16, 16), picture=Size(4, 1))
    assert cut_region(pixels, plan)[0, :, 0].tolist() == [2, 1, 0, 1, 2, 3, 2, 1]


def test_a_small_mask_in_a_large_photograph_is_sent_unscaled() -> None:
    plan = _auto(Size(8000, 6000), Box(3000, 3000, 300, 300))
    assert plan.is_exact
    assert plan.detail == 1
    assert plan.padding.is_empty
    assert plan.box.holds(Box(3000 - 150, 3000 - 150, 600, 600))
    assert plan.reasons == ()


def test_a_mask_at_the_corner_keeps_the_region_inside_the_picture() -> None:
    plan = _auto(Size(5000, 4000), Box(4900, 3900, 100, 100))
    assert plan.is_exact
    assert plan.padding.is_empty


def test_a_wide_mask_is_scaled_down_and_the_reason_is_said() -> None:
    plan = _auto(Size(8000, 6000), Box(500, 500, 7000, 5000))
    assert plan.detail < 0.6
    assert plan.sent.pixels <= FREE.experimental_above
    assert any("scaled" in reason for reason in plan.reasons)


def test_the_whole_picture_goes_at_the_nearest_size_of_its_shape() -> None:
    plan = plan_region(picture=Size(6000, 4000), mask=None, rule=FREE, mode=RegionMode.WHOLE)
    assert plan.box == Box(0, 0, 6000, 4000)
    assert plan.is_whole
    assert plan.sent.width / plan.sent.height == pytest.approx(1.5, rel=0.01)


def test_a_few_mirrored_columns_are_better_than_scaling_everything() -> None:
    plan = _auto(Size(1000, 800), Box(0, 0, 1000, 800))
    assert plan.is_exact
    assert plan.box.size == Size(1008, 800)


def test_a_picture_smaller_than_the_model_takes_is_scaled_up() -> None:
    plan = _auto(Size(400, 300), Box(100, 100, 50, 50))
    assert plan.detail > 2
    assert plan.padding.is_empty


def test_the_chosen_size_is_the_size_that_is_sent() -> None:
    plan = plan_region(
        picture=Size(8000, 6000),
        mask=Box(100, 100, 300, 300),
        rule=FREE,
        mode=RegionMode.AUTO,
        size=Size(2048, 2048),
    )
    assert plan.sent == Size(2048, 2048)
    assert plan.is_exact


def test_a_size_the_model_does_not_make_is_put_right_and_said() -> None:
    plan = plan_region(
        picture=Size(8000, 6000),
        mask=Box(100, 100, 300, 300),
        rule=FREE,
        mode=RegionMode.AUTO,
        size=Size(1001, 1001),
    )
    assert FREE.allows(plan.sent)
    assert any("multiples" in reason for reason in plan.reasons)


def test_a_drawn_frame_is_kept_and_widened_only_for_the_mask() -> None:
    frame = Box(1000, 1000, 1024, 1024)
    kept = plan_region(
        picture=Size(4000, 3000),
        mask=Box(1500, 1500, 20, 20),
        rule=FREE,
        mode=RegionMode.BOX,
        box=frame,
    )
    assert kept.box == frame
    widened = plan_region(
        picture=Size(4000, 3000),
        mask=Box(900, 1500, 200, 20),
        rule=FREE,
        mode=RegionMode.BOX,
        box=frame,
    )
    assert widened.box.holds(frame)
    assert any("widened" in reason for reason in widened.reasons)


def test_a_small_drawn_frame_is_enlarged_for_more_detail() -> None:
    plan = plan_region(
        picture=Size(4000, 3000),
        mask=Box(1100, 1100, 20, 20),
        rule=FREE,
        mode=RegionMode.BOX,
        box=Box(1000, 1000, 500, 500),
    )
    assert plan.box == Box(1000, 1000, 500, 500)
    assert plan.detail == pytest.approx(1.6, abs=0.1)
