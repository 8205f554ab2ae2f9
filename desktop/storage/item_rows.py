"""Tiles as rows of the database and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from desktop.domain.edit import ResultRef
from desktop.domain.identity import ContentHash, EditId
from desktop.domain.library_item import ItemKind, ItemNumber, Label, LibraryItem, Marks
from desktop.domain.size import Size
from desktop.storage.item_query import item_millisecond

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NANO: Final = Decimal(1_000_000_000)

_NO_MARKS: Final = Marks()
_UNMARKED: Final = (0, 0, "", "", "", None)
"""How own project, rating, label, tags, note and trash stand in the row of most tiles."""

TAG_END = "\n"
"""Stands between tags in their column."""

ITEM_COLUMNS = (
    "items.number, edit, place, kind, model, title, width, height, content, results, cost,"
    " simulated, project, has_project, parent, parent_place, rating, label, items.tags,"
    " items.note, trashed"
)


def item_of(row: tuple[Any, ...]) -> LibraryItem:
    """The tile in a row of ITEM_COLUMNS."""
    is_unmarked = row[13:14] + row[16:] == _UNMARKED
    (number, edit, place, kind, model, title, width, height, content, results, cost) = row[:11]
    simulated, project, has_project, parent, parent_place = row[11:16]
    return LibraryItem(
        number=ItemNumber(number),
        edit=EditId(edit),
        index=place,
        created=moment_of(item_millisecond(number)),
        kind=ItemKind(kind),
        prompt=title,
        model=model,
        size=Size(width, height) if width and height else None,
        content=ContentHash(content) if content else None,
        count=results,
        cost_usd=Decimal(cost) / _NANO if cost >= 0 else None,
        simulated=bool(simulated),
        project=project,
        parent=ResultRef(edit=EditId(parent), index=parent_place) if parent else None,
        marks=_NO_MARKS if is_unmarked else marks_of((project if has_project else None, *row[16:])),
    )


def marks_of(row: tuple[Any, ...]) -> Marks:
    """Own project or None, rating, label, tags, note, trashed."""
    project, rating, label, tags, note, trashed = row
    return Marks(
        rating=rating,
        label=label_named(label),
        tags=tuple(tags.split(TAG_END)) if tags else (),
        note=note,
        project=project,
        trashed=None if trashed is None else moment_of(trashed),
    )


def label_named(name: str) -> Label:
    """A colour of a later version is none here."""
    try:
        return Label(name)
    except ValueError:
        return Label.NONE


def moment_of(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)


def milliseconds_of(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)
