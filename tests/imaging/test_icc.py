"""Profiles are recognised by what they do, and conversions are those of LittleCMS."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.domain.export_preset import ExportColours
from desktop.imaging.icc import (
    BadProfileError,
    converted,
    fits_channels,
    means_srgb,
    space_of,
)
from desktop.imaging.icc_writing import profile_of
from tests.imaging import sample_files as files


def test_what_a_profile_is_for() -> None:
    assert space_of(files.srgb_icc()) == "RGB"
    assert space_of(files.grey_icc()) == "L"
    assert space_of(files.cmyk_icc()) == "CMYK"
    assert space_of(None) == space_of(b"") == space_of(b"x" * 200) == ""


def test_which_pixels_a_profile_fits() -> None:
    assert fits_channels(files.srgb_icc(), 3)
    assert fits_channels(files.srgb_icc(), 4)
    assert fits_channels(files.grey_icc(), 2)
    assert not fits_channels(files.srgb_icc(), 1)
    assert not fits_channels(files.cmyk_icc(), 4)
    assert not fits_channels(None, 3)


def test_srgb_is_known_by_its_colours() -> None:
    assert means_srgb(None)
    assert means_srgb(files.srgb_icc())
    assert means_srgb(profile_of(ExportColours.SRGB))
    assert not means_srgb(files.swapped_icc())
    assert not means_srgb(files.grey_icc(1.0))


def test_conversion_takes_the_profile_at_its_word() -> None:
    pixels = files.noise(50, 40)
    made = converted(pixels, files.swapped_icc(), None)
    # Where a swapped colour is within sRGB it comes out swapped.
    assert np.abs(made.astype(int) - pixels[..., ::-1]).max() <= 2


def test_conversion_in_strips_is_conversion_of_the_whole() -> None:
    pixels = np.broadcast_to(files.noise(1000, 1), (1500, 1000, 3))
    made = converted(np.ascontiguousarray(pixels), files.swapped_icc(), None)
    assert (made == made[:1]).all()


def test_grey_profiles_work_on_grey() -> None:
    grey = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    made = converted(grey, files.grey_icc(1.0), None)[0, :, 0]
    assert made[0] == 0
    assert made[255] == 255
    assert abs(int(made[55]) - 128) <= 2  # linear 0.216 is sRGB 0.5


def test_a_useless_profile_is_said_to_be_one() -> None:
    broken = files.srgb_icc()[:200]
    with pytest.raises(BadProfileError):
        converted(files.noise(), broken, None)
    assert means_srgb(broken)
