"""A library of many edits, made in a minute: records straight into the database, few real files."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from desktop.domain.edit import Edit, Outcome, Result, ResultRef, StoredPicture
from desktop.domain.identity import ContentHash, EditId
from desktop.domain.recipe import InputFile, Inputs, Kind, Recipe
from desktop.domain.size import Size
from desktop.storage.catalogue_schema import REFILL, ROOM
from desktop.storage.found_words import spaced, spaced_prompt
from desktop.storage.library import DATABASE, Library
from desktop.storage.records import edit_to_json

NEWEST = datetime(2026, 11, 21, 9, tzinfo=UTC)
WORDS = tuple(
    word
    for line in (
        "fox teapot evening lamp mountain river glass portrait velvet neon forest ceramic studio",
        "shadow window harbour citrus marble paper copper silk winter market bicycle orchard",
        "desert violin meadow brick aurora tiger mist cathedral ladder pebble feather ocean",
        "東京 夜景 猫 桜 кот вечер река عصر شاي café œuvre naïve umbrella",
    )
    for word in line.split()
)
MODELS = ("gpt-image-2", "gpt-image-1.5", "gpt-image-1", "gpt-image-1-mini")
PROJECTS = ("", "", "", "Spring catalogue", "Poster", "Client Ω", "Packaging", "Research")
ITEM_COLUMNS = (
    "place, kind, model, title, width, height, content, results, cost, simulated, edit_project,"
    " project, has_project, parent_place, names, rating, label, tags, note, trashed"
)
PER_MILLISECOND = 4096
SIZES = (Size(1024, 1024), Size(1536, 1024), Size(1024, 1536), Size(3840, 2160))
QUALITIES = ("low", "medium", "high")


def edits(count: int, contents: tuple[ContentHash, ...], seed: int = 7) -> Iterator[Edit]:
    """`count` edits, oldest first, one in twenty without a picture, some made from others."""
    chance = random.Random(seed)
    last: EditId | None = None
    for number in range(count):
        made = NEWEST - timedelta(minutes=4 * (count - number))
        name = EditId(f"{int(made.timestamp() * 1000):012x}{number:010x}")
        edit = _edit(name, made, chance, contents)
        if last is not None and chance.random() < 0.2:
            edit = replace(edit, parent=ResultRef(edit=last, index=0))
        last = name if edit.results else last
        yield edit


def _edit(
    name: EditId, made: datetime, chance: random.Random, contents: tuple[ContentHash, ...]
) -> Edit:
    kind = chance.choice((Kind.GENERATE, Kind.EDIT, Kind.EDIT))
    size = chance.choice(SIZES)
    prompt = " ".join(chance.choices(WORDS, k=chance.randint(6, 30)))
    outcome = chance.choices(
        (Outcome.FINISHED, Outcome.REFUSED, Outcome.FAILED), weights=(95, 2, 3)
    )[0]
    stored = StoredPicture(content=chance.choice(contents), media_type="image/png", size=size)
    results = (Result(index=0, original=stored, picture=stored),)
    source = InputFile(content=contents[0], name=f"photo {chance.randint(1, 900)}.jpg", size=size)
    return Edit(
        id=name,
        created=made,
        recipe=Recipe(
            kind=kind,
            prompt=prompt,
            model=chance.choices(MODELS, weights=(70, 20, 9, 1))[0],
            quality=chance.choice(QUALITIES),
            size=size,
        ),
        inputs=Inputs(picture=source if kind is Kind.EDIT else None),
        outcome=outcome,
        results=results if outcome is Outcome.FINISHED else (),
        project=chance.choice(PROJECTS),
        cost_usd=Decimal(chance.randint(400, 25_000)) / 100_000,
        seconds=chance.uniform(8, 90),
    )


def fill(folder: Path, count: int, pictures: tuple[bytes, ...], seed: int = 7) -> None:
    """A library with `count` edits that share `pictures`; a part of them marked."""
    with Library.open(folder) as library:
        contents = tuple(library.pictures.put(one, ".png") for one in pictures)
        made = edits(count, contents, seed)
        library.history.put_records((edit, edit_to_json(edit)) for edit in made)
    _mark(folder / DATABASE, seed)


def _mark(path: Path, seed: int) -> None:
    """One tile in ten has stars, one in twenty a label, one in thirty a tag, some a note."""
    chance = random.Random(seed)
    with sqlite3.connect(path) as connection:
        connection.create_function("spaced", 1, spaced, deterministic=True)
        connection.create_function("spaced_prompt", 1, spaced_prompt, deterministic=True)
        numbers = [row[0] for row in connection.execute("SELECT number FROM items")]
        connection.executemany(
            "UPDATE items SET rating = ? WHERE number = ?",
            [
                (chance.randint(1, 5), number)
                for number in chance.sample(numbers, len(numbers) // 10)
            ],
        )
        connection.executemany(
            "UPDATE items SET label = ? WHERE number = ?",
            [
                (chance.choice(("red", "green", "blue")), number)
                for number in chance.sample(numbers, len(numbers) // 20)
            ],
        )
        for number in chance.sample(numbers, len(numbers) // 30):
            tag = chance.choice(("hero", "client", "print", "draft"))
            connection.execute("UPDATE items SET tags = ? WHERE number = ?", (tag, number))
            connection.execute("INSERT INTO item_tags VALUES (?, ?)", (tag, number))
    connection.close()


def multiply(folder: Path, times: int) -> None:
    """The library again and again, each copy older by all the time that it spans.

    Rows are copied as they are, and what is made of them is made once at the end; edits that are
    stored one by one take several times as long.
    """
    with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as connection:
        for function in (spaced, spaced_prompt):
            connection.create_function(function.__name__, 1, function, deterministic=True)
        connection.create_function("older", 2, _older, deterministic=True)
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -400000")
        (first, last) = connection.execute("SELECT min(number), max(number) FROM edits").fetchone()
        span = (last - first) // PER_MILLISECOND + 240_000
        connection.execute("BEGIN")
        made_of_rows = _take_away(connection)
        for copy in range(1, times):
            _copy(connection, first, span * copy)
        for statement in (*REFILL, *made_of_rows):
            connection.execute(statement)
        connection.execute("COMMIT")


def _take_away(connection: sqlite3.Connection) -> list[str]:
    """Drops triggers and indexes; how to make them again."""
    kept = connection.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('trigger', 'index')"
        " AND tbl_name IN ('edits', 'items') AND sql IS NOT NULL"
    ).fetchall()
    for kind, name, _ in kept:
        connection.execute(f"DROP {kind} {name}")
    return [sql for _, _, sql in kept]


def _copy(connection: sqlite3.Connection, first: int, milliseconds: int) -> None:
    """What is numbered from `first`, so much earlier."""
    shift = milliseconds * PER_MILLISECOND
    connection.execute(
        "INSERT INTO edits (number, id, record) SELECT number - ?, older(id, ?),"
        " json_set(record, '$.id', older(id, ?)) FROM edits WHERE number >= ?",
        (shift, milliseconds, milliseconds, first),
    )
    connection.execute(
        f"INSERT INTO items (number, edit, parent, {ITEM_COLUMNS})"
        f" SELECT number - ?, older(edit, ?), older(parent, ?), {ITEM_COLUMNS}"
        " FROM items WHERE number >= ?",
        (shift * ROOM, milliseconds, milliseconds, first * ROOM),
    )


def _older(edit: str, milliseconds: int) -> str:
    """The id of an edit that was made so much earlier."""
    return f"{int(edit[:12], 16) - milliseconds:012x}{edit[12:]}" if edit else ""
