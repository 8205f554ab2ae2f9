"""Writes TIFF: 8 and 16 bits and float, deflate in strips, with profile, EXIF, XMP and resolution.

Layout: TIFF 6.0 baseline, with the extensions for alpha (section 18), sample format (section 19)
and horizontal differencing (section 14).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.problems import ProblemKind, fail
from desktop.imaging.exif import describing_entries
from desktop.imaging.icc import fits_channels
from desktop.imaging.picture import FileFacts
from desktop.imaging.tiff_directory import (
    BYTE,
    LONG,
    RATIONAL,
    SHORT,
    UNDEFINED,
    Entry,
    entry,
    written,
)
from desktop.imaging.write_options import Effort

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STRIP = 1 << 20
_DEFLATE, _DIFFERENCES, _STRAIGHT_ALPHA, _FLOAT = 8, 2, 2, 3
_LARGEST = (1 << 32) - 1


def encode_tiff(pixels: NDArray[Any], facts: FileFacts, effort: Effort = Effort.FAST) -> bytes:
    """`pixels` (h, w, 1 to 4), uint8, uint16 or float32, as a TIFF file; every bit is kept.

    ProblemError (BAD_ARGUMENT) when it would pass TIFF's 4 GB.
    """
    rows = max(1, _STRIP // max(1, pixels[0].nbytes))
    strips = list(_strips(pixels, rows, effort))
    lengths = [len(strip) for strip in strips]
    starts = np.cumsum([8, *lengths[:-1]])
    end = 8 + sum(lengths)
    at = end + end % 2
    entries = [
        *_layout_entries(pixels, rows),
        entry(273, LONG, starts.tolist() if at <= _LARGEST else [0]),
        entry(279, LONG, lengths),
        *_extra_entries(facts, pixels.shape[2]),
    ]
    directory = written(entries, at)
    if at + len(directory) > _LARGEST:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason="This picture would pass the 4 GB that TIFF holds.",
            suggestion="Save it as PNG.",
        )
    head = b"II*\0" + struct.pack("<I", at)
    return b"".join([head, *strips, b"\0" * (end % 2), directory])


def _strips(pixels: NDArray[Any], rows: int, effort: Effort) -> Iterator[bytes]:
    from isal import isal_zlib

    for top in range(0, pixels.shape[0], rows):
        strip = pixels[top : top + rows]
        plain = _differences(strip) if pixels.dtype.kind == "u" else strip.astype("<f4")
        flat = np.ascontiguousarray(plain).view(np.uint8)
        if effort is Effort.FAST:
            yield bytes(isal_zlib.compress(flat, 1))
        else:
            yield zlib.compress(flat.data, 7)


def _differences(strip: NDArray[Any]) -> NDArray[Any]:
    """Every sample less the same channel of the pixel to its left; little-endian."""
    made = strip.astype(strip.dtype.newbyteorder("<"))
    made[:, 1:] -= strip[:, :-1]
    return made


def _layout_entries(pixels: NDArray[Any], rows: int) -> Iterator[Entry]:
    height, width, channels = pixels.shape
    is_float = pixels.dtype.kind == "f"
    yield entry(256, LONG, [width])
    yield entry(257, LONG, [height])
    yield entry(258, SHORT, [8 * pixels.dtype.itemsize] * channels)
    yield entry(259, SHORT, [_DEFLATE])
    yield entry(262, SHORT, [2 if channels >= 3 else 1])
    yield entry(277, SHORT, [channels])
    yield entry(278, LONG, [rows])
    yield entry(284, SHORT, [1])
    if not is_float:
        yield entry(317, SHORT, [_DIFFERENCES])
    if channels in {2, 4}:
        yield entry(338, SHORT, [_STRAIGHT_ALPHA])
    yield entry(339, SHORT, [_FLOAT if is_float else 1] * channels)


def _extra_entries(facts: FileFacts, channels: int) -> Iterator[Entry]:
    if facts.dpi is not None:
        for tag, value in zip((282, 283), facts.dpi, strict=True):
            ratio = Fraction(value).limit_denominator(10_000)
            yield entry(tag, RATIONAL, [ratio.numerator, ratio.denominator])
        yield entry(296, SHORT, [2])
    if facts.xmp:
        yield entry(700, BYTE, facts.xmp)
    if facts.icc and fits_channels(facts.icc, channels):
        yield entry(34675, UNDEFINED, facts.icc)
    yield from describing_entries(facts.exif)
