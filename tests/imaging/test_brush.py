"""Dabs are the discs their formula says, at the place they are asked for."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from desktop.imaging.brush import DabCache, DabSet, Tip, coverage_at, make_dab, offsets_per_axis

QUICK = settings(max_examples=25, deadline=None)


def middle_of(coverage: NDArray[np.uint8]) -> tuple[float, float]:
    """The centre of gravity in pixels from the corner."""
    weight = coverage.astype(np.float64)
    places = np.arange(len(coverage)) + 0.5
    total = weight.sum()
    return float((weight.sum(0) @ places) / total), float((weight.sum(1) @ places) / total)


@pytest.mark.parametrize("diameter", [8.0, 20.0, 77.5, 200.0])
def test_a_hard_dab_has_the_area_of_a_disc(diameter: float) -> None:
    dab = make_dab(Tip(diameter, 1.0), 0.5, 0.5)
    area = dab.coverage.sum() / 255
    assert area == pytest.approx(math.pi * diameter**2 / 4, rel=0.01)


@pytest.mark.parametrize("hardness", [0.0, 0.3, 0.8, 1.0])
def test_coverage_is_full_inside_and_nothing_outside(hardness: float) -> None:
    tip = Tip(100, hardness)
    far = np.array([0, hardness * 50 - 0.6, 50.6], np.float32).clip(0, None)
    inner, edge, outer = coverage_at(far, tip)
    assert inner == 1
    assert edge >= 0.99
    assert outer == 0


def test_half_coverage_lies_in_the_middle_of_the_ramp() -> None:
    soft, hard = Tip(100, 0.0), Tip(100, 1.0)
    assert coverage_at(np.array([25], np.float32), soft)[0] == pytest.approx(0.5)
    assert coverage_at(np.array([50], np.float32), hard)[0] == pytest.approx(0.5)


@QUICK
@given(diameter=st.floats(1, 300), hardness=st.floats(0, 1))
def test_coverage_never_rises_outwards(diameter: float, hardness: float) -> None:
    away = np.linspace(0, diameter, 400, dtype=np.float32)
    assert (np.diff(coverage_at(away, Tip(diameter, hardness))) <= 1e-6).all()


@QUICK
@given(
    diameter=st.floats(3, 80),
    hardness=st.floats(0, 1),
    x=st.floats(-50, 50),
    y=st.floats(-50, 50),
)
def test_a_dab_lies_where_it_was_asked_for(
    diameter: float, hardness: float, x: float, y: float
) -> None:
    coverage, left, top = DabSet(Tip(diameter, hardness)).at(x, y)[:3]
    across, down = middle_of(coverage)
    near = 0.5 / offsets_per_axis(diameter) + 0.1
    assert left + across == pytest.approx(x, abs=near)
    assert top + down == pytest.approx(y, abs=near)


def test_the_largest_dabs_lie_on_whole_pixels() -> None:
    dabs = DabSet(Tip(2100, 1.0))
    coverage, left, top = dabs.at(10.9, -3.2)[:3]
    across, down = middle_of(coverage)
    assert (left + across, top + down) == pytest.approx((10.5, -3.5), abs=0.01)


def test_an_inverted_dab_is_the_rest() -> None:
    marks, wipes = DabSet(Tip(30, 0.5)), DabSet(Tip(30, 0.5), inverted=True)
    (coverage, *place), (rest, *other) = marks.at(3.3, 4.4), wipes.at(3.3, 4.4)
    assert place == other
    assert (coverage + rest == 255).all()


def test_the_cache_stays_within_its_budget_and_keeps_what_is_used() -> None:
    tip = Tip(64, 0.5)
    cache = DabCache(budget=5 * DabSet(tip).bytes_at_most)
    first = cache.dabs(tip)
    second = cache.dabs(Tip(64, 0.1))
    for tenth in range(2, 10):
        cache.dabs(Tip(64, tenth / 10))
        assert cache.dabs(tip) is first
    assert cache.dabs(Tip(64, 0.1)) is not second


@QUICK
@given(diameter=st.floats(2, 2000), hardness=st.floats(0, 1), off=st.floats(0, 1))
def test_dabs_on_a_line_leave_no_dent(diameter: float, hardness: float, off: float) -> None:
    """Half way between two dabs the coverage is nearly that of the line."""
    tip = Tip(diameter, hardness)
    aside = off * tip.radius
    between = math.hypot(aside, tip.step / 2)
    line, dabs = coverage_at(np.array([aside, between], np.float32), tip)
    allowed = 1.5 / 255 + 1.5 / 16 / max(1.0, tip.ramp) ** 2 + 0.004
    assert line - dabs <= allowed or tip.step == 0.25
