"""Pages, searches and single edits, newest first, whatever is in the prompts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.edit import Edit, Outcome, ResultRef
from desktop.domain.identity import EditId, hash_of
from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.recipe import InputFile, Inputs
from desktop.domain.size import Size
from desktop.storage.database import Database
from desktop.storage.history import History
from tests.storage.samples import START, a_result, an_edit, edit_id


def fill(history: History, *prompts: str) -> None:
    for number, prompt in enumerate(prompts, 1):
        history.put(an_edit(number, prompt))


def prompts(edits: tuple[Edit, ...]) -> list[str]:
    return [edit.recipe.prompt for edit in edits]


def test_an_edit_comes_back_whole(history: History) -> None:
    edit = an_edit(results=(a_result(), a_result(b"other", 1)))
    history.put(edit)
    assert history.get(edit.id) == edit
    assert history.find(edit.id) == edit
    assert history.count() == 1
    assert history.find_result(ResultRef(edit=edit.id, index=1)) == edit.results[1]


def test_what_is_not_there(history: History) -> None:
    history.put(an_edit())
    assert history.find(edit_id(2)) is None
    assert history.find_result(ResultRef(edit=edit_id(1), index=5)) is None
    assert history.find_result(ResultRef(edit=edit_id(2), index=0)) is None
    for ask in (history.get, history.page):
        with pytest.raises(ProblemError) as caught:
            ask(edit_id(2))
        assert caught.value.problem.kind is ProblemKind.EDIT_UNKNOWN


def test_an_edit_that_changes_keeps_its_place(history: History) -> None:
    fill(history, "one", "two", "three")
    changed = an_edit(2, "zwei", outcome=Outcome.FAILED, created=START + timedelta(days=1))
    history.put(changed)
    assert history.count() == 3
    assert prompts(history.page()) == ["three", "zwei", "one"]
    assert history.get(edit_id(2)) == changed
    assert prompts(history.search("zwei")) == ["zwei"]
    assert history.search("two") == ()


def test_pages_follow_each_other_without_gap(history: History) -> None:
    fill(history, *map(str, range(25)))
    seen: list[Edit] = []
    page = history.page(limit=7)
    while page:
        seen.extend(page)
        page = history.page(page[-1].id, 7)
    assert prompts(tuple(seen)) == [str(number) for number in reversed(range(25))]


def test_the_order_is_that_of_creation_not_of_storing(history: History) -> None:
    for number in (2, 3, 1):
        history.put(an_edit(number, str(number)))
    assert prompts(history.page()) == ["3", "2", "1"]


def test_many_edits_of_one_moment_all_have_their_place(history: History) -> None:
    count = 5000
    moment = an_edit(1)
    history.put_records(
        (replace(moment, id=edit_id(number)), '{"recipe":{"prompt":"x"}}')
        for number in range(count)
    )
    assert history.count() == count
    assert [edit for edit, _ in history.records()] == [edit_id(number) for number in range(count)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("fox", ["Fox, sleeping", "a red fox in the snow"]),
        ("FÖX", ["Fox, sleeping", "a red fox in the snow"]),
        ("red fox", ["a red fox in the snow"]),
        ("fox red", ["a red fox in the snow"]),
        ("sn", ["a red fox in the snow"]),
        ("cafe", ["Ein Café am Meer"]),
        ('"red fox"', ["a red fox in the snow"]),
        ('"fox red"', []),
        ("fox -snow", ["Fox, sleeping"]),
        ('fox -"in the"', ["Fox, sleeping"]),
        ("-fox", ["砂漠の狐", "Ein Café am Meer"]),
        ("砂漠", ["砂漠の狐"]),
        ("se fox", []),
        ("", ["砂漠の狐", "Ein Café am Meer", "Fox, sleeping", "a red fox in the snow"]),
        (" *()^ - ", ["砂漠の狐", "Ein Café am Meer", "Fox, sleeping", "a red fox in the snow"]),
        ("fox AND OR NOT NEAR(", []),
        ("prompt:fox", []),
    ],
)
def test_searching(history: History, text: str, found: list[str]) -> None:
    fill(history, "a red fox in the snow", "Fox, sleeping", "Ein Café am Meer", "砂漠の狐")
    assert prompts(history.search(text)) == found


def test_search_pages_follow_each_other(history: History) -> None:
    fill(history, *(f"fox {number}" if number % 2 else f"hen {number}" for number in range(20)))
    first = history.search("fox", limit=6)
    second = history.search("fox", first[-1].id, 6)
    assert prompts(first + second) == [f"fox {number}" for number in range(19, 0, -2)]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40), st.text(max_size=20))
def test_no_text_upsets_a_search(history: History, prompt: str, text: str) -> None:
    history.put(an_edit(1, prompt))
    history.search(text)
    words = [word for word in prompt.split() if word.isascii() and word.isalnum()]
    for word in words:
        assert history.search(f'"{word}"'), word
    assert history.get(edit_id(1)).recipe.prompt == prompt


def test_every_content_in_use_is_known(history: History) -> None:
    picture = InputFile(content=hash_of(b"in"), name="in.png", size=Size(1, 1))
    inputs = Inputs(picture=picture, mask=hash_of(b"mask"), references=(picture,))
    history.put(an_edit(inputs=inputs, results=(a_result(b"out"),)))
    assert history.contents_in_use() == {hash_of(b"in"), hash_of(b"mask"), hash_of(b"out")}


@pytest.mark.logs
def test_a_record_that_cannot_be_read_does_not_hide_the_others(
    history: History, database: Database
) -> None:
    fill(history, "one", "two", "three")
    with database.writing() as connection:
        broken = f'{{"recipe":{{"prompt":"two"}},"mask":"{hash_of(b"kept")}"}}'
        connection.execute("UPDATE edits SET record = ? WHERE id = ?", (broken, edit_id(2)))
    assert prompts(history.page(limit=2)) == ["three", "one"]
    assert history.find(edit_id(2)) is None
    assert history.contents_in_use() == {hash_of(b"kept")}
    with pytest.raises(ProblemError) as caught:
        history.get(edit_id(2))
    assert caught.value.problem.kind is ProblemKind.LIBRARY_DAMAGED


def test_records_come_in_portions_without_gap(history: History) -> None:
    history.put_records((an_edit(number), '{"recipe":{"prompt":""}}') for number in range(1203))
    found = [edit for edit, _ in history.records()]
    assert found == [EditId(edit_id(number)) for number in range(1203)]
