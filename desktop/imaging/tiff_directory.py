"""Reads and writes the directories of TIFF, in which EXIF data are kept as well.

Layout: TIFF 6.0, section 2; BigTIFF (64-bit offsets) is read, not written.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED = 1, 2, 3, 4, 5, 7

EXIF, GPS, INTEROPERABILITY = 34665, 34853, 40965
_POINTERS = frozenset({EXIF, GPS, INTEROPERABILITY})

_NUMBERS = {
    1: "u1", 2: "u1", 3: "u2", 4: "u4", 5: "u4", 6: "i1", 7: "u1", 8: "i2", 9: "i4", 10: "i4",
    11: "f4", 12: "f8", 13: "u4", 16: "u8", 17: "i8", 18: "u8",
}  # fmt: skip
_PAIRS = frozenset({5, 10})
_DEEPEST = 3
_DIRECTORY = 13
_LONGEST_CHAIN = 10_000

_HEAVIEST = 1 << 24
"""Bytes of a value above which it is passed over: no profile or text is as large, but some programs
hide whole layered documents in a tag."""


class Layout(NamedTuple):
    """How a TIFF stream is written: byte order (< or >), 64-bit or not, its first directory."""

    order: str
    is_big: bool
    first: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One tag: its type number and its value as little-endian bytes.

    `where` is the place of the value in the stream it was read from; `inner` the tags of the
    directory it points to.
    """

    tag: int
    kind: int
    raw: bytes
    where: int = field(default=0, compare=False)
    inner: tuple[Entry, ...] = ()

    @property
    def count(self) -> int:
        return len(self.raw) // _unit(self.kind)

    @property
    def numbers(self) -> tuple[float, ...]:
        """The value as numbers; rationals are divided out (0 where that cannot be)."""
        found = np.frombuffer(self.raw, "<" + _NUMBERS[self.kind])
        if self.kind not in _PAIRS:
            return tuple(found.tolist())
        pairs = found.reshape(-1, 2).tolist()
        return tuple(over / under if under else 0.0 for over, under in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The tags of one picture, and where the next picture's directory stands (0: nowhere).

    `missing` are tags that are named, but whose values could not be read.
    """

    entries: dict[int, Entry]
    following: int = 0
    missing: frozenset[int] = frozenset()

    def number(self, tag: int, default: int) -> int:
        """The first number of a tag."""
        return next(iter(self.integers(tag)), default)

    def integers(self, tag: int) -> tuple[int, ...]:
        entry = self.entries.get(tag)
        if entry is None:
            return ()
        return tuple(int(n) for n in entry.numbers if np.isfinite(n))

    def raw(self, tag: int) -> bytes | None:
        entry = self.entries.get(tag)
        return entry.raw if entry is not None and entry.raw else None


def layout_of(data: bytes) -> Layout:
    """ValueError when `data` is no TIFF stream."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        raise ValueError("There is no TIFF header.")
    version = int(struct.unpack_from(order + "H", data, 2)[0])
    if version == 43 and len(data) >= 16:
        first = int(struct.unpack_from(order + "Q", data, 8)[0])
        return Layout(order=order, is_big=True, first=first)
    if version != 42:
        raise ValueError(f"TIFF version {version} is not known.")
    first = int(struct.unpack_from(order + "I", data, 4)[0])
    return Layout(order=order, is_big=False, first=first)


def read_first(data: bytes) -> Directory:
    """The first directory. ValueError when it lies outside the stream."""
    layout = layout_of(data)
    return _read(data, layout, layout.first, 0)


def chain_of(data: bytes) -> Iterator[tuple[int, Directory]]:
    """Each directory that can be read, with its place; the chain ends where it is broken."""
    seen: set[int] = set()
    try:
        layout = layout_of(data)
        place = layout.first
        while place and place not in seen and len(seen) < _LONGEST_CHAIN:
            seen.add(place)
            found = _read(data, layout, place, 0)
            yield place, found
            place = found.following
    except (ValueError, struct.error):
        return


def _read(data: bytes, layout: Layout, offset: int, depth: int) -> Directory:
    head, form, link = ("Q", "HHQ", "Q") if layout.is_big else ("H", "HHI", "I")
    start = offset + struct.calcsize(layout.order + head)
    if offset < 8 or start > len(data):
        raise ValueError("The TIFF directory lies outside the file.")
    count = int(struct.unpack_from(layout.order + head, data, offset)[0])
    step = 20 if layout.is_big else 12
    if start + count * step > len(data):
        raise ValueError("The TIFF directory breaks off.")
    entries: dict[int, Entry] = {}
    missing: set[int] = set()
    held = 0
    for place in range(start, start + count * step, step):
        tag, kind, items = struct.unpack_from(layout.order + form, data, place)
        found = None if tag in entries else _entry(data, layout, (tag, kind, items), place, depth)
        if found is not None:
            entries[tag] = found
            held += len(found.raw)
        elif tag not in entries:
            missing.add(tag)
        if held > 2 * len(data):
            raise ValueError("The tags of this TIFF directory overlap without end.")
    end = start + count * step
    known = end + struct.calcsize(layout.order + link) <= len(data)
    following = int(struct.unpack_from(layout.order + link, data, end)[0]) if known else 0
    return Directory(entries=entries, following=following, missing=frozenset(missing))


def _entry(
    data: bytes, layout: Layout, told: tuple[int, int, int], place: int, depth: int
) -> Entry | None:
    """A tag; None when its type is unknown, or its value lies outside the stream or is huge."""
    tag, kind, items = told
    if kind not in _NUMBERS:
        return None
    length = items * _unit(kind)
    if length > _HEAVIEST:
        return None
    room = 8 if layout.is_big else 4
    where = place + (12 if layout.is_big else 8)
    if length > room:
        where = int(
            struct.unpack_from(layout.order + ("Q" if layout.is_big else "I"), data, where)[0]
        )
    if where + length > len(data):
        return None
    if tag in _POINTERS:
        return _pointer(data, layout, told, where, depth)
    raw = data[where : where + length]
    if layout.order == ">":
        raw = np.frombuffer(raw, ">" + _NUMBERS[kind]).astype("<" + _NUMBERS[kind]).tobytes()
    return Entry(tag=tag, kind=kind, raw=raw, where=where)


def _pointer(
    data: bytes, layout: Layout, told: tuple[int, int, int], where: int, depth: int
) -> Entry | None:
    """A tag with the directory it points to; None when that is nowhere, as in some cameras."""
    tag, kind, items = told
    if depth >= _DEEPEST or kind not in {LONG, _DIRECTORY, 16, 18} or items != 1:
        return None
    width = _unit(kind)
    offset = int.from_bytes(data[where : where + width], "little" if layout.order == "<" else "big")
    try:
        found = _read(data, layout, offset, depth + 1)
    except ValueError:
        return None
    inner = tuple(found.entries.values())
    raw = offset.to_bytes(width, "little")
    return Entry(tag=tag, kind=kind, raw=raw, where=where, inner=inner) if inner else None


def _unit(kind: int) -> int:
    return np.dtype(_NUMBERS[kind]).itemsize * (2 if kind in _PAIRS else 1)


def entry(tag: int, kind: int, values: Iterable[float] | bytes) -> Entry:
    """A tag to be written; rationals are given as numerators and denominators in turn."""
    if isinstance(values, bytes):
        return Entry(tag=tag, kind=kind, raw=values)
    return Entry(tag=tag, kind=kind, raw=np.array(list(values), "<" + _NUMBERS[kind]).tobytes())


def written(entries: Collection[Entry], at: int) -> bytes:
    """A little-endian directory that will stand at the even offset `at`; none follows it."""
    after = at + 2 + 12 * len(entries) + 4
    head, tail = bytearray(struct.pack("<H", len(entries))), bytearray()
    for one in sorted(entries, key=lambda found: found.tag):
        kind, count, value = one.kind, one.count, one.raw
        if one.inner:
            kind, count, value = LONG, 1, struct.pack("<I", after + len(tail))
            tail += written(one.inner, after + len(tail))
        elif len(value) > 4:
            value = struct.pack("<I", after + len(tail))
            tail += one.raw
        tail += b"\0" * (len(tail) % 2)
        head += struct.pack("<HHI4s", one.tag, kind, count, value)
    return bytes(head + struct.pack("<I", 0) + tail)
