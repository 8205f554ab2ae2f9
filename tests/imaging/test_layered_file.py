"""Layered files, read back by Photoshop's and OpenRaster's own rules."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image, ImageCms
from psd_tools import PSDImage
from psd_tools.constants import Resource

from desktop.domain.problems import ProblemError
from desktop.domain.size import Box
from desktop.imaging.layered_file import Layer, LayeredFormat, encode_layers
from tests.builders import photo

GROUND = photo(seed=1)[:60, :90]
PATCH = photo(seed=2)[:20, :30]
SHOWN = np.zeros((20, 30), np.uint8)
SHOWN[4:16, 5:25] = 255
SHOWN[4, 5] = 128
PLACE = Box(40, 10, 30, 20)
NAME = "A blue teapot, äöü, 猫"
ICC = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def merged() -> Any:
    made = GROUND.copy()
    made[PLACE.slices][SHOWN > 0] = PATCH[SHOWN > 0]
    return made


def layers() -> tuple[Layer, ...]:
    ground = Layer(name="photo.jpg", box=Box(0, 0, 90, 60), pixels=GROUND)
    return ground, Layer(name=NAME, box=PLACE, pixels=PATCH, shown=SHOWN)


def encoded(form: LayeredFormat) -> bytes:
    return encode_layers(layers(), merged(), ICC, form)


def psd(data: bytes) -> PSDImage:
    return PSDImage.open(io.BytesIO(data))


def test_a_psd_has_every_layer_where_it_belongs() -> None:
    found = psd(encoded(LayeredFormat.PSD))
    assert (found.width, found.height) == (90, 60)
    assert [layer.name for layer in found] == ["photo.jpg", NAME]
    assert [layer.bbox for layer in found] == [(0, 0, 90, 60), (40, 10, 70, 30)]
    assert np.array_equal(np.asarray(found[0].topil())[..., :3], GROUND)
    mask = found[1].mask
    assert mask is not None
    assert mask.bbox == (40, 10, 70, 30)
    assert np.array_equal(np.asarray(mask.topil()), SHOWN)


def test_a_psd_shows_the_picture_to_those_who_read_no_layers() -> None:
    data = encoded(LayeredFormat.PSD)
    with Image.open(io.BytesIO(data)) as flat:
        assert np.array_equal(np.asarray(flat), merged())
    assert psd(data).image_resources.get_data(Resource.ICC_PROFILE) == ICC


def test_a_psd_has_an_end() -> None:
    wide = np.zeros((1, 30_001, 3), np.uint8)
    only = (Layer(name="wide", box=Box(0, 0, 30_001, 1), pixels=wide),)
    with pytest.raises(ProblemError, match=r"30,000 pixels; OpenRaster"):
        encode_layers(only, wide, None, LayeredFormat.PSD)
    assert encode_layers(only, wide, None, LayeredFormat.ORA)


def test_an_ora_holds_what_its_specification_asks_for() -> None:
    with zipfile.ZipFile(io.BytesIO(encoded(LayeredFormat.ORA))) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype") == b"image/openraster"
        stack = ET.fromstring(archive.read("stack.xml"))
        assert (stack.get("w"), stack.get("h")) == ("90", "60")
        found = stack.findall("./stack/layer")
        assert [one.get("name") for one in found] == [NAME, "photo.jpg"]
        assert (found[0].get("x"), found[0].get("y")) == ("40", "10")
        with Image.open(io.BytesIO(archive.read(found[0].get("src", "")))) as layer:
            pixels = np.asarray(layer)
            assert layer.info["icc_profile"] == ICC
        assert np.array_equal(pixels[..., :3], PATCH)
        assert np.array_equal(pixels[..., 3], SHOWN)
        with Image.open(io.BytesIO(archive.read("mergedimage.png"))) as flat:
            assert np.array_equal(np.asarray(flat), merged())
        with Image.open(io.BytesIO(archive.read("Thumbnails/thumbnail.png"))) as small:
            assert max(small.size) <= 256


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("form", list(LayeredFormat))
def test_grey_and_transparent_layers(channels: int, form: LayeredFormat) -> None:
    pixels = np.random.default_rng(3).integers(0, 255, (20, 30, channels), dtype=np.uint8)
    only = (Layer(name="x", box=Box(0, 0, 30, 20), pixels=pixels, shown=SHOWN),)
    data = encode_layers(only, pixels, None, form)
    if form is LayeredFormat.PSD:
        layer = psd(data)[0]
        assert layer.mask is not None
        assert np.array_equal(np.asarray(layer.mask.topil()), SHOWN)
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = np.asarray(Image.open(io.BytesIO(archive.read("data/layer000.png"))))
    own = pixels[..., -1].astype(int) if channels in {2, 4} else 255
    assert np.array_equal(found[..., 3], (own * SHOWN.astype(int) + 127) // 255)
