"""TIFF in every depth: read as it is stored, written so that others read it, nothing lost."""

from __future__ import annotations

import struct
from fractions import Fraction
from io import BytesIO
from typing import Any

import cv2
import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from desktop.domain.problems import ProblemError, ProblemKind
from desktop.imaging.codec import probe, read_picture
from desktop.imaging.exif import describing_entries
from desktop.imaging.picture import FileFacts
from desktop.imaging.tiff_writer import encode_tiff
from desktop.imaging.write_options import Effort
from tests.imaging import sample_files as files

ALPHA = {2: ["unassalpha"], 4: ["unassalpha"]}


def stored(pixels: NDArray[Any], **options: Any) -> bytes:
    """A file written by tifffile."""
    made = BytesIO()
    channels = pixels.shape[2]
    options.setdefault("photometric", "rgb" if channels >= 3 else "minisblack")
    options.setdefault("extrasamples", ALPHA.get(channels))
    if channels == 2:
        options.setdefault("planarconfig", "contig")
    shaped = pixels[..., 0] if channels == 1 else pixels
    tifffile.imwrite(made, shaped, metadata=None, **options)
    return made.getvalue()


@pytest.mark.parametrize("depth", files.DEPTHS)
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"byteorder": ">"},
        {"compression": "adobe_deflate", "predictor": 2},
        {"tile": (16, 16)},
        {"bigtiff": True},
        {"rowsperstrip": 5},
    ],
)
def test_every_depth_and_layout_is_read_exactly(
    depth: Any, channels: int, options: dict[str, Any]
) -> None:
    if depth is np.float32 and "predictor" in options:
        options = {"compression": "adobe_deflate"}
    pixels = files.noise(channels=channels, depth=depth)
    found = read_picture(stored(pixels, **options), "p")
    assert found.pixels.dtype == depth
    assert np.array_equal(found.pixels, pixels)
    assert found.facts.notes == ()


@pytest.mark.parametrize("depth", files.DEPTHS)
@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("compression", [1, 5, 8, 32773])
def test_files_of_opencv_in_every_compression(depth: Any, channels: int, compression: int) -> None:
    pixels = files.noise(channels=channels, depth=depth)
    turned = pixels[..., [2, 1, 0, 3][:channels]] if channels >= 3 else pixels
    options = [cv2.IMWRITE_TIFF_COMPRESSION, compression]
    data = cv2.imencode(".tiff", turned, options)[1].tobytes()
    found = read_picture(data, "p").pixels
    # OpenCV does not say that the fourth channel is alpha; it is all the same.
    assert np.array_equal(found, pixels)


@pytest.mark.parametrize("depth", files.DEPTHS)
def test_planes_apart(depth: Any) -> None:
    pixels = files.noise(depth=depth)
    data = stored(
        np.ascontiguousarray(np.moveaxis(pixels, 2, 0)), photometric="rgb", planarconfig="separate"
    )
    assert np.array_equal(read_picture(data, "p").pixels, pixels)


@pytest.mark.parametrize("depth", files.DEPTHS)
def test_white_may_be_zero(depth: Any) -> None:
    pixels = files.noise(channels=1, depth=depth)
    full = 1 if depth is np.float32 else np.iinfo(depth).max
    found = read_picture(stored(pixels, photometric="miniswhite"), "p").pixels
    assert np.array_equal(found, (full - pixels).astype(depth))


@pytest.mark.parametrize("depth", files.DEPTHS)
def test_colours_multiplied_with_alpha_are_taken_apart(depth: Any) -> None:
    full = 1.0 if depth is np.float32 else float(np.iinfo(depth).max)
    straight = files.noise(channels=4, depth=np.float32)
    straight[..., 3] = np.clip(straight[..., 3], 0.5, 1)
    multiplied = straight.copy()
    multiplied[..., :3] *= straight[..., 3:]
    data = stored((multiplied * full).astype(depth), extrasamples=["assocalpha"])
    found = read_picture(data, "p")
    assert np.abs(found.pixels / full - straight).max() < 4.1 / min(full, 255)


def test_further_channels_are_named() -> None:
    pixels = files.noise(channels=5, depth=np.uint16)
    found = read_picture(stored(pixels, extrasamples=["unassalpha", "unspecified"]), "p")
    assert np.array_equal(found.pixels, pixels[..., :4])
    assert "Further channels" in found.facts.notes[0]


@pytest.mark.parametrize("depth", [np.float16, np.float64, np.uint32])
def test_other_depths_become_float(depth: Any) -> None:
    random = np.random.default_rng(0)
    if depth is np.uint32:
        pixels = random.integers(0, 2**32 - 1, (9, 8, 3), np.uint32)
        expected = (pixels / (2**32 - 1)).astype(np.float32)
    else:
        pixels = random.random((9, 8, 3)).astype(depth)
        expected = pixels.astype(np.float32)
    found = read_picture(stored(pixels), "p")
    assert np.array_equal(found.pixels, expected)
    assert bool(found.facts.notes) == (depth is not np.float16)


def test_float_values_outside_their_range_stay_and_are_named() -> None:
    pixels = files.noise(depth=np.float32) * 4 - 1
    pixels[0, 0] = np.nan
    found = read_picture(stored(pixels), "p")
    assert np.array_equal(found.pixels, pixels, equal_nan=True)
    assert "outside 0 to 1" in found.facts.notes[0]


def test_sixteen_bit_cmyk_and_lab_are_converted_as_their_8_bit_kin() -> None:
    for kind, mode, channels in (("separated", "CMYK", 4), ("cielab", "LAB", 3)):
        deep = files.noise(channels=channels, depth=np.uint16)
        deep_data = stored(deep, photometric=kind, extrasamples=None)
        found = read_picture(deep_data, "p")
        shallow = Image.frombytes(mode, (37, 23), (deep >> 8).astype(np.uint8).tobytes())
        kin = read_picture(files.saved(shallow, "TIFF"), "p")
        assert np.array_equal(found.pixels, kin.pixels)
        assert "16 bits" in found.facts.notes[-1]


@pytest.mark.parametrize("depth", [np.int8, np.int16, np.int32])
def test_signed_samples_are_refused_in_words(depth: Any) -> None:
    pixels = files.noise(channels=1, depth=depth)
    with pytest.raises(ProblemError) as caught:
        read_picture(stored(pixels), "scan.tif")
    assert caught.value.problem.kind is ProblemKind.FILE_FORMAT_UNKNOWN


def test_the_preview_of_a_raw_file_is_not_taken_for_the_picture() -> None:
    data = stored(files.noise(), extratags=[(50706, 1, 4, b"\1\4\0\0", True)])
    with pytest.raises(ProblemError) as caught:
        probe(data, "photo.dng")
    assert "raw file" in caught.value.problem.sentence


def test_a_strip_outside_the_file_is_a_cut() -> None:
    data = bytearray(stored(files.noise(depth=np.uint16), rowsperstrip=4))
    directory = struct.unpack_from("<I", data, 4)[0]
    for index in range(struct.unpack_from("<H", data, directory)[0]):
        tag, _, _, where = struct.unpack_from("<HHII", data, directory + 2 + 12 * index)
        if tag == 279:
            struct.pack_into("<I", data, where, 1 << 24)
    with pytest.raises(ProblemError) as caught:
        read_picture(bytes(data), "p")
    assert caught.value.problem.kind is ProblemKind.FILE_TRUNCATED


@settings(max_examples=50, deadline=None)
@given(
    st.integers(1, 70),
    st.integers(1, 70),
    st.sampled_from([1, 2, 3, 4]),
    st.sampled_from(files.DEPTHS),
    st.sampled_from(Effort),
    st.integers(0, 2**32 - 1),
)
def test_round_trip_through_other_readers(
    width: int, height: int, channels: int, depth: Any, effort: Effort, seed: int
) -> None:
    pixels = files.noise(width, height, channels, depth, seed)
    data = encode_tiff(pixels, FileFacts(), effort)
    assert np.array_equal(read_picture(data, "p").pixels, pixels)
    independent = tifffile.imread(BytesIO(data))
    assert np.array_equal(independent.reshape(pixels.shape), pixels)
    if depth == np.uint8 or channels == 1:
        assert np.array_equal(files.with_pillow(data), pixels)
    if channels == 3 or (channels == 4 and depth != np.uint8):
        # OpenCV multiplies 8-bit colours with alpha, and knows no grey with alpha.
        assert np.array_equal(files.with_opencv(data), pixels)


def test_many_strips() -> None:
    pixels = files.noise(2000, 1000, 3, np.uint16)
    data = encode_tiff(pixels, FileFacts())
    assert np.array_equal(tifffile.imread(BytesIO(data)), pixels)


def test_no_float_bit_is_lost() -> None:
    bits = np.random.default_rng(0).integers(0, 2**32 - 1, (30, 20, 3), np.uint32)
    pixels = bits.view(np.float32)
    found = read_picture(encode_tiff(pixels, FileFacts()), "p").pixels
    assert np.array_equal(found.view(np.uint32), bits)


def test_facts_are_read_by_pillow_and_by_us() -> None:
    facts = FileFacts(
        icc=files.srgb_icc(), exif=files.exif(1, has_place=True), xmp=files.XMP, dpi=(300, 72.5)
    )
    data = encode_tiff(files.noise(depth=np.uint8), facts)
    with Image.open(BytesIO(data)) as image:
        assert image.info["icc_profile"] == files.srgb_icc()
        assert image.info["dpi"] == (300, Fraction(145, 2))
        told = image.getexif()
        assert told[271] == "Maker"
        assert told.get_ifd(34665)[34855] == 400
        assert told.get_ifd(34853)[2] == (52.0, 31.0, 12.0)
        assert image.tag_v2[700] == files.XMP  # type: ignore[attr-defined]
    found = read_picture(data, "p").facts
    assert (found.icc, found.xmp, found.dpi) == (facts.icc, facts.xmp, facts.dpi)
    assert describing_entries(found.exif) == describing_entries(facts.exif)
    assert "Zoë Müller".encode() in (found.exif or b"")


def test_a_profile_for_other_pixels_is_left_out() -> None:
    data = encode_tiff(files.noise(channels=1), FileFacts(icc=files.srgb_icc()))
    assert read_picture(data, "p").facts.icc is None
