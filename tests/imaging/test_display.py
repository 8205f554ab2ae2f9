"""The screen gets Qt's own layouts, rounded right, without a second picture in memory."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest

from desktop.domain.screen_profile import SRGB_SCREEN, ScreenProfile
from desktop.domain.size import Box
from desktop.imaging.depth import eight_bits
from desktop.imaging.display import to_display
from desktop.imaging.picture import FileFacts, Picture
from tests.imaging import sample_files as files


@pytest.mark.parametrize("depth", files.DEPTHS)
@pytest.mark.parametrize("channels", [1, 3])
def test_opaque_pictures_are_bgr_and_255(depth: Any, channels: int) -> None:
    made = files.picture(channels, depth)
    shown = to_display(made)
    plain = eight_bits(made.pixels)
    assert shown.shape == (23, 37, 4)
    assert shown.flags.c_contiguous
    assert np.array_equal(shown[..., :3], np.broadcast_to(plain[..., ::-1], (23, 37, 3)))
    assert (shown[..., 3] == 255).all()


@pytest.mark.parametrize("depth", files.DEPTHS)
@pytest.mark.parametrize("channels", [2, 4])
def test_alpha_is_multiplied_in(depth: Any, channels: int) -> None:
    made = files.picture(channels, depth)
    shown = to_display(made).astype(int)
    plain = eight_bits(made.pixels).astype(int)
    colours = plain[..., :-1][..., ::-1]
    exact = np.broadcast_to(colours, (23, 37, 3)) * plain[..., -1:] / 255
    assert np.abs(shown[..., :3] - exact).max() <= 0.5 + 1e-9
    assert np.array_equal(shown[..., 3], plain[..., -1])


def test_qt_shows_the_same_colours() -> None:
    from PySide6.QtGui import QImage

    made = files.picture(4)
    shown = to_display(made)
    image = QImage(shown.data, 37, 23, 37 * 4, QImage.Format.Format_ARGB32_Premultiplied)
    for x, y in ((0, 0), (5, 7), (36, 22)):
        red, green, blue, alpha = made.pixels[y, x].tolist()
        seen = image.pixelColor(x, y)
        assert seen.alpha() == alpha
        slack = 2 + 255 // max(1, alpha)
        assert abs(seen.red() - red) <= slack
        assert abs(seen.green() - green) <= slack
        assert abs(seen.blue() - blue) <= slack


def test_a_part_is_the_part_of_the_whole() -> None:
    made = files.picture(4, np.uint16)
    box = Box(3, 4, 20, 11)
    assert np.array_equal(to_display(made, box), to_display(made)[box.slices])


def test_colours_of_the_screen() -> None:
    made = files.picture(3, icc=files.swapped_icc())
    plain = to_display(Picture(pixels=made.pixels))
    assert np.array_equal(to_display(made), plain)
    managed = to_display(made, screen=SRGB_SCREEN)
    swapped = plain[..., [2, 1, 0, 3]]
    assert np.abs(managed.astype(int) - swapped).max() <= 2
    both = to_display(made, screen=ScreenProfile(icc=files.swapped_icc()))
    assert np.abs(both.astype(int) - plain).max() <= 2


def test_alpha_and_16_bits_in_colours_of_the_screen() -> None:
    made = files.picture(4, np.uint16, icc=files.swapped_icc())
    managed = to_display(made, screen=SRGB_SCREEN)
    plain = to_display(Picture(pixels=made.pixels))
    assert np.array_equal(managed[..., 3], plain[..., 3])
    assert np.abs(managed.astype(int) - plain[..., [2, 1, 0, 3]]).max() <= 3


def test_a_useless_profile_leaves_the_numbers() -> None:
    made = Picture(pixels=files.noise(), facts=FileFacts(icc=files.srgb_icc()[:200]))
    shown = to_display(made, screen=ScreenProfile(icc=files.swapped_icc()[:200]))
    assert np.array_equal(shown, to_display(Picture(pixels=made.pixels)))


@pytest.mark.parametrize("depth", files.DEPTHS)
def test_no_second_picture_stands_in_memory(depth: Any) -> None:
    pixels = np.zeros((2000, 1500, 4), depth)
    made = Picture(pixels=pixels, facts=FileFacts(icc=files.swapped_icc()))
    tracemalloc.start()
    shown = to_display(made, screen=SRGB_SCREEN)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < shown.nbytes + 8_000_000
