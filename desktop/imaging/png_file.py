"""Reads and writes PNG: deflate by ISA-L on rows filtered by numpy, ten times faster than usual."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from desktop.domain.problems import ProblemKind, fail
from desktop.imaging.decoders import decode_with_opencv, decoding, open_with_pillow
from desktop.imaging.file_kind import FileKind
from desktop.imaging.picture_header import Decoded
from desktop.imaging.pillow_pixels import pixels_of
from desktop.imaging.png_chunks import (
    GREY,
    GREY_ALPHA,
    PALETTE,
    RGB,
    RGBA,
    SIGNATURE,
    PngStructure,
    carries_extras,
    chunk,
    dpi_chunk,
    header_chunk,
    is_sound,
    profile_chunk,
    structure_of,
    text_chunks,
    without_extras,
    xmp_chunk,
)
from desktop.imaging.write_options import Effort

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.uint8]

_STRIP = 2 << 20
"""Bytes filtered and packed at once: small enough for the cache, large enough that waiting for
the interpreter's lock between strips does not show."""

_COLOURS = {1: GREY, 2: GREY_ALPHA, 3: RGB, 4: RGBA}
_CRITICAL = frozenset({b"PLTE", b"tRNS", b"IDAT"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PngExtras:
    """What a PNG carries besides pixels; `exif` and `xmp` as in FileFacts."""

    icc: bytes | None = None
    exif: bytes | None = None
    xmp: bytes | None = None
    dpi: tuple[float, float] | None = None
    texts: tuple[tuple[str, str], ...] = ()


NO_EXTRAS = PngExtras()


class _Packer(Protocol):
    """A deflate stream, as zlib and ISA-L have it."""

    def compress(self, data: Any, /) -> bytes: ...
    def flush(self) -> bytes: ...


def decode_png(data: bytes, name: str) -> Decoded:
    """The pixels, in the file's own depth. ProblemError when any of them cannot be had."""
    found = structure_of(data, name)
    if not found.is_whole:
        raise fail(ProblemKind.FILE_TRUNCATED, name=name)
    needed = (one for one in found.chunks if one.kind in _CRITICAL)
    if not found.can_hold_its_pixels or not all(is_sound(data, one) for one in needed):
        raise fail(ProblemKind.FILE_DAMAGED, name=name)
    bare = without_extras(data, found) if carries_extras(found) else data
    with decoding(name):
        if found.colour == PALETTE:
            return pixels_of(open_with_pillow(bare, FileKind.PNG))
        if found.depth < 8:
            image = open_with_pillow(bare, FileKind.PNG)
            image.info.pop("transparency", None)  # Pillow does not scale it with the pixels
            pixels = pixels_of(image).pixels
        else:
            pixels = _decode_direct(bare, found.colour)
        return Decoded(pixels=_with_key(pixels, _key_of(data, found)))


def encode_png(
    pixels: NDArray[Any], extras: PngExtras = NO_EXTRAS, effort: Effort = Effort.FAST
) -> bytes:
    """`pixels` (h, w, 1 to 4 channels), uint8 or uint16, as a PNG file."""
    height, width, channels = pixels.shape
    depth = 8 * pixels.dtype.itemsize
    if pixels.dtype not in {np.dtype(np.uint8), np.dtype(np.uint16)}:
        raise ValueError(f"PNG holds 8 or 16 bits per channel, not {pixels.dtype}.")
    parts = [SIGNATURE, *header_chunk(width, height, depth, _COLOURS[channels])]
    parts += _extra_chunks(extras)
    for packed in _packed(pixels, effort):
        parts += chunk(b"IDAT", packed)
    parts += chunk(b"IEND")
    return b"".join(parts)


def _decode_direct(data: bytes, colour: int) -> NDArray[Any]:
    """8 or 16 bits per channel, without palette: channels in our order."""
    import cv2

    if colour == RGB:
        flags = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_ANYDEPTH | cv2.IMREAD_IGNORE_ORIENTATION
        return decode_with_opencv(data, flags)
    flags = cv2.IMREAD_UNCHANGED
    if colour == GREY:
        # A key would make OpenCV widen grey to BGRA; we lay it on ourselves.
        flags = cv2.IMREAD_GRAYSCALE | cv2.IMREAD_ANYDEPTH | cv2.IMREAD_IGNORE_ORIENTATION
    pixels = decode_with_opencv(data, flags)
    if colour == RGBA:
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGRA2RGBA, dst=pixels))
    return pixels[..., [0, 3]] if colour == GREY_ALPHA else pixels[..., None]


def _key_of(data: bytes, found: PngStructure) -> NDArray[np.uint16] | None:
    """The colour that is transparent, in the scale of the decoded pixels; None for none."""
    payload = found.payload(data, b"tRNS") if found.colour in {GREY, RGB} else None
    channels = 1 if found.colour == GREY else 3
    if payload is None or len(payload) < 2 * channels:
        return None
    stored = np.frombuffer(payload, ">u2", channels).astype(np.uint16)
    return stored if found.depth >= 8 else stored * np.uint16(255 // (2**found.depth - 1))


def _with_key(pixels: NDArray[Any], key: NDArray[np.uint16] | None) -> NDArray[Any]:
    """Alpha from a key colour: pixels of exactly that colour are transparent."""
    if key is None:
        return pixels
    alpha = np.where((pixels == key).all(axis=2), 0, np.iinfo(pixels.dtype).max)
    return np.concatenate([pixels, alpha.astype(pixels.dtype)[..., None]], axis=2)


def _extra_chunks(extras: PngExtras) -> Iterator[bytes]:
    if extras.icc:
        yield from profile_chunk(extras.icc)
    if extras.dpi:
        yield from dpi_chunk(extras.dpi)
    if extras.exif:
        yield from chunk(b"eXIf", extras.exif)
    if extras.xmp:
        yield from xmp_chunk(extras.xmp)
    yield from text_chunks(extras.texts)


def _packed(pixels: NDArray[Any], effort: Effort) -> Iterator[bytes]:
    """The deflate stream in pieces of about one strip."""
    height, width, channels = pixels.shape
    step = width * channels * pixels.dtype.itemsize
    rows = max(1, _STRIP // step)
    packer = _packer(effort)
    above: Rows = np.zeros(step, np.uint8)
    for top in range(0, height, rows):
        strip = _as_bytes(pixels[top : top + rows])
        filtered = (
            filtered_up(strip, above)
            if effort is Effort.FAST
            else filtered_best(strip, above, channels * pixels.dtype.itemsize)
        )
        above = strip[-1]
        piece = packer.compress(filtered)
        if piece:
            yield piece
    yield packer.flush()


def _packer(effort: Effort) -> _Packer:
    from isal import isal_zlib

    if effort is Effort.FAST:
        packer: _Packer = isal_zlib.compressobj(1)
        return packer
    return zlib.compressobj(7)


def _as_bytes(strip: NDArray[Any]) -> Rows:
    """Rows of bytes in PNG's order, most significant first; shape (rows, bytes)."""
    if strip.dtype.itemsize == 2:
        strip = strip.astype(">u2")
    return np.ascontiguousarray(strip).view(np.uint8).reshape(strip.shape[0], -1)


def filtered_up(strip: Rows, above: Rows) -> Rows:
    """Every row less the one above it (filter 2), the filter's number in front."""
    made = np.empty((strip.shape[0], strip.shape[1] + 1), np.uint8)
    made[:, 0] = 2
    np.subtract(strip[0], above, out=made[0, 1:])
    np.subtract(strip[1:], strip[:-1], out=made[1:, 1:])
    return made


def filtered_best(strip: Rows, above: Rows, width: int) -> Rows:
    """For every row the filter whose differences add up to least; `width` bytes make a pixel.

    The rule of thumb of the PNG specification, section 12.7.
    """
    ways = np.stack(tuple(_differences(strip, above, width)))
    sizes = np.minimum(ways, 0 - ways).sum(axis=2, dtype=np.uint64)
    best = sizes.argmin(axis=0)
    made = np.empty((strip.shape[0], strip.shape[1] + 1), np.uint8)
    made[:, 0] = best
    made[:, 1:] = np.take_along_axis(ways, best[None, :, None], axis=0)[0]
    return made


def _differences(strip: Rows, above: Rows, width: int) -> Iterator[Rows]:
    """The five filters of PNG in their order: none, sub, up, average, Paeth."""
    up = np.concatenate([above[None], strip[:-1]])
    left, corner = np.zeros_like(strip), np.zeros_like(strip)
    left[:, width:], corner[:, width:] = strip[:, :-width], up[:, :-width]
    yield strip
    yield strip - left
    yield strip - up
    yield strip - ((left.astype(np.uint16) + up) >> 1).astype(np.uint8)
    yield strip - _paeth(left, up, corner)


def _paeth(left: Rows, up: Rows, corner: Rows) -> Rows:
    """Whichever neighbour is nearest to left + up - corner (PNG specification, section 9.4)."""
    a, b, c = left.astype(np.int16), up.astype(np.int16), corner.astype(np.int16)
    to_left, to_up, to_corner = np.abs(b - c), np.abs(a - c), np.abs(a + b - 2 * c)
    second = np.where(to_up <= to_corner, up, corner)
    takes_left = (to_left <= to_up) & (to_left <= to_corner)
    return np.asarray(np.where(takes_left, left, second))
