"""What a page, a search, a filter and a sort cost: `python -m tests.benchmarks.library.queries`.

Milliseconds of the thread that asks, median and worst of several, for a first page of as many tiles
as the window reads at once, for the page behind it, and for all numbers, which the window reads a
moment later.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from desktop.domain.library_item import ItemKind, Label, MarksChange
from desktop.domain.library_query import LibraryQuery, SortBy
from desktop.storage.library import Library
from desktop.ui.library.library_model import FIRST
from tests.benchmarks.library.made_library import fill

QUERIES = {
    "everything": LibraryQuery(),
    "oldest first": LibraryQuery(is_descending=False),
    "word": LibraryQuery(text="fox "),
    "typed letter": LibraryQuery(text="f"),
    "beginning": LibraryQuery(text="tea"),
    "two words": LibraryQuery(text="fox harbour "),
    "phrase": LibraryQuery(text='"fox teapot"'),
    "word without word": LibraryQuery(text="fox -teapot"),
    "Japanese": LibraryQuery(text="東京"),
    "file name": LibraryQuery(text='"photo 17" '),
    "nothing": LibraryQuery(text="xylophone"),
    "four stars": LibraryQuery(least_rating=4),
    "model, rare": LibraryQuery(models=("gpt-image-1-mini",)),
    "model, usual": LibraryQuery(models=("gpt-image-2",)),
    "refused": LibraryQuery(kinds=(ItemKind.REFUSED,)),
    "project": LibraryQuery(projects=("Poster",)),
    "label": LibraryQuery(labels=(Label.RED,)),
    "tag": LibraryQuery(tags=("hero",)),
    "large": LibraryQuery(least_pixels=4_000_000),
    "dear": LibraryQuery(least_usd=Decimal("0.2")),
    "stars, model, project": LibraryQuery(
        least_rating=3, models=("gpt-image-2",), projects=("Poster",)
    ),
    "word, stars": LibraryQuery(text="fox ", least_rating=4),
    "by rating": LibraryQuery(sort=SortBy.RATING),
    "by cost": LibraryQuery(sort=SortBy.COST),
    "by size, word": LibraryQuery(text="fox ", sort=SortBy.SIZE),
    "by model, stars": LibraryQuery(least_rating=4, sort=SortBy.MODEL),
}


def timed(work: Callable[[], object], times: int) -> tuple[float, float]:
    """Median and worst in milliseconds of CPU."""
    took = []
    for _ in range(times):
        start = time.thread_time()
        work()
        took.append((time.thread_time() - start) * 1000)
    took.sort()
    return took[len(took) // 2], took[-1]


def main(count: int, folder: Path) -> None:
    start = time.perf_counter()
    if not (folder / "library.sqlite3").exists():
        fill(folder, count, (b"picture one", b"picture two"))
        print(f"{count:,} edits made in {time.perf_counter() - start:.1f} s")
    start = time.perf_counter()
    with Library.open(folder) as library:
        print(f"opened in {(time.perf_counter() - start) * 1000:.0f} ms", flush=True)
        size = (folder / "library.sqlite3").stat().st_size / 1e6
        print(f"database {size:.0f} MB; page / next page / all numbers, ms, median (worst)")
        print("goal for a page or a search in SQLite: 2 ms")
        for name, query in QUERIES.items():
            measure(library, name, query)
        numbers = library.catalogue.numbers(LibraryQuery())[:1000].tolist()
        middle, worst = timed(library.catalogue.facets, 5)
        print(f"what there is to filter by: {middle:.1f} ({worst:.1f})")
        middle, worst = timed(
            lambda: library.catalogue.change(numbers[:1], MarksChange(rating=3)), 20
        )
        print(f"one tile marked: {middle:.1f} ({worst:.1f})")
        middle, worst = timed(lambda: library.catalogue.change(numbers, MarksChange(rating=4)), 3)
        print(f"1000 tiles marked: {middle:.0f} ({worst:.0f})")


def measure(library: Library, name: str, query: LibraryQuery) -> None:
    catalogue = library.catalogue
    page, worst = timed(lambda: catalogue.page(query, limit=FIRST), 15)
    first = catalogue.page(query, limit=FIRST)
    following = 0.0
    if first:
        following, _ = timed(lambda: catalogue.page(query, after=first[-1], limit=FIRST), 7)
    bare, _ = timed(lambda: rows_only(library, query), 9)
    every, _ = timed(lambda: catalogue.numbers(query), 5)
    found = len(catalogue.numbers(query))
    print(
        f"{name:24} {bare:5.2f} in SQLite, page {page:5.2f} ({worst:5.2f}) /"
        f" {following:5.2f} / {every:6.1f} for {found:,}"
    )


def rows_only(library: Library, query: LibraryQuery) -> None:
    """The page without making values of its rows."""
    from desktop.storage.item_query import question

    with library.database.reading() as connection:
        asked = question(connection, query)
        connection.execute(
            f"SELECT items.number {asked.sql} LIMIT ?",
            (*asked.values, FIRST),
        ).fetchall()


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    if len(sys.argv) > 2:
        main(wanted, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as made:
            main(wanted, Path(made))
