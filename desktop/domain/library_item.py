"""What the library shows as one tile: a result, or an edit without any, with what is said of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NewType

from desktop.domain.edit import ResultRef
from desktop.domain.identity import ContentHash, EditId
from desktop.domain.size import Size

ItemNumber = NewType("ItemNumber", int)
"""Names a tile inside one library; grows with the time of creation."""

NO_RESULT = -1
"""The index of the tile of an edit that has no result."""

MOST_STARS = 5


class ItemKind(StrEnum):
    """How a tile came to be, or why there is no picture in it."""

    GENERATED = "generated"
    EDITED = "edited"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class Label(StrEnum):
    """A colour that the designer gives; what it means is the designer's."""

    NONE = ""
    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PURPLE = "purple"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What the designer says of a tile. `rating` is 0 to 5 stars; `trashed` is when, or None.

    `project` None leaves the project that the edit was made for.
    """

    rating: int = 0
    label: Label = Label.NONE
    tags: tuple[str, ...] = ()
    note: str = ""
    project: str | None = None
    trashed: datetime | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.rating <= MOST_STARS:
            raise ValueError(f"{self.rating} is no number of stars.")

    def changed(self, change: MarksChange) -> Marks:
        """These marks with the change; tags are compared without regard to case."""
        gone = {tag.casefold() for tag in (*change.without_tags, *change.with_tags)}
        kept = tuple(tag for tag in self.tags if tag.casefold() not in gone)
        return replace(
            self,
            rating=self.rating if change.rating is None else change.rating,
            label=self.label if change.label is None else change.label,
            tags=kept + tidy_tags(change.with_tags),
            note=self.note if change.note is None else change.note.strip(),
            project=self.project if change.project is None else change.project.strip(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MarksChange:
    """What is to be different; None leaves it as it is."""

    rating: int | None = None
    label: Label | None = None
    project: str | None = None
    note: str | None = None
    with_tags: tuple[str, ...] = ()
    without_tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedItem:
    """The marks of one tile, named so that another library file knows it too."""

    edit: EditId
    index: int
    marks: Marks


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryItem:
    """One tile. `index` is NO_RESULT, `content` and `size` are None where there is no picture.

    `prompt` is only its beginning. `cost_usd` is the share of one result. `count` is how many
    results the edit has. `parent` is the result that it was made from.
    """

    number: ItemNumber
    edit: EditId
    index: int
    created: datetime
    kind: ItemKind
    prompt: str
    model: str
    size: Size | None = None
    content: ContentHash | None = None
    count: int = 1
    cost_usd: Decimal | None = None
    simulated: bool = False
    project: str = ""
    parent: ResultRef | None = None
    marks: Marks = Marks()

    @property
    def ref(self) -> ResultRef | None:
        """The result; None where there is none."""
        return None if self.content is None else ResultRef(edit=self.edit, index=self.index)


def tidy_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Trimmed, without empty ones and without the same one twice; the first spelling counts."""
    found: dict[str, str] = {}
    for tag in tags:
        plain = " ".join(tag.replace(",", " ").split())
        if plain:
            found.setdefault(plain.casefold(), plain)
    return tuple(found.values())
