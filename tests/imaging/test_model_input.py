"""What leaves is pixels only: upright 8-bit sRGB, exactly those of the picture where it can be."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from desktop.domain.problems import Billed, ProblemError, ProblemKind
from desktop.domain.size import Box, Size, box_of
from desktop.imaging.model_input import (
    answer_from_service,
    picture_for_service,
    pixels_for_service,
)
from desktop.imaging.picture import FileFacts, Picture
from desktop.imaging.png_chunks import structure_of
from tests.imaging import sample_files as files


def sent(picture: Picture, box: Box | None = None, size: Size | None = None) -> Any:
    """The uploaded file as another reader sees it, (h, w, channels)."""
    box = box or box_of(picture.size)
    return files.with_opencv(picture_for_service(picture, box, size or box.size))


def test_an_unscaled_crop_is_exact() -> None:
    made = files.picture()
    box = Box(5, 3, 20, 11)
    assert np.array_equal(sent(made, box), made.pixels[box.slices])


def test_the_file_tells_nothing_but_pixels() -> None:
    made = files.picture(
        icc=files.srgb_icc(), exif=files.exif(has_place=True), xmp=files.XMP, dpi=(300, 300)
    )
    data = picture_for_service(made, Box(0, 0, 9, 9), Size(9, 9))
    found = structure_of(data, "p")
    assert {chunk.kind for chunk in found.chunks} == {b"IHDR", b"IDAT", b"IEND"}
    assert (found.depth, found.colour) == (8, 2)


@pytest.mark.parametrize("depth", files.DEPTHS)
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_every_picture_becomes_8_bit_rgb(depth: Any, channels: int) -> None:
    assert sent(files.picture(channels, depth)).shape == (23, 37, 3)


def test_smaller_by_area_and_larger_without_overshoot() -> None:
    pixels = np.zeros((40, 40, 3), np.uint8)
    pixels[:, 20:] = 255
    made = Picture(pixels=pixels)
    smaller = sent(made, size=Size(10, 10))
    assert np.array_equal(smaller, pixels[::4, ::4])
    larger = sent(made, size=Size(80, 80))
    assert larger.shape == (80, 80, 3)
    assert (larger[:, :30] <= 40).all()
    assert (larger[:, 50:] >= 215).all()


def test_beyond_the_picture_it_is_mirrored() -> None:
    made = files.picture()
    found = sent(made, Box(-4, -2, 20, 10))
    assert np.array_equal(found[2:, 4:], made.pixels[:8, :16])
    assert np.array_equal(found[2:, :4], made.pixels[:8, 4:0:-1])


def test_the_profile_is_taken_into_the_colours() -> None:
    made = files.picture(icc=files.swapped_icc())
    assert np.abs(sent(made).astype(int) - made.pixels[..., ::-1]).max() <= 2
    plain = files.picture(icc=files.srgb_icc())
    assert np.array_equal(sent(plain), plain.pixels)


def test_grey_through_its_profile() -> None:
    made = Picture(pixels=np.full((4, 4, 1), 128, np.uint8), facts=FileFacts(icc=files.grey_icc()))
    assert np.abs(sent(made).astype(int) - 188).max() <= 1


def test_16_bits_are_dithered_the_same_way_each_time() -> None:
    level = Picture(pixels=np.full((64, 64, 3), 128 * 257 + 128, np.uint16))
    found = sent(level)
    assert set(np.unique(found)) == {128, 129}
    assert abs(float(found.mean()) - 128.498) < 0.02
    assert np.array_equal(found, sent(level))


@pytest.mark.parametrize("depth", files.DEPTHS)
def test_colours_hidden_under_transparency_stay_here(depth: Any) -> None:
    full = 1 if depth is np.float32 else np.iinfo(depth).max
    pixels = np.zeros((30, 30, 4), depth)
    pixels[..., 0] = full  # a red that nobody is meant to see
    pixels[10:20, 10:20] = (0, full // 2, 0, full)
    found = sent(Picture(pixels=pixels))
    assert (found[:8] == 255).all()
    assert found[15, 15, 0] == 0
    half = pixels_for_service(Picture(pixels=pixels), Box(0, 0, 30, 30), Size(15, 15))
    edge = half[4:11, 4:11].astype(int)
    assert (edge[..., 0] <= edge[..., 1] + 1).all()  # no red creeps in at the edges


def test_white_on_transparent_is_laid_on_grey() -> None:
    pixels = np.zeros((30, 30, 4), np.uint8)
    pixels[10:20, 10:20] = 255
    found = sent(Picture(pixels=pixels))
    assert (found[0, 0] == 128).all()
    assert (found[15, 15] == 255).all()


def test_a_wholly_transparent_picture_is_white() -> None:
    assert (sent(Picture(pixels=np.zeros((5, 5, 4), np.uint8))) == 255).all()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_answers_are_read(kind: str) -> None:
    data = files.saved(files.smooth(), kind)
    assert np.array_equal(answer_from_service(data).pixels, files.with_pillow(data))


@pytest.mark.parametrize(
    "data", [b"", b"no picture", files.saved(files.smooth(), "PNG")[:-30], b"<html></html>"]
)
def test_an_answer_that_is_no_picture(data: bytes) -> None:
    with pytest.raises(ProblemError) as caught:
        answer_from_service(data)
    found = caught.value.problem
    assert found.kind is ProblemKind.ANSWER_NOT_PICTURE
    assert found.billed is Billed.YES
    assert found.detail


def test_the_upload_is_a_png_that_pillow_reads_as_rgb() -> None:
    made = files.picture(channels=2, depth=np.uint16)
    with Image.open(BytesIO(picture_for_service(made, Box(0, 0, 5, 5), Size(16, 16)))) as image:
        assert (image.mode, image.size, image.info) == ("RGB", (16, 16), {})
