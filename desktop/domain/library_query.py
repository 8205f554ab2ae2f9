"""What is looked for in the library: words, filters and an order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from desktop.domain.library_item import ItemKind, Label


class SortBy(StrEnum):
    """What tiles are sorted by; equal ones by their age."""

    CREATED = "date"
    RATING = "rating"
    MODEL = "model"
    SIZE = "size"
    COST = "cost"
    PROJECT = "project"
    KIND = "kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryQuery:
    """All conditions hold together; an empty tuple or None sets none.

    `text`: every word must be found in prompt, file names, note or tags; "quoted words" stand
    together, -word must not be there, the last word may be the beginning of one. `projects` may
    hold "" for tiles without one. Sizes are in pixels (width times height), costs in US dollars
    for one result. `since` counts, `until` does not. `in_trash` looks there and nowhere else.
    """

    text: str = ""
    kinds: tuple[ItemKind, ...] = ()
    models: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    tags: tuple[str, ...] = ()
    least_rating: int = 0
    since: datetime | None = None
    until: datetime | None = None
    least_pixels: int | None = None
    most_pixels: int | None = None
    least_usd: Decimal | None = None
    most_usd: Decimal | None = None
    in_trash: bool = False
    sort: SortBy = SortBy.CREATED
    is_descending: bool = True

    @property
    def is_everything(self) -> bool:
        """Nothing narrows it, whatever the order."""
        return self == LibraryQuery(sort=self.sort, is_descending=self.is_descending)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """A query under the designer's own name."""

    name: str
    query: LibraryQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A word that filters can choose, and how many tiles have it."""

    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What there is to filter by, outside the trash."""

    models: tuple[Counted, ...] = ()
    projects: tuple[Counted, ...] = ()
    tags: tuple[Counted, ...] = ()
