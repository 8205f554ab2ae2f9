"""Profiles of screens: what can be shown through one, what cannot, and in which words."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import ImageCms
from PySide6.QtGui import QColorSpace

from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.screen_profile import SRGB_SCREEN, ScreenProfile, ShownColours
from desktop.imaging.display import shown_colours, shown_pixels, to_display
from desktop.imaging.picture import FileFacts, Picture
from desktop.imaging.screen_icc import name_of, screen_of
from tests.imaging import sample_files as files

_Named = QColorSpace.NamedColorSpace
P3 = bytes(QColorSpace(_Named.DisplayP3).iccProfile().data())
ADOBE = bytes(QColorSpace(_Named.AdobeRgb).iccProfile().data())

_SRGB_TO_XYZ = np.array(
    [[0.4123908, 0.3575843, 0.1804808], [0.2126390, 0.7151687, 0.0721923],
     [0.0193308, 0.1191948, 0.9505322]]
)  # fmt: skip
"""IEC 61966-2-1, for D65."""
_P3_TO_XYZ = np.array(
    [[0.4865709, 0.2656677, 0.1982173], [0.2289746, 0.6917385, 0.0792869],
     [0.0000000, 0.0451134, 1.0439444]]
)  # fmt: skip
"""SMPTE EG 432-1 with the white point D65."""


def on_p3(pixels: np.ndarray) -> np.ndarray:
    """sRGB values 0 to 255 as those of Display P3, by the formulas of both standards."""
    values = pixels / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    moved = linear @ (np.linalg.inv(_P3_TO_XYZ) @ _SRGB_TO_XYZ).T
    moved = moved.clip(0, 1)
    back = np.where(moved <= 0.0031308, moved * 12.92, 1.055 * moved ** (1 / 2.4) - 0.055)
    return np.asarray(back * 255)


def test_no_profile_and_srgb_are_srgb() -> None:
    assert screen_of(None) is SRGB_SCREEN
    assert screen_of(files.srgb_icc()) is SRGB_SCREEN


def test_a_screen_is_called_by_its_profiles_name() -> None:
    found = screen_of(P3)
    assert found == ScreenProfile(name=name_of(P3), icc=P3)
    assert "P3" in found.name


@pytest.mark.parametrize(
    ("icc", "reason"),
    [
        (b"not a profile", "damaged"),
        (P3[:200], "damaged"),
        (ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes(), "Lab"),
    ],
)
def test_what_no_screen_can_use_is_said(icc: bytes, reason: str) -> None:
    with pytest.raises(ProblemError) as caught:
        screen_of(icc, "panel.icc")
    problem = caught.value.problem
    assert problem.kind is ProblemKind.SCREEN_PROFILE_USELESS
    assert "“panel.icc”" in problem.sentence
    assert reason in problem.sentence
    assert "sRGB" in problem.sentence


def test_srgb_is_shown_on_a_p3_screen_by_the_formula() -> None:
    made = Picture(pixels=files.noise())
    shown = shown_pixels(made, screen_of(P3))
    assert np.abs(shown - on_p3(made.pixels.astype(float))).max() <= 1.5
    assert shown.shape == made.pixels.shape


def test_a_picture_in_the_screens_own_space_is_shared() -> None:
    made = Picture(pixels=files.noise(), facts=FileFacts(icc=P3))
    assert shown_pixels(made, screen_of(P3)) is made.pixels
    assert shown_pixels(Picture(pixels=made.pixels)) is made.pixels


def test_a_wide_picture_on_an_srgb_screen_is_brought_into_srgb() -> None:
    plain = np.full((4, 4, 3), (128, 200, 120), np.uint8)
    made = Picture(pixels=on_p3(plain.astype(float)).round().astype(np.uint8), facts=_facts(P3))
    assert np.abs(shown_pixels(made).astype(int) - plain).max() <= 2


def test_grey_and_large_pictures_are_converted_too() -> None:
    grey = Picture(pixels=np.arange(256, dtype=np.uint8).reshape(16, 16, 1))
    shown = shown_pixels(grey, screen_of(ADOBE))
    assert shown.shape == (16, 16, 3)
    large = Picture(pixels=np.tile(files.noise(), (40, 30, 1)))
    both = shown_pixels(large, screen_of(P3)), to_display(large, screen=screen_of(P3))
    assert np.array_equal(both[0], both[1][..., 2::-1])


def test_it_is_said_from_where_to_where() -> None:
    pixels = files.noise()
    screen = screen_of(P3)
    assert shown_colours(Picture(pixels=pixels), screen) == ShownColours(screen=screen)
    told = shown_colours(Picture(pixels=pixels, facts=_facts(ADOBE)))
    assert "Adobe" in told.picture
    assert told.screen == SRGB_SCREEN


def _facts(icc: bytes) -> FileFacts:
    return FileFacts(icc=icc)
