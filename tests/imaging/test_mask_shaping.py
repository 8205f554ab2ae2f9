"""Grow, shrink, feather and the rest do what their names say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from desktop.imaging.mask_shaping import (
    border_of,
    feathered,
    grown,
    shrunk,
    smoothed,
    without_holes,
    without_specks,
)

QUICK = settings(max_examples=30, deadline=None)


def blob(seed: int, size: int = 160) -> NDArray[np.uint8]:
    """Soft random islands in the middle, nothing near the border."""
    import cv2

    random = np.random.default_rng(seed)
    rough = np.zeros((size, size), np.float32)
    rough[50:-50, 50:-50] = random.normal(0, 1, (size - 100, size - 100))
    soft = cv2.GaussianBlur(rough, (0, 0), 4)
    return (np.clip(soft * 2000, 0, 255)).astype(np.uint8)


def disc(radius: float, size: int = 200) -> NDArray[np.uint8]:
    away = np.hypot(*(np.mgrid[0:size, 0:size] + 0.5 - size / 2))
    return np.asarray(np.rint(255 * np.clip(radius + 0.5 - away, 0, 1)), np.uint8)


@QUICK
@given(seed=st.integers(0, 500), pixels=st.integers(0, 12))
def test_grow_then_shrink_holds_the_mask(seed: int, pixels: int) -> None:
    mask = blob(seed)
    assert (shrunk(grown(mask, pixels), pixels) >= mask).all()
    assert (grown(shrunk(mask, pixels), pixels) <= mask).all()


@QUICK
@given(seed=st.integers(0, 500), pixels=st.integers(0, 12))
def test_growing_never_takes_and_shrinking_never_gives(seed: int, pixels: int) -> None:
    mask = blob(seed)
    assert (grown(mask, pixels) >= mask).all()
    assert (shrunk(mask, pixels) <= mask).all()
    assert np.array_equal(255 - grown(mask, pixels), shrunk(255 - mask, pixels))


@pytest.mark.parametrize("pixels", [1, 3, 7, 20, 45])
def test_a_disc_grows_into_a_larger_disc(pixels: int) -> None:
    wide = grown(disc(30), pixels)
    assert np.count_nonzero(wide > 127) == pytest.approx(np.pi * (30 + pixels) ** 2, rel=0.04)
    assert (np.count_nonzero(wide[100] > 127) - 60) / 2 == pytest.approx(pixels, abs=0.6)


def test_growing_keeps_softness() -> None:
    soft = feathered(disc(40), 12)
    ramp = np.count_nonzero((soft[100] > 10) & (soft[100] < 245))
    wide = grown(soft, 10)
    assert np.count_nonzero((wide[100] > 10) & (wide[100] < 245)) == pytest.approx(ramp, abs=2)


@pytest.mark.parametrize("pixels", [2.0, 8.0, 20.0])
def test_feathering_leaves_the_edge_where_it_was(pixels: float) -> None:
    soft = feathered(disc(60), pixels)
    row = soft[100].astype(int)
    assert np.count_nonzero(row > 127) == pytest.approx(120, abs=3)
    ramp = np.count_nonzero((row > 6) & (row < 249)) / 2
    assert ramp == pytest.approx(2 * pixels, rel=0.35)


def test_no_feather_is_a_copy() -> None:
    mask = disc(20)
    assert np.array_equal(feathered(mask, 0), mask)
    assert feathered(mask, 0) is not mask


def test_smoothing_rounds_a_corner_and_drops_a_hair() -> None:
    mask = np.zeros((200, 200), np.uint8)
    mask[60:140, 60:140] = 255
    mask[100, 140:180] = 255
    smooth = smoothed(mask, 8)
    assert smooth[61, 61] < 127
    assert smooth[100, 170] == 0
    assert smooth[100, 100] == 255


def test_holes_are_filled_and_bays_are_not() -> None:
    mask = np.zeros((100, 100), np.uint8)
    mask[20:80, 20:80] = 200
    mask[40:50, 40:50] = 0
    mask[20:50, 60:65] = 0
    filled = without_holes(mask)
    assert filled[45, 45] == 255
    assert filled[30, 62] == 0
    assert filled[25, 25] == 200
    edge = np.zeros((50, 50), np.uint8)
    edge[:, 20:30] = 255
    assert np.array_equal(without_holes(edge), edge)


def test_specks_disappear_and_islands_stay() -> None:
    mask = np.zeros((100, 100), np.uint8)
    mask[10:13, 10:13] = 255
    mask[40:60, 40:60] = 90
    clean = without_specks(mask, 20)
    assert not clean[10:13, 10:13].any()
    assert (clean[40:60, 40:60] == 90).all()
    assert np.array_equal(without_specks(clean, 20), clean)


def test_a_border_is_a_band_along_the_edge() -> None:
    band = border_of(disc(50), 10)
    assert band[100, 100] == 0
    assert band[100, 150] == 255
    assert np.count_nonzero(band[100, 100:] > 127) == pytest.approx(10, abs=1)
