"""Questions about tiles as SQL: conditions, an order, and which index leads to few rows.

SQLite guesses badly how many rows a condition leaves, so that is counted first, up to a bound:
where a condition leaves few, its index leads and the few are sorted; else the rows are walked in
the wished order, because the first page is soon full. A plus before a column keeps its index out.
Where the outcome of counting could change nothing, nothing is counted.
"""

# ruff: noqa: S608  # only names of this module's own are put into statements, values are bound

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from desktop.domain.library_query import LibraryQuery, SortBy
from desktop.storage.catalogue_schema import ROOM
from desktop.storage.found_terms import spelt_out
from desktop.storage.found_words import match_expression

Value = str | int

_FEW = 1500
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PER_MILLISECOND = 4096 * ROOM
_END = 2**63 - 1

_COLUMN: Final = {
    SortBy.CREATED: "number",
    SortBy.RATING: "rating",
    SortBy.MODEL: "model",
    SortBy.SIZE: "pixels",
    SortBy.COST: "cost",
    SortBy.PROJECT: "project",
    SortBy.KIND: "kind",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """`text` names the `column` as `{column}`; `index` (or "") is the one that is on it."""

    column: str
    text: str
    values: tuple[Value, ...]
    index: str = ""

    def sql(self, *, leads: bool) -> str:
        return self.text.format(column=self.column if leads else f"+{self.column}")


@dataclass(frozen=True, slots=True)
class Question:
    """A FROM clause and all behind it, with its values."""

    sql: str
    values: tuple[Value, ...]


def question(
    connection: sqlite3.Connection, query: LibraryQuery, after: tuple[Value, int] | None = None
) -> Question:
    """Everything that `query` asks for in its order, behind the tile whose keys are `after`."""
    found, unwanted = match_expression(query.text)
    found = spelt_out(connection, found)
    conditions = list(_conditions(query))
    leader = _leader(connection, query, conditions, found)
    source, parts, values = _source(found, leader, query)
    parts.append(_shown(query))
    for condition in conditions:
        parts.append(condition.sql(leads=condition is leader))
        values += condition.values
    for word in unwanted:
        parts.append("+items.number NOT IN (SELECT rowid FROM finds WHERE finds MATCH ?)")
        values.append(word)
    if after is not None:
        parts.append(_behind(query, after, values, by_words=bool(found) and leader is _WORDS))
    order = _order(query, leader)
    return Question(f"{source} WHERE {' AND '.join(parts)} {order}", tuple(values))


def sort_column(sort: SortBy) -> str:
    return _COLUMN[sort]


def item_millisecond(number: int) -> int:
    """When a tile's edit was made, in milliseconds of Unix time."""
    return number // _PER_MILLISECOND


def first_number(moment: datetime) -> int:
    """The least number of what was made at that moment."""
    return (moment - _EPOCH) // timedelta(milliseconds=1) * _PER_MILLISECOND


_TAGGED = "{column} IN (SELECT number FROM item_tags WHERE tag = ?)"

_WORDS = Condition("words", "", ())
"""Stands for the words, where they lead."""


def _conditions(query: LibraryQuery) -> Iterator[Condition]:
    """One for each filter that is set; words not among them."""
    yield from _chosen("kind", query.kinds)
    yield from _chosen("model", query.models)
    yield from _chosen("project", query.projects)
    yield from _chosen("label", query.labels)
    if query.least_rating:
        stars = tuple(range(query.least_rating, 6))
        yield Condition("rating", f"{{column}} IN ({_marks(stars)})", stars, "items_rating")
    for tag in query.tags:
        yield Condition("items.number", _TAGGED, (tag,))
    yield from _ranges(query)


def _ranges(query: LibraryQuery) -> Iterator[Condition]:
    if query.since is not None:
        yield Condition("", "items.number >= ?", (first_number(query.since),))
    if query.until is not None:
        yield Condition("", "items.number < ?", (first_number(query.until),))
    if query.least_pixels is not None:
        yield Condition("pixels", "{column} >= ?", (query.least_pixels,), "items_pixels")
    if query.most_pixels is not None:
        yield Condition("pixels", "{column} BETWEEN 1 AND ?", (query.most_pixels,), "items_pixels")
    if query.least_usd is not None:
        yield Condition("cost", "{column} >= ?", (_nano(query.least_usd),), "items_cost")
    if query.most_usd is not None:
        least_to_most = "{column} BETWEEN 0 AND ?"
        yield Condition("cost", least_to_most, (_nano(query.most_usd),), "items_cost")


def _nano(usd: Decimal) -> int:
    return int(usd * 1_000_000_000)


def _chosen(column: str, names: tuple[str, ...]) -> Iterator[Condition]:
    if names:
        values = tuple(str(name) for name in names)
        text = f"{{column}} IN ({_marks(values)})"
        yield Condition(column, text, values, f"items_{column}")


def _marks(values: tuple[object, ...]) -> str:
    return ", ".join("?" * len(values))


def _leader(
    connection: sqlite3.Connection, query: LibraryQuery, conditions: list[Condition], found: str
) -> Condition | None:
    """The condition that leaves the fewest rows, if it leaves few; None: the order leads.

    Sorted by date, words always lead: the full-text index gives its rows in that order anyway.
    """
    if found and query.sort is SortBy.CREATED and (query.in_trash or not conditions):
        return _WORDS
    least, leader = _FEW, None
    if found:
        count = _count(connection, "finds WHERE finds MATCH ?", (found,))
        if count < least or query.sort is SortBy.CREATED:
            least, leader = min(count, _FEW), _WORDS
    for condition in () if query.in_trash else conditions:
        if not condition.index and condition.text is not _TAGGED:
            continue
        count = _count(connection, _rows_of(condition), condition.values, bound=least)
        if count < least:
            least, leader = count, condition
    return leader or _in_order_by_itself(connection, query, conditions)


def _rows_of(condition: Condition) -> str:
    """What to count; a few of the tagged may be in the trash, which is not worth a look at each."""
    if condition.text is _TAGGED:
        return "item_tags WHERE tag = ?"
    return f"items {_by(condition)} WHERE trashed IS NULL AND {condition.sql(leads=True)}"


def _in_order_by_itself(
    connection: sqlite3.Connection, query: LibraryQuery, conditions: list[Condition]
) -> Condition | None:
    """A condition for one value, whose index has its rows by date; of several the rarest one.

    That is the one whose newest rows reach back the furthest.
    """
    if query.sort is not SortBy.CREATED or query.in_trash:
        return None
    alone = [one for one in conditions if one.index and one.text == "{column} IN (?)"]
    if len(alone) < 2:
        return next(iter(alone), None)
    return min(alone, key=lambda one: _nth_newest(connection, one))


def _nth_newest(connection: sqlite3.Connection, condition: Condition) -> int:
    """The number of the last of the _FEW newest rows."""
    found = connection.execute(
        f"SELECT number FROM {_rows_of(condition)} ORDER BY number DESC LIMIT 1 OFFSET ?",
        (*condition.values, _FEW - 1),
    ).fetchone()
    return 0 if found is None else int(found[0])


def _count(
    connection: sqlite3.Connection, rest: str, values: tuple[Value, ...], bound: int = _FEW
) -> int:
    found = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {rest} LIMIT ?)", (*values, bound)
    ).fetchone()
    return int(found[0])


def _source(
    found: str, leader: Condition | None, query: LibraryQuery
) -> tuple[str, list[str], list[Value]]:
    """Where rows come from, the first conditions and their values."""
    if found and leader is _WORDS:
        joined = "FROM finds CROSS JOIN items ON items.number = finds.rowid"
        return joined, ["finds MATCH ?"], [found]
    source = f"FROM items {_by(leader) or _in_order(leader, query)}"
    if found:
        return source, ["+items.number IN (SELECT rowid FROM finds WHERE finds MATCH ?)"], [found]
    return source, [], []


def _by(leader: Condition | None) -> str:
    return f"INDEXED BY {leader.index}" if leader is not None and leader.index else ""


def _in_order(leader: Condition | None, query: LibraryQuery) -> str:
    """The index that gives the rows in the wished order; by date the rows lie so themselves."""
    if leader is not None or query.in_trash or query.sort is SortBy.CREATED:
        return ""
    return f"INDEXED BY items_{_COLUMN[query.sort]}"


def _shown(query: LibraryQuery) -> str:
    return "trashed IS NOT NULL" if query.in_trash else "trashed IS NULL"


def _behind(
    query: LibraryQuery, after: tuple[Value, int], values: list[Value], *, by_words: bool
) -> str:
    sign = "<" if query.is_descending else ">"
    if query.sort is SortBy.CREATED:
        values.append(after[1])
        return f"{'finds.rowid' if by_words else 'items.number'} {sign} ?"
    values += after
    return f"({_COLUMN[query.sort]}, items.number) {sign} (?, ?)"


def _order(query: LibraryQuery, leader: Condition | None) -> str:
    way = "DESC" if query.is_descending else "ASC"
    if query.sort is SortBy.CREATED:
        return f"ORDER BY {'finds.rowid' if leader is _WORDS else 'items.number'} {way}"
    return f"ORDER BY {_COLUMN[query.sort]} {way}, items.number {way}"
