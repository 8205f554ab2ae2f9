"""PNG as we write it is read by others bit for bit, and fast files are no worse than small ones."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from desktop.imaging.codec import read_picture
from desktop.imaging.png_chunks import carries_extras, structure_of, without_extras
from desktop.imaging.png_file import (
    PngExtras,
    decode_png,
    encode_png,
    filtered_best,
    filtered_up,
)
from desktop.imaging.write_options import Effort
from tests.imaging import sample_files as files


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 60),
    st.integers(1, 60),
    st.sampled_from([1, 2, 3, 4]),
    st.sampled_from([np.uint8, np.uint16]),
    st.sampled_from(Effort),
    st.integers(0, 2**32 - 1),
)
def test_round_trip_through_three_readers(
    width: int, height: int, channels: int, depth: type, effort: Effort, seed: int
) -> None:
    pixels = files.noise(width, height, channels, depth, seed)
    data = encode_png(pixels, effort=effort)
    assert np.array_equal(read_picture(data, "p").pixels, pixels)
    opencv = files.with_opencv(data)
    if channels == 2:
        opencv = opencv[..., [0, 3]]
    assert np.array_equal(opencv, pixels)
    if depth == np.uint8 or channels == 1:  # Pillow has no other 16-bit layout
        assert np.array_equal(files.with_pillow(data), pixels)


def _reconstructed(filtered: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """The rows that a reader makes of filtered ones, byte by byte as the specification has it."""
    above = [0] * (filtered.shape[1] - 1)
    rows = []
    for line in filtered.tolist():
        way, row = line[0], line[1:]
        for i in range(len(row)):
            left, up = (row[i - width] if i >= width else 0), above[i]
            corner = above[i - width] if i >= width else 0
            guess = left + up - corner
            nearest = min((left, up, corner), key=lambda value: abs(guess - value))
            row[i] = (row[i] + (0, left, up, (left + up) // 2, nearest)[way]) % 256
        rows.append(row)
        above = row
    return np.array(rows, np.uint8)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 12), st.integers(1, 12), st.sampled_from([1, 2, 3, 4, 6, 8]), st.integers(0, 9)
)
def test_filters_are_those_of_the_specification(
    height: int, pixels: int, width: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    steps = random.integers(0, 9, (height, pixels * width), np.uint8)
    rows = np.cumsum(steps, axis=seed % 2, dtype=np.uint8)
    above = np.zeros(pixels * width, np.uint8)
    for filtered in (filtered_up(rows, above), filtered_best(rows, above, width)):
        assert np.array_equal(_reconstructed(filtered, width), rows)


def test_strips_join_without_a_seam() -> None:
    pixels = files.noise(3000, 900, 4)  # more than one strip
    assert np.array_equal(files.with_opencv(encode_png(pixels)), pixels)


def test_small_is_smaller() -> None:
    pixels = files.smooth(600, 400)
    assert len(encode_png(pixels, effort=Effort.SMALL)) < 0.8 * len(encode_png(pixels))


def test_float_pixels_are_not_taken() -> None:
    with pytest.raises(ValueError, match="8 or 16 bits"):
        encode_png(files.noise(depth=np.float32))


def test_everything_a_png_carries_is_read_by_pillow() -> None:
    extras = PngExtras(
        icc=files.srgb_icc(),
        exif=files.exif(1),
        xmp=files.XMP,
        dpi=(300, 72),
        texts=(("Recipe", "größer, 夏"), ("Software", "Stet")),
    )
    with Image.open(BytesIO(encode_png(files.noise(), extras))) as image:
        image.load()
        assert image.info["icc_profile"] == files.srgb_icc()
        assert image.info["exif"].removeprefix(b"Exif\0\0") == files.exif(1)
        assert image.info["dpi"] == pytest.approx((300, 72), abs=0.01)
        assert image.info["XML:com.adobe.xmp"] == files.XMP.decode()
        assert image.info["Recipe"] == "größer, 夏"
        assert image.getexif()[315] == "Zoë Müller".encode().decode("latin-1")


def test_nothing_but_pixels_unless_asked_for() -> None:
    data = encode_png(files.noise())
    kinds = {chunk.kind for chunk in structure_of(data, "p").chunks}
    assert kinds == {b"IHDR", b"IDAT", b"IEND"}


def test_extras_come_off_without_touching_pixels() -> None:
    pixels = files.noise(channels=4)
    told = PngExtras(icc=files.srgb_icc(), exif=files.exif(), texts=(("prompt", "secret"),))
    data = encode_png(pixels, told)
    bare = without_extras(data, structure_of(data, "p"))
    assert carries_extras(structure_of(data, "p"))
    assert not carries_extras(structure_of(bare, "p"))
    assert b"secret" not in bare
    assert bare == encode_png(pixels)


def test_interlaced_files_are_read() -> None:
    """Adam7 by hand, since neither Pillow nor we write it."""
    pixels = files.noise(13, 11)
    passes = (
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    )
    raw = b"".join(
        b"\0" + row.tobytes()
        for x, y, dx, dy in passes
        if pixels[y::dy, x::dx].size
        for row in pixels[y::dy, x::dx]
    )

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", 13, 11, 8, 2, 0, 0, 1)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(raw))
    assert np.array_equal(decode_png(data + chunk(b"IEND", b""), "p").pixels, pixels)


def test_encoding_lets_other_threads_run() -> None:
    """A pure-Python counter gets a fair share while a picture is packed."""
    import sys
    import threading

    pixels = files.noise(2000, 1500)
    encode_png(pixels)
    counted, stop = [0], threading.Event()

    def count() -> None:
        while not stop.is_set():
            counted[0] += 1

    interval = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    worker = threading.Thread(target=count)
    worker.start()
    try:
        before = counted[0]
        encode_png(pixels)
        during = counted[0] - before
    finally:
        stop.set()
        worker.join()
        sys.setswitchinterval(interval)
    assert during > 1000
