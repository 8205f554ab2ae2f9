"""The grid of 256-pixel squares in which a mask is copied, counted and packed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from desktop.domain.size import Box, Size

TILE = 256
"""Side of a square in pixels; those at the right and lower border are smaller."""


class Tile(NamedTuple):
    """One square by its row and column in the grid."""

    row: int
    column: int


def grid_of(size: Size) -> tuple[int, int]:
    """How many rows and columns of squares cover a picture."""
    return -(-size.height // TILE), -(-size.width // TILE)


def tile_box(tile: Tile, size: Size) -> Box:
    """The pixels of a square."""
    x, y = tile.column * TILE, tile.row * TILE
    return Box(x, y, min(TILE, size.width - x), min(TILE, size.height - y))


def tile_of(part: Box) -> Tile:
    """The square in which a part lies that is not larger than one."""
    return Tile(part.y // TILE, part.x // TILE)


def tiles_in(box: Box) -> Iterator[Tile]:
    """The squares that share a pixel with `box`, which must lie inside the picture."""
    if box.is_empty:
        return
    for row in range(box.y // TILE, (box.bottom - 1) // TILE + 1):
        for column in range(box.x // TILE, (box.right - 1) // TILE + 1):
            yield Tile(row, column)
