"""The chunks of PNG files: their header, what they carry besides pixels, and how to write them.

Layout: Portable Network Graphics (Third Edition), section 5 and 11.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from desktop.domain.problems import ProblemKind, fail
from desktop.imaging.exif import bare_exif, exif_dpi, orientation_of
from desktop.imaging.file_kind import FileKind
from desktop.imaging.picture_header import PictureHeader, checked_size

SIGNATURE = b"\x89PNG\r\n\x1a\n"
XMP_KEYWORD = b"XML:com.adobe.xmp"

GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}

_DEPTHS = {
    GREY: {1, 2, 4, 8, 16},
    RGB: {8, 16},
    PALETTE: {1, 2, 4, 8},
    GREY_ALPHA: {8, 16},
    RGBA: {8, 16},
}
_MODES = {GREY: "L", RGB: "RGB", PALETTE: "P", GREY_ALPHA: "LA", RGBA: "RGBA"}
_NEEDED = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_LONGEST_TEXT = 1 << 24
_METRE = 0.0254
_DEFLATE_AT_MOST = 1040
"""Deflate never makes one byte into more (RFC 1951: 258 bytes from 2 bits)."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Where a chunk's payload stands in the file."""

    kind: bytes
    start: int
    length: int

    @property
    def end(self) -> int:
        """The first byte after the chunk, its checksum included."""
        return self.start + self.length + 4

    def payload(self, data: bytes) -> bytes:
        return data[self.start : self.start + self.length]


@dataclass(frozen=True, slots=True, kw_only=True)
class PngStructure:
    """A PNG's header and its chunks up to where it ends or breaks off."""

    width: int
    height: int
    depth: int
    colour: int
    chunks: tuple[Chunk, ...]

    @property
    def is_whole(self) -> bool:
        return bool(self.chunks) and self.chunks[-1].kind == b"IEND"

    @property
    def is_animated(self) -> bool:
        return any(chunk.kind == b"acTL" for chunk in self.chunks)

    def payload(self, data: bytes, kind: bytes) -> bytes | None:
        """The first sound chunk of that kind."""
        for chunk in self.chunks:
            if chunk.kind == kind and is_sound(data, chunk):
                return chunk.payload(data)
        return None

    @property
    def can_hold_its_pixels(self) -> bool:
        """Whether the compressed bytes could ever give as many pixels as the header claims."""
        bits = self.width * CHANNELS[self.colour] * self.depth
        claimed = self.height * ((bits + 7) // 8)
        held = sum(chunk.length for chunk in self.chunks if chunk.kind == b"IDAT")
        return claimed <= held * _DEFLATE_AT_MOST


def structure_of(data: bytes, name: str) -> PngStructure:
    """ProblemError when there is no sound header."""
    chunks = tuple(_walk(data))
    if not chunks and len(data) < 33:
        raise fail(ProblemKind.FILE_TRUNCATED, name=name)
    first = chunks[0] if chunks else None
    if first is None or first.kind != b"IHDR" or first.length != 13 or not is_sound(data, first):
        raise fail(ProblemKind.FILE_DAMAGED, name=name)
    width, height, depth, colour = struct.unpack_from(">IIBB", data, first.start)
    if depth not in _DEPTHS.get(colour, ()):
        raise fail(ProblemKind.FILE_DAMAGED, name=name)
    return PngStructure(width=width, height=height, depth=depth, colour=colour, chunks=chunks)


def read_png_header(data: bytes, name: str) -> PictureHeader:
    """Everything a PNG says besides its pixels; nothing is decoded."""
    found = structure_of(data, name)
    exif = bare_exif(found.payload(data, b"eXIf"))
    moving = ("This picture is animated; only its first frame is opened.",)
    return PictureHeader(
        kind=FileKind.PNG,
        size=checked_size(found.width, found.height, name),
        mode=_mode(found),
        orientation=orientation_of(exif),
        icc=_profile(found.payload(data, b"iCCP")),
        exif=exif,
        xmp=_xmp(data, found),
        dpi=_dpi(found.payload(data, b"pHYs")) or exif_dpi(exif),
        notes=moving if found.is_animated else (),
        is_whole=found.is_whole,
    )


def without_extras(data: bytes, found: PngStructure) -> bytes:
    """The same picture with only the chunks that its pixels need."""
    parts = [SIGNATURE]
    parts += [data[chunk.start - 8 : chunk.end] for chunk in found.chunks if chunk.kind in _NEEDED]
    return b"".join(parts)


def carries_extras(found: PngStructure) -> bool:
    """Whether there is anything `without_extras` would leave out."""
    return any(chunk.kind not in _NEEDED for chunk in found.chunks)


def is_sound(data: bytes, chunk: Chunk) -> bool:
    """Whether the chunk's checksum is right."""
    from isal import isal_zlib

    stop = chunk.start + chunk.length
    told = int(struct.unpack_from(">I", data, stop)[0])
    return bool(isal_zlib.crc32(memoryview(data)[chunk.start - 4 : stop]) == told)


def chunk(kind: bytes, *payload: bytes) -> list[bytes]:
    """A chunk in pieces, ready to be joined with the rest of the file."""
    from isal import isal_zlib

    total = isal_zlib.crc32(kind)
    for piece in payload:
        total = isal_zlib.crc32(piece, total)
    length = sum(len(piece) for piece in payload)
    return [struct.pack(">I", length), kind, *payload, struct.pack(">I", total)]


def header_chunk(width: int, height: int, depth: int, colour: int) -> list[bytes]:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))


def profile_chunk(icc: bytes) -> list[bytes]:
    return chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(icc, 9))


def dpi_chunk(dpi: tuple[float, float]) -> list[bytes]:
    across, down = (max(1, min(0x7FFFFFFF, round(value / _METRE))) for value in dpi)
    return chunk(b"pHYs", struct.pack(">IIB", across, down, 1))


def text_chunks(texts: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    """International text chunks, UTF-8; keywords are 1 to 79 Latin-1 characters."""
    for keyword, text in texts:
        yield from chunk(b"iTXt", _keyword(keyword) + b"\0\0\0\0\0" + text.encode())


def xmp_chunk(xmp: bytes) -> list[bytes]:
    return chunk(b"iTXt", XMP_KEYWORD + b"\0\0\0\0\0" + xmp)


def _keyword(keyword: str) -> bytes:
    made = " ".join(keyword.split()).encode("latin-1", "replace")[:79]
    if not made:
        raise ValueError("A PNG text needs a keyword.")
    return made


def _walk(data: bytes) -> Iterator[Chunk]:
    """The chunks that are there whole, up to IEND."""
    place = len(SIGNATURE)
    while place + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        found = Chunk(kind, place + 8, length)
        if found.end > len(data):
            return
        yield found
        if kind == b"IEND":
            return
        place = found.end


def _mode(found: PngStructure) -> str:
    if found.colour == GREY and found.depth == 1:
        return "1"
    if found.depth < 16:
        return _MODES[found.colour]
    return "I;16" if found.colour == GREY else f"{_MODES[found.colour]};16"


def _profile(payload: bytes | None) -> bytes | None:
    """The ICC profile; None when its chunk is damaged."""
    if payload is None:
        return None
    _, _, rest = payload.partition(b"\0")
    return _inflated(rest[1:]) if rest[:1] == b"\0" else None


def _inflated(packed: bytes) -> bytes | None:
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(packed, _LONGEST_TEXT)
    except zlib.error:
        return None
    return text if unpacker.eof and text else None


def _xmp(data: bytes, found: PngStructure) -> bytes | None:
    """The XMP packet: keyword, flag, method, language, translated keyword, text."""
    start = XMP_KEYWORD + b"\0"
    for one in found.chunks:
        if one.kind != b"iTXt" or not data.startswith(start, one.start) or not is_sound(data, one):
            continue
        rest = one.payload(data)[len(start) :]
        parts = rest[2:].split(b"\0", 2)
        if len(parts) == 3:
            return (_inflated(parts[2]) if rest[:1] == b"\1" else parts[2]) or None
    return None


def _dpi(payload: bytes | None) -> tuple[float, float] | None:
    if payload is None or len(payload) != 9:
        return None
    across, down, unit = struct.unpack(">IIB", payload)
    if unit != 1 or not across or not down:
        return None
    return (_per_inch(across), _per_inch(down))


def _per_inch(per_metre: int) -> float:
    """Dots per inch; the whole number that was meant where there is one."""
    meant = round(per_metre * _METRE)
    return float(meant) if round(meant / _METRE) == per_metre else per_metre * _METRE
