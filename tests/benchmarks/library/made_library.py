"""A library of many edits, made in a minute: records straight into the database, few real files."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from desktop.domain.edit import Edit, Outcome, Result, ResultRef, StoredPicture
from desktop.domain.identity import ContentHash, EditId
from desktop.domain.recipe import InputFile, Inputs, Kind, Recipe
from desktop.domain.size import Size
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
    from desktop.storage.found_words import spaced, spaced_prompt

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
