"""The mask: one byte for each pixel of the picture, 0 keeps it, 255 changes it.

Whoever writes says so around it: `before_write` keeps what was there for undo, `written` has the
smaller levels follow. Nothing here grows with the size of the picture except where it says so.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np

from desktop.domain.size import Box, Size, box_of
from desktop.imaging.mask_patch import MaskPatch, unpacked
from desktop.imaging.pyramid import halve, level_count, level_size
from desktop.imaging.tiles import Tile, grid_of, tile_box, tiles_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from desktop.imaging.mask_patch import Square

_NOTHING = Box(0, 0, 0, 0)


class Mask:
    """One mask with its smaller levels, a count for each square, and the step that is open."""

    def __init__(self, size: Size) -> None:
        self._size = size
        shapes = [level_size(size, level) for level in range(level_count(size))]
        # Fresh zeros take no memory until somebody paints there.
        self._levels = [np.zeros((shape.height, shape.width), np.uint8) for shape in shapes]
        self._counts = np.zeros(grid_of(size), np.int32)
        self._marked = 0
        self._before: dict[Tile, Square] = {}
        self._stale: list[Box] = []

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
    def share(self) -> float:
        """How much of the picture is marked at all, 0 to 1, as of the last finished step."""
        return self._marked / self._size.pixels

    @property
    def bounds(self) -> Box | None:
        """The smallest box around what is marked; None when nothing is."""
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
        if self._stale:
            self._follow()
        return self._levels[level]

    def holds_mark(self, box: Box) -> bool:
        """Whether a square that `box` touches had a mark, or is being written to."""
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
        for tile in tiles_in(box):
            if tile not in self._before:
                self._before[tile] = self._content(tile)

    def written(self, box: Box) -> None:
        """`box` of the pixels was written to."""
        self._stale.append(box)

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
        kept = {tile: old for tile, old in self._before.items() if self._differs(tile, old)}
        self._before = {}
        self._recount(kept)
        return MaskPatch(name=name, size=self._size, squares=kept)

    def cancel(self) -> Box:
        """Takes the open step back; the box that changed."""
        patch = MaskPatch(name="", size=self._size, squares=self._before)
        self._before = {}
        self._lay(patch)
        return patch.box

    def apply(self, patch: MaskPatch) -> MaskPatch:
        """Goes the step back and gives the one that leads forward again."""
        assert patch.size == self._size
        if patch.inverts:
            return self.invert(patch.name)
        squares = {tile: self._content(tile) for tile in patch.squares}
        self._lay(patch)
        return MaskPatch(name=patch.name, size=self._size, squares=squares)

    # commands on the whole mask

    def invert(self, name: str) -> MaskPatch:
        """Keeps what was marked and marks the rest; grows with the picture."""
        cv2.bitwise_not(self.pixels, dst=self.pixels)
        self._stale = [box_of(self._size)]
        self._recount(tiles_in(box_of(self._size)))
        return MaskPatch(name=name, size=self._size, inverts=True)

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

    # inside

    def _content(self, tile: Tile) -> Square:
        """A copy of a square; a square without marks is just 0."""
        if not self._counts[tile]:
            return 0
        return self.pixels[tile_box(tile, self._size).slices].copy()

    def _differs(self, tile: Tile, old: Square) -> bool:
        now = self.pixels[tile_box(tile, self._size).slices]
        if isinstance(old, int):
            return bool(now.any()) if old == 0 else bool((now != old).any())
        return not np.array_equal(now, old)

    def _lay(self, patch: MaskPatch) -> None:
        """Writes the squares of a patch, whatever form they have."""
        for tile, square in patch.squares.items():
            box = tile_box(tile, self._size)
            self.pixels[box.slices] = unpacked(square, (box.height, box.width))
            self.written(box)
        self._recount(patch.squares)

    def _recount(self, tiles: Iterable[Tile]) -> None:
        for tile in tiles:
            square = self.pixels[tile_box(tile, self._size).slices]
            count = cv2.countNonZero(square)
            self._marked += count - int(self._counts[tile])
            self._counts[tile] = count

    def _bounds_in(self, box: Box) -> Box:
        """What is marked inside `box`, in pixels of the picture."""
        x, y, width, height = cv2.boundingRect(self.pixels[box.slices])
        return Box(box.x + x, box.y + y, width, height)

    def _follow(self) -> None:
        """Brings the smaller levels up to date where the mask was written to."""
        for stale in _joined(self._stale):
            box = stale
            for fine, coarse in pairwise(self._levels):
                box = halve(fine, coarse, box)
        self._stale = []


def _joined(boxes: list[Box]) -> list[Box]:
    """The same boxes, neighbours in time united where that costs few pixels more."""
    joined: list[Box] = []
    for box in boxes:
        if joined:
            both = joined[-1].united(box)
            if _area(both) <= 1.3 * (_area(joined[-1]) + _area(box)):
                joined[-1] = both
                continue
        joined.append(box)
    return joined


def _area(box: Box) -> int:
    return box.width * box.height
