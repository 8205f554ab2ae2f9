"""Picture files and bytes to pictures in memory, and back."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from desktop.domain.problems import ProblemKind, ServiceWords, fail
from desktop.domain.size import Size
from desktop.imaging.decoders import decoding, open_with_pillow
from desktop.imaging.exif import (
    bare_exif,
    exif_dpi,
    orientation_of,
    upright,
    upright_exif,
    upright_xmp,
)
from desktop.imaging.file_kind import FileKind, kind_of
from desktop.imaging.file_writer import write_picture, writing_notes
from desktop.imaging.jpeg_file import decode_jpeg
from desktop.imaging.jpeg_segments import read_jpeg_header
from desktop.imaging.picture import FileFacts, Picture
from desktop.imaging.picture_header import Decoded, PictureHeader, checked_size
from desktop.imaging.pillow_pixels import pixels_of
from desktop.imaging.png_chunks import read_png_header
from desktop.imaging.png_file import decode_png
from desktop.imaging.tiff_reader import decode_tiff, read_tiff_header
from desktop.imaging.webp_file import decode_webp, read_webp_header

__all__ = [
    "PictureFacts",
    "probe",
    "read_bytes",
    "read_header",
    "read_picture",
    "write_picture",
    "writing_notes",
]

_LARGEST_FILE = 4 << 30
_FRAMES_NOTE = "This picture is animated; only its first frame is opened."
_DEEP_AVIF_NOTE = "More than 8 bits per channel in this AVIF were reduced to 8."


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFacts:
    """What a file's header says: size once upright, Pillow's names for format and pixel layout."""

    size: Size
    format: str
    mode: str


def probe(data: bytes, name: str) -> PictureFacts:
    """Size, format and mode from the header alone. ProblemError: no picture, or too large."""
    header = read_header(data, name)
    return PictureFacts(size=header.upright_size, format=header.kind.value, mode=header.mode)


def read_picture(data: bytes, name: str) -> Picture:
    """The picture in a file's bytes, upright, in the file's own depth; `name` is for sentences.

    ProblemError: empty, no picture, another format, too large, cut off, or damaged.
    """
    header = read_header(data, name)
    decoded = _decode(data, header, name)
    stored = Size(int(decoded.pixels.shape[1]), int(decoded.pixels.shape[0]))
    if stored != header.size:
        raise fail(ProblemKind.FILE_DAMAGED, name=name)
    return Picture(
        pixels=upright(decoded.pixels, header.orientation),
        facts=FileFacts(
            format=header.kind.value,
            mode=header.mode,
            icc=None if decoded.is_converted else header.icc,
            exif=upright_exif(header.exif),
            xmp=header.xmp if header.orientation == 1 else upright_xmp(header.xmp),
            dpi=header.dpi,
            notes=header.notes + decoded.notes,
        ),
    )


def read_bytes(path: Path) -> bytes:
    """The bytes of a picture file. ProblemError: missing, a folder, not readable, empty."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise fail(ProblemKind.FILE_IS_FOLDER, name=path.name)
        if not stat.S_ISREG(found.st_mode):
            # A pipe or a device could make the program wait for ever.
            raise _unreadable(path, "it is not a plain file")
        if found.st_size > _LARGEST_FILE:
            raise _unreadable(path, "it is larger than 4 GB")
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise fail(ProblemKind.FILE_MISSING, name=path.name) from error
    except PermissionError as error:
        raise _unreadable(path, "you are not allowed to open it", error) from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, "the system refused to open it", error) from error
    if not data:
        raise fail(ProblemKind.FILE_EMPTY, name=path.name)
    return data


def read_header(data: bytes, name: str) -> PictureHeader:
    """Everything a file says about itself before it is decoded. ProblemError as `probe`."""
    return _HEADERS[kind_of(data, name)](data, name)


def _unreadable(path: Path, reason: str, error: Exception | None = None) -> Exception:
    words = ServiceWords(detail="" if error is None else str(error))
    return fail(ProblemKind.FILE_UNREADABLE, words, name=path.name, reason=reason)


def _decode(data: bytes, header: PictureHeader, name: str) -> Decoded:
    if header.kind is FileKind.PNG:
        return decode_png(data, name)
    if header.kind is FileKind.JPEG:
        return decode_jpeg(data, header, name)
    if header.kind is FileKind.WEBP:
        return decode_webp(data, header, name)
    if header.kind is FileKind.TIFF:
        return decode_tiff(data, header, name)
    with decoding(name):
        return pixels_of(open_with_pillow(data, header.kind))


def _read_pillow_header(data: bytes, name: str, kind: FileKind) -> PictureHeader:
    """The header of a format whose parts Stet does not know itself."""
    if kind is FileKind.AVIF and not _has_whole_boxes(data):
        raise fail(ProblemKind.FILE_TRUNCATED, name=name)
    with decoding(name, is_cut=kind is FileKind.GIF and not data.endswith(b";")):
        image = open_with_pillow(data, kind)
        is_moving = bool(getattr(image, "is_animated", False))
        told: dict[Any, Any] = image.info
    notes: tuple[str, ...] = (_FRAMES_NOTE,) if is_moving else ()
    notes += (_DEEP_AVIF_NOTE,) if kind is FileKind.AVIF and _is_deep_avif(data) else ()
    exif = bare_exif(told.get("exif"))
    return PictureHeader(
        kind=kind,
        size=checked_size(*image.size, name),
        mode=image.mode,
        orientation=orientation_of(exif),
        icc=told.get("icc_profile"),
        exif=exif,
        xmp=told.get("xmp"),
        dpi=_told_dpi(told) or exif_dpi(exif),
        notes=notes,
    )


def _told_dpi(told: dict[Any, Any]) -> tuple[float, float] | None:
    dpi = told.get("dpi")
    if dpi is None or min(dpi) <= 0:
        return None
    return (round(float(dpi[0]), 2), round(float(dpi[1]), 2))


def _has_whole_boxes(data: bytes) -> bool:
    """Whether the boxes of an ISO media file end where the file ends, or before."""
    place = 0
    while place + 8 <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        if length == 1:
            length = int.from_bytes(data[place + 8 : place + 16], "big")
        if length == 0:
            return True
        place += max(length, 8)
    return place == len(data)


def _is_deep_avif(data: bytes) -> bool:
    """AV1's configuration says in one bit of its third byte whether there are more than 8 bits."""
    place = data.find(b"av1C", 0, 4096)
    return 0 <= place < len(data) - 7 and bool(data[place + 6] & 0x40)


_HEADERS: dict[FileKind, Callable[[bytes, str], PictureHeader]] = {
    FileKind.PNG: read_png_header,
    FileKind.JPEG: read_jpeg_header,
    FileKind.WEBP: read_webp_header,
    FileKind.TIFF: read_tiff_header,
    FileKind.BMP: partial(_read_pillow_header, kind=FileKind.BMP),
    FileKind.GIF: partial(_read_pillow_header, kind=FileKind.GIF),
    FileKind.AVIF: partial(_read_pillow_header, kind=FileKind.AVIF),
}
