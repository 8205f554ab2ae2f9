"""Where a result came from and what was made of it, as a tree."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.library_item import ItemNumber, LibraryItem


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageNode:
    """A result and the one it was made from (None for the first).

    `depth` counts generations; `row` is a place among its generation's, in halves of a tile, so
    that a parent stands in the middle of its children.
    """

    item: LibraryItem
    parent: ItemNumber | None
    depth: int
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """All nodes, parents before their children; `is_cut` when there were too many to show."""

    nodes: tuple[LineageNode, ...] = ()
    is_cut: bool = False

    def node(self, number: ItemNumber) -> LineageNode | None:
        return next((one for one in self.nodes if one.item.number == number), None)
