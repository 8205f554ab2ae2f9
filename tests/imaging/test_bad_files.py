"""Whatever is no picture, or no whole one, is refused with the right sentence, never half shown."""

from __future__ import annotations

import os
import struct
import tracemalloc
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from desktop.domain.problems import ProblemError, ProblemKind
from desktop.imaging.codec import probe, read_bytes, read_picture
from desktop.imaging.png_chunks import SIGNATURE, chunk, header_chunk
from desktop.imaging.thumbnail import make_thumbnail
from tests.imaging import sample_files as files


def _zip() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", "text")
    return made.getvalue()


def problem_of(data: bytes, name: str = "photo.png") -> Any:
    with pytest.raises(ProblemError) as caught:
        read_picture(data, name)
    return caught.value.problem


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (_zip(), "it looks like a ZIP archive"),
        (b"%PDF-1.7\n%\xe2\xe3", "it looks like a PDF document"),
        (b"<!DOCTYPE html><html>", "it looks like a web page"),
        (b"\n <HTML><body>", "it looks like a web page"),
        ("Grüße, hier steht nur Text.".encode(), "it looks like a text file"),
        (b"\xff\xfet\0e\0x\0t\0", "it looks like a text file"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", "it looks like an MP4 video or sound"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0", "it looks like a QuickTime video"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "it looks like a WAV sound"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "it looks like a gzip archive"),
        (b"MZ\x90\0\x03", "it looks like a Windows program"),
        (b"BMW is no bitmap, this is a text.", "it looks like a text file"),
        (b"\x01\x02\x03\x04 nothing known", "is not a picture, whatever its name says."),
    ],
)
def test_what_is_no_picture_is_named_in_words(data: bytes, words: str) -> None:
    found = problem_of(data)
    assert found.kind is ProblemKind.FILE_NOT_PICTURE
    assert words in found.sentence
    assert "photo.png" in found.sentence


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"8BPS\0\x01", "a Photoshop document"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "a HEIC photograph"),
        (b'<?xml version="1.0"?><svg xmlns="x"/>', "an SVG drawing"),
        (b"<svg viewBox='0 0 1 1'/>", "an SVG drawing"),
        (b"\xff\x0a\x00\x10", "a JPEG XL picture"),
        (b"gimp xcf v011", "a GIMP document"),
        (b"v/1\x01\x02\0\0\0", "an OpenEXR picture"),
        (b"II*\0\x10\0\0\0CR\x02\0" + b"\0" * 4 + b"\0\0" + b"\0" * 8, "a camera's raw file"),
    ],
)
def test_pictures_of_other_formats_are_named_too(data: bytes, words: str) -> None:
    found = problem_of(data)
    assert found.kind is ProblemKind.FILE_FORMAT_UNKNOWN
    assert words in found.sentence


def test_an_empty_file() -> None:
    assert problem_of(b"").kind is ProblemKind.FILE_EMPTY


def _bomb(kind: str) -> bytes:
    """A small file whose header claims 60,000 × 60,000 pixels."""
    side = 60_000
    if kind == "PNG":
        parts = [
            SIGNATURE,
            *header_chunk(side, side, 8, 6),
            *chunk(b"IDAT", b"x\x9c\x03\0\0\0\0\x01"),
        ]
        return b"".join([*parts, *chunk(b"IEND")])
    data = bytearray(files.saved(files.smooth(), kind))
    if kind == "JPEG":
        place = data.index(b"\xff\xc0") + 5
        data[place : place + 4] = struct.pack(">HH", side, side)
    elif kind == "GIF":
        data[6:10] = struct.pack("<HH", side, side)
    elif kind == "BMP":
        data[18:26] = struct.pack("<ii", side, side)
    elif kind == "WEBP":
        head = b"VP8X" + struct.pack("<I", 10) + bytes(4)
        head += (side - 1).to_bytes(3, "little") * 2
        return bytes(b"RIFF" + struct.pack("<I", len(data) + 10) + b"WEBP" + head + data[12:])
    else:
        for tag in (256, 257):
            place = data.index(struct.pack("<H", tag), struct.unpack_from("<I", data, 4)[0])
            data[place + 2 : place + 12] = struct.pack("<HII", 4, 1, side)
    return bytes(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF"])
def test_a_bomb_is_refused_before_memory_is_taken(kind: str) -> None:
    data = _bomb(kind)
    for work in (read_picture, probe):
        tracemalloc.start()
        with pytest.raises(ProblemError) as caught:
            work(data, "bomb.png")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert caught.value.problem.kind is ProblemKind.PICTURE_TOO_LARGE
        assert "60000×60000" in caught.value.problem.sentence
        assert "300 million" in caught.value.problem.sentence
        assert peak < 5_000_000


def test_a_header_that_claims_more_than_its_data_can_hold_is_refused_at_once() -> None:
    packed = chunk(b"IDAT", b"x\x9c\x03\0\0\0\0\x01")
    parts = [SIGNATURE, *header_chunk(17_000, 17_000, 16, 6), *packed, *chunk(b"IEND")]
    assert problem_of(b"".join(parts)).kind is ProblemKind.FILE_DAMAGED


@pytest.mark.parametrize("size", [(0, 5), (5, 0)])
def test_pictures_without_pixels(size: tuple[int, int]) -> None:
    parts = [SIGNATURE, *header_chunk(*size, 8, 2), *chunk(b"IDAT", b"x"), *chunk(b"IEND")]
    assert problem_of(b"".join(parts)).kind is ProblemKind.FILE_DAMAGED


def test_a_chunk_of_absurd_length() -> None:
    data = files.saved(files.smooth(), "PNG")
    place = data.index(b"IDAT") - 4
    broken = data[:place] + struct.pack(">I", 0x7FFFFFFF) + data[place + 4 :]
    assert problem_of(broken).kind is ProblemKind.FILE_TRUNCATED


def test_png_data_of_fewer_rows_than_claimed_are_not_shown_half() -> None:
    import zlib

    rows = np.zeros((10, 1 + 3 * 20), np.uint8)
    packed = chunk(b"IDAT", zlib.compress(rows.tobytes()))
    parts = [SIGNATURE, *header_chunk(20, 25, 8, 2), *packed, *chunk(b"IEND")]
    assert problem_of(b"".join(parts)).kind is ProblemKind.FILE_DAMAGED


def test_one_flipped_bit_in_a_png_is_noticed() -> None:
    data = bytearray(files.saved(files.noise(), "PNG"))
    data[len(data) // 2] ^= 1
    assert problem_of(bytes(data)).kind is ProblemKind.FILE_DAMAGED


def test_jpegs_of_another_depth_are_told_apart() -> None:
    data = bytearray(files.saved(files.smooth(), "JPEG"))
    data[data.index(b"\xff\xc0") + 4] = 12
    found = problem_of(bytes(data))
    assert found.kind is ProblemKind.FILE_FORMAT_UNKNOWN
    assert "12 bits" in found.sentence


KINDS: list[tuple[str, dict[str, Any]]] = [
    ("PNG", {}),
    ("JPEG", {}),
    ("JPEG", {"progressive": True}),
    ("WEBP", {}),
    ("WEBP", {"lossless": True}),
    ("TIFF", {}),
    ("TIFF", {"compression": "tiff_lzw"}),
    ("TIFF", {"compression": "tiff_adobe_deflate"}),
    ("TIFF", {"compression": "jpeg"}),
    ("BMP", {}),
    ("GIF", {}),
    ("AVIF", {}),
]


@pytest.mark.parametrize(("kind", "options"), KINDS)
def test_a_file_cut_anywhere_is_refused_or_shown_whole(kind: str, options: dict[str, Any]) -> None:
    data = files.saved(files.smooth(24, 20), kind, **options)
    whole = read_picture(data, "p").pixels
    kinds = set()
    for end in range(64, len(data), max(1, len(data) // 250)):
        try:
            assert np.array_equal(read_picture(data[:end], "p").pixels, whole)
        except ProblemError as error:
            kinds.add(error.problem.kind)
    assert ProblemKind.FILE_TRUNCATED in kinds
    assert kinds <= {ProblemKind.FILE_TRUNCATED, ProblemKind.FILE_DAMAGED}
    assert problem_of(data[: len(data) * 2 // 3]).kind is ProblemKind.FILE_TRUNCATED


def _deep_files() -> Iterator[bytes]:
    import cv2

    for depth in files.DEPTHS:
        pixels = files.noise(9, 7, depth=depth)
        for way in (1, 5, 8):
            yield cv2.imencode(".tiff", pixels, [cv2.IMWRITE_TIFF_COMPRESSION, way])[1].tobytes()
    yield cv2.imencode(".png", files.noise(9, 7, 4, np.uint16))[1].tobytes()


SEEDS = [
    files.saved(files.smooth(12, 10), kind, **options)
    for kind, options in [*KINDS, ("MPO", {}), ("PNG", {"icc_profile": files.srgb_icc()})]
]
SEEDS += [
    files.saved(Image.fromarray(files.smooth(12, 10)).quantize(4), kind)
    for kind in ("PNG", "GIF", "BMP", "TIFF")
]
SEEDS += [files.saved(files.smooth(12, 10), kind, exif=files.exif(6)) for kind in ("WEBP", "AVIF")]
SEEDS += [files.saved(Image.new("CMYK", (8, 8)), kind) for kind in ("JPEG", "TIFF")]
SEEDS += list(_deep_files())


@st.composite
def broken_files(draw: st.DrawFn) -> bytes:
    """A sound file with bytes changed, cut out, doubled, or put in, anywhere."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        # Most of what matters stands in front.
        reach = len(data) if draw(st.booleans()) else min(len(data), 160)
        place = draw(st.integers(0, max(0, reach - 1)))
        way = draw(st.sampled_from(["set", "flip", "cut", "double", "insert", "number"]))
        if way == "set":
            data[place : place + 1] = bytes([draw(st.integers(0, 255))])
        elif way == "flip" and place < len(data):
            data[place] ^= 1 << draw(st.integers(0, 7))
        elif way == "cut":
            del data[place : place + draw(st.integers(1, 40))]
        elif way == "double":
            data[place:place] = data[place : place + draw(st.integers(1, 40))]
        elif way == "insert":
            data[place:place] = draw(st.binary(max_size=12))
        else:
            number = draw(st.sampled_from([0, 1, 0x7F, 0xFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF]))
            data[place : place + 4] = struct.pack(draw(st.sampled_from("<>")) + "I", number)
    return bytes(data)


@settings(max_examples=400, deadline=None)
@given(broken_files())
def test_broken_bytes_are_read_or_refused_and_nothing_else(data: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with suppress(ProblemError):
            found = read_picture(data, "p")
            assert probe(data, "p").size == found.size
        with suppress(ProblemError):
            make_thumbnail(data, 16)


class TestReadingBytes:
    """Files that cannot be read each have their own problem."""

    def _kind(self, path: Path) -> ProblemKind:
        with pytest.raises(ProblemError) as caught:
            read_bytes(path)
        assert path.name in caught.value.problem.sentence
        return caught.value.problem.kind

    def test_the_bytes_of_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "a.png").write_bytes(b"bytes")
        assert read_bytes(tmp_path / "a.png") == b"bytes"

    def test_missing(self, tmp_path: Path) -> None:
        assert self._kind(tmp_path / "gone.png") is ProblemKind.FILE_MISSING

    def test_a_file_in_place_of_the_folder(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"x")
        assert self._kind(tmp_path / "file" / "a.png") is ProblemKind.FILE_MISSING

    def test_a_folder(self, tmp_path: Path) -> None:
        assert self._kind(tmp_path) is ProblemKind.FILE_IS_FOLDER

    def test_empty(self, tmp_path: Path) -> None:
        (tmp_path / "a.png").touch()
        assert self._kind(tmp_path / "a.png") is ProblemKind.FILE_EMPTY

    @pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions are POSIX's")
    def test_unreadable(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "a.png"
        path.write_bytes(b"x")

        def refuse(self: Path) -> bytes:
            raise PermissionError(13, "Permission denied")

        # The tests may run as root, whom no permission keeps out.
        monkeypatch.setattr(Path, "read_bytes", refuse)
        assert self._kind(path) is ProblemKind.FILE_UNREADABLE

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.png")
        assert self._kind(tmp_path / "pipe.png") is ProblemKind.FILE_UNREADABLE
