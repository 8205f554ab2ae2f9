"""Tells what a file is from its first bytes, whatever its name says."""

from __future__ import annotations

from enum import StrEnum

from desktop.domain.problems import ProblemError, ProblemKind, fail


class FileKind(StrEnum):
    """The picture formats that Stet opens; the values are Pillow's names."""

    PNG = "PNG"
    JPEG = "JPEG"
    WEBP = "WEBP"
    TIFF = "TIFF"
    BMP = "BMP"
    GIF = "GIF"
    AVIF = "AVIF"


_STARTS: tuple[tuple[bytes, FileKind], ...] = (
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
    (b"II*\0", FileKind.TIFF),
    (b"MM\0*", FileKind.TIFF),
    (b"II+\0", FileKind.TIFF),
    (b"MM\0+", FileKind.TIFF),
    (b"BM", FileKind.BMP),
)

_OTHER_PICTURES: tuple[tuple[bytes, str], ...] = (
    (b"8BPS", "a Photoshop document"),
    (b"\0\0\0\x0cJXL \r\n", "a JPEG XL picture"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\0\0\0\x0cjP  \r\n", "a JPEG 2000 picture"),
    (b"\xffO\xffQ", "a JPEG 2000 picture"),
    (b"v/1\x01", "an OpenEXR picture"),
    (b"#?RADIANCE", "a Radiance HDR picture"),
    (b"gimp xcf", "a GIMP document"),
    (b"\0\0\1\0", "an icon"),
    (b"DDS ", "a DirectDraw texture"),
    (b"FUJIFILMCCD-RAW", "a camera's raw file"),
    (b"IIU\0", "a camera's raw file"),
    (b"IIRO", "a camera's raw file"),
)

_NO_PICTURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF document"),
    (b"%!PS", "a PostScript document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an XZ archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x1aE\xdf\xa3", "a Matroska or WebM video"),
    (b"OggS", "an Ogg sound or video"),
    (b"ID3", "an MP3 sound"),
    (b"fLaC", "a FLAC sound"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a Windows program"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"{\\rtf", "a Rich Text document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document"),
)

_BRANDS: dict[bytes, str] = {
    b"heic": "a HEIC photograph",
    b"heix": "a HEIC photograph",
    b"hevc": "a HEIC photograph",
    b"mif1": "a HEIF picture",
    b"msf1": "a HEIF picture",
    b"crx ": "a camera's raw file",
    b"qt  ": "a QuickTime video",
}

_SHORTEST_BMP = 26


def kind_of(data: bytes, name: str) -> FileKind:
    """The format of a picture file.

    ProblemError: empty, another picture format (named in words), or no picture at all.
    """
    if not data:
        raise fail(ProblemKind.FILE_EMPTY, name=name)
    found = _known_kind(data)
    if found is not None:
        return found
    raise _other_file(data, name)


def _known_kind(data: bytes) -> FileKind | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return FileKind.WEBP
    if _brand(data) in {b"avif", b"avis"} or (_brand(data) == b"mif1" and b"avif" in data[8:64]):
        return FileKind.AVIF
    kind = next((kind for start, kind in _STARTS if data.startswith(start)), None)
    if kind is FileKind.BMP and not _is_bmp(data):
        return None
    return kind


def _brand(data: bytes) -> bytes:
    """The main brand of an ISO media file (MP4, HEIF, AVIF), else empty."""
    return data[8:12] if data[4:8] == b"ftyp" else b""


def _is_bmp(data: bytes) -> bool:
    """Two letters alone are too little: text can begin with BM."""
    if len(data) < _SHORTEST_BMP:
        return len(data) <= 2 or not data.isascii()
    return data[14] in {12, 16, 40, 52, 56, 64, 108, 124} and data[15:18] == b"\0\0\0"


def _other_file(data: bytes, name: str) -> ProblemError:
    picture = _first_match(_OTHER_PICTURES, data) or _media_picture(data) or _drawing(data)
    if picture:
        return fail(ProblemKind.FILE_FORMAT_UNKNOWN, name=name, guess=f" ({picture})")
    other = _first_match(_NO_PICTURES, data) or _media(data) or _text(data)
    guess = f": it looks like {other}" if other else ""
    return fail(ProblemKind.FILE_NOT_PICTURE, name=name, guess=guess)


def _first_match(table: tuple[tuple[bytes, str], ...], data: bytes) -> str:
    return next((words for start, words in table if data.startswith(start)), "")


def _media_picture(data: bytes) -> str:
    words = _BRANDS.get(_brand(data), "")
    return "" if words.endswith("video") else words


def _media(data: bytes) -> str:
    if data[:4] == b"RIFF":
        return {b"WAVE": "a WAV sound", b"AVI ": "an AVI video"}.get(data[8:12], "")
    if _brand(data):
        return _BRANDS.get(_brand(data), "an MP4 video or sound")
    return ""


def _drawing(data: bytes) -> str:
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_markup = start.startswith((b"<svg", b"<?xml", b"<!doctype svg", b"<!--"))
    return "an SVG drawing" if is_markup and b"<svg" in start else ""


def _text(data: bytes) -> str:
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if start.startswith(b"<?xml"):
        return "an XML file"
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "a text file"
    try:
        text = data[:2000].decode("utf-8", errors="strict" if len(data) <= 2000 else "ignore")
    except UnicodeDecodeError:
        return ""
    is_text = len(text) * 4 > len(data[:2000]) and all(c.isprintable() or c.isspace() for c in text)
    return "a text file" if is_text else ""
