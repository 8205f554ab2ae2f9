"""Lab and back: as the formulas say, for every depth, and clipped like the picture's own values."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.imaging.lab import to_lab, to_rgb

COLOURS = np.random.default_rng(2).integers(0, 256, (60, 70, 3), np.uint8)


def by_formula(pixels: np.ndarray) -> np.ndarray:
    """CIE Lab of 8-bit sRGB in double precision."""
    seen = pixels / 255
    light = np.where(seen <= 0.04045, seen / 12.92, ((seen + 0.055) / 1.055) ** 2.4)
    x, y, z = (
        light @ np.array(row)
        for row in (
            [0.433953, 0.376219, 0.189828],
            [0.212671, 0.715160, 0.072169],
            [0.017758, 0.109477, 0.872765],
        )
    )
    fx, fy, fz = (
        np.where(one > 216 / 24389, np.cbrt(one), one * 841 / 108 + 4 / 29) for one in (x, y, z)
    )
    return np.stack([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)], axis=-1)


@pytest.mark.parametrize("depth", ["uint8", "uint16", "float32"])
def test_every_depth_is_converted_as_the_formula_says(depth: str) -> None:
    scale = {"uint8": 1, "uint16": 257, "float32": 1 / 255}[depth]
    pixels = np.multiply(COLOURS, scale, dtype=np.float64).astype(depth)
    assert np.abs(to_lab(pixels) - by_formula(COLOURS)).max() < 0.08


def test_there_and_back_is_the_same_colour() -> None:
    back = to_rgb(to_lab(COLOURS)) * 255
    assert np.abs(back - COLOURS).max() < 0.7
    assert np.abs(back - COLOURS).mean() < 0.02


def test_what_no_screen_can_show_is_clipped() -> None:
    beyond = np.array([[[1.4, -0.3, 0.5], [np.nan, 0.0, 2.0]]], np.float32)
    inside = np.array([[[1.0, 0.0, 0.5], [0.0, 0.0, 1.0]]], np.float32)
    np.testing.assert_allclose(to_lab(beyond), to_lab(inside), atol=1e-4)
    made = to_rgb(np.array([[[60, 120, -110], [0, 0, 0], [100, 0, 0]]], np.float32))
    assert made.min() >= 0
    assert made.max() <= 1
    np.testing.assert_allclose(made[0, 1:], [[0, 0, 0], [1, 1, 1]], atol=1e-3)
