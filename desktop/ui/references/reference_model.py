"""The tiles of the tray: the canvas picture, the references in their order, and one to add more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.domain.recipe import PICTURE_LIMIT
from desktop.domain.reference import Reference, References, room_left
from desktop.domain.size import Size
from desktop.ui.wording import as_tooltip

Index = QModelIndex | QPersistentModelIndex


class TileKind(Enum):
    """What a tile of the tray stands for."""

    CANVAS = "canvas"
    REFERENCE = "reference"
    ADD = "add"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrayTile:
    """One tile; `number` is its place in the request, None when it is not sent."""

    kind: TileKind
    number: int | None = None
    reference: Reference | None = None
    price: str = ""
    size: Size | None = None
    room: int = 0


class ReferenceModel(QAbstractListModel):
    """A view of values: it changes nothing itself, it only shows what it is given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tiles: tuple[TrayTile, ...] = (TrayTile(kind=TileKind.ADD, room=PICTURE_LIMIT),)
        self._first = 0

    def show_references(
        self, references: References, picture: Size | None, prices: tuple[str, ...]
    ) -> None:
        """`prices` belong to the references in their order; missing ones are not shown."""
        tiles = _tiles(references, picture, prices)
        if len(tiles) == len(self._tiles):
            self._tiles, self._first = tiles, int(picture is not None)
            self.dataChanged.emit(self.index(0), self.index(len(tiles) - 1))
            return
        self.beginResetModel()
        self._tiles, self._first = tiles, int(picture is not None)
        self.endResetModel()

    def tile(self, index: Index) -> TrayTile:
        return self._tiles[index.row()]

    def place_of(self, row: int) -> int | None:
        """Which reference stands in a row; None for the canvas picture and the tile to add."""
        if 0 <= row < len(self._tiles) and self._tiles[row].kind is TileKind.REFERENCE:
            return row - self._first
        return None

    def row_of(self, place: int) -> int:
        """The row of the reference at `place`; of the tile to add when there is none."""
        return min(place + self._first, len(self._tiles) - 1)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._tiles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if not index.isValid():
            return None
        tile = self._tiles[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return ", ".join(_facts(tile))
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tooltip(*_facts(tile), *_hints(tile))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        is_reference = self.tile(index).kind is TileKind.REFERENCE
        return flags | Qt.ItemFlag.ItemIsDragEnabled if is_reference else flags


def _tiles(
    references: References, picture: Size | None, prices: tuple[str, ...]
) -> tuple[TrayTile, ...]:
    tiles: list[TrayTile] = []
    number = 0
    if picture is not None:
        number = 1
        tiles.append(TrayTile(kind=TileKind.CANVAS, number=number, size=picture))
    for place, reference in enumerate(references):
        number += reference.is_on
        tiles.append(
            TrayTile(
                kind=TileKind.REFERENCE,
                number=number if reference.is_on else None,
                reference=reference,
                price=prices[place] if place < len(prices) else "",
                size=reference.file.size,
            )
        )
    room = max(0, room_left(references, with_picture=picture is not None))
    return (*tiles, TrayTile(kind=TileKind.ADD, room=room))


def _facts(tile: TrayTile) -> list[str]:
    """What a tile is, from the name to the price; also what a screen reader says."""
    if tile.kind is TileKind.ADD:
        return ["Add references"] if tile.room else ["The tray is full"]
    facts = ["The picture on the canvas" if tile.reference is None else tile.reference.file.name]
    facts.append("" if tile.size is None else tile.size.shown)
    facts.append("not sent" if tile.number is None else f"sent as number {tile.number}")
    facts.append(f"costs {tile.price}" if tile.price and tile.number is not None else "")
    return [fact for fact in facts if fact]


def _hints(tile: TrayTile) -> list[str]:
    """What can be done with a tile, for its tooltip."""
    if tile.kind is TileKind.CANVAS:
        return ["It is always the first."]
    if tile.kind is TileKind.REFERENCE:
        return ["Drag to reorder, or Ctrl+Left and Ctrl+Right"]
    if tile.room:
        return ["Choose files, paste, or drop pictures here"]
    return [f"The service takes {PICTURE_LIMIT} pictures in all. Remove one to make room."]
