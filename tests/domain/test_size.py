"""Sizes, boxes, and the rule that makes a size legal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.size import Box, Size, SizeRule, box_between, box_of, parse_size

RULE = SizeRule()
FIXED = SizeRule(fixed=(Size(1024, 1024), Size(1536, 1024), Size(1024, 1536)))

sides = st.integers(1, 60_000)
sizes = st.builds(Size, sides, sides)
boxes = st.builds(
    Box, st.integers(-99, 99), st.integers(-99, 99), st.integers(0, 99), st.integers(0, 99)
)


@pytest.mark.parametrize(
    ("text", "size"),
    [("1536x1024", Size(1536, 1024)), (" 16 × 9 ", Size(16, 9)), ("auto", None), ("AUTO", None)],
)
def test_sizes_are_read(text: str, size: Size | None) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "1024", "0x10", "axb", "-5x5", "1024x1024x3", "9999999x1"])
def test_what_is_no_size_gets_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"size"):
        parse_size(text)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (Size(1000, 1024), "multiples of 16"),
        (Size(3856, 2048), "longer than 3840"),
        (Size(3840, 1264), "3 times"),
        (Size(800, 800), "655,360"),
        (Size(3840, 3840), "8,294,400"),
    ],
)
def test_a_fault_says_what_is_wrong(size: Size, words: str) -> None:
    assert any(words in fault for fault in RULE.faults(size))


@pytest.mark.parametrize(
    "size",
    [Size(816, 816), Size(1440, 480), Size(3840, 1280), Size(3840, 2160), Size(2880, 2880)],
)
def test_the_corners_of_the_rule_are_legal(size: Size) -> None:
    assert RULE.allows(size)
    assert RULE.snap(size).size == size
    assert RULE.snap(size).reasons == ()


@given(sizes)
def test_snapping_always_gives_a_legal_size(size: Size) -> None:
    snapped = RULE.snap(size)
    assert RULE.allows(snapped.size)
    assert bool(snapped.reasons) == (snapped.size != size)
    assert FIXED.allows(FIXED.snap(size).size)


@given(sizes)
def test_snapping_keeps_the_shape_where_the_rule_can(size: Size) -> None:
    ratio = min(max(size.width / size.height, 1 / 3), 3)
    snapped = RULE.snap(size).size
    assert snapped.width / snapped.height == pytest.approx(ratio, rel=0.04)


def test_more_than_two_and_a_half_thousand_by_fourteen_hundred_is_experimental() -> None:
    assert not RULE.is_experimental(Size(2560, 1440))
    assert RULE.is_experimental(Size(2576, 1440))


@given(boxes, boxes)
def test_boxes_unite_and_clip(one: Box, two: Box) -> None:
    both = one.united(two)
    for box in (one, two):
        assert box.is_empty or both.holds(box)
    shared = one.clipped(two)
    assert shared.is_empty or (one.holds(shared) and two.holds(shared))
    assert shared == two.clipped(one) or shared.is_empty


def test_a_box_knows_its_edges() -> None:
    box = box_between(2, 3, 10, 8)
    assert (box.right, box.bottom, box.size) == (10, 8, Size(8, 5))
    assert box.grown(2) == Box(0, 1, 12, 9)
    assert box_of(Size(4, 2)).slices == (slice(0, 2), slice(0, 4))


def test_a_box_seen_from_another_is_counted_from_its_corner() -> None:
    assert Box(30, 50, 7, 9).seen_from(Box(10, 60, 100, 100)) == Box(20, -10, 7, 9)
