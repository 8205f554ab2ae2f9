"""A taut string pulls the brush; a slack one leaves it where it is."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.imaging.pulled_string import PulledString
from desktop.imaging.stroke_point import StrokePoint

places = st.tuples(st.floats(-100, 100), st.floats(-100, 100))


def test_without_length_the_brush_is_at_the_pointer() -> None:
    string = PulledString(0)
    for x in (0.0, 3.5, 3.5, 20.0):
        string.pull(StrokePoint(x, 1))
        assert string.at is not None
        assert (string.at.x, string.at.y) == (x, 1)


@settings(max_examples=50, deadline=None)
@given(st.lists(places, min_size=1, max_size=10), st.floats(0, 50))
def test_the_brush_is_never_farther_than_the_string(
    way: list[tuple[float, float]], length: float
) -> None:
    string = PulledString(length)
    for x, y in way:
        before = string.at
        moved = string.pull(StrokePoint(x, y))
        assert string.at is not None
        assert math.hypot(x - string.at.x, y - string.at.y) <= length + 1e-9
        assert moved is not None or string.at == before


def test_the_line_is_the_same_however_finely_it_is_asked_for() -> None:
    coarse, fine = PulledString(10), PulledString(10)
    for x in range(0, 101, 50):
        coarse.pull(StrokePoint(x, 0))
    for x in range(101):
        fine.pull(StrokePoint(x, 0))
    assert coarse.at is not None
    assert fine.at is not None
    assert math.isclose(coarse.at.x, fine.at.x)
    assert math.isclose(fine.at.x, 90)
