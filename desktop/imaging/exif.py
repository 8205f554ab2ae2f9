"""EXIF data as bytes: which way up a picture is, how large it prints, and what to keep of them."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.imaging.tiff_directory import (
    EXIF,
    GPS,
    Directory,
    Entry,
    layout_of,
    read_first,
    written,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

ORIENTATION, X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 274, 282, 283, 296

_PREFIX = b"Exif\0\0"
_DESCRIBING = frozenset(
    {270, 271, 272, ORIENTATION, 305, 306, 315, 316, 18246, 18249, 33432, EXIF, GPS}
    | set(range(40091, 40096))
)
"""Tags of a TIFF picture that describe it, rather than say how its pixels are stored: title, maker,
camera, program, time, artist, rating, copyright, EXIF, GPS, and the titles that Windows writes."""

_CENTIMETRE = 3
_XMP_ORIENTATION = re.compile(rb"(tiff:Orientation\s*(?:=\s*[\"']|>)\s*)[2-8]")


def bare_exif(exif: bytes | None) -> bytes | None:
    """EXIF without the marker that JPEG (and some others) put in front; None when there is none."""
    if exif is None:
        return None
    while exif.startswith(_PREFIX):
        exif = exif[len(_PREFIX) :]
    return exif or None


def orientation_of(exif: bytes | None) -> int:
    """1 to 8 as EXIF counts them; 1 (upright) when it does not say, or says nonsense."""
    found = _directory(exif)
    number = found.number(ORIENTATION, 1) if found else 1
    return number if 1 <= number <= 8 else 1


def upright_exif(exif: bytes | None) -> bytes | None:
    """The same bytes with the orientation set to 1 in place; nothing else is touched."""
    found = _directory(exif)
    turned = found.entries.get(ORIENTATION) if found else None
    if exif is None or turned is None:
        return exif
    return with_orientation(exif, turned)


def with_orientation(data: bytes, entry: Entry) -> bytes:
    """A TIFF stream in which the orientation `entry` says 1."""
    order = layout_of(data).order
    form = {1: "B", 3: "H", 4: "I"}.get(entry.kind)
    if form is None:
        return data
    one = struct.pack(order + form, 1)
    return data[: entry.where] + one + data[entry.where + len(one) :]


def upright_xmp(xmp: bytes | None) -> bytes | None:
    """XMP that does not turn an upright picture once more."""
    return None if xmp is None else _XMP_ORIENTATION.sub(rb"\g<1>1", xmp)


def dpi_of(found: Directory | None) -> tuple[float, float] | None:
    """Dots per inch as the tags say; None when they say nothing usable."""
    if found is None:
        return None
    across, down = found.entries.get(X_RESOLUTION), found.entries.get(Y_RESOLUTION)
    unit = found.number(RESOLUTION_UNIT, 2)
    if across is None or down is None or unit not in {2, _CENTIMETRE}:
        return None
    factor = 2.54 if unit == _CENTIMETRE else 1.0
    dpi = (next(iter(across.numbers), 0.0) * factor, next(iter(down.numbers), 0.0) * factor)
    return dpi if min(dpi) > 0 else None


def exif_dpi(exif: bytes | None) -> tuple[float, float] | None:
    """Dots per inch as EXIF says."""
    return dpi_of(_directory(exif))


def describing_entries(exif: bytes | None) -> tuple[Entry, ...]:
    """The tags of `exif` that a TIFF picture can carry in its own directory."""
    found = _directory(exif)
    return _describing(found) if found else ()


def exif_of_tiff(found: Directory) -> bytes | None:
    """What describes the picture in a TIFF directory, as EXIF; None when nothing does."""
    entries = _describing(found)
    if not entries:
        return None
    return b"II*\0" + struct.pack("<I", 8) + written(entries, 8)


def has_place(exif: bytes | None) -> bool:
    """Whether EXIF says where the picture was taken."""
    found = _directory(exif)
    return found is not None and GPS in found.entries


def upright(pixels: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Pixels (h, w, c) turned and mirrored so that they stand upright; contiguous."""
    import cv2

    if orientation == 1:
        return np.ascontiguousarray(pixels)
    turned = pixels
    if orientation in {5, 7}:
        turned = cv2.transpose(turned)
    flip = {2: 1, 3: -1, 4: 0, 7: -1}.get(orientation)
    if flip is not None:
        turned = cv2.flip(turned, flip)
    turn = {6: cv2.ROTATE_90_CLOCKWISE, 8: cv2.ROTATE_90_COUNTERCLOCKWISE}.get(orientation)
    if turn is not None:
        turned = cv2.rotate(turned, turn)
    return np.ascontiguousarray(turned.reshape(*turned.shape[:2], pixels.shape[2]))


def _directory(exif: bytes | None) -> Directory | None:
    if exif is None:
        return None
    try:
        return read_first(exif)
    except ValueError:
        return None  # damaged EXIF says nothing, and is kept as it is


def _describing(found: Directory) -> tuple[Entry, ...]:
    return tuple(entry for tag, entry in sorted(found.entries.items()) if tag in _DESCRIBING)
