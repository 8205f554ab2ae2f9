"""The mask: one byte for each pixel of the picture, 0 keeps it, 255 changes it.

Whoever writes says so around it: `before_write` keeps what was there for undo, `written` has the
smaller levels follow. Nothing here grows with the size of the picture except where it says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from desktop.domain.size import Box, Size, box_between, box_of
from desktop.imaging.mask_patch import MaskPatch, unpacked
from desktop.imaging.pyramid import halve, level_count, level_size
from desktop.imaging.selection import Combine
from desktop.imaging.tiles import Tile, grid_of, tile_box, tile_of, tiles_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from desktop.imaging.mask_patch import Content
    from desktop.imaging.selection import Selection

_NOTHING = Box(0, 0, 0, 0)
_MANY = 64
"""More boxes than these are not kept apart: what waits for a smaller level never grows."""


class Mask:
    """One mask with its smaller levels, a count for each square, and the step that is open."""

    def __init__(self, size: Size, *, protects: bool = False) -> None:
        self._size = size
        self._protects = protects
        shapes = [level_size(size, level) for level in range(level_count(size))]
        # Fresh zeros take no memory until somebody paints there.
        self._levels = [np.zeros((shape.height, shape.width), np.uint8) for shape in shapes]
        self._counts = np.zeros(grid_of(size), np.int32)
        self._marked = 0
        self._bounds: Box | None = None
        self._is_bounded = True
        self._before: dict[Tile, Content] = {}
        self._kept = (0, 0, 0, 0)
        """The squares that were asked for last: first and last column and row."""
        self._stale: list[list[Box]] = [[] for _ in shapes]

    @property
    def size(self) -> Size:
        return self._size

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """The mask itself, shape (height, width)."""
        return self._levels[0]

    @property
    def is_empty(self) -> bool:
        """Nothing is marked, as of the last finished step."""
        return self._marked == 0

    @property
    def bytes_held(self) -> int:
        """Memory that is taken, as of the last finished step: none while nothing was marked."""
        return 0 if self.is_empty else sum(level.nbytes for level in self._levels)

    @property
    def share(self) -> float:
        """How much of the picture is marked at all, 0 to 1, as of the last finished step."""
        return self._marked / self._size.pixels

    @property
    def bounds(self) -> Box | None:
        """The smallest box around what is marked, as of the last finished step; None when nothing
        is. Costs nothing to ask again."""
        if not self._is_bounded:
            self._bounds, self._is_bounded = self._found_bounds(), True
        return self._bounds

    def _found_bounds(self) -> Box | None:
        rows, columns = np.nonzero(self._counts)
        if not len(rows):
            return None
        first, last = (rows.min(), columns.min()), (rows.max(), columns.max())
        border = {
            Tile(int(row), int(column))
            for row, column in zip(rows, columns, strict=True)
            if row in (first[0], last[0]) or column in (first[1], last[1])
        }
        around = _NOTHING
        for tile in border:
            around = around.united(self._bounds_in(tile_box(tile, self._size)))
        return around

    def level(self, level: int) -> NDArray[np.uint8]:
        """The whole mask at a level, up to date; to be read only."""
        for upper in range(level):
            if self._stale[upper]:
                self._follow(upper)
        return self._levels[level]

    def read_colours(
        self, level: int, box: Box, table: NDArray[np.int32], out: NDArray[np.int32]
    ) -> None:
        """Writes what `table` has for each value in `box` of a level into `out` (h, w)."""
        cv2.LUT(self.level(level)[box.slices], table, dst=out)

    def holds_mark(self, part: Box, level: int = 0) -> bool:
        """Whether a square that `part` of a level touches had a mark, or is being written to."""
        if self._before:
            # Where one paints, one looks: it is mostly found at once.
            row, column = 2 * part.y + part.height, 2 * part.x + part.width
            if Tile(row << level >> 9, column << level >> 9) in self._before:
                return True
        box = box_between(
            part.x << level,
            part.y << level,
            min(part.right << level, self._size.width),
            min(part.bottom << level, self._size.height),
        )
        first, last = (
            Tile(box.y >> 8, box.x >> 8),
            Tile((box.bottom - 1) >> 8, (box.right - 1) >> 8),
        )
        if self._counts[first.row : last.row + 1, first.column : last.column + 1].any():
            return True
        return bool(self._before) and any(tile in self._before for tile in tiles_in(box))

    # writing

    def before_write(self, box: Box) -> None:
        """Keeps the squares of `box` (inside the mask) for undo, once for each step."""
        squares = box.x >> 8, box.y >> 8, (box.right - 1) >> 8, (box.bottom - 1) >> 8
        if box.is_empty or (squares == self._kept and self._before):
            return  # as a stroke goes on, mostly
        self._kept = squares
        for tile in tiles_in(box):
            if tile not in self._before:
                self._before[tile] = self._content(tile_box(tile, self._size))

    def written(self, box: Box) -> None:
        """`box` of the pixels was written to."""
        self._stale[0].append(box)

    def read_before(self, box: Box, out: NDArray[np.uint8]) -> None:
        """Copies `box` as it was before the open step into `out`; its squares must be kept."""
        for tile in tiles_in(box):
            shared = tile_box(tile, self._size)
            part = shared.clipped(box)
            kept = self._before[tile]
            assert not isinstance(kept, bytes)
            target = out[part.y - box.y : part.bottom - box.y, part.x - box.x : part.right - box.x]
            if isinstance(kept, int):
                target.fill(kept)
            else:
                rows = slice(part.y - shared.y, part.bottom - shared.y)
                np.copyto(target, kept[rows, part.x - shared.x : part.right - shared.x])

    def finish(self, name: str) -> MaskPatch:
        """Closes the step: counts what was written and gives the way back."""
        patch = MaskPatch(name=name, size=self._size, protects=self._protects)
        before, self._before = self._before, {}
        for tile, old in before.items():
            square = tile_box(tile, self._size)
            changed = self._changed(square, old)
            if not changed.is_empty:
                patch.parts[changed] = _cut(old, changed, square)
                self._recount(tile)
        patch.pack_if_quick()
        return patch

    def cancel(self) -> Box:
        """Takes the open step back; the box that changed."""
        before, self._before = self._before, {}
        patch = MaskPatch(name="", size=self._size)
        patch.parts = {tile_box(tile, self._size): old for tile, old in before.items()}
        self._lay(patch)
        return patch.box

    def apply(self, patch: MaskPatch) -> MaskPatch:
        """Goes the step back and gives the one that leads forward again, not packed yet."""
        assert patch.size == self._size
        assert not self._before
        if patch.inverts:
            return self.invert(patch.name)
        inverse = MaskPatch(name=patch.name, size=self._size, protects=self._protects)
        inverse.parts = {box: self._content(box) for box in patch.parts}
        self._lay(patch)
        return inverse

    # commands on the whole mask

    def invert(self, name: str) -> MaskPatch:
        """Keeps what was marked and marks the rest; grows with the picture."""
        cv2.bitwise_not(self.pixels, dst=self.pixels)
        self._stale[0] = [box_of(self._size)]
        for tile in tiles_in(box_of(self._size)):
            self._recount(tile)
        return MaskPatch(name=name, size=self._size, inverts=True, protects=self._protects)

    def clear(self, name: str) -> MaskPatch:
        """Marks nothing; grows with what was marked."""
        rows, columns = np.nonzero(self._counts)
        for row, column in zip(rows, columns, strict=True):
            box = tile_box(Tile(int(row), int(column)), self._size)
            self.before_write(box)
            self.pixels[box.slices] = 0
            self.written(box)
        return self.finish(name)

    def replace(self, pixels: NDArray[np.uint8], name: str) -> MaskPatch:
        """Takes over another mask (h, w) of the same size; grows with the picture."""
        assert pixels.shape == self.pixels.shape
        for tile in tiles_in(box_of(self._size)):
            box = tile_box(tile, self._size)
            if not np.array_equal(self.pixels[box.slices], pixels[box.slices]):
                self.before_write(box)
                self.pixels[box.slices] = pixels[box.slices]
                self.written(box)
        return self.finish(name)

    def combine(self, selection: Selection, how: Combine, name: str) -> MaskPatch:
        """Joins a selection with what is there; grows with the selection."""
        part = selection.clipped(box_of(self._size))
        if how in {Combine.REPLACE, Combine.INTERSECT}:
            self._wipe_outside(part.box)
        if not part.box.is_empty:
            self._write(part.box, _joined_with(self.pixels[part.box.slices], part.coverage, how))
        return self.finish(name)

    def lay(self, box: Box, pixels: NDArray[np.uint8], name: str) -> MaskPatch:
        """Other values (h, w) in `box`, which lies inside the mask."""
        self._write(box, pixels)
        return self.finish(name)

    # inside

    def _write(self, box: Box, pixels: NDArray[np.uint8]) -> None:
        self.before_write(box)
        self.pixels[box.slices] = pixels
        self.written(box)

    def _wipe_outside(self, kept: Box) -> None:
        """Marks nothing any more beside `kept`."""
        rows, columns = np.nonzero(self._counts)
        for row, column in zip(rows, columns, strict=True):
            square = tile_box(Tile(int(row), int(column)), self._size)
            for box in _beside(square, kept):
                self._write(box, np.zeros((box.height, box.width), np.uint8))

    def _content(self, part: Box) -> Content:
        """A copy of what lies inside one square; of a square without marks just 0."""
        if not self._counts[tile_of(part)]:
            return 0
        return self.pixels[part.slices].copy()

    def _changed(self, square: Box, old: Content) -> Box:
        """Where a square differs from what it was, in pixels of the picture."""
        now = self.pixels[square.slices]
        assert not isinstance(old, bytes)
        # A single value is kept only of squares without marks: it is 0.
        differs = now if isinstance(old, int) else cv2.absdiff(now, old)
        x, y, width, height = cv2.boundingRect(differs)
        return Box(square.x + x, square.y + y, width, height)

    def _lay(self, patch: MaskPatch) -> None:
        """Writes the parts of a patch, whatever form they have."""
        for box, content in patch.parts.items():
            self.pixels[box.slices] = unpacked(content, box)
            self.written(box)
            self._recount(tile_of(box))

    def _recount(self, tile: Tile) -> None:
        count = cv2.countNonZero(self.pixels[tile_box(tile, self._size).slices])
        self._marked += count - int(self._counts[tile])
        self._counts[tile] = count
        self._is_bounded = False

    def _bounds_in(self, box: Box) -> Box:
        """What is marked inside `box`, in pixels of the picture."""
        x, y, width, height = cv2.boundingRect(self.pixels[box.slices])
        return Box(box.x + x, box.y + y, width, height)

    def _follow(self, level: int) -> None:
        """Brings the next smaller level up to date where this one changed."""
        stale, self._stale[level] = _joined(self._stale[level]), []
        following = self._stale[level + 1]
        for box in stale:
            following.append(halve(self._levels[level], self._levels[level + 1], box))
        if len(following) > _MANY:
            self._stale[level + 1] = _joined(following)


def _joined_with(
    pixels: NDArray[np.uint8], coverage: NDArray[np.uint8], how: Combine
) -> NDArray[np.uint8]:
    if how is Combine.ADD:
        return np.maximum(pixels, coverage)
    if how is Combine.SUBTRACT:
        return np.minimum(pixels, 255 - coverage)
    return np.minimum(pixels, coverage) if how is Combine.INTERSECT else coverage


def _beside(square: Box, kept: Box) -> Iterator[Box]:
    """What of a square lies outside `kept`, as up to four boxes."""
    shared = square.clipped(kept)
    if shared.is_empty:
        yield square
        return
    pieces = (
        box_between(square.x, square.y, square.right, shared.y),
        box_between(square.x, shared.bottom, square.right, square.bottom),
        box_between(square.x, shared.y, shared.x, shared.bottom),
        box_between(shared.right, shared.y, square.right, shared.bottom),
    )
    yield from (piece for piece in pieces if not piece.is_empty)


def _cut(content: Content, part: Box, square: Box) -> Content:
    """What a part of a square held, given the whole square."""
    if isinstance(content, int | bytes):
        return content
    shift = part.seen_from(square)
    return content[shift.slices].copy()


def _joined(boxes: list[Box]) -> list[Box]:
    """The same boxes, neighbours in time united where that costs few pixels more, never many."""
    if len(boxes) == 1:
        return boxes
    joined = boxes[:1]
    for box in boxes[1:]:
        both = joined[-1].united(box)
        if _area(both) <= 1.3 * (_area(joined[-1]) + _area(box)):
            joined[-1] = both
        else:
            joined.append(box)
    if len(joined) <= _MANY // 2:
        return joined
    around = joined[0]
    for box in joined[1:]:
        around = around.united(box)
    return [around]


def _area(box: Box) -> int:
    return box.width * box.height
