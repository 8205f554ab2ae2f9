"""The trash: how much lies in it, and emptying it without touching what anything else uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.domain.edit import Edit
from desktop.domain.identity import ContentHash, EditId
from desktop.domain.library_item import ItemNumber, LibraryItem
from desktop.storage.records import contents_in, edit_to_json

if TYPE_CHECKING:
    from desktop.storage.library import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class TrashSize:
    """`tiles` in the trash; `bytes` is what their own pictures take, shared ones included."""

    tiles: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptied:
    """What emptying did: tiles gone, files deleted and the bytes that freed, files left in use."""

    tiles: int = 0
    files: int = 0
    bytes: int = 0
    still_used: int = 0


@dataclass(frozen=True, slots=True)
class _Parting:
    """An edit that loses results: with those that it keeps (None: it goes as a whole)."""

    record: str
    left: Edit | None


def trash_size(library: Library) -> TrashSize:
    """Looks at every file in the trash; not for the window's thread. ProblemError (library)."""
    tiles = library.catalogue.trashed()
    contents: set[ContentHash] = set()
    for edit, items in _by_edit(tiles).items():
        known = library.history.find(edit)
        for result in known.results if known else ():
            if result.index in {one.index for one in items}:
                contents |= {result.picture.content, result.original.content}
    return TrashSize(
        tiles=len(tiles), bytes=sum(library.pictures.bytes_of(content) for content in contents)
    )


def empty_trash(
    library: Library,
    also_used: AbstractSet[ContentHash] = frozenset(),
    only: AbstractSet[ItemNumber] | None = None,
) -> Emptied:
    """Throws away for good what is in the trash, or `only` those tiles of it.

    A file goes when no edit, request, waiting order, batch or open work names it, nor `also_used`.
    The edits go first, in the log and then in the database; a kill in between leaves files that
    nothing uses, which the next clean-up finds. ProblemError (disk, library).
    """
    tiles = [one for one in library.catalogue.trashed() if only is None or one.number in only]
    partings = _partings(library, tiles)
    _part(library, partings)
    named = {content for one in partings.values() for content in contents_in(one.record)}
    used = library.contents_in_use() | library.contents_open() | also_used
    files, freed = 0, 0
    for content in sorted(named - used):
        size = library.pictures.remove(content)
        files, freed = files + (size is not None), freed + (size or 0)
        library.thumbnails.drop(content)
    gone = sum(one.edit in partings for one in tiles)
    return Emptied(tiles=gone, files=files, bytes=freed, still_used=len(named & used))


def _by_edit(tiles: list[LibraryItem] | tuple[LibraryItem, ...]) -> dict[EditId, list[LibraryItem]]:
    found: defaultdict[EditId, list[LibraryItem]] = defaultdict(list)
    for tile in tiles:
        found[tile.edit].append(tile)
    return found


def _partings(library: Library, tiles: list[LibraryItem]) -> dict[EditId, _Parting]:
    """An edit whose record this version cannot read stays in the trash."""
    found: dict[EditId, _Parting] = {}
    for edit, items in _by_edit(tiles).items():
        record = library.history.record_of(edit)
        known = library.history.find(edit)
        if record is None or known is None:
            continue
        gone = {one.index for one in items}
        left = tuple(one for one in known.results if one.index not in gone)
        found[edit] = _Parting(record, replace(known, results=left) if left else None)
    return found


def _part(library: Library, partings: dict[EditId, _Parting]) -> None:
    changed = [one.left for one in partings.values() if one.left is not None]
    removed = tuple(edit for edit, one in partings.items() if one.left is None)
    for edit in changed:
        library.log.append(edit_to_json(edit))
    if removed:
        library.log.append_removed(removed)
    library.history.put_records((edit, edit_to_json(edit)) for edit in changed)
    library.history.remove_records(removed)
