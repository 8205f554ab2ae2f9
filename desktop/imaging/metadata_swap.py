"""Replaces what a picture file carries beside its pixels, without touching one of them.

Layouts: PNG (third edition), JPEG (ITU-T T.81) and WebP (RIFF container).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from desktop.imaging import jpeg_segments, png_chunks, webp_file
from desktop.imaging.file_kind import FileKind

SWAPPABLE = frozenset({FileKind.PNG, FileKind.JPEG, FileKind.WEBP})
"""The formats in which this can be done; others are written anew."""

LONGEST_SEGMENT = 65_533
"""Bytes that one segment of a JPEG holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What the file is to carry in place of its own.

    `icc` and `dpi` None leave profile and resolution alone. `keeps_others`: what is none of these
    (texts, IPTC, comments, times) stays as well, but for texts under the keywords `drops`.
    Content Credentials never do: they would no longer be true.
    """

    icc: bytes | None = None
    exif: bytes | None = None
    xmp: bytes | None = None
    dpi: tuple[float, float] | None = None
    texts: tuple[tuple[str, str], ...] = ()
    drops: tuple[str, ...] = ()
    keeps_others: bool = True


def with_carried(data: bytes, kind: FileKind, carried: Carried) -> bytes:
    """The file `data`, pixel for pixel, with `carried`; `kind` is one of SWAPPABLE.

    In JPEG, EXIF or XMP too long for a segment are left out.
    """
    if kind is FileKind.PNG:
        return b"".join(_png(data, carried))
    if kind is FileKind.JPEG:
        return b"".join(_jpeg(data, carried))
    return _webp(data, carried)


# PNG ----------------------------------------------------------------------------------------

_PNG_COLOURS = frozenset(
    {b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"cICP", b"mDCV", b"cLLI", b"sBIT", b"bKGD", b"pHYs"}
)
"""What says how pixels are to be shown."""

_PNG_PROFILES = frozenset({b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"cICP"})
"""What says the same as a profile, or contradicts it."""

_PNG_NEEDED = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"acTL", b"fcTL", b"fdAT"})
_PNG_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_CREDENTIALS = b"caBX"


def _png(data: bytes, carried: Carried) -> Iterator[bytes]:
    yield png_chunks.SIGNATURE
    is_said = False
    for one in png_chunks.structure_of(data, "").chunks:
        if one.kind in {b"PLTE", b"IDAT"} and not is_said:
            is_said = True
            yield from _said_in_png(carried)
        if _stays_in_png(data, one, carried):
            yield data[one.start - 8 : one.end]


def _said_in_png(carried: Carried) -> Iterator[bytes]:
    if carried.icc:
        yield from png_chunks.profile_chunk(carried.icc)
    if carried.dpi:
        yield from png_chunks.dpi_chunk(carried.dpi)
    if carried.exif:
        yield from png_chunks.chunk(b"eXIf", carried.exif)
    if carried.xmp:
        yield from png_chunks.xmp_chunk(carried.xmp)
    yield from png_chunks.text_chunks(carried.texts)


def _stays_in_png(data: bytes, one: png_chunks.Chunk, carried: Carried) -> bool:
    if one.kind in _PNG_NEEDED:
        return True
    if one.kind in _PNG_COLOURS:
        return not _is_replaced(one.kind, carried)
    if not carried.keeps_others or one.kind in {b"eXIf", _CREDENTIALS}:
        return False
    if one.kind in _PNG_TEXTS:
        keyword = one.payload(data).partition(b"\0")[0]
        named = (*carried.drops, *(name for name, _ in carried.texts))
        ours = {name.encode("latin-1", "replace") for name in named}
        return keyword != png_chunks.XMP_KEYWORD and keyword not in ours
    return True


def _is_replaced(kind: bytes, carried: Carried) -> bool:
    """Whether there is something new in place of what says how pixels are to be shown."""
    if kind == b"pHYs":
        return carried.dpi is not None
    return kind in _PNG_PROFILES and carried.icc is not None


# JPEG ---------------------------------------------------------------------------------------

_APP0, _APP1, _APP2, _LAST_APP, _COMMENT = 0xE0, 0xE1, 0xE2, 0xEF, 0xFE
_APP14 = 0xEE
_LONG_XMP = b"http://ns.adobe.com/xmp/extension/\0"


def _jpeg(data: bytes, carried: Carried) -> Iterator[bytes]:
    found = jpeg_segments.structure_of(data)
    if found.scan is None:
        raise ValueError("There is no scan in this JPEG.")
    jfif = _jfif(data, found, carried.dpi)
    yield b"\xff\xd8"
    yield from jfif
    if carried.exif and len(carried.exif) + len(jpeg_segments.EXIF_MARK) <= LONGEST_SEGMENT:
        yield _segment(_APP1, jpeg_segments.EXIF_MARK + carried.exif)
    if carried.xmp and len(carried.xmp) + len(jpeg_segments.XMP_MARK) <= LONGEST_SEGMENT:
        yield _segment(_APP1, jpeg_segments.XMP_MARK + carried.xmp)
    if carried.icc:
        yield _segment(_APP2, jpeg_segments.ICC_MARK + b"\1\1" + carried.icc)
    for one in found.segments:
        if _stays_in_jpeg(data, one, carried):
            yield data[one.start - 4 : one.start + one.length]
    yield data[found.scan : jpeg_segments.end_of_picture(data, found.scan)]


def _jfif(
    data: bytes, found: jpeg_segments.JpegStructure, dpi: tuple[float, float] | None
) -> list[bytes]:
    """The segment with the resolution; Adobe's JPEGs have none, and get none unasked."""
    own = next(found.payloads(data, _APP0, b"JFIF\0"), None)
    if dpi is None:
        return [] if own is None else [_segment(_APP0, b"JFIF\0" + own[:7] + b"\0\0")]
    across, down = (max(1, min(65_535, round(value))) for value in dpi)
    return [_segment(_APP0, b"JFIF\0" + struct.pack(">BBBHHBB", 1, 1, 1, across, down, 0, 0))]


def _stays_in_jpeg(data: bytes, one: jpeg_segments.Segment, carried: Carried) -> bool:
    if one.marker == _APP2 and data.startswith(jpeg_segments.ICC_MARK, one.start):
        return carried.icc is None
    if one.marker == _APP14 and data.startswith(b"Adobe", one.start):
        return True
    if not (_APP0 <= one.marker <= _LAST_APP or one.marker == _COMMENT):
        return True
    if not carried.keeps_others or one.marker in {_APP0, jpeg_segments.JUMBF_MARKER}:
        return False
    moved = (
        jpeg_segments.EXIF_MARK,
        jpeg_segments.XMP_MARK,
        _LONG_XMP,
        jpeg_segments.MPF_MARK,  # it counts bytes from where it stands
    )
    return not data.startswith(moved, one.start)


def _segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


# WebP ---------------------------------------------------------------------------------------

_ICC, _ALPHA, _EXIF, _XMP = 0x20, 0x10, 0x08, 0x04


def _webp(data: bytes, carried: Carried) -> bytes:
    """The head of the extended form first, then profile, pixels, EXIF and XMP, in this order."""
    chunks = webp_file.chunks_of(data)
    header = webp_file.read_webp_header(data, "")
    kept = [one for one in chunks if one.kind in webp_file.PIXELS and one.kind != b"VP8X"]
    own = (one.payload(data) for one in chunks if one.kind == b"ICCP")
    icc = carried.icc or next(own, None)
    flags = (_ICC if icc else 0) | (_EXIF if carried.exif else 0) | (_XMP if carried.xmp else 0)
    old = next((one.payload(data)[0] for one in chunks if one.kind == b"VP8X"), 0)
    flags |= old & webp_file.ANIMATION | (_ALPHA if header.mode == "RGBA" else 0)
    sides = (side - 1 for side in (header.size.width, header.size.height))
    head = bytes([flags, 0, 0, 0]) + b"".join(side.to_bytes(3, "little") for side in sides)
    parts = [_riff(b"VP8X", head)]
    parts += [_riff(b"ICCP", icc)] if icc else []
    parts += [_riff(one.kind, one.payload(data)) for one in kept]
    parts += [_riff(b"EXIF", carried.exif)] if carried.exif else []
    parts += [_riff(b"XMP ", carried.xmp)] if carried.xmp else []
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _riff(kind: bytes, payload: bytes) -> bytes:
    return kind + struct.pack("<I", len(payload)) + payload + b"\0" * (len(payload) % 2)
