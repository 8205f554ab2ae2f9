"""The compressed part of a sequential JPEG: its tables, and where in it every block begins.

Layout and decoding: ITU-T T.81, annexes B, C and F. The stream says nowhere where a block begins,
so it is read from many places at once (one lane each). A lane that began at a wrong place soon
falls into step with the stream; where its end and the next lane's beginning differ, the next is
read again, until all agree.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.imaging.jpeg_segments import structure_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Bytes = NDArray[np.uint8]

_SEQUENTIAL = frozenset({0xC0, 0xC1})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")
_GUARD = 8
"""Bytes of 0xFF between parts, so that reading ahead never leaves them."""

_LANES = 12_000
_LEAST_CHUNK = 6_000
_WARM_UP = 3_000
"""Bits read before a lane's own, to fall into step."""

_MOST_ROUNDS = 300
_COMPACT = 48
"""Steps after which lanes that are done are left out."""


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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stream:
    """Some pieces of a scan in one array, to be read from any bit.

    `words` are the 24 bits from each byte on; `starts` and `ends` (in bits) bound the pieces.
    """

    words: NDArray[np.uint32]
    starts: Ints
    ends: Ints

    @staticmethod
    def of(pieces: list[bytes]) -> Stream:
        lengths = np.array([len(one) for one in pieces], np.int64)
        begins = np.concatenate([[0], np.cumsum(lengths + _GUARD)[:-1]])
        guard = b"\xff" * _GUARD
        joined = np.frombuffer(guard.join(pieces) + guard + guard, np.uint8)
        words = joined[:-2].astype(np.uint32) << np.uint32(8)
        words |= joined[1:-1]
        words <<= np.uint32(8)
        words |= joined[2:]
        return Stream(words=words, starts=begins * 8, ends=(begins + lengths) * 8)

    def sixteen(self, at: Any) -> Any:
        """The 16 bits from each of the bits `at` on."""
        shift = (8 - (at & 7)).astype(np.uint32)
        return (self.words[at >> 3] >> shift) & np.uint32(0xFFFF)


def block_starts(scan: Scan, stream: Stream, counts: list[int]) -> list[Ints]:
    """The first bit of every block of each piece, and the bit after the last block.

    `counts` are the units in each piece. UnsupportedJpegError when the stream does not hold so
    many.
    """
    lanes = _Lanes.over(stream)
    reader = _Reader.of(scan, stream)
    ends = reader.settled(lanes)
    found = []
    for number, count in enumerate(counts):
        mine = np.sort(ends[(ends > stream.starts[number]) & (ends <= stream.ends[number] + 7)])
        if len(mine) != count * len(scan.order):
            raise UnsupportedJpegError("its data are not as its header says")
        found.append(np.concatenate([[stream.starts[number]], mine]))
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Lanes:
    """Where each lane begins and ends, in bits; `known` where a piece begins."""

    begins: Ints
    ends: Ints
    known: NDArray[np.bool_]

    @staticmethod
    def over(stream: Stream) -> _Lanes:
        total = int((stream.ends - stream.starts).sum())
        chunk = max(_LEAST_CHUNK, total // _LANES)
        begins, ends, known = [], [], []
        for start, end in zip(stream.starts.tolist(), stream.ends.tolist(), strict=True):
            marks = np.arange(start, max(start + 1, end - chunk // 2), chunk)
            begins.append(marks)
            ends.append(np.append(marks[1:], end))
            known.append(np.arange(len(marks)) == 0)
        return _Lanes(
            begins=np.concatenate(begins), ends=np.concatenate(ends), known=np.concatenate(known)
        )


@dataclass(slots=True, kw_only=True, eq=False)
class _State:
    """Bit, place in the block (0 to 63) and block in the unit, of some lanes."""

    at: Ints
    place: Ints
    block: Ints

    def chosen(self, lanes: Ints) -> _State:
        """A copy of those lanes."""
        return _State(at=self.at[lanes], place=self.place[lanes], block=self.block[lanes])

    def put(self, lanes: Any, other: _State) -> None:
        self.at[lanes], self.place[lanes] = other.at, other.place
        self.block[lanes] = other.block

    def differs(self, other: _State) -> NDArray[np.bool_]:
        return np.asarray(
            (self.at != other.at) | (self.place != other.place) | (self.block != other.block)
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Reader:
    """Reads symbols in many lanes at once. `moves` holds, by table and next 16 bits, the bits to
    go on (low 6 bits) and the places to go on in the block.
    """

    stream: Stream
    moves: NDArray[np.int32]
    tables: Ints

    @staticmethod
    def of(scan: Scan, stream: Stream) -> _Reader:
        keys = [("dc", part.dc) for part in scan.parts] + [("ac", part.ac) for part in scan.parts]
        names = list(dict.fromkeys(keys))
        moves = [_moves(getattr(scan, kind)[number], kind) for kind, number in names]
        tables = [
            names.index((kind, getattr(scan.parts[part], kind))) << 16
            for part in scan.order
            for kind in ("dc", "ac")
        ]
        return _Reader(
            stream=stream, moves=np.concatenate(moves), tables=np.array(tables, np.int64)
        )

    def settled(self, lanes: _Lanes) -> Ints:
        """The bit after every block, once all lanes agree."""
        entry = self._guessed(lanes)
        seen: list[tuple[Ints, Ints]] = []
        latest = np.zeros(len(lanes.begins), np.int64)
        todo = np.arange(len(lanes.begins))
        leaving = entry.chosen(todo)
        for number in range(_MOST_ROUNDS):
            made, lane, ends = self._read(entry.chosen(todo), lanes.ends[todo])
            leaving.put(todo, made)
            latest[todo] = number
            seen.append((todo[lane] + (number << 32), ends))
            following = np.flatnonzero(~lanes.known)
            before = leaving.chosen(following - 1)
            wrong = following[entry.chosen(following).differs(before)]
            if not len(wrong):
                kept = [end[latest[key & 0xFFFFFFFF] == key >> 32] for key, end in seen]
                return np.concatenate(kept)
            entry.put(wrong, leaving.chosen(wrong - 1))
            todo = wrong
        raise UnsupportedJpegError("its data cannot be read in parts")

    def _guessed(self, lanes: _Lanes) -> _State:
        """The state in which each lane probably begins: read from a little before."""
        count = len(lanes.begins)
        zero = np.zeros(count, np.int64)
        state = _State(at=lanes.begins.copy(), place=zero, block=zero.copy())
        rest = np.flatnonzero(~lanes.known)
        before = np.maximum(lanes.begins[rest] - _WARM_UP, lanes.begins[rest - 1])
        begun = _State(at=before, place=np.zeros_like(rest), block=np.zeros_like(rest))
        made, _, _ = self._read(begun, lanes.begins[rest])
        state.put(rest, made)
        return state

    def _read(self, begun: _State, until: Ints) -> tuple[_State, Ints, Ints]:
        """Reads each lane up to its end: its state there, and (lane, bit after) of every block."""
        lane = np.arange(len(until))
        done = begun.chosen(lane)
        at, place, block = begun.at.copy(), begun.place.copy(), begun.block.copy()
        numbers: list[Ints] = []
        ends: list[Ints] = []
        blocks = len(self.tables) // 2
        step = 0
        while len(lane):
            alive = at < until
            if step % _COMPACT == 0 and not alive.all():
                out = ~alive
                gone = lane[out]
                done.at[gone], done.place[gone], done.block[gone] = at[out], place[out], block[out]
                lane, at, place, block, until = (
                    one[alive] for one in (lane, at, place, block, until)
                )
                alive = at < until
            step += 1
            table = self.tables[2 * block + (place > 0)]
            move = self.moves[table + self.stream.sixteen(at)] * alive
            at += move & 63
            place += move >> 6
            full = np.flatnonzero(place >= 64)
            if len(full):
                place[full] = 0
                block[full] += 1
                block[full[block[full] == blocks]] = 0
                numbers.append(lane[full])
                ends.append(at[full])
        empty = np.zeros(0, np.int64)
        return done, np.concatenate([empty, *numbers]), np.concatenate([empty, *ends])


def _moves(table: CodeTable, kind: str) -> NDArray[np.int32]:
    """Bits and places to go on by the next 16 bits; one bit where there is no such code."""
    symbol = table.symbols.astype(np.int32)
    known = symbol >= 0
    length = np.where(known, table.lengths[np.maximum(symbol, 0)].astype(np.int32), 1)
    size = np.where(known, symbol & 15, 0)
    if kind == "dc":
        places = np.where(known, 1, 0)
    else:
        run = symbol >> 4
        places = np.where(size > 0, run + 1, np.where(symbol == 0xF0, 16, 64))
        places = np.where(known, places, 0)
    return np.asarray(length + size + (places << 6), dtype=np.int32)
