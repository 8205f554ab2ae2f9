"""Adds to EXIF data without moving what is there: makers' notes point to fixed places in it.

The old bytes stay where they are; directories that change are written anew behind them.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.size import Size
from desktop.imaging.exif import RESOLUTION_UNIT, X_RESOLUTION, Y_RESOLUTION
from desktop.imaging.tiff_directory import (
    EXIF,
    LONG,
    RATIONAL,
    SHORT,
    UNDEFINED,
    layout_of,
    read_first,
)

USER_COMMENT = 0x9286
_WIDTH, _HEIGHT = 0xA002, 0xA003
_EMPTY = b"MM\0*\0\0\0\x08\0\0\0\0\0\0"
"""A stream with one directory of no tags."""

_INCH = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ExifChanges:
    """What EXIF is to say; None leaves it alone. A comment that is there already stays.

    `clears_comment`: it does not, because it is an old recipe. `makes_place`: a resolution has no
    other place in the file, so that EXIF is made for it where there is none.
    """

    comment: str | None = None
    clears_comment: bool = False
    dpi: tuple[float, float] | None = None
    makes_place: bool = False
    size: Size | None = None

    @property
    def is_nothing(self) -> bool:
        return self == ExifChanges(makes_place=self.makes_place)


def exif_with(exif: bytes | None, changes: ExifChanges) -> bytes | None:
    """EXIF with `changes`, and without its thumbnail, which would still show the picture before.

    Damaged EXIF, and BigTIFF, stay as they are.
    """
    makes_place = changes.makes_place and changes.dpi is not None
    if exif is None and changes.comment is None and not makes_place:
        return None  # resolution and size stand elsewhere in the file
    stream = bytearray(exif or _EMPTY)
    try:
        return _changed(stream, changes)
    except (ValueError, struct.error):
        return exif


def _changed(stream: bytearray, changes: ExifChanges) -> bytes:
    layout = layout_of(bytes(stream))
    if layout.is_big:
        raise ValueError("BigTIFF is read, not written.")
    found = read_first(bytes(stream))
    writer = _Writer(stream, layout.order)
    slots = writer.slots(layout.first)
    inner = found.entries.get(EXIF)
    below = writer.slots(_pointed(slots[EXIF], layout.order)) if inner else {}
    if changes.clears_comment and USER_COMMENT in below:
        _clear(stream, below.pop(USER_COMMENT), layout.order)
    if changes.comment is not None and not _has_comment(stream, below, layout.order):
        # Galleries read it high byte first, whatever the order of the stream around it.
        text = b"UNICODE\0" + changes.comment.encode("utf-16-be", "replace")
        below[USER_COMMENT] = writer.slot(USER_COMMENT, UNDEFINED, len(text), text)
    if changes.size is not None:
        sides = ((_WIDTH, changes.size.width), (_HEIGHT, changes.size.height))
        below |= {tag: writer.number(tag, LONG, side) for tag, side in sides if tag in below}
    if changes.dpi is not None:
        _set_dpi(writer, slots, changes.dpi)
    if below:
        slots[EXIF] = writer.number(EXIF, LONG, writer.directory(below))
    first = writer.directory(slots)
    struct.pack_into(layout.order + "I", stream, 4, first)
    return bytes(stream)


class _Writer:
    """Appends values and directories to a TIFF stream; a slot is a directory's 12 bytes."""

    def __init__(self, stream: bytearray, order: str) -> None:
        self._stream = stream
        self._order = order

    def slots(self, offset: int) -> dict[int, bytes]:
        """The tags of the directory at `offset`, as they stand."""
        (count,) = struct.unpack_from(self._order + "H", self._stream, offset)
        starts = range(offset + 2, offset + 2 + 12 * count, 12)
        parts = [bytes(self._stream[start : start + 12]) for start in starts]
        if any(len(part) < 12 for part in parts):
            raise ValueError("The directory breaks off.")
        return {struct.unpack_from(self._order + "H", part)[0]: part for part in parts}

    def slot(self, tag: int, kind: int, count: int, value: bytes) -> bytes:
        """A slot whose value stands in it, or behind everything else."""
        if len(value) > 4:
            value = struct.pack(self._order + "I", self._appended(value))
        return struct.pack(self._order + "HHI", tag, kind, count) + value.ljust(4, b"\0")

    def number(self, tag: int, kind: int, value: int) -> bytes:
        form = "H" if kind == SHORT else "I"
        return self.slot(tag, kind, 1, struct.pack(self._order + form, value))

    def ratio(self, tag: int, value: float) -> bytes:
        raw = struct.pack(self._order + "II", round(value * 100), 100)
        return self.slot(tag, RATIONAL, 1, raw)

    def directory(self, slots: Mapping[int, bytes]) -> int:
        """Where the directory now stands; no other follows it."""
        ordered = b"".join(slots[tag] for tag in sorted(slots))
        head = struct.pack(self._order + "H", len(slots))
        return self._appended(head + ordered + b"\0\0\0\0")

    def _appended(self, data: bytes) -> int:
        self._stream += b"\0" * (len(self._stream) % 2)
        place = len(self._stream)
        self._stream += data
        return place


def _pointed(slot: bytes, order: str) -> int:
    return int(struct.unpack_from(order + "I", slot, 8)[0])


def _has_comment(stream: bytearray, below: Mapping[int, bytes], order: str) -> bool:
    """A comment of the designer's own; cameras often leave an empty one."""
    slot = below.get(USER_COMMENT)
    if slot is None:
        return False
    count, place = struct.unpack_from(order + "II", slot, 4)
    text = slot[8:12] if count <= 4 else bytes(stream[place : place + count])
    return bool(text[8:].strip(b"\0 "))


def _clear(stream: bytearray, slot: bytes, order: str) -> None:
    """Nothing is left of a value that stood somewhere in the stream."""
    count, place = struct.unpack_from(order + "II", slot, 4)
    if count > 4 and place + count <= len(stream):
        stream[place : place + count] = bytes(count)


def _set_dpi(writer: _Writer, slots: dict[int, bytes], dpi: tuple[float, float]) -> None:
    slots[X_RESOLUTION] = writer.ratio(X_RESOLUTION, dpi[0])
    slots[Y_RESOLUTION] = writer.ratio(Y_RESOLUTION, dpi[1])
    slots[RESOLUTION_UNIT] = writer.number(RESOLUTION_UNIT, SHORT, _INCH)
