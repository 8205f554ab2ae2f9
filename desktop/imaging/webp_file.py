"""Reads and writes WebP, and knows its chunks.

Layout: WebP Container Specification (RIFF).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from desktop.domain.problems import ProblemKind, fail
from desktop.imaging.decoders import decoding, open_with_pillow
from desktop.imaging.exif import bare_exif, exif_dpi, orientation_of
from desktop.imaging.file_kind import FileKind
from desktop.imaging.icc import fits_channels
from desktop.imaging.picture import FileFacts
from desktop.imaging.picture_header import Decoded, PictureHeader, checked_size
from desktop.imaging.pillow_pixels import pixels_of
from desktop.imaging.write_options import Effort, WriteOptions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST_SIDE = 16_383
"""What WebP can hold, in pixels."""

PIXELS = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"})
ANIMATION, _HAS_ALPHA, _HAS_EXTRAS = 0x02, 0x10, 0x2C


@dataclass(frozen=True, slots=True)
class Chunk:
    """Where a chunk's payload stands."""

    kind: bytes
    start: int
    length: int

    def payload(self, data: bytes) -> bytes:
        return data[self.start : self.start + self.length]


def read_webp_header(data: bytes, name: str) -> PictureHeader:
    """Everything a WebP says besides its pixels; nothing is decoded."""
    chunks = {chunk.kind: chunk for chunk in reversed(tuple(_walk(data)))}
    width, height, has_alpha = _frame(data, chunks, name)
    extras = {
        kind: chunks[kind].payload(data) for kind in (b"ICCP", b"EXIF", b"XMP ") if kind in chunks
    }
    exif = bare_exif(extras.get(b"EXIF"))
    moving = ("This picture is animated; only its first frame is opened.",)
    (length,) = struct.unpack_from("<I", data, 4)
    return PictureHeader(
        kind=FileKind.WEBP,
        size=checked_size(width, height, name),
        mode="RGBA" if has_alpha else "RGB",
        orientation=orientation_of(exif),
        icc=extras.get(b"ICCP") or None,
        exif=exif,
        xmp=extras.get(b"XMP ") or None,
        dpi=exif_dpi(exif),
        notes=moving if b"ANMF" in chunks else (),
        is_whole=length + 8 <= len(data),
    )


def decode_webp(data: bytes, header: PictureHeader, name: str) -> Decoded:
    """The pixels of the first frame. ProblemError when the file breaks off or is damaged."""
    if not header.is_whole:
        raise fail(ProblemKind.FILE_TRUNCATED, name=name)
    with decoding(name):
        return pixels_of(open_with_pillow(data, FileKind.WEBP))


def encode_webp(pixels: NDArray[np.uint8], facts: FileFacts, options: WriteOptions) -> bytes:
    """`pixels` (h, w, 3 or 4), uint8, as a WebP file with the metadata in `facts`.

    Lossless keeps every bit, also the colours under alpha 0.
    """
    from PIL import Image

    extras: dict[str, Any] = {}
    if facts.icc and fits_channels(facts.icc, pixels.shape[2]):
        extras["icc_profile"] = facts.icc
    if facts.exif:
        extras["exif"] = facts.exif
    if facts.xmp:
        extras["xmp"] = facts.xmp
    is_fast = options.effort is Effort.FAST
    if options.lossless:
        extras |= {"lossless": True, "exact": True, "quality": 0 if is_fast else 100}
    else:
        extras["quality"] = options.quality_used
    made = BytesIO()
    method = (0 if options.lossless else 4) if is_fast else 6
    Image.fromarray(pixels).save(made, "WEBP", method=method, **extras)
    return made.getvalue()


def chunks_of(data: bytes) -> tuple[Chunk, ...]:
    """The chunks that are there whole, in their order."""
    return tuple(_walk(data))


def has_chunk(data: bytes, kind: bytes) -> bool:
    """Whether there is a chunk of that kind."""
    return any(one.kind == kind for one in _walk(data))


def carries_extras(data: bytes) -> bool:
    """Whether there is anything `without_extras` would leave out."""
    (length,) = struct.unpack_from("<I", data, 4)
    return any(one.kind not in PIXELS for one in _walk(data)) or length + 8 < len(data)


def without_extras(data: bytes) -> bytes:
    """The same picture, losslessly, with only the chunks that its pixels need."""
    parts: list[bytes] = []
    for one in _walk(data):
        payload = one.payload(data)
        if one.kind == b"VP8X":
            payload = bytes([payload[0] & ~_HAS_EXTRAS]) + payload[1:]
        if one.kind in PIXELS:
            parts += [one.kind, struct.pack("<I", one.length), payload, b"\0" * (one.length % 2)]
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _walk(data: bytes) -> Iterator[Chunk]:
    """The chunks that are there whole."""
    place = 12
    while place + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, place)
        if place + 8 + length > len(data):
            return
        yield Chunk(kind, place + 8, length)
        place += 8 + length + length % 2


def _frame(data: bytes, chunks: dict[bytes, Chunk], name: str) -> tuple[int, int, bool]:
    """Width, height and whether there is alpha, from whichever header chunk the file has."""
    first = Chunk(data[12:16], 20, len(data) - 20)
    head = first.payload(data)[:10].ljust(10, b"\0")
    if len(data) < 30:
        raise fail(ProblemKind.FILE_TRUNCATED, name=name)
    if first.kind == b"VP8X":
        has_alpha = bool(head[0] & _HAS_ALPHA) or b"ALPH" in chunks
        width, height = (int.from_bytes(head[at : at + 3], "little") + 1 for at in (4, 7))
        return width, height, has_alpha
    if first.kind == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, bool(bits >> 28 & 1)
    if first.kind == b"VP8 " and head[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", head, 6)
        return width & 0x3FFF, height & 0x3FFF, False
    raise fail(ProblemKind.FILE_DAMAGED, name=name)
