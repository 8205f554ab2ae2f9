"""Depths are reduced evenly and exactly, and alpha comes off without harm to what is opaque."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from desktop.imaging.depth import as_rgb, eight_bits, flattened, row_strips, straight
from tests.imaging import sample_files as files


def test_all_16_bit_values_round_to_nearest() -> None:
    every = np.arange(65536, dtype=np.uint16).reshape(256, 256, 1)
    assert np.array_equal(eight_bits(every), np.rint(every / 257).astype(np.uint8))


def test_eight_bits_stay_the_same_array() -> None:
    pixels = files.noise()
    assert eight_bits(pixels) is pixels
    assert eight_bits(pixels, is_dithered=True) is pixels


def test_float_is_clipped_and_what_is_no_number_is_black() -> None:
    pixels = np.array([[[np.nan, -1.0, 0.5, 2.0, np.inf, -np.inf, 1.0]]], np.float32)
    assert eight_bits(pixels).tolist() == [[[0, 0, 128, 255, 255, 0, 255]]]


@pytest.mark.parametrize("depth", [np.uint16, np.float32])
def test_dither_keeps_the_mean_and_exact_values(depth: Any) -> None:
    full = 1.0 if depth is np.float32 else 65535
    exact = (np.arange(256) / 255 * full).round(9).astype(depth)
    if depth is np.uint16:
        exact = (np.arange(256) * 257).astype(np.uint16)
        made = eight_bits(np.tile(exact, (4, 1))[..., None], is_dithered=True)
        assert np.array_equal(made[2, :, 0], np.arange(256))
    level = np.full((300, 300, 1), 0.4567 * full, depth)
    made = eight_bits(level, is_dithered=True)
    assert set(np.unique(made)) == {116, 117}
    assert abs(float(made.mean()) - 0.4567 * 255) < 0.01
    assert np.array_equal(made, eight_bits(level, is_dithered=True))


def test_dither_is_not_the_same_in_every_strip() -> None:
    level = np.full((4000, 600, 1), 0.5 + 0.25 / 255, np.float32)
    made = eight_bits(level, is_dithered=True)
    strips = list(row_strips(level))
    assert len(strips) > 1
    assert not np.array_equal(made[strips[0]], made[strips[1]][: strips[0].stop])


def test_strips_cover_every_row_once() -> None:
    for shape in ((1, 1, 1), (5000, 7, 3), (3, 2_000_000, 1)):
        rows = [
            row
            for strip in row_strips(np.empty(shape, np.uint8))
            for row in range(strip.start, strip.stop)
        ]
        assert rows == list(range(shape[0]))


def test_taking_alpha_apart_undoes_the_multiplication() -> None:
    pixels = files.noise(channels=4, depth=np.uint16)
    pixels[..., 3] = np.maximum(pixels[..., 3], 20_000)
    multiplied = pixels.copy()
    multiplied[..., :3] = np.rint(pixels[..., :3] * (pixels[..., 3:] / 65535.0))
    assert np.abs(straight(multiplied).astype(int) - pixels).max() <= 2
    clear = np.zeros((2, 2, 4), np.uint8)
    assert np.array_equal(straight(clear), clear)


def test_laid_on_a_ground() -> None:
    pixels = files.noise(channels=4)
    pixels[:5, :, 3], pixels[5:10, :, 3] = 255, 0
    made = flattened(pixels, (1, 2, 3))
    assert np.array_equal(made[:5], pixels[:5, :, :3])
    assert (made[5:10] == (1, 2, 3)).all()
    share = pixels[10:, :, 3:] / 255
    exact = pixels[10:, :, :3] * share + np.array([1, 2, 3]) * (1 - share)
    assert np.abs(made[10:] - exact).max() <= 0.5 + 1e-9


def test_grey_with_alpha_on_a_ground() -> None:
    pixels = np.array([[[100, 255], [100, 0]]], np.uint8)
    assert flattened(pixels, (9, 8, 7)).tolist() == [[[100, 100, 100], [9, 8, 7]]]


def test_grey_as_rgb() -> None:
    assert as_rgb(np.array([[[5, 200]]], np.uint8)).tolist() == [[[5, 5, 5]]]
