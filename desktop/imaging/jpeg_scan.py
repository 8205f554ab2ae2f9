"""The compressed part of a sequential JPEG: its size, its tables, and its bytes.

Layout: ITU-T T.81, annexes B and C.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.imaging.jpeg_segments import structure_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Bytes = NDArray[np.uint8]

_SEQUENTIAL = frozenset({0xC0, 0xC1})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")


class UnsupportedJpegError(Exception):
    """This JPEG cannot be changed in part; the text says why, as the end of a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """One colour part: blocks across and down in a unit, its tables, and quantisation (64)."""

    across: int
    down: int
    quantisation: NDArray[np.float32]
    dc: int
    ac: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CodeTable:
    """One Huffman table: code and length by symbol, and symbol by the next 16 bits (-1: none)."""

    codes: NDArray[np.uint32]
    lengths: NDArray[np.uint8]
    symbols: NDArray[np.int16]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scan:
    """A whole scan: `pieces` are the unstuffed bytes between restart markers.

    `start` and `end` bound it in the file. `order` names the part of each block of a unit.
    """

    width: int
    height: int
    parts: tuple[Part, ...]
    dc: dict[int, CodeTable]
    ac: dict[int, CodeTable]
    interval: int
    pieces: tuple[bytes, ...]
    start: int
    end: int

    @property
    def order(self) -> tuple[int, ...]:
        if len(self.parts) == 1:
            return (0,)
        return tuple(
            number for number, part in enumerate(self.parts) for _ in range(part.across * part.down)
        )

    @property
    def unit(self) -> tuple[int, int]:
        """Pixels across and down that one unit covers."""
        if len(self.parts) == 1:
            return 8, 8
        across, down = (
            max(getattr(part, way) for part in self.parts) for way in ("across", "down")
        )
        return 8 * across, 8 * down

    @property
    def units(self) -> tuple[int, int]:
        """Units across and down."""
        wide, tall = self.unit
        return -(-self.width // wide), -(-self.height // tall)

    def counts(self) -> list[int]:
        """Units in each piece."""
        total = self.units[0] * self.units[1]
        if not self.interval:
            return [total]
        whole, rest = divmod(total, self.interval)
        return [self.interval] * whole + ([rest] if rest else [])


def read_scan(data: bytes) -> Scan:
    """UnsupportedJpegError: progressive, arithmetic, several scans, or not as it should be."""
    found = structure_of(data)
    if found.scan is None:
        raise UnsupportedJpegError("its data are not whole")
    quantisation: dict[int, NDArray[np.float32]] = {}
    dc: dict[int, CodeTable] = {}
    ac: dict[int, CodeTable] = {}
    frame, interval = b"", 0
    for segment in found.segments:
        payload = segment.payload(data)
        if segment.marker == 0xDB:
            quantisation.update(_quantisation(payload))
        elif segment.marker == 0xC4:
            _code_tables(payload, dc, ac)
        elif segment.marker == 0xDD:
            (interval,) = struct.unpack_from(">H", payload)
        elif segment.marker in _FRAMES:
            if segment.marker not in _SEQUENTIAL:
                kind = "progressive" if segment.marker == 0xC2 else "of a rare kind"
                raise UnsupportedJpegError(f"it is {kind}")
            frame = payload
    start, pieces, end = _pieces(data, found.scan)
    header = data[found.scan + 4 : start]
    _, height, width, _ = struct.unpack_from(">BHHB", frame)
    scan = Scan(
        width=width,
        height=height,
        parts=_parts(frame, header, quantisation),
        dc=dc,
        ac=ac,
        interval=interval,
        pieces=pieces,
        start=start,
        end=end,
    )
    if len(scan.counts()) != len(pieces):
        raise UnsupportedJpegError("its data are not as its header says")
    return scan


def _quantisation(payload: bytes) -> dict[int, NDArray[np.float32]]:
    tables, place = {}, 0
    while place < len(payload):
        wide, number = payload[place] >> 4, payload[place] & 15
        kind, length = (">u2", 128) if wide else (">u1", 64)
        values = np.frombuffer(payload, kind, 64, place + 1)
        tables[number] = values.astype(np.float32)
        place += 1 + length
    return tables


def _code_tables(payload: bytes, dc: dict[int, CodeTable], ac: dict[int, CodeTable]) -> None:
    place = 0
    while place < len(payload):
        kind, number = payload[place] >> 4, payload[place] & 15
        counts = payload[place + 1 : place + 17]
        total = sum(counts)
        table = _code_table(counts, payload[place + 17 : place + 17 + total])
        (ac if kind else dc)[number] = table
        place += 17 + total


def _code_table(counts: bytes, values: bytes) -> CodeTable:
    codes, lengths = np.zeros(256, np.uint32), np.zeros(256, np.uint8)
    symbols = np.full(65_536, -1, np.int16)
    code, place = 0, 0
    for length, count in enumerate(counts, start=1):
        for symbol in values[place : place + count]:
            codes[symbol], lengths[symbol] = code, length
            first = code << (16 - length)
            symbols[first : first + (1 << (16 - length))] = symbol
            code += 1
        place += count
        code <<= 1
    return CodeTable(codes=codes, lengths=lengths, symbols=symbols)


def _parts(
    frame: bytes, header: bytes, quantisation: dict[int, NDArray[np.float32]]
) -> tuple[Part, ...]:
    chosen = {header[1 + 2 * at]: header[2 + 2 * at] for at in range(header[0])}
    if len(chosen) != frame[5]:
        raise UnsupportedJpegError("its colours are stored apart")
    parts = []
    for at in range(frame[5]):
        name, sampling, number = frame[6 + 3 * at : 9 + 3 * at]
        tables = chosen[name]
        parts.append(
            Part(
                across=sampling >> 4,
                down=sampling & 15,
                quantisation=quantisation[number],
                dc=tables >> 4,
                ac=tables & 15,
            )
        )
    return tuple(parts)


def _pieces(data: bytes, scan: int) -> tuple[int, tuple[bytes, ...], int]:
    """Where the compressed bytes begin, they themselves by restart interval, and their end."""
    (length,) = struct.unpack_from(">H", data, scan + 2)
    start = scan + 2 + length
    marker = re.compile(rb"\xff[^\x00\xd0-\xd7]").search(data, start)
    if marker is None or data[marker.start() + 1] != 0xD9:
        raise UnsupportedJpegError("it has several scans")
    stuffed = _RESTART.split(data[start : marker.start()])
    return start, tuple(one.replace(b"\xff\x00", b"\xff") for one in stuffed), marker.start()
