"""Thumbnails are small, upright, in sRGB, and cheap to make from large JPEGs."""

from __future__ import annotations

import tracemalloc
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from desktop.domain.problems import ProblemError, ProblemKind
from desktop.imaging.codec import probe, read_picture
from desktop.imaging.picture import FileFacts, Picture
from desktop.imaging.thumbnail import make_thumbnail
from tests.imaging import sample_files as files


@pytest.mark.parametrize("size", [(640, 480), (3000, 40), (41, 2999), (100, 50), (5, 5)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_longest_side_is_bounded_and_the_shape_stays(kind: str, size: tuple[int, int]) -> None:
    data = files.saved(files.smooth(*size), kind)
    found = probe(make_thumbnail(data, 128), "p").size
    share = min(1.0, 128 / max(size))
    assert found.longest == min(128, max(size))
    assert abs(found.width - size[0] * share) <= 1
    assert abs(found.height - size[1] * share) <= 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_upright(orientation: int) -> None:
    exif = b"Exif\0\0" + files.exif(orientation)
    data = files.saved(files.smooth(480, 320), "JPEG", exif=exif)
    small = read_picture(make_thumbnail(data, 100), "p").pixels
    whole = read_picture(data, "p").pixels
    expected = np.asarray(Image.fromarray(whole).resize(small.shape[1::-1], Image.Resampling.BOX))
    assert np.abs(small.astype(int) - expected).mean() < 2


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
@pytest.mark.parametrize("pixels", [400, 200, 100, 40])
def test_jpegs_of_every_kind(mode: str, pixels: int) -> None:
    image = Image.fromarray(files.smooth(480, 320)).convert(mode)
    data = files.saved(image, "JPEG", quality=95)
    small = read_picture(make_thumbnail(data, pixels), "p").pixels
    whole = Picture(pixels=read_picture(data, "p").pixels)
    expected = read_picture(make_thumbnail(whole, pixels), "p").pixels
    assert small.shape == expected.shape
    assert np.abs(small.astype(int) - expected).mean() < 2.5


@pytest.mark.parametrize("depth", files.DEPTHS)
def test_every_depth(depth: Any) -> None:
    full = 1.0 if depth is np.float32 else np.iinfo(depth).max
    pixels = (files.smooth(200, 150) / 255 * full).astype(depth)
    small = read_picture(make_thumbnail(Picture(pixels=pixels), 75), "p").pixels
    expected = read_picture(make_thumbnail(Picture(pixels=files.smooth(200, 150)), 75), "p").pixels
    assert np.abs(small.astype(int) - expected).mean() < 1


def test_hidden_colours_do_not_bleed_into_edges() -> None:
    pixels = np.zeros((100, 100, 4), np.uint8)
    pixels[..., :3] = (255, 0, 0)
    pixels[:, 50:] = (0, 0, 255, 255)
    small = read_picture(make_thumbnail(Picture(pixels=pixels), 33), "p").pixels
    assert small.shape[2] == 4
    assert (small[..., 3] == 0).any()
    assert (small[small[..., 3] > 0][:, :3] == (0, 0, 255)).all()


def test_opaque_alpha_makes_a_jpeg() -> None:
    pixels = files.noise(channels=4)
    pixels[..., 3] = 255
    with Image.open(BytesIO(make_thumbnail(Picture(pixels=pixels), 16))) as image:
        assert image.format == "JPEG"


def test_colours_are_srgb_and_nothing_is_told() -> None:
    facts = {"icc_profile": files.swapped_icc(), "exif": b"Exif\0\0" + files.exif(1)}
    data = files.saved(np.full((90, 90, 3), (220, 20, 60), np.uint8), "JPEG", quality=100, **facts)
    small = make_thumbnail(data, 32)
    found = read_picture(small, "p")
    assert np.abs(found.pixels.astype(int) - (60, 20, 220)).max() <= 6
    assert found.facts.icc is None
    assert found.facts.exif is None
    assert make_thumbnail(Picture(pixels=files.noise(), facts=FileFacts(icc=b"useless")), 16)


def test_a_cut_jpeg_has_no_thumbnail() -> None:
    data = files.saved(files.smooth(480, 320), "JPEG")
    with pytest.raises(ProblemError) as caught:
        make_thumbnail(data[: len(data) // 2], 64)
    assert caught.value.problem.kind is ProblemKind.FILE_TRUNCATED


def test_a_large_jpeg_is_not_decoded_whole() -> None:
    data = files.saved(files.smooth(3000, 2000), "JPEG", quality=80)
    make_thumbnail(data, 128)
    tracemalloc.start()
    make_thumbnail(data, 128)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3000 * 2000 * 3 / 16
