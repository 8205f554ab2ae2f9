"""Where in the compressed part of a JPEG every block begins.

Decoding: ITU-T T.81, annex F. The stream says nowhere where a block begins, so it is read from
many places at once (one lane each). A lane that began at a wrong place soon falls into step with
the stream; where its end and the next lane's beginning differ, the next is read again, until all
agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.imaging.jpeg_scan import CodeTable, Scan, UnsupportedJpegError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_GUARD = 8
"""Bytes of 0xFF between parts, so that reading ahead never leaves them."""

_LANES = 12_000
_LEAST_CHUNK = 6_000
_WARM_UP = 3_000
"""Bits read before a lane's own, to fall into step."""

_MOST_ROUNDS = 300
_COMPACT = 48
"""Steps after which lanes that are done are left out."""


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
