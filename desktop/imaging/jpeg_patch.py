"""Writes a changed picture back into the JPEG it came from: only blocks that changed are rewritten.

JPEG keeps a picture in blocks of 8×8 values, colours often for 16×16 pixels. Every block that has
no changed pixel keeps its very bits. A changed block keeps its numbers and has the rounded
difference added, so that what did not change in it strays by the rounding of that difference only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.size import Box
from desktop.imaging.jpeg_blocks import code_blocks, dc_differences, read_blocks
from desktop.imaging.jpeg_lanes import Stream, block_starts
from desktop.imaging.jpeg_scan import Part, Scan, UnsupportedJpegError, read_scan
from desktop.imaging.jpeg_segments import read_jpeg_header

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

ZIGZAG = np.array(
    sorted(range(64), key=lambda at: (at // 8 + at % 8, (at // 8) * (-1) ** (at // 8 + at % 8 + 1)))
)
"""Place in the block (row times 8 plus column) of each coefficient in the order of the file."""

_TO_YCC = np.array(
    [[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]], np.float32
)
"""JFIF: what red, green and blue add to brightness and both colour differences."""

_BITS_AT_ONCE = 4_000_000
_BLOCKS_AT_ONCE = 40_000


@dataclass(frozen=True, slots=True, kw_only=True)
class JpegPatch:
    """The file, and how many of its blocks were rewritten."""

    data: bytes
    rewritten: int
    blocks: int


def open_scan(data: bytes) -> Scan:
    """What `patch_jpeg` works on. UnsupportedJpegError as there."""
    header = read_jpeg_header(data, "the picture")
    if header.mode not in {"L", "RGB"}:
        raise UnsupportedJpegError("its colours are stored in another way")
    _check_colours(data)
    return read_scan(data)


def patch_jpeg(
    data: bytes, scan: Scan, before: NDArray[np.uint8], after: NDArray[np.uint8]
) -> JpegPatch:
    """`data` (which decodes to `before`) changed so that it decodes to nearly `after`.

    Both (h, w, 1 or 3), as they are stored: not yet turned upright. UnsupportedJpegError with the
    reason when that file cannot be changed in part.
    """
    changes = _changes(scan, before, after)
    if not changes.units.size:
        return JpegPatch(data=data, rewritten=0, blocks=_block_count(scan))
    return _written(data, scan, changes)


def _check_colours(data: bytes) -> None:
    """Files without JFIF's or with Adobe's other colours are not brightness and two differences."""
    adobe = data.find(b"Adobe\0", 0, 65_536)
    if adobe > 0 and data[adobe - 4 : adobe - 2] == b"\xff\xee" and data[adobe + 11] == 0:
        raise UnsupportedJpegError("its colours are stored as plain red, green and blue")


def _block_count(scan: Scan) -> int:
    return scan.units[0] * scan.units[1] * len(scan.order)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Changes:
    """Blocks by number in the scan (ascending), and what is added to their coefficients (n, 64)."""

    units: Ints
    added: NDArray[np.int32]


def _changes(scan: Scan, before: Any, after: Any) -> _Changes:
    wide, tall = scan.unit
    box = _changed_box(before, after)
    if box is None:
        return _Changes(units=np.zeros(0, np.int64), added=np.zeros((0, 64), np.int32))
    left, top = box.x // wide, box.y // tall
    right, bottom = -(-box.right // wide), -(-box.bottom // tall)
    found: list[tuple[Ints, NDArray[np.int32]]] = []
    for row in range(top, bottom):
        area = Box(left * wide, row * tall, (right - left) * wide, tall)
        planes = _planes(before, after, area)
        if planes is None:
            continue
        for number, part in enumerate(scan.parts):
            found += _part_changes(scan, number, part, planes[number], area)
    if not found:
        return _Changes(units=np.zeros(0, np.int64), added=np.zeros((0, 64), np.int32))
    units = np.concatenate([one for one, _ in found])
    added = np.concatenate([one for _, one in found])
    order = np.argsort(units)
    return _Changes(units=units[order], added=added[order])


def _changed_box(before: Any, after: Any) -> Box | None:
    rows = np.array([bool((one != other).any()) for one, other in zip(before, after, strict=True)])
    if not rows.any():
        return None
    top, bottom = int(np.argmax(rows)), len(rows) - int(np.argmax(rows[::-1]))
    columns = np.zeros(before.shape[1], bool)
    for row in range(top, bottom):
        columns |= (before[row] != after[row]).any(axis=1)
    left, right = int(np.argmax(columns)), len(columns) - int(np.argmax(columns[::-1]))
    return Box(left, top, right - left, bottom - top)


def _planes(before: Any, after: Any, area: Box) -> Field | None:
    """The difference as brightness and colours (1 or 3, h, w) in an area of whole units.

    Beyond the picture its last column and row are repeated. None when nothing differs there.
    """
    rows = np.minimum(np.arange(area.y, area.bottom), before.shape[0] - 1)
    columns = np.minimum(np.arange(area.x, area.right), before.shape[1] - 1)
    part = np.ix_(rows, columns)
    apart = after[part].astype(np.float32) - before[part]
    if not apart.any():
        return None
    if apart.shape[2] == 1:
        return np.ascontiguousarray(apart.transpose(2, 0, 1))
    return np.ascontiguousarray((apart @ _TO_YCC.T).transpose(2, 0, 1))


def _part_changes(
    scan: Scan, number: int, part: Part, plane: Field, area: Box
) -> list[tuple[Ints, NDArray[np.int32]]]:
    """The blocks of one part in one row of units."""
    wide, tall = scan.unit
    grey = len(scan.parts) == 1
    across, down = (1, 1) if grey else (part.across, part.down)
    step_x, step_y = wide // (8 * across), tall // (8 * down)
    height, width = plane.shape
    small = plane.reshape(height // step_y, step_y, width // step_x, step_x).mean(axis=(1, 3))
    blocks = small.reshape(down, 8, width // (8 * step_x), 8).transpose(0, 2, 1, 3)
    added = _rounded(blocks, part)
    line, column = np.nonzero(added.any(axis=2))
    unit = (area.y // tall) * scan.units[0] + area.x // wide + column // across
    index = unit * len(scan.order) + scan.order.index(number) + line * across + column % across
    return [(index, added[line, column])]


def _rounded(blocks: Field, part: Part) -> NDArray[np.int32]:
    """Blocks (rows, columns, 8, 8) of differences as quantised coefficients in the file's order."""
    turned = np.einsum("ij,abjk,lk->abil", _COSINES, blocks, _COSINES, optimize=True)
    flat = turned.reshape(*blocks.shape[:2], 64)[..., ZIGZAG]
    return np.asarray(np.rint(flat / part.quantisation), dtype=np.int32)


def _cosines() -> Field:
    """The discrete cosine transform of 8 values, orthonormal."""
    rows, columns = np.mgrid[0:8, 0:8]
    made = 0.5 * np.cos((2 * columns + 1) * rows * np.pi / 16)
    made[0] /= np.sqrt(2)
    return np.asarray(made, dtype=np.float32)


_COSINES = _cosines()


def _written(data: bytes, scan: Scan, changes: _Changes) -> JpegPatch:
    """Only the pieces between restart markers that hold a change are coded anew."""
    counts = scan.counts()
    begins = np.concatenate([[0], np.cumsum(counts)]) * len(scan.order)
    owner = np.searchsorted(begins, changes.units, side="right") - 1
    numbers = sorted({int(one) for one in owner})
    stream = Stream.of([scan.pieces[number] for number in numbers])
    starts = block_starts(scan, stream, [counts[number] for number in numbers])
    pieces: list[bytes] = list(scan.pieces)
    for at, number in enumerate(numbers):
        mine = owner == number
        pieces[number] = _piece(
            scan, stream, starts[at], changes.units[mine] - begins[number], changes.added[mine]
        )
    stuffed = [one.replace(b"\xff", b"\xff\x00") for one in pieces]
    coded = bytearray(stuffed[0])
    for number, one in enumerate(stuffed[1:]):
        coded += bytes([0xFF, 0xD0 + number % 8]) + one
    whole = data[: scan.start] + bytes(coded) + data[scan.end :]
    return JpegPatch(data=whole, rewritten=len(changes.units), blocks=_block_count(scan))


def _piece(scan: Scan, stream: Stream, starts: Ints, touched: Ints, added: Any) -> bytes:
    """One piece with its changed blocks; the blocks after them say their brightness anew."""
    parts = np.tile(np.array(scan.order), (len(starts) - 1) // len(scan.order))
    differences, behind = dc_differences(scan, stream, starts[:-1], parts)
    made = differences.copy()
    rewritten = np.zeros(len(parts), bool)
    whole = np.zeros(len(parts), bool)
    whole[touched] = rewritten[touched] = True
    more = np.zeros(len(parts), np.int64)
    more[touched] = added[:, 0]
    for number in range(len(scan.parts)):
        mine = np.flatnonzero(parts == number)
        made[mine] += np.diff(more[mine], prepend=0)
    rewritten |= made != differences
    chosen = np.flatnonzero(rewritten)
    rest = np.zeros((len(chosen), 64), np.int32)
    of_touched = np.searchsorted(chosen, touched)
    rest[of_touched] = read_blocks(scan, stream, behind[touched], parts[touched]) + added
    coded: list[NDArray[np.uint8]] = []
    for first in range(0, len(chosen), _BLOCKS_AT_ONCE):
        part = slice(first, first + _BLOCKS_AT_ONCE)
        some = chosen[part]
        coded += code_blocks(scan, made[some], rest[part], parts[some], whole[some]).each()
    return _assembled(stream, starts, behind, chosen, whole, coded)


def _assembled(
    stream: Stream,
    starts: Ints,
    behind: Ints,
    chosen: Ints,
    whole: Bools,
    coded: list[NDArray[np.uint8]],
) -> bytes:
    """The old bits with the new ones in their places, filled up to a byte with ones."""
    made, place = _Bits(), int(starts[0])
    for block, new in zip(chosen.tolist(), coded, strict=True):
        made.add_old(stream, place, int(starts[block]))
        made.add(new)
        place = int(starts[block + 1]) if whole[block] else int(behind[block])
    made.add_old(stream, place, int(starts[-1]))
    return made.filled()


class _Bits:
    """Bits, one in each byte, that are packed as they come: a large file has a hundred million."""

    def __init__(self) -> None:
        self._packed = bytearray()
        self._runs: list[NDArray[np.uint8]] = []
        self._waiting = 0

    def add(self, bits: NDArray[np.uint8]) -> None:
        self._runs.append(bits)
        self._waiting += len(bits)
        if self._waiting > _BITS_AT_ONCE:
            self._pack()

    def add_old(self, stream: Stream, start: int, end: int) -> None:
        """What the stream holds from the bit `start` up to `end`."""
        for begin in range(start, end, _BITS_AT_ONCE):
            last = min(end, begin + _BITS_AT_ONCE)
            words = stream.words[begin >> 3 : (last + 7) >> 3]
            bits = np.unpackbits((words >> np.uint32(16)).astype(np.uint8))
            self.add(bits[begin & 7 : (begin & 7) + last - begin])

    def filled(self) -> bytes:
        """All of them, filled up to a byte with ones."""
        self.add(np.ones(-self._waiting % 8, np.uint8))
        self._pack()
        return bytes(self._packed)

    def _pack(self) -> None:
        """Leaves the bits waiting that do not fill a byte."""
        bits = np.concatenate(self._runs)
        whole = len(bits) // 8 * 8
        self._packed += np.packbits(bits[:whole]).tobytes()
        self._runs, self._waiting = [bits[whole:]], len(bits) - whole
