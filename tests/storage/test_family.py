"""The tree of a result reaches up to the first and down to everything that was made of it."""

from __future__ import annotations

from desktop.domain.edit import ResultRef
from desktop.storage.family import lineage_of
from desktop.storage.library import Library
from tests.storage.samples import PICTURE, a_result, an_edit, edit_id


def store(library: Library, number: int, parent: int | None, count: int = 1) -> None:
    library.pictures.put(PICTURE, ".png")
    results = tuple(a_result(index=at) for at in range(count))
    above = None if parent is None else ResultRef(edit=edit_id(parent), index=0)
    library.store_edit(an_edit(number, str(number), results=results, parent=above))


def tree(library: Library, number: int) -> dict[str, tuple[int, int, str | None]]:
    nodes = lineage_of(library.catalogue, ResultRef(edit=edit_id(number), index=0)).nodes
    names = {node.item.number: f"{node.item.prompt}.{node.item.index}" for node in nodes}
    return {
        names[node.item.number]: (
            node.depth,
            node.row,
            None if node.parent is None else names[node.parent],
        )
        for node in nodes
    }


def test_a_tree_is_the_same_from_wherever_it_is_looked_at(library: Library) -> None:
    store(library, 1, None)
    store(library, 2, 1, count=2)
    store(library, 3, 2)
    store(library, 4, 1)
    store(library, 9, None)
    assert tree(library, 1) == {
        "1.0": (0, 2, None),
        "2.0": (1, 0, "1.0"),
        "3.0": (2, 0, "2.0"),
        "2.1": (1, 2, "1.0"),
        "4.0": (1, 4, "1.0"),
    }
    assert tree(library, 3) == tree(library, 1) == tree(library, 4)
    assert tree(library, 9) == {"9.0": (0, 0, None)}
    assert tree(library, 77) == {}


def test_what_is_in_the_trash_is_left_out(library: Library) -> None:
    for number, parent in ((1, None), (2, 1), (3, 2)):
        store(library, number, parent)
    middle = library.catalogue.item_at(ResultRef(edit=edit_id(2), index=0))
    assert middle is not None
    library.catalogue.trash([middle.number])
    assert list(tree(library, 1)) == ["1.0"]
    assert list(tree(library, 3)) == ["3.0"]


def test_a_long_chain_and_a_circle_end(library: Library) -> None:
    for number in range(300):
        store(library, number, number - 1 if number else None)
    assert len(tree(library, 299)) == 300
    store(library, 0, 299)
    assert len(tree(library, 5)) == 300
