"""Saved for others: the same bytes where nothing else was asked for, and the truth where not."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.domain.problems import ProblemError, ProblemKind
from desktop.imaging.codec import read_picture
from desktop.imaging.credentials import has_credentials
from desktop.imaging.export import export_picture, format_named, write_lossless
from desktop.imaging.file_kind import FileKind
from desktop.imaging.picture import FileFacts, Picture
from desktop.imaging.png_chunks import chunk
from desktop.imaging.write_options import Format, Metadata, WriteOptions
from tests.imaging import sample_files as files

SAME = {Format.PNG: "PNG", Format.JPEG: "JPEG", Format.WEBP: "WEBP", Format.TIFF: "TIFF"}
MANIFEST = b"\0\0\0\x20jumb\0\0\0\x18jumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71"


def with_credentials(kind: str) -> bytes:
    data = files.saved(files.smooth(), kind)
    if kind == "PNG":
        return data[:33] + b"".join(chunk(b"caBX", MANIFEST)) + data[33:]
    if kind == "JPEG":
        body = b"JP\0\1\0\0\0\1" + MANIFEST
        return data[:2] + b"\xff\xeb" + struct.pack(">H", len(body) + 2) + body + data[2:]
    body = (
        data[12:]
        + b"C2PA"
        + struct.pack("<I", len(MANIFEST))
        + MANIFEST
        + b"\0" * (len(MANIFEST) % 2)
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


@pytest.mark.parametrize("target", Format)
def test_the_same_format_is_the_same_bytes(target: Format) -> None:
    data = files.saved(files.noise(), SAME[target], icc_profile=files.swapped_icc())
    found = export_picture(data, target)
    assert found.data is data
    assert found.is_copy
    assert found.notes == ()


def test_a_broken_file_is_not_handed_on() -> None:
    with pytest.raises(ProblemError) as caught:
        export_picture(files.saved(files.noise(), "PNG")[:-20], Format.PNG)
    assert caught.value.problem.kind is ProblemKind.FILE_TRUNCATED


@pytest.mark.parametrize(
    "options",
    [WriteOptions(quality=50), WriteOptions(dpi=(72, 72)), WriteOptions(texts=(("a", "b"),))],
)
def test_a_wish_means_writing_anew(options: WriteOptions) -> None:
    data = files.saved(files.smooth(200, 100), "JPEG", quality=95)
    found = export_picture(data, Format.JPEG, options)
    assert not found.is_copy
    assert found.data != data


def test_another_format_keeps_every_pixel_that_it_can() -> None:
    data = files.saved(files.smooth(), "JPEG")
    for target in (Format.PNG, Format.TIFF, Format.WEBP):
        found = export_picture(data, target)
        assert np.array_equal(read_picture(found.data, "p").pixels, files.with_pillow(data))
        assert not found.is_copy


def test_a_picture_in_memory() -> None:
    made = files.picture(4)
    found = export_picture(made, Format.JPEG)
    assert "transparency" in found.notes[0]
    exact = export_picture(made, Format.PNG)
    assert exact.notes == ()
    assert np.array_equal(files.with_pillow(exact.data), made.pixels)


@pytest.mark.parametrize("orientation", [1, 6])
def test_stripping_a_jpeg_touches_pixels_only_where_it_must_be_turned(orientation: int) -> None:
    options: dict[str, Any] = {"exif": b"Exif\0\0" + files.exif(orientation)}
    options["icc_profile"] = files.swapped_icc()
    data = files.saved(files.smooth(), "JPEG", quality=95, **options)
    found = export_picture(data, Format.JPEG, WriteOptions(metadata=Metadata.STRIP))
    facts = read_picture(found.data, "p").facts
    assert facts.exif is None
    assert facts.icc == files.swapped_icc()
    assert found.is_copy == (orientation == 1)
    difference = read_picture(found.data, "p").pixels.astype(int) - read_picture(data, "p").pixels
    assert np.abs(difference).max() <= (0 if orientation == 1 else 24)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_content_credentials_are_seen_kept_and_missed(kind: str) -> None:
    data = with_credentials(kind)
    assert has_credentials(data, FileKind(kind))
    assert not has_credentials(files.saved(files.smooth(), kind), FileKind(kind))
    read_picture(data, "p")
    kept = export_picture(data, Format[kind])
    assert kept.data == data
    other = Format.PNG if kind != "PNG" else Format.WEBP
    assert any("Content Credentials" in note for note in export_picture(data, other).notes)


@pytest.mark.parametrize("depth", files.DEPTHS)
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("kind", ["TIFF", "PNG", "JPEG", ""])
def test_a_lossless_file_holds_every_bit(depth: Any, channels: int, kind: str) -> None:
    made = files.picture(channels, depth, format=kind)
    found = write_lossless(made)
    is_tiff = depth is np.float32 or kind == "TIFF"
    assert (found.suffix, found.media_type) == (
        (".tif", "image/tiff") if is_tiff else (".png", "image/png")
    )
    again = read_picture(found.data, "p").pixels
    assert again.dtype == depth
    assert np.array_equal(again, made.pixels)


def test_lossless_files_keep_what_the_picture_came_with() -> None:
    facts = FileFacts(icc=files.srgb_icc(), exif=files.exif(1), xmp=files.XMP, dpi=(300, 300))
    found = read_picture(write_lossless(Picture(pixels=files.noise(), facts=facts)).data, "p").facts
    assert (found.icc, found.exif, found.xmp, found.dpi) == (
        facts.icc,
        facts.exif,
        facts.xmp,
        facts.dpi,
    )


def test_formats_by_name() -> None:
    assert format_named(Path("a/B.JPEG")) is Format.JPEG
    assert format_named(Path("x.tar.tif")) is Format.TIFF
    for name in ("x.gif", "x", ".png"):
        with pytest.raises(ProblemError) as caught:
            format_named(Path(name))
        assert caught.value.problem.kind is ProblemKind.BAD_ARGUMENT


@pytest.mark.parametrize("target", Format)
def test_words_for_formats(target: Format) -> None:
    assert target.media_type == f"image/{target.value}"
    assert target.suffix.startswith(".")
    assert format_named(Path("a" + target.suffix)) is target
    assert target.shown in {"PNG", "JPEG", "WebP", "TIFF"}
