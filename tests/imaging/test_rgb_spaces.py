"""The profiles that Stet writes are what they are called, and deep pictures go through them."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.export_preset import ExportColours
from desktop.imaging.deep_colours import converted_deep
from desktop.imaging.export_shape import in_colours
from desktop.imaging.icc import BadProfileError, colours_meant, converted, is_usable
from desktop.imaging.icc_writing import profile_of, written_profile
from desktop.imaging.picture import FileFacts, Picture
from desktop.imaging.rgb_space import ADOBE_RGB, DISPLAY_P3, SPACES, SRGB, Curve, RgbSpace
from tests.imaging import sample_files as files

SRGB_ICC = profile_of(ExportColours.SRGB)
P3_ICC = profile_of(ExportColours.DISPLAY_P3)
ADOBE_ICC = profile_of(ExportColours.ADOBE_RGB)
TARGETS = list(SPACES)

PRIMARIES = np.array(
    [[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255], [128, 128, 128]]], np.uint8
)
KNOWN = {
    ExportColours.DISPLAY_P3: [
        [234, 51, 35],
        [117, 251, 76],
        [0, 0, 245],
        [255, 255, 255],
        [128, 128, 128],
    ],
    ExportColours.ADOBE_RGB: [
        [219, 0, 0],
        [144, 255, 60],
        [0, 0, 250],
        [255, 255, 255],
        [127, 127, 127],
    ],
}
"""What sRGB's corners, white and grey are in the other spaces, as colour calculators print it."""


@pytest.mark.parametrize("target", list(KNOWN))
def test_known_colours_come_out(target: ExportColours) -> None:
    by_lcms = converted(PRIMARIES, None, profile_of(target))
    assert np.abs(by_lcms[0].astype(int) - KNOWN[target]).max() <= 1
    deep = converted_deep(PRIMARIES.astype(np.uint16) * 257, None, SPACES[target])
    assert np.abs(deep[0] / 257 - KNOWN[target]).max() <= 0.6


def test_published_matrices() -> None:
    """Display P3 in D50 as in the profile that came with the space, to its 16 bits."""
    told = [[0.51512, 0.29198, 0.15710], [0.24120, 0.69225, 0.06657], [-0.00105, 0.04189, 0.78407]]
    assert np.abs(DISPLAY_P3.matrix - told).max() < 2e-5
    adobe = [[0.60974, 0.20528, 0.14919], [0.31111, 0.62567, 0.06322], [0.01947, 0.06087, 0.74457]]
    assert np.abs(ADOBE_RGB.matrix - adobe).max() < 2e-5


def test_the_same_bytes_every_time_with_a_true_checksum() -> None:
    import hashlib

    for space in SPACES.values():
        made = written_profile(space)
        assert made == written_profile(space)
        assert struct.unpack_from(">I", made)[0] == len(made)
        blank = made[:44] + bytes(4) + made[48:64] + bytes(4) + made[68:84] + bytes(16) + made[100:]
        assert hashlib.md5(blank).digest() == made[84:100]


@pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is not there")
def test_exiftool_reads_the_names(tmp_path: Path) -> None:
    for colours in TARGETS:
        (tmp_path / f"{colours.value}.icc").write_bytes(profile_of(colours))
    command = ["exiftool", "-j", "-ProfileDescription", "-ProfileVersion", str(tmp_path)]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert {one["ProfileDescription"] for one in told} == {one.profile_name for one in TARGETS}
    assert {one["ProfileVersion"] for one in told} == {"4.3.0"}


def test_a_profile_is_known_by_what_it_does() -> None:
    for colours in TARGETS:
        assert colours_meant(profile_of(colours)) is colours
    assert colours_meant(None) is ExportColours.SRGB
    assert colours_meant(files.swapped_icc()) is ExportColours.KEEP
    assert colours_meant(files.grey_icc(1.0)) is ExportColours.KEEP
    assert not is_usable(files.srgb_icc()[:200])
    assert not is_usable(None)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    "source", [None, SRGB_ICC, P3_ICC, ADOBE_ICC, files.srgb_icc(), files.swapped_icc()]
)
def test_deep_pictures_are_converted_as_littlecms_does(
    source: bytes | None, target: ExportColours
) -> None:
    small = np.maximum(files.noise(120, 90), 16)  # LittleCMS's 8 bits are coarse near black
    deep = converted_deep(small.astype(np.uint16) * 257, source, SPACES[target])
    known = converted(small, source, profile_of(target))
    off = np.abs(deep / 257 - known)
    assert off.max() < 1.6
    assert off.mean() < 0.3


@pytest.mark.parametrize("gamma", [1.0, 1.8, 2.2])
def test_grey_profiles_work_on_deep_grey(gamma: float) -> None:
    grey = np.linspace(0, 65535, 300).round().astype(np.uint16).reshape(1, -1, 1)
    made = converted_deep(grey, files.grey_icc(gamma), SRGB)
    light = np.power(grey[0, :, 0] / 65535, gamma)
    assert np.abs(made[0] / 65535 - SRGB.curve.encoded(light)[:, None]).max() < 2e-3
    assert (made[..., :1] == made).all()


def test_a_table_profile_is_refused() -> None:
    with pytest.raises(BadProfileError):
        converted_deep(np.zeros((1, 1, 3), np.uint16), files.cmyk_icc(), SRGB)
    with pytest.raises(BadProfileError):
        converted_deep(np.zeros((1, 1, 3), np.uint16), b"x" * 400, SRGB)


@pytest.mark.parametrize(("value", "is_said"), [(1.5, True), (-0.1, True), (1.0, False)])
def test_values_that_a_conversion_clips_are_said(value: float, *, is_said: bool) -> None:
    pixels = np.full((4, 5, 3), 0.5, np.float32)
    pixels[2, 3, 1], pixels[0, 0, 0] = value, np.nan
    _, notes = in_colours(Picture(pixels=pixels), ExportColours.DISPLAY_P3)
    assert any("clipped" in one for one in notes) == is_said


def test_a_curve_that_divides_by_nothing_is_refused() -> None:
    """The second kind of parametric curve begins at -b/a."""
    curve = b"para\0\0\0\0\0\3\0\0"
    assert curve in SRGB_ICC
    given = SRGB_ICC.partition(curve)[2][:8]
    flat = SRGB_ICC.replace(curve + given, b"para\0\0\0\0\0\1\0\0" + given[:4] + bytes(4))
    with pytest.raises(BadProfileError):
        converted_deep(np.zeros((1, 1, 3), np.uint16), flat, SPACES[ExportColours.DISPLAY_P3])


@settings(max_examples=20)
@given(
    st.floats(1.0, 3.0),
    st.sampled_from([SRGB.primaries, DISPLAY_P3.primaries, ADOBE_RGB.primaries]),
    st.integers(0, 2**32 - 1),
)
def test_there_and_back(
    power: float, primaries: tuple[tuple[float, float], ...], seed: int
) -> None:
    """Any space's own profile reads back as that space: the light is the same, to its 16 bits."""
    space = RgbSpace("Any", primaries, Curve(power=power))
    colours = np.random.default_rng(seed).integers(2000, 65536, (8, 8, 3)).astype(np.uint16)
    back = converted_deep(colours, written_profile(space), space)
    light = space.curve.decoded(np.stack([back, colours]) / 65535)
    assert np.abs(light[0] - light[1]).max() < 6e-5


@given(st.floats(0, 1))
def test_a_curve_is_undone_by_its_inverse(number: float) -> None:
    for space in SPACES.values():
        light = space.curve.decoded(np.array([number]))
        assert space.curve.encoded(light)[0] == pytest.approx(number, abs=1e-6)


def _deep(channels: int = 4, dtype: type = np.uint16, icc: bytes | None = None) -> Picture:
    colours = np.random.default_rng(3).integers(0, 65536, (20, 30, channels))
    scale = 65535 if dtype is np.float32 else 1
    return Picture(pixels=(colours / scale).astype(dtype), facts=FileFacts(icc=icc))


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_depth_and_alpha_stay(channels: int, dtype: type) -> None:
    picture = _deep(channels, dtype)
    made, notes = in_colours(picture, ExportColours.DISPLAY_P3)
    assert notes == ()
    assert made.pixels.dtype == dtype
    assert made.pixels.shape[2] == (4 if channels in {2, 4} else 3)
    assert made.facts.icc == P3_ICC
    if picture.has_alpha:
        assert (made.pixels[..., -1] == picture.pixels[..., -1]).all()


def test_what_is_in_these_colours_already_is_not_touched() -> None:
    picture = _deep(icc=P3_ICC)
    made, notes = in_colours(picture, ExportColours.DISPLAY_P3)
    assert (made.pixels == picture.pixels).all()
    assert notes == ()


def test_a_broken_profile_is_said_to_be_one() -> None:
    picture = Picture(pixels=files.noise(), facts=FileFacts(icc=files.srgb_icc()[:200]))
    made, notes = in_colours(picture, ExportColours.SRGB)
    assert (made.pixels == picture.pixels).all()
    assert made.facts.icc == SRGB_ICC
    assert "cannot be used" in notes[0]
