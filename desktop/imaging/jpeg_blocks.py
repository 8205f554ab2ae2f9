"""Blocks of a sequential JPEG as numbers, and as bits again: many at once, with the file's tables.

Coding: ITU-T T.81, annex F.1; the order of coefficients is the zigzag of figure 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.imaging.jpeg_lanes import Stream
from desktop.imaging.jpeg_scan import CodeTable, Scan, UnsupportedJpegError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Coefficients = NDArray[np.int32]

_LARGEST = 1023
"""The largest coefficient that 8-bit JPEG codes."""

_SKIP, _END = 0xF0, 0x00
"""Sixteen zeros, and the end of a block."""

_SYMBOLS_AT_ONCE = 1 << 19


def dc_differences(scan: Scan, stream: Stream, starts: Ints, parts: Ints) -> tuple[Ints, Ints]:
    """How each block's first coefficient differs from the last of its part, and its bits' end."""
    values, ends = np.zeros(len(starts), np.int64), np.zeros(len(starts), np.int64)
    for number, part in enumerate(scan.parts):
        mine = np.flatnonzero(parts == number)
        at = starts[mine]
        table = scan.dc[part.dc]
        size = table.symbols[stream.sixteen(at)].astype(np.int64)
        at = at + table.lengths[size]
        values[mine], ends[mine] = _value(stream, at, size), at + size
    return values, ends


def read_blocks(scan: Scan, stream: Stream, begins: Ints, parts: Ints) -> Coefficients:
    """The coefficients (n, 64) in zigzag order behind the first, which is left 0.

    `begins` are the bits behind each block's first coefficient.
    """
    made = np.zeros((len(begins), 64), np.int32)
    for number, part in enumerate(scan.parts):
        lane = np.flatnonzero(parts == number)
        at, place = begins[lane].copy(), np.ones(len(lane), np.int64)
        table = scan.ac[part.ac]
        while len(lane):
            symbol = table.symbols[stream.sixteen(at)].astype(np.int64)
            size, run = symbol & 15, symbol >> 4
            at = at + table.lengths[symbol]
            place = np.where(symbol == _END, 64, place + run)
            coded = size > 0
            where = np.minimum(place, 63)
            made[lane[coded], where[coded]] = _value(stream, at, size)[coded]
            at, place = at + size, place + 1
            left = place < 64
            lane, at, place = lane[left], at[left], place[left]
    return made


def _value(stream: Stream, at: Ints, size: Ints) -> Ints:
    bits = stream.sixteen(at).astype(np.int64) >> (16 - size)
    made = np.where(bits < (1 << np.maximum(size - 1, 0)), bits - (1 << size) + 1, bits)
    return np.asarray(made, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coded:
    """Blocks as bits, one after the other: `bits` (0 or 1), and where each block begins in them."""

    bits: NDArray[np.uint8]
    offsets: Ints

    def each(self) -> list[NDArray[np.uint8]]:
        """The bits of every block."""
        return np.split(self.bits, self.offsets[1:-1])


def code_blocks(
    scan: Scan, differences: Ints, rest: Coefficients, parts: Ints, whole: NDArray[np.bool_]
) -> Coded:
    """Bits of blocks: the first coefficient as its difference, and the others where `whole`.

    `rest` (n, 64) may be changed: what the file's tables cannot say is brought nearer to 0.
    UnsupportedJpegError when that does not help.
    """
    count = len(differences)
    blocks, orders, values, lengths = [], [], [], []
    for number, part in enumerate(scan.parts):
        mine = np.flatnonzero(parts == number)
        value, length = _first_bits(scan.dc[part.dc], differences[mine])
        blocks.append(mine)
        orders.append(np.zeros(len(mine), np.int64))
        values.append(value)
        lengths.append(length)
        full = mine[whole[mine]]
        table = scan.ac[part.ac]
        rest[full] = _sayable(table, rest[full])
        block, order, symbol, extra, size = _symbols(rest[full])
        blocks.append(full[block])
        orders.append(order)
        values.append((table.codes[symbol].astype(np.int64) << size) | extra)
        lengths.append(table.lengths[symbol].astype(np.int64) + size)
    sequence = np.lexsort((np.concatenate(orders), np.concatenate(blocks)))
    ordered = [np.concatenate(one)[sequence] for one in (blocks, values, lengths)]
    return _joined(ordered[0], ordered[1], ordered[2], count)


def _first_bits(table: CodeTable, differences: Ints) -> tuple[Ints, Ints]:
    size = _size_of(differences)
    if (table.lengths[size] == 0).any():
        raise UnsupportedJpegError("its own tables have no code for so large a step in brightness")
    extra = _extra(differences, size)
    value = (table.codes[size].astype(np.int64) << size) | extra
    return value, table.lengths[size].astype(np.int64) + size


def _size_of(values: Any) -> Ints:
    """Bits that a value needs: 0 for 0, 1 for ±1, 2 for ±2 and ±3, ..."""
    needed = np.ceil(np.log2(np.abs(values).astype(np.float64) + 1))
    return np.asarray(needed, dtype=np.int64)


def _extra(values: Any, size: Ints) -> Ints:
    made = np.where(values < 0, values.astype(np.int64) + (1 << size) - 1, values)
    return np.asarray(made, dtype=np.int64)


def _runs(rest: Coefficients) -> tuple[Ints, Ints, Ints, Ints]:
    """Of every coefficient that is not 0: block, place, value, and the zeros before it."""
    coded = rest.copy()
    coded[:, 0] = 0
    block, place = np.nonzero(coded)
    value = coded[block, place].astype(np.int64)
    before = np.concatenate([[0], place[:-1]])
    first = np.concatenate([[True], block[1:] != block[:-1]])
    run = place - np.where(first, 0, before)[: len(place)] - 1
    return block, place, value, run


def _sayable(table: CodeTable, rest: Coefficients) -> Coefficients:
    """The blocks with only such values as the table has codes for."""
    made = np.clip(rest, -_LARGEST, _LARGEST)
    while True:
        block, place, value, run = _runs(made)
        symbol = ((run & 15) << 4) | _size_of(value)
        missing = (table.lengths[symbol] == 0) | ((run > 15) & (table.lengths[_SKIP] == 0))
        if not missing.any():
            break
        at = block[missing], place[missing]
        smaller = (1 << (_size_of(value[missing]) - 1)) - 1
        smaller = np.where(run[missing] > 15, smaller * (table.lengths[_SKIP] > 0), smaller)
        made[at] = np.sign(value[missing]) * smaller
    if table.lengths[_END] == 0 and (made[:, 63] == 0).any():
        raise UnsupportedJpegError("its own tables have no code for the end of a block")
    return made


def _symbols(rest: Coefficients) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Block, order in the block, symbol, extra bits and how many of these there are."""
    block, place, value, run = _runs(rest)
    size = _size_of(value)
    skips = run >> 4
    skip_block = np.repeat(block, skips)
    skip_order = np.repeat(place * 8, skips) + _counting(skips)
    open_block = np.flatnonzero(rest[:, 63] == 0)
    zeros = np.zeros(len(skip_block), np.int64)
    ends = np.zeros(len(open_block), np.int64)
    return (
        np.concatenate([block, skip_block, open_block]),
        np.concatenate([place * 8 + 4, skip_order, ends + 1000]),
        np.concatenate([((run & 15) << 4) | size, zeros + _SKIP, ends + _END]),
        np.concatenate([_extra(value, size), zeros, ends]),
        np.concatenate([size, zeros, ends]),
    )


def _counting(counts: Ints) -> Ints:
    """0, 1, ... up to each count, one after the other."""
    total = int(counts.sum())
    begins = np.cumsum(counts) - counts
    return np.arange(total) - np.repeat(begins, counts)


def _joined(blocks: Ints, values: Ints, lengths: Ints, count: int) -> Coded:
    parts = []
    for first in range(0, len(values), _SYMBOLS_AT_ONCE):
        some = slice(first, first + _SYMBOLS_AT_ONCE)
        parts.append(_bits(values[some], lengths[some]))
    bits = np.concatenate([np.zeros(0, np.uint8), *parts])
    per_block = np.bincount(blocks, weights=lengths, minlength=count).astype(np.int64)
    return Coded(bits=bits, offsets=np.concatenate([[0], np.cumsum(per_block)]))


def _bits(values: Ints, lengths: Ints) -> NDArray[np.uint8]:
    shift = np.repeat(lengths, lengths) - 1 - _counting(lengths)
    return ((np.repeat(values, lengths) >> shift) & 1).astype(np.uint8)
