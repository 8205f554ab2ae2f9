"""A step of the mask that can be undone: the squares it changed, as they were before.

At rest a step is packed: the difference between rows, deflated by ISA-L, which gives a soft
stroke back within milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from desktop.domain.size import Box, Size
from desktop.imaging.tiles import Tile, tile_box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Square = int | bytes | NDArray[np.uint8]
    """A square's content: one value for all of it, packed bytes, or its pixels."""

_NOTHING = Box(0, 0, 0, 0)


@dataclass(slots=True, kw_only=True, eq=False)
class MaskPatch:
    """What it takes to go back: `squares` as they were, or `inverts` when that is all.

    `size` is the picture's. A patch is never applied to a mask of another size.
    """

    name: str
    size: Size
    squares: dict[Tile, Square] = field(default_factory=dict)
    inverts: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing changed: there is no step to undo."""
        return not self.inverts and not self.squares

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The pixels that may change when it is applied."""
        if self.inverts:
            return (Box(0, 0, self.size.width, self.size.height),)
        return tuple(tile_box(tile, self.size) for tile in self.squares)

    @property
    def box(self) -> Box:
        """The smallest box around `boxes`."""
        around = _NOTHING
        for box in self.boxes:
            around = around.united(box)
        return around

    @property
    def bytes_held(self) -> int:
        """Memory the pixels take now."""
        return sum(_weight(square) for square in self.squares.values())

    def pack(self) -> None:
        """Makes it small; may run on any thread while the patch lies unused on the undo stack.

        The packed squares take the place of the others at once, so that whoever applies the patch
        meanwhile finds it whole.
        """
        self.squares = {tile: packed(square) for tile, square in self.squares.items()}

    def pixels(self, tile: Tile) -> NDArray[np.uint8] | int:
        """A square as it was: its pixels, or the one value that all of them have."""
        box = tile_box(tile, self.size)
        return unpacked(self.squares[tile], (box.height, box.width))


def packed(square: Square) -> Square:
    """The same content in the least room."""
    if isinstance(square, int | bytes):
        return square
    first = int(square[0, 0])
    if not (square != first).any():
        return first
    from isal import isal_zlib

    rows = square.copy()
    rows[1:] -= square[:-1]
    return bytes(isal_zlib.compress(rows.data, 1))


def unpacked(square: Square, shape: tuple[int, int]) -> NDArray[np.uint8] | int:
    """The opposite of `packed`."""
    if not isinstance(square, bytes):
        return square
    from isal import isal_zlib

    rows = np.frombuffer(isal_zlib.decompress(square), np.uint8).reshape(shape)
    return np.add.accumulate(rows, axis=0, dtype=np.uint8)


def _weight(square: Square) -> int:
    if isinstance(square, int):
        return 8
    return len(square) if isinstance(square, bytes) else square.nbytes
