"""What is written is read back by others: bit for bit where promised, and told where not."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from desktop.domain.problems import ProblemError, ProblemKind
from desktop.imaging.codec import read_picture, write_picture, writing_notes
from desktop.imaging.file_writer import is_exact
from desktop.imaging.picture import FileFacts, Picture
from desktop.imaging.write_options import Effort, Format, Metadata, Subsampling, WriteOptions
from tests.imaging import sample_files as files

FACTS = FileFacts(
    icc=files.swapped_icc(), exif=files.exif(1, has_place=True), xmp=files.XMP, dpi=(240, 240)
)


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(Format),
    st.integers(1, 40),
    st.integers(1, 40),
    st.sampled_from([1, 2, 3, 4]),
    st.sampled_from(files.DEPTHS),
    st.sampled_from(Effort),
    st.integers(0, 2**32 - 1),
)
def test_what_is_said_to_be_exact_is_exact(
    target: Format, width: int, height: int, channels: int, depth: Any, effort: Effort, seed: int
) -> None:
    pixels = files.noise(width, height, channels, depth, seed)
    made = Picture(pixels=pixels)
    options = WriteOptions(effort=effort)
    found = read_picture(write_picture(made, target, options), "p").pixels
    if is_exact(made, target, options):
        if target is Format.WEBP and channels < 3:
            pixels = pixels[..., [0, 0, 0, 1][: channels + 2]]
        if target is Format.WEBP and found.shape[2] < pixels.shape[2]:
            assert (pixels[..., 3] == 255).all()  # WebP forgets alpha that does nothing
            pixels = pixels[..., :3]
        assert found.dtype == pixels.dtype
        assert np.array_equal(found, pixels)
    else:
        assert target is not Format.TIFF
        assert writing_notes(made, target, options)


def test_lossless_webp_by_two_other_readers() -> None:
    pixels = files.noise(channels=4)
    pixels[:9, :, 3] = 0
    data = write_picture(Picture(pixels=pixels), Format.WEBP)
    assert np.array_equal(files.with_pillow(data), pixels)
    assert np.array_equal(files.with_opencv(data), pixels)


@pytest.mark.parametrize("target", Format)
def test_metadata_come_back_as_they_went(target: Format) -> None:
    made = Picture(pixels=files.smooth(), facts=FACTS)
    found = read_picture(write_picture(made, target), "p").facts
    assert found.icc == FACTS.icc
    assert found.xmp == FACTS.xmp
    if target is not Format.TIFF:
        assert found.exif == FACTS.exif
    if target is not Format.WEBP:
        assert found.dpi == FACTS.dpi


@pytest.mark.parametrize("target", Format)
def test_stripped_files_keep_only_what_gives_pixels_their_meaning(target: Format) -> None:
    made = Picture(pixels=files.smooth(), facts=FACTS)
    options = WriteOptions(metadata=Metadata.STRIP, texts=(("prompt", "secret"),))
    data = write_picture(made, target, options)
    found = read_picture(data, "p").facts
    assert found.icc == FACTS.icc
    assert found.exif is None
    assert found.xmp is None
    for trace in (b"secret", b"Maker", b"xmpmeta", b"Zo\xc3\xab"):
        assert trace not in data


def test_a_wished_resolution_replaces_the_own_one() -> None:
    made = Picture(pixels=files.smooth(), facts=FACTS)
    data = write_picture(made, Format.JPEG, WriteOptions(dpi=(72, 72)))
    assert read_picture(data, "p").facts.dpi == (72, 72)


def test_jpeg_choices_reach_the_file() -> None:
    made = Picture(pixels=files.smooth(200, 150))
    sizes = []
    for quality in (30, 90):
        data = write_picture(made, Format.JPEG, WriteOptions(quality=quality))
        sizes.append(len(data))
    assert sizes[0] < sizes[1]
    progressive = write_picture(made, Format.JPEG, WriteOptions(progressive=True))
    with Image.open(BytesIO(progressive)) as image:
        assert image.info["progressive"]
    for way, factors in (
        (Subsampling.FULL, (1, 1)),
        (Subsampling.HALF, (2, 1)),
        (Subsampling.QUARTER, (2, 2)),
    ):
        data = write_picture(made, Format.JPEG, WriteOptions(subsampling=way))
        with Image.open(BytesIO(data)) as image:
            assert image.layer[0][1:3] == factors  # type: ignore[attr-defined]


def test_lossy_webp() -> None:
    made = Picture(pixels=files.smooth(200, 150))
    small = write_picture(made, Format.WEBP, WriteOptions(lossless=False, quality=20))
    large = write_picture(made, Format.WEBP, WriteOptions(lossless=False, quality=95))
    assert len(small) < len(large)
    assert not is_exact(made, Format.WEBP, WriteOptions(lossless=False))


def test_alpha_is_laid_on_the_chosen_ground_for_jpeg() -> None:
    pixels = np.zeros((16, 16, 4), np.uint8)
    made = Picture(pixels=pixels)
    options = WriteOptions(ground=(200, 30, 90), quality=100)
    found = read_picture(write_picture(made, Format.JPEG, options), "p").pixels
    assert np.abs(found.astype(int) - (200, 30, 90)).max() <= 2
    assert "#c81e5a" in writing_notes(made, Format.JPEG, options)[0]
    assert "white" in writing_notes(made, Format.JPEG)[0]


@pytest.mark.parametrize(("ground", "channels"), [((255, 255, 255), 1), ((255, 0, 0), 3)])
def test_grey_stays_grey_in_jpeg_on_a_grey_ground(ground: Any, channels: int) -> None:
    made = Picture(pixels=files.noise(channels=2))
    data = write_picture(made, Format.JPEG, WriteOptions(ground=ground))
    assert read_picture(data, "p").pixels.shape[2] == channels


@pytest.mark.parametrize(
    ("target", "depth", "words"),
    [
        (Format.JPEG, np.uint16, "JPEG holds 8 bits per channel; the 16-bit"),
        (Format.WEBP, np.float32, "WebP holds 8 bits per channel; the floating-point"),
        (Format.PNG, np.float32, "PNG holds 16 bits per channel; the floating-point"),
    ],
)
def test_lost_depth_is_told(target: Format, depth: Any, words: str) -> None:
    assert any(words in note for note in writing_notes(files.picture(depth=depth), target))


def test_png_and_tiff_keep_16_bits_without_a_word() -> None:
    for target in (Format.PNG, Format.TIFF):
        assert writing_notes(files.picture(depth=np.uint16), target) == ()


@pytest.mark.parametrize(("target", "width"), [(Format.WEBP, 16_384), (Format.JPEG, 65_501)])
def test_too_long_for_the_format(target: Format, width: int) -> None:
    made = Picture(pixels=np.zeros((1, width, 3), np.uint8))
    with pytest.raises(ProblemError) as caught:
        write_picture(made, target)
    assert caught.value.problem.kind is ProblemKind.BAD_ARGUMENT
    assert target.shown in caught.value.problem.sentence


def test_exif_too_long_for_jpeg_is_left_out_and_told() -> None:
    facts = FileFacts(exif=files.exif(1) + bytes(70_000))
    made = Picture(pixels=files.smooth(), facts=facts)
    assert read_picture(write_picture(made, Format.JPEG), "p").facts.exif is None
    assert any("too long" in note for note in writing_notes(made, Format.JPEG))


def test_a_profile_of_other_pixels_is_left_out_and_told() -> None:
    made = Picture(pixels=files.noise(channels=1), facts=FileFacts(icc=files.srgb_icc()))
    for target in (Format.PNG, Format.JPEG, Format.TIFF):
        assert read_picture(write_picture(made, target), "p").facts.icc is None
        assert any("profile" in note for note in writing_notes(made, target))
    assert read_picture(write_picture(made, Format.WEBP), "p").facts.icc == files.srgb_icc()


@pytest.mark.parametrize("quality", [0, 101])
def test_quality_has_bounds(quality: int) -> None:
    with pytest.raises(ValueError, match="Quality"):
        WriteOptions(quality=quality)
