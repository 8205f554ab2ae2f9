"""Tiles are found by words and filters in any order, page by page, and keep their marks."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.edit import Edit, Outcome, ResultRef, StoredPicture
from desktop.domain.identity import hash_of
from desktop.domain.library_item import (
    NO_RESULT,
    ItemKind,
    Label,
    LibraryItem,
    Marks,
    MarksChange,
)
from desktop.domain.library_query import LibraryQuery, SavedSearch, SortBy
from desktop.domain.recipe import InputFile, Inputs, Kind
from desktop.domain.size import Size
from desktop.storage import item_query
from desktop.storage.catalogue import Catalogue
from desktop.storage.database import Database
from desktop.storage.edit_log import EditLog
from desktop.storage.history import History
from desktop.storage.library import DATABASE, Library
from desktop.storage.rescue import rescue_library
from tests.storage.samples import START, a_result, an_edit, edit_id


@pytest.fixture
def catalogue(history: History, database: Database) -> Catalogue:
    return Catalogue(database, EditLog(database.path.with_name("edits.jsonl")))


def put(history: History, number: int, prompt: str, *results: int, **changes: Any) -> Edit:
    """An edit with results of these indexes; their files are of no matter here."""
    made = tuple(a_result(f"{number}.{index}".encode(), index) for index in results)
    edit = an_edit(number, prompt, results=made, **changes)
    history.put(edit)
    return edit


def found(catalogue: Catalogue, **wishes: Any) -> list[str]:
    return [item.prompt for item in catalogue.page(LibraryQuery(**wishes))]


def test_every_result_is_a_tile_and_an_edit_without_any_is_one(
    history: History, catalogue: Catalogue
) -> None:
    put(history, 1, "refused", outcome=Outcome.REFUSED)
    put(history, 2, "fox", 0, 1, cost_usd=Decimal("0.5"))
    items = catalogue.page(LibraryQuery())
    assert [(one.prompt, one.index) for one in items] == [
        ("fox", 1),
        ("fox", 0),
        ("refused", NO_RESULT),
    ]
    assert items[0].ref == ResultRef(edit=edit_id(2), index=1)
    assert items[0].cost_usd == Decimal("0.25")
    assert items[0].created == START + timedelta(seconds=2)
    assert (items[0].kind, items[2].kind) == (ItemKind.GENERATED, ItemKind.REFUSED)
    assert items[2].ref is None


@pytest.mark.parametrize(
    ("text", "prompts"),
    [
        ("fox", {"a red fox", "foxglove", "a fox asleep"}),
        ("fox ", {"a red fox", "a fox asleep"}),
        ('"red fox"', {"a red fox"}),
        ("fox* red", {"a red fox"}),
        ("fox -red", {"a fox asleep"}),
        ("fox* -red", {"foxglove", "a fox asleep"}),
        (
            "-fox",
            {
                "foxglove",
                "東京の夜景と猫",
                "ลูกแมวสีดำ",
                "Čáp na komíně",
                "서울 야경",
                "a NUL\0 behind",
            },
        ),
        ("夜景", {"東京の夜景と猫"}),
        ("京の", {"東京の夜景と猫"}),
        ("景夜", set()),
        ("แมว", {"ลูกแมวสีดำ"}),
        ("cap", {"Čáp na komíně"}),
        ("울", {"서울 야경"}),
        ("behind", {"a NUL\0 behind"}),
        ("ＦＯＸＧ", {"foxglove"}),
    ],
)
def test_words_of_any_script_are_found(
    history: History, catalogue: Catalogue, text: str, prompts: set[str]
) -> None:
    every = ("a red fox", "foxglove", "a fox asleep", "東京の夜景と猫", "ลูกแมวสีดำ")
    for number, prompt in enumerate((*every, "Čáp na komíně", "서울 야경", "a NUL\0 behind")):
        put(history, number, prompt, 0)
    shown = {prompt.partition("\0")[0] for prompt in prompts}
    assert set(found(catalogue, text=text)) == shown
    assert {edit.recipe.prompt for edit in history.search(text)} == prompts


def test_names_notes_and_tags_are_found_as_well(history: History, catalogue: Catalogue) -> None:
    file = InputFile(content=hash_of(b"in"), name="IMG_2041 beach.jpg", size=Size(9, 9))
    put(history, 1, "one", 0, inputs=Inputs(picture=file))
    put(history, 2, "two", 0, inputs=Inputs(references=(replace(file, name="logo.svg"),)))
    (two, one) = catalogue.page(LibraryQuery())
    assert found(catalogue, text="beach") == ["one"]
    assert found(catalogue, text="logo") == ["two"]
    catalogue.change([one.number], MarksChange(note="for Mrs Ōta", with_tags=("hero", "Hero")))
    assert found(catalogue, text="ota") == ["one"]
    assert found(catalogue, text="her") == ["one"]
    assert found(catalogue, tags=("HERO",)) == ["one"]
    catalogue.change([one.number], MarksChange(note="", without_tags=("HERO",)))
    assert found(catalogue, text="ota") == found(catalogue, tags=("hero",)) == []
    history.put(an_edit(1, "another", results=(a_result(b"1.0"),)))
    assert found(catalogue, text="another") == ["another"]
    assert found(catalogue, text="one ") == []
    assert two.marks == Marks()


def test_filters_narrow(history: History, catalogue: Catalogue) -> None:
    large = StoredPicture(content=hash_of(b"l"), media_type="image/png", size=Size(4000, 3000))
    put(history, 1, "old", 0, project="Poster", cost_usd=Decimal("0.04"))
    edit = put(history, 2, "large", 0, cost_usd=Decimal("0.25"))
    history.put(replace(edit, results=(replace(edit.results[0], picture=large),)))
    kind = replace(edit.recipe, kind=Kind.EDIT, prompt="edited", model="m2")
    history.put(replace(edit, id=edit_id(3), created=START + timedelta(days=1), recipe=kind))
    (edited, *_) = catalogue.page(LibraryQuery())
    catalogue.change([edited.number], MarksChange(rating=4, label=Label.GREEN))
    assert found(catalogue, least_pixels=5_000_000) == ["large"]
    assert found(catalogue, most_pixels=5_000_000) == ["edited", "old"]
    assert found(catalogue, least_usd=Decimal("0.05"), most_usd=Decimal("0.3")) == [
        "edited",
        "large",
    ]
    assert found(catalogue, kinds=(ItemKind.EDITED,)) == ["edited"]
    assert found(catalogue, models=("m2", "other")) == ["edited"]
    assert found(catalogue, projects=("Poster",)) == ["old"]
    assert found(catalogue, projects=("",)) == ["edited", "large"]
    assert found(catalogue, least_rating=3) == found(catalogue, labels=(Label.GREEN,)) == ["edited"]
    assert found(catalogue, since=START + timedelta(hours=1)) == ["edited"]
    assert found(catalogue, until=START + timedelta(hours=1)) == ["large", "old"]


WISHES = st.fixed_dictionaries(
    {
        "text": st.sampled_from(["", "fox", "fox -red", "-red", '"a fox"', "teapot ", "zebra"]),
        "least_rating": st.integers(0, 5),
        "models": st.sampled_from([(), ("m0",), ("m0", "m1"), ("none",)]),
        "labels": st.sampled_from([(), (Label.RED,), (Label.RED, Label.BLUE)]),
        "tags": st.sampled_from([(), ("hero",)]),
        "in_trash": st.booleans(),
        "sort": st.sampled_from(list(SortBy)),
        "is_descending": st.booleans(),
    }
)


@pytest.fixture
def many(history: History, catalogue: Catalogue) -> Catalogue:
    chance = random.Random(3)
    for number in range(160):
        prompt = " ".join(chance.choices(["a", "red", "fox", "teapot"], k=4))
        recipe = replace(an_edit(1, prompt).recipe, model=f"m{chance.randint(0, 2)}")
        put(history, number, prompt, *range(chance.randint(0, 2)))
        history.put(replace(history.get(edit_id(number)), recipe=recipe))
    for item in catalogue.page(LibraryQuery()):
        label, tags = chance.choice(list(Label)), chance.choice([(), ("hero",)])
        change = MarksChange(rating=chance.randint(0, 5), label=label, with_tags=tags)
        catalogue.change([item.number], change)
        if chance.random() < 0.3:
            catalogue.trash([item.number])
    return catalogue


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WISHES)
def test_pages_numbers_and_plain_looking_agree(many: Catalogue, wishes: dict[str, Any]) -> None:
    query = LibraryQuery(**wishes)
    paged: list[LibraryItem] = []
    while page := many.page(query, after=paged[-1] if paged else None, limit=23):
        paged += page
    assert [one.number for one in paged] == many.numbers(query).tolist()
    every = (*many.page(LibraryQuery(), limit=999), *many.trashed())
    wanted = [one.number for one in every if _fits(one, query)]
    assert sorted(one.number for one in paged) == sorted(wanted)
    keys = [_key(one, query.sort) for one in paged]
    assert keys == sorted(keys, reverse=query.is_descending)
    assert list(many.items([one.number for one in paged])) == paged


def _fits(item: LibraryItem, query: LibraryQuery) -> bool:
    words = f" {item.prompt} "
    texts = {
        "": True,
        "fox": "fox" in words,
        "fox -red": "fox" in words and "red" not in words,
        "-red": "red" not in words,
        '"a fox"': " a fox " in words,
        "teapot ": "teapot" in words,
        "zebra": False,
    }
    return (
        texts[query.text]
        and item.marks.rating >= query.least_rating
        and (not query.models or item.model in query.models)
        and (not query.labels or item.marks.label in query.labels)
        and set(query.tags) <= set(item.marks.tags)
        and (item.marks.trashed is not None) == query.in_trash
    )


def _key(item: LibraryItem, sort: SortBy) -> tuple[Any, int]:
    keys: dict[SortBy, Any] = {
        SortBy.CREATED: 0,
        SortBy.RATING: item.marks.rating,
        SortBy.MODEL: item.model,
        SortBy.SIZE: item.size.pixels if item.size else 0,
        SortBy.COST: item.cost_usd if item.cost_usd is not None else -1,
        SortBy.PROJECT: item.project,
        SortBy.KIND: str(item.kind),
    }
    return keys[sort], item.number


def test_a_change_can_be_taken_back(history: History, catalogue: Catalogue) -> None:
    put(history, 1, "fox", 0, project="Poster")
    (item,) = catalogue.page(LibraryQuery())
    first = catalogue.change([item.number], MarksChange(rating=5, with_tags=("a, b",)))
    second = catalogue.change([item.number], MarksChange(project="Book", note=" n "))
    (changed,) = catalogue.page(LibraryQuery())
    marks = Marks(rating=5, tags=("a b",), project="Book", note="n")
    assert (changed.marks, changed.project) == (marks, "Book")
    history.put(replace(history.get(edit_id(1)), project="Poster 2", seconds=1.0))
    assert catalogue.items([item.number])[0].marks == marks
    catalogue.put_back(second)
    catalogue.put_back(first)
    (again,) = catalogue.page(LibraryQuery())
    assert (again.marks, again.project) == (Marks(), "Poster 2")


def test_the_trash_hides_one_result_and_gives_it_back(
    history: History, catalogue: Catalogue
) -> None:
    put(history, 1, "both", 0, 1)
    put(history, 2, "alone", 0)
    alone, second, first = catalogue.page(LibraryQuery())
    before = catalogue.trash([alone.number, first.number])
    assert [one.number for one in catalogue.page(LibraryQuery())] == [second.number]
    assert [one.number for one in catalogue.trashed()] == [alone.number, first.number]
    (shown,) = history.page()
    assert [result.index for result in shown.results] == [1]
    assert history.search("alone") == ()
    assert len(history.get(edit_id(1)).results) == 2
    catalogue.put_back(before)
    assert len(catalogue.page(LibraryQuery())) == 3
    assert [len(edit.results) for edit in history.page()] == [1, 2]


def test_what_is_made_from_a_result_is_known(history: History, catalogue: Catalogue) -> None:
    put(history, 1, "first", 0, 1)
    put(history, 2, "second", 0, parent=ResultRef(edit=edit_id(1), index=1))
    assert catalogue.made_from(ResultRef(edit=edit_id(1), index=0)) == ()
    (child,) = catalogue.made_from(ResultRef(edit=edit_id(1), index=1))
    assert child.prompt == "second"
    parent = catalogue.item_at(child.parent) if child.parent else None
    assert parent is not None
    assert (parent.prompt, parent.index) == ("first", 1)


def test_searches_and_projects_are_kept(history: History, catalogue: Catalogue) -> None:
    query = LibraryQuery(text="fox", least_rating=3, since=START, least_usd=Decimal("0.1"))
    catalogue.keep_search(SavedSearch(name=" Foxes ", query=LibraryQuery()))
    catalogue.keep_search(SavedSearch(name="Foxes", query=query))
    assert catalogue.searches() == (SavedSearch(name="Foxes", query=query),)
    catalogue.drop_search("Foxes")
    assert catalogue.searches() == ()
    put(history, 1, "fox", 0, project="Poster")
    catalogue.add_project("Empty")
    catalogue.add_project("Poster")
    facets = catalogue.facets()
    assert [(one.name, one.count) for one in facets.projects] == [("Poster", 1), ("Empty", 0)]
    assert [(one.name, one.count) for one in facets.models] == [("gpt-image-2", 1)]


def test_marks_survive_a_lost_database(library: Library) -> None:
    library.pictures.put(b"\x89PNG what the service sent", ".png")
    library.store_edit(an_edit(1, results=(a_result(),)))
    (item,) = library.catalogue.page(LibraryQuery())
    library.catalogue.change([item.number], MarksChange(rating=4, note="keep"))
    library.close()
    (library.folder / DATABASE).write_bytes(b"nothing of use")
    rescue_library(library.folder)
    with Library.open(library.folder) as again:
        (item,) = again.catalogue.page(LibraryQuery())
        assert item.marks == Marks(rating=4, note="keep")


@pytest.mark.parametrize(
    ("rare", "index"), [("model", "items_model"), ("project", "items_project")]
)
def test_of_two_common_filters_the_rarer_one_leads(
    history: History,
    catalogue: Catalogue,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    rare: str,
    index: str,
) -> None:
    monkeypatch.setattr(item_query, "_FEW", 3)
    for number in range(24):
        is_rare = number % 4 == 0
        one, other = ("rare" if is_rare else "else"), "usual"
        model, project = (one, other) if rare == "model" else (other, one)
        edit = put(history, number, str(number), 0, project=project)
        history.put(replace(edit, recipe=replace(edit.recipe, model=model)))
    wanted = ("rare", "usual") if rare == "model" else ("usual", "rare")
    query = LibraryQuery(models=wanted[:1], projects=wanted[1:])
    with database.reading() as connection:
        assert f"INDEXED BY {index}" in item_query.question(connection, query).sql
    prompts = [item.prompt for item in catalogue.page(query)]
    assert prompts == [str(number) for number in range(20, -1, -4)]


def test_words_alone_by_date_are_not_counted_first(history: History, database: Database) -> None:
    put(history, 1, "a fox", 0)
    asked: list[str] = []
    with database.reading() as connection:
        connection.set_trace_callback(asked.append)
        item_query.question(connection, LibraryQuery(text='"a fox"'))
        assert asked == []
        item_query.question(connection, LibraryQuery(text='"a fox"', sort=SortBy.COST))
        connection.set_trace_callback(None)
    assert any("count(*)" in one for one in asked)


def test_a_page_need_not_wait_for_all_numbers(
    history: History, catalogue: Catalogue, database: Database
) -> None:
    put(history, 1, "a fox", 0)
    with database.counting(), ThreadPoolExecutor(1) as pool:
        assert len(pool.submit(catalogue.page, LibraryQuery(text="fox")).result(timeout=10)) == 1
    assert catalogue.numbers(LibraryQuery(text="fo")).size == 1
