"""What each filter of the library offers, and how a query reads that has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from desktop.domain.library_item import Label
from desktop.domain.library_query import Facets, LibraryQuery
from desktop.ui.library.date_range import range_words
from desktop.ui.library.item_words import KIND_WORDS
from desktop.ui.tiles.mark_words import LABEL_WORDS

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One line of a filter's menu: its words, whether it holds now, and what choosing it makes."""

    words: str
    is_on: bool
    query: LibraryQuery
    label: Label | None = None


def kinds(query: LibraryQuery, _facets: Facets) -> list[Offer]:
    return [
        Offer(
            words=words,
            is_on=kind in query.kinds,
            query=replace(query, kinds=_toggled(query.kinds, kind)),
        )
        for kind, words in KIND_WORDS.items()
    ]


def models(query: LibraryQuery, facets: Facets) -> list[Offer]:
    return [
        Offer(
            words=f"{one.name} ({one.count:,})",
            is_on=one.name in query.models,
            query=replace(query, models=_toggled(query.models, one.name)),
        )
        for one in facets.models
    ]


def tags(query: LibraryQuery, facets: Facets) -> list[Offer]:
    return [
        Offer(
            words=f"{one.name} ({one.count:,})",
            is_on=one.name in query.tags,
            query=replace(query, tags=_toggled(query.tags, one.name)),
        )
        for one in facets.tags
    ]


def stars(query: LibraryQuery, _facets: Facets) -> list[Offer]:
    words = ["Any", *(f"{count} and more" for count in range(1, 5)), "5"]
    return [
        Offer(
            words=one, is_on=query.least_rating == count, query=replace(query, least_rating=count)
        )
        for count, one in enumerate(words)
    ]


def labels(query: LibraryQuery, _facets: Facets) -> list[Offer]:
    return [
        Offer(
            words=words,
            is_on=label in query.labels,
            query=replace(query, labels=_toggled(query.labels, label)),
            label=label,
        )
        for label, words in LABEL_WORDS.items()
    ]


def dates(query: LibraryQuery, _facets: Facets) -> list[Offer]:
    today = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    starts = {
        "Any": None,
        "Today": today,
        "Last 7 days": today - timedelta(days=6),
        "Last 30 days": today - timedelta(days=29),
        "This year": today.replace(month=1, day=1),
    }
    made = [
        Offer(
            words=words,
            is_on=query.since == start and query.until is None,
            query=replace(query, since=start, until=None),
        )
        for words, start in starts.items()
    ]
    own = range_words(query.since, query.until)
    if own and not any(one.is_on for one in made):
        made.append(Offer(words=own, is_on=True, query=query))
    return made


def sizes(query: LibraryQuery, _facets: Facets) -> list[Offer]:
    ranges = {
        "Any": (None, None),
        "Under 1 megapixel": (None, 999_999),
        "1 to 2 megapixels": (1_000_000, 1_999_999),
        "2 to 8 megapixels": (2_000_000, 7_999_999),
        "8 megapixels and more": (8_000_000, None),
    }
    return [
        Offer(
            words=words,
            is_on=(query.least_pixels, query.most_pixels) == both,
            query=replace(query, least_pixels=both[0], most_pixels=both[1]),
        )
        for words, both in ranges.items()
    ]


def costs(query: LibraryQuery, _facets: Facets) -> list[Offer]:
    ranges = {
        "Any": (None, None),
        "Up to $0.05": (None, Decimal("0.05")),
        "$0.05 to $0.20": (Decimal("0.05"), Decimal("0.20")),
        "$0.20 and more": (Decimal("0.20"), None),
    }
    return [
        Offer(
            words=words,
            is_on=(query.least_usd, query.most_usd) == both,
            query=replace(query, least_usd=both[0], most_usd=both[1]),
        )
        for words, both in ranges.items()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A filter by its name; `takes_several` where more than one line may hold.

    `asks` is what the last line of its menu says where something else can be asked for.
    """

    name: str
    offers: Callable[[LibraryQuery, Facets], list[Offer]]
    takes_several: bool = False
    asks: str = ""

    def summary(self, query: LibraryQuery, facets: Facets) -> str:
        """What of it holds, in few words; empty when it narrows nothing."""
        on = [one.words for one in self.offers(query, facets) if one.is_on and one.words != "Any"]
        plain = [words.partition(" (")[0] for words in on]
        return plain[0] if len(plain) == 1 else f"{len(plain)} chosen" if plain else ""

    def without(self, query: LibraryQuery) -> LibraryQuery:
        """The query without this filter."""
        empty = LibraryQuery()
        return replace(query, **{name: getattr(empty, name) for name in _FIELDS[self.name]})


FILTERS = (
    Filter(name="Kind", offers=kinds, takes_several=True),
    Filter(name="Model", offers=models, takes_several=True),
    Filter(name="Stars", offers=stars),
    Filter(name="Label", offers=labels, takes_several=True),
    Filter(name="Tag", offers=tags, takes_several=True),
    Filter(name="Date", offers=dates, asks="Own dates…"),
    Filter(name="Size", offers=sizes),
    Filter(name="Cost", offers=costs),
)

_FIELDS: dict[str, tuple[str, ...]] = {
    "Kind": ("kinds",),
    "Model": ("models",),
    "Stars": ("least_rating",),
    "Label": ("labels",),
    "Tag": ("tags",),
    "Date": ("since", "until"),
    "Size": ("least_pixels", "most_pixels"),
    "Cost": ("least_usd", "most_usd"),
}


def without_filters(query: LibraryQuery) -> LibraryQuery:
    """Words, place and order stay."""
    for one in FILTERS:
        query = one.without(query)
    return query


def _toggled(chosen: tuple[_T, ...], one: _T) -> tuple[_T, ...]:
    if one in chosen:
        return tuple(other for other in chosen if other != one)
    return (*chosen, one)
