"""Levels are means of what lies below, whatever the size, and follow changes in a box."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from desktop.domain.size import Box, Size
from desktop.imaging.pyramid import (
    build_levels,
    halve,
    level_box,
    level_count,
    level_size,
    refresh_levels,
    to_bgra,
)

QUICK = settings(max_examples=25, deadline=None)


def random_pixels(height: int, width: int, channels: int, seed: int = 1) -> NDArray[np.uint8]:
    random = np.random.default_rng(seed)
    return random.integers(0, 256, (height, width, channels), np.uint8)


def mean_of_four(fine: NDArray[np.uint8]) -> NDArray[np.float64]:
    """What half the size should be: the mean of the pixels that are there."""
    height, width = fine.shape[:2]
    padded = np.pad(
        fine.astype(np.float64),
        ((0, height % 2), (0, width % 2), *(((0, 0),) if fine.ndim == 3 else ())),
        mode="edge",
    )
    rows = (padded[0::2] + padded[1::2]) / 2
    return np.asarray((rows[:, 0::2] + rows[:, 1::2]) / 2)


@QUICK
@given(width=st.integers(1, 40), height=st.integers(1, 40), seed=st.integers(0, 99))
def test_halving_gives_the_mean(width: int, height: int, seed: int) -> None:
    fine = random_pixels(height, width, 4, seed)
    size = level_size(Size(width, height), 1)
    coarse = np.zeros((size.height, size.width, 4), np.uint8)
    written = halve(fine, coarse, Box(0, 0, width, height))
    assert written == Box(0, 0, size.width, size.height)
    assert np.abs(coarse - mean_of_four(fine)).max() <= 0.5


@QUICK
@given(
    width=st.integers(1, 40),
    height=st.integers(1, 40),
    x=st.integers(0, 39),
    y=st.integers(0, 39),
    side=st.integers(1, 40),
)
def test_halving_a_box_writes_that_box_only(
    width: int, height: int, x: int, y: int, side: int
) -> None:
    box = Box(min(x, width - 1), min(y, height - 1), side, side).clipped(Box(0, 0, width, height))
    fine = random_pixels(height, width, 1)[..., 0]
    size = level_size(Size(width, height), 1)
    whole = np.zeros((size.height, size.width), np.uint8)
    halve(fine, whole, Box(0, 0, width, height))
    part = np.full((size.height, size.width), 7, np.uint8)
    written = halve(fine, part, box)
    assert np.array_equal(part[written.slices], whole[written.slices])
    part[written.slices] = 7
    assert (part == 7).all()


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("size", [Size(301, 517), Size(512, 256), Size(64, 64), Size(65, 1)])
def test_levels_of_a_picture_are_bgra(size: Size, channels: int) -> None:
    pixels = random_pixels(size.height, size.width, channels)
    levels = build_levels(pixels)
    assert len(levels) == level_count(size) - 1
    below = np.empty((size.height, size.width, 4), np.uint8)
    to_bgra(pixels, below)
    for number, level in enumerate(levels, start=1):
        shape = level_size(size, number)
        assert level.shape == (shape.height, shape.width, 4)
        assert np.abs(level - mean_of_four(below)).max() <= 0.5
        below = level


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_refreshing_a_box_equals_building_anew(channels: int) -> None:
    pixels = random_pixels(700, 611, channels)
    levels = build_levels(pixels)
    box = Box(333, 401, 278, 123)
    pixels[box.slices] = random_pixels(box.height, box.width, channels, seed=2)
    refresh_levels(pixels, levels, box)
    for found, wanted in zip(levels, build_levels(pixels), strict=True):
        assert np.array_equal(found, wanted)


def test_rgb_becomes_opaque_bgra() -> None:
    pixels = np.array([[[1, 2, 3]]], np.uint8)
    out = np.empty((1, 1, 4), np.uint8)
    to_bgra(pixels, out)
    assert out[0, 0].tolist() == [3, 2, 1, 255]


def test_the_box_of_a_level_holds_the_box() -> None:
    assert level_box(Box(3, 4, 2, 1), 2) == Box(0, 1, 2, 1)
    assert level_box(Box(0, 0, 8, 8), 3) == Box(0, 0, 1, 1)
