"""Metadata come off JPEG and WebP without a pixel being decoded."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from desktop.imaging import jpeg_segments, webp_file
from desktop.imaging.codec import read_picture
from tests.imaging import sample_files as files

TOLD: dict[str, Any] = {"icc_profile": files.srgb_icc(), "xmp": files.XMP}


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_blocks": 3}])
def test_jpeg(options: dict[str, Any]) -> None:
    pixels = files.smooth(200, 120)
    plain = files.saved(pixels, "JPEG", **options)
    exif = b"Exif\0\0" + files.exif(1, has_place=True)
    data = files.saved(pixels, "JPEG", exif=exif, comment="a secret", **TOLD, **options)
    data += b"a video that a telephone put behind the picture"
    assert jpeg_segments.carries_extras(data)
    bare = jpeg_segments.without_extras(data)
    assert bare == plain
    assert not jpeg_segments.carries_extras(bare)
    with_profile = jpeg_segments.without_extras(data, keeps_profile=True)
    assert read_picture(with_profile, "p").facts.icc == files.srgb_icc()
    assert b"secret" not in with_profile


def test_a_jpeg_keeps_what_says_how_its_colours_are_coded() -> None:
    inks = Image.fromarray(files.smooth()).convert("CMYK")
    data = files.saved(inks, "JPEG", exif=b"Exif\0\0" + files.exif())
    bare = jpeg_segments.without_extras(data)
    assert np.array_equal(read_picture(bare, "p").pixels, read_picture(data, "p").pixels)


def test_the_thumbnail_inside_exif_does_not_end_the_picture() -> None:
    small = files.saved(files.smooth(16, 16), "JPEG")
    data = files.saved(files.smooth(), "JPEG", exif=b"Exif\0\0" + files.exif() + small)
    assert np.array_equal(read_picture(data, "p").pixels, files.with_pillow(data))
    assert jpeg_segments.without_extras(data) == files.saved(files.smooth(), "JPEG")


@pytest.mark.parametrize("options", [{}, {"lossless": True}])
@pytest.mark.parametrize("channels", [3, 4])
def test_webp(options: dict[str, Any], channels: int) -> None:
    pixels = files.noise(channels=channels)
    data = files.saved(pixels, "WEBP", exif=files.exif(1, has_place=True), **TOLD, **options)
    assert webp_file.carries_extras(data)
    bare = webp_file.without_extras(data)
    assert not webp_file.carries_extras(bare)
    assert np.array_equal(read_picture(bare, "p").pixels, read_picture(data, "p").pixels)
    with Image.open(BytesIO(bare)) as image:
        assert not {"exif", "icc_profile", "xmp"} & set(image.info)
        assert np.array_equal(files.with_pillow(bare), files.with_pillow(data))
