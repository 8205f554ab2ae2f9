"""Writes the ICC profile of an RGB space: a matrix and one curve, always the same bytes.

Layout: ICC.1:2010 (profile version 4.3), sections 7 to 10.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from functools import cache

from desktop.domain.export_preset import ExportColours
from desktop.imaging.rgb_space import D50, SPACES, Curve, RgbSpace, adaptation

_VERSION = 0x04300000
_WRITTEN = (2026, 11, 21, 0, 0, 0)
_RELATIVE_COLORIMETRIC = 1
_TERMS = "Computed from published numbers; free for every use."


@cache
def profile_of(colours: ExportColours) -> bytes:
    """The profile of a space to convert into. KeyError for the picture's own."""
    return written_profile(SPACES[colours])


def written_profile(space: RgbSpace) -> bytes:
    """The profile, with its name, its checksum, and no maker."""
    columns = space.matrix.T
    curve = _curve(space.curve)
    tags = {
        b"desc": _text(space.name),
        b"cprt": _text(_TERMS),
        b"wtpt": _xyz(D50),
        b"chad": b"sf32\0\0\0\0" + _fixed(adaptation().ravel()),
        **{name: _xyz(column) for name, column in zip(_COLUMNS, columns, strict=True)},
        **dict.fromkeys(_CURVES, curve),
    }
    body = _body(tags)
    size = 128 + len(body)
    bare = _header(size, _RELATIVE_COLORIMETRIC, bytes(16)) + body
    blank = _header(size, 0, bytes(16)) + body
    checksum = hashlib.md5(blank, usedforsecurity=False).digest()
    return bare[:84] + checksum + bare[100:]


_COLUMNS = (b"rXYZ", b"gXYZ", b"bXYZ")
_CURVES = (b"rTRC", b"gTRC", b"bTRC")


def _header(size: int, intent: int, checksum: bytes) -> bytes:
    """128 bytes; the checksum is that of the profile with intent and checksum empty."""
    return b"".join(
        (
            struct.pack(
                ">I4xI4s4s4s6H4s", size, _VERSION, b"mntr", b"RGB ", b"XYZ ", *_WRITTEN, b"acsp"
            ),
            bytes(24),
            struct.pack(">I", intent),
            _fixed(D50),
            bytes(4),
            checksum,
            bytes(28),
        )
    )


def _body(tags: dict[bytes, bytes]) -> bytes:
    """The table of tags and their elements, equal ones once, each on a multiple of four."""
    table, elements = [struct.pack(">I", len(tags))], b""
    start = 128 + 4 + 12 * len(tags)
    places: dict[bytes, int] = {}
    for name, element in tags.items():
        if element not in places:
            places[element] = start + len(elements)
            elements += element + bytes(-len(element) % 4)
        table.append(struct.pack(">4sII", name, places[element], len(element)))
    return b"".join(table) + elements


def _text(text: str) -> bytes:
    """In English; UTF-16."""
    coded = text.encode("utf-16-be")
    return struct.pack(">4s4xII2s2sII", b"mluc", 1, 12, b"en", b"US", len(coded), 28) + coded


def _curve(curve: Curve) -> bytes:
    if curve.is_plain:
        return struct.pack(">4s4xHxx", b"para", 0) + _fixed([curve.power])
    numbers = [curve.power, curve.a, curve.b, curve.slope, curve.knee]
    return struct.pack(">4s4xHxx", b"para", 3) + _fixed(numbers)


def _xyz(values: Iterable[float]) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(values)


def _fixed(values: Iterable[float]) -> bytes:
    """Signed numbers with 16 bits after the point."""
    whole = [round(float(value) * 65_536) for value in values]
    return struct.pack(f">{len(whole)}i", *whole)
