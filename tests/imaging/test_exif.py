"""EXIF is changed in one place only, read with care, and survives being moved into TIFF."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from desktop.imaging.exif import (
    bare_exif,
    describing_entries,
    exif_dpi,
    has_place,
    orientation_of,
    upright,
    upright_exif,
)
from desktop.imaging.tiff_directory import SHORT, entry, layout_of, read_first, written
from tests.imaging import sample_files as files


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("order", ["<", ">"])
def test_only_the_orientation_changes(orientation: int, order: str) -> None:
    turn = Image.Exif()
    turn.endian = order
    turn[274], turn[271], turn[282] = orientation, "Maker", 300
    stored = turn.tobytes().removeprefix(b"Exif\0\0")
    assert orientation_of(stored) == orientation
    made = upright_exif(stored)
    assert made is not None
    assert orientation_of(made) == 1
    assert len(made) == len(stored)
    assert sum(a != b for a, b in zip(made, stored, strict=True)) == (orientation != 1)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_pixels_are_turned_as_pillow_turns_them(orientation: int, channels: int) -> None:
    pixels = files.noise(7, 5, channels)
    image = Image.fromarray(pixels[..., 0] if channels == 1 else pixels)
    image.getexif()[274] = orientation
    expected = np.asarray(ImageOps.exif_transpose(image))
    made = upright(pixels, orientation)
    assert made.flags.c_contiguous
    assert np.array_equal(made, expected.reshape(made.shape))


@pytest.mark.parametrize("number", [0, 9, 77])
def test_nonsense_is_upright(number: int) -> None:
    assert orientation_of(files.exif(number)) == 1


@given(st.binary(max_size=120))
def test_broken_exif_says_nothing_and_is_kept(data: bytes) -> None:
    stored = b"II*\0" + data
    assert 1 <= orientation_of(stored) <= 8
    made = upright_exif(stored)
    assert made is not None
    assert len(made) == len(stored)
    exif_dpi(stored)
    describing_entries(stored)


def test_the_marker_of_jpeg_is_taken_off() -> None:
    assert bare_exif(b"Exif\0\0Exif\0\0II*\0") == b"II*\0"
    assert bare_exif(b"Exif\0\0") is None
    assert bare_exif(None) is None


def test_place() -> None:
    assert has_place(files.exif(has_place=True))
    assert not has_place(files.exif())
    assert not has_place(None)


def test_resolution_in_centimetres() -> None:
    told = Image.Exif()
    told[282], told[283], told[296] = 100, 50, 3
    assert exif_dpi(told.tobytes().removeprefix(b"Exif\0\0")) == pytest.approx((254, 127))


def test_directories_are_written_as_they_are_read() -> None:
    stored = files.exif(6, has_place=True)
    found = read_first(stored)
    again = b"II*\0\x08\0\0\0" + written(tuple(found.entries.values()), 8)
    assert again == stored
    assert read_first(again).entries == found.entries


def test_a_directory_that_points_to_itself_ends() -> None:
    data = b"II*\0\x08\0\0\0" + b"\2\0"
    data += b"\x69\x87\4\0\1\0\0\0\x08\0\0\0" + b"\x25\x88\4\0\1\0\0\0\x08\0\0\0" + b"\x08\0\0\0"
    assert read_first(data).entries == {}


@pytest.mark.parametrize(
    "data", [b"", b"II*\0", b"XX*\0\0\0\0\0", b"II\7\0\x08\0\0\0", b"II*\0\xff\xff\0\0"]
)
def test_what_is_no_directory(data: bytes) -> None:
    with pytest.raises(ValueError, match="TIFF"):
        read_first(data)


def test_layouts() -> None:
    assert layout_of(files.exif()).order == "<"
    assert layout_of(b"MM\0+\0\x08\0\0" + (16).to_bytes(8, "big")).is_big


def test_numbers_of_an_entry() -> None:
    assert entry(1, SHORT, [3, 70]).numbers == (3, 70)
    assert entry(1, 5, [1, 2, 5, 0]).numbers == (0.5, 0.0)
    assert entry(1, 5, [1, 2, 5, 0]).count == 2
