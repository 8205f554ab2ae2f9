"""Reads the family of a result from the library: up to the first, then everything made of it."""

from __future__ import annotations

from desktop.domain.edit import ResultRef
from desktop.domain.library_item import ItemNumber, LibraryItem
from desktop.domain.lineage import Lineage, LineageNode
from desktop.storage.catalogue import Catalogue

_MOST = 400
"""Nodes that are read; a tree of more cannot be looked at anyway."""

_DEEPEST = 1000


def lineage_of(catalogue: Catalogue, ref: ResultRef) -> Lineage:
    """The tree that `ref` stands in; what is in the trash is left out. ProblemError (library)."""
    start = catalogue.item_at(ref)
    if start is None:
        return Lineage()
    first = _first(catalogue, start)
    children: dict[ItemNumber, list[LibraryItem]] = {}
    found, waiting = {first.number: first}, [first]
    while waiting and len(found) < _MOST:
        item = waiting.pop(0)
        made = () if item.ref is None else catalogue.made_from(item.ref)
        fresh = [one for one in made if one.number not in found and one.marks.trashed is None]
        children[item.number] = fresh
        found |= {one.number: one for one in fresh}
        waiting += fresh
    return Lineage(nodes=_placed(first, children), is_cut=bool(waiting))


def _first(catalogue: Catalogue, item: LibraryItem) -> LibraryItem:
    """The oldest that is still there; a circle, which cannot be, ends where it closes."""
    seen = {item.number}
    for _ in range(_DEEPEST):
        parent = None if item.parent is None else catalogue.item_at(item.parent)
        if parent is None or parent.number in seen or parent.marks.trashed is not None:
            return item
        seen.add(parent.number)
        item = parent
    return item


def _placed(
    first: LibraryItem, children: dict[ItemNumber, list[LibraryItem]]
) -> tuple[LineageNode, ...]:
    """Every node with its place; without recursion, because a chain may be long."""
    order: list[tuple[LibraryItem, ItemNumber | None, int]] = []
    waiting: list[tuple[LibraryItem, ItemNumber | None, int]] = [(first, None, 0)]
    while waiting:
        item, above, generation = waiting.pop()
        order.append((item, above, generation))
        made = children.get(item.number, [])
        waiting += [(one, item.number, generation + 1) for one in reversed(made)]
    rows: dict[ItemNumber, int] = {}
    row = 0
    for item, _, _ in order:
        if not children.get(item.number):
            rows[item.number] = row
            row += 2
    for item, _, _ in reversed(order):
        made = children.get(item.number, [])
        if made:
            rows[item.number] = (rows[made[0].number] + rows[made[-1].number]) // 2
    return tuple(
        LineageNode(item=item, parent=above, depth=generation, row=rows[item.number])
        for item, above, generation in order
    )
