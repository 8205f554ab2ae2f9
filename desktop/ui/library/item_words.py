"""A tile of the library in words."""

from __future__ import annotations

from datetime import datetime

from desktop.domain.library_item import ItemKind, LibraryItem
from desktop.domain.library_query import LibraryQuery, SortBy
from desktop.ui.tiles.mark_words import mark_words
from desktop.ui.wording import exact_cost, first_line, moment

KIND_WORDS = {
    ItemKind.GENERATED: "Generated",
    ItemKind.EDITED: "Edited",
    ItemKind.REFUSED: "Refused",
    ItemKind.FAILED: "Failed",
    ItemKind.CANCELLED: "Cancelled",
    ItemKind.UNKNOWN: "No answer known",
}

KIND_ICONS = {
    ItemKind.REFUSED: "ban",
    ItemKind.FAILED: "circle-alert",
    ItemKind.CANCELLED: "circle-x",
    ItemKind.UNKNOWN: "circle-question-mark",
}

SORT_WORDS = {
    SortBy.CREATED: "Date",
    SortBy.RATING: "Stars",
    SortBy.MODEL: "Model",
    SortBy.SIZE: "Size",
    SortBy.COST: "Cost",
    SortBy.PROJECT: "Project",
    SortBy.KIND: "Kind",
}


def title(item: LibraryItem) -> str:
    return first_line(item.prompt) or "Without a prompt"


def cost_words(item: LibraryItem) -> str:
    """What this one result did cost."""
    if item.simulated:
        return "no cost"
    return "cost not known" if item.cost_usd is None else exact_cost(item.cost_usd)


def size_words(item: LibraryItem) -> str:
    return KIND_WORDS[item.kind] if item.size is None else item.size.shown


def facts_in_lines(item: LibraryItem, now: datetime) -> tuple[str, ...]:
    """What made it, when, its cost, and what the designer says of it."""
    made = f"{size_words(item)}, {item.model}"
    return (made, moment(item.created, now), cost_words(item), *marks_in_lines(item))


def marks_in_lines(item: LibraryItem) -> tuple[str, ...]:
    """Only what there is."""
    marks = item.marks
    tags = f"Tags: {', '.join(marks.tags)}" if marks.tags else ""
    project = f"Project: {item.project}" if item.project else ""
    return (*mark_words(marks), *(words for words in (tags, project, marks.note) if words))


def spoken(item: LibraryItem, now: datetime) -> str:
    """Everything on a tile as one line, for a screen reader."""
    number = f"result {item.index + 1} of {item.count}" if item.count > 1 and item.ref else ""
    kind = "" if item.ref else KIND_WORDS[item.kind]
    simulated = "simulated" if item.simulated else ""
    parts = [title(item), number, kind, simulated, *facts_in_lines(item, now)]
    return ", ".join(part for part in parts if part)


def counted_words(count: int, chosen: int) -> str:
    """How many there are, and how many of them are chosen."""
    every = "Nothing" if count == 0 else "1 result" if count == 1 else f"{count:,} results"
    return every if chosen < 2 else f"{chosen:,} of {every} chosen"


def empty_words(query: LibraryQuery) -> str:
    """What stands where nothing is found."""
    if query.in_trash and query.text:
        return "Nothing found in the trash."
    if query.in_trash:
        return "The trash is empty."
    if query.is_everything:
        return "Nothing here yet. Every result is kept here as soon as it comes."
    return "Nothing found. Try fewer words, or take filters away."
