"""A long beginning of a word is looked for as the words that begin so, and finds the same."""

from __future__ import annotations

import pytest

from desktop.domain.library_query import LibraryQuery
from desktop.storage.catalogue import Catalogue
from desktop.storage.database import Database
from desktop.storage.edit_log import EditLog
from desktop.storage.found_terms import spelt_out
from desktop.storage.history import History
from tests.storage.samples import a_result, an_edit

PROMPTS = ("a lamp", "Lamplight on a wall", "the LAMPSHADE", "a clamp", "ein Lämpchen", "lam")
MANY = tuple(f"tile{letter} and fox" for letter in "abcdefghijklmnopq")


@pytest.fixture
def catalogue(history: History, database: Database) -> Catalogue:
    for number, prompt in enumerate(PROMPTS + MANY):
        result = a_result(str(number).encode(), 0)
        history.put(an_edit(number, prompt, results=(result,)))
    return Catalogue(database, EditLog(database.path.with_name("edits.jsonl")))


def found(catalogue: Catalogue, text: str) -> set[str]:
    return {item.prompt for item in catalogue.page(LibraryQuery(text=text))}


@pytest.mark.parametrize(
    ("expression", "spelt"),
    [
        ('"lamp"*', '("lamp" OR "lampchen" OR "lamplight" OR "lampshade")'),
        ('"lampl"*', '"lamplight"'),
        ('"LAMPL"*', '"lamplight"'),
        ('"fox" AND "lampl"*', '"fox" AND "lamplight"'),
        ('"tile"*', '"tile"*'),
        ('"lam"*', '"lam"*'),
        ('"none"*', '"none"*'),
        ('"lämp"*', '"lämp"*'),
        ('"lamp"', '"lamp"'),
    ],
)
@pytest.mark.usefixtures("catalogue")
def test_a_few_ends_are_named_and_many_are_left(
    database: Database, expression: str, spelt: str
) -> None:
    with database.reading() as connection:
        assert spelt_out(connection, expression) == spelt


@pytest.mark.parametrize(
    ("text", "prompts"),
    [
        ("lamp", {*PROMPTS[:3], PROMPTS[4]}),
        ("Lamps", {PROMPTS[2]}),
        ("lamp* wall", {PROMPTS[1]}),
        ("a lamp", {PROMPTS[0], PROMPTS[1]}),
        ("-wall lampl*", set()),
        ("-clamp lamp", {*PROMPTS[:3], PROMPTS[4]}),
        ("fox tile", set(MANY)),
        ("tile* fox", set(MANY)),
        ("tiled", {MANY[3]}),
    ],
)
def test_what_begins_so_is_found(catalogue: Catalogue, text: str, prompts: set[str]) -> None:
    assert found(catalogue, text) == prompts


def test_a_word_that_is_gone_from_the_index_is_no_end(
    catalogue: Catalogue, database: Database
) -> None:
    with database.writing() as connection:
        connection.execute("DELETE FROM edits WHERE record LIKE '%Lamplight%'")
    database.make_words_anew()
    assert found(catalogue, "lamp") == {PROMPTS[0], PROMPTS[2], PROMPTS[4]}
