"""A result file that is damaged or gone is made again from the kept answer, or kept beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desktop.api.answer import Answer
from desktop.domain.edit import Edit
from desktop.domain.identity import new_edit_id
from desktop.domain.intent import Intent, PlannedPlacement
from desktop.domain.recipe import Blend
from desktop.domain.size import Box, Size, box_of
from desktop.jobs.edit_order import EditOrder
from desktop.jobs.finish_edit import Timing, make_edit
from desktop.jobs.reblend import Reblend, reblend
from desktop.jobs.remake_results import DIFFERS_NOTE, Remade, Remaking, remake_results
from desktop.storage.library import Library
from tests.builders import Bytes, Studio, marked, photo, png

SIZE = Size(320, 240)
HERE = Box(96, 80, 96, 64)
HALF = Box(96, 80, 48, 64)
DAY = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def studio(library: Library) -> Studio:
    def nobody(_profile: str) -> Any:
        raise AssertionError("No service is asked here.")

    return Studio(library, nobody)


def changed(picture: Bytes, by: int = 60) -> Bytes:
    made = picture.copy()
    made[HERE.slices] = (made[HERE.slices].astype(int) + by).clip(0, 255)
    return made


def made_of(studio: Studio, order: EditOrder, answer: Bytes, number: int = 0) -> Edit:
    intent = Intent(
        edit=order.id,
        created=DAY + timedelta(minutes=number),
        recipe=order.recipe,
        inputs=order.inputs,
        placement=PlannedPlacement(region=box_of(SIZE), sent_size=SIZE),
    )
    pictures, models = studio.library.pictures, studio.services.models
    edit = make_edit(intent, Answer(pictures=(png(answer),)), pictures, models, Timing())
    studio.library.store_edit(edit)
    return edit


@pytest.fixture
def edit(studio: Studio) -> Edit:
    picture = photo(SIZE)
    order = studio.edit_order(picture=studio.picture(picture), mask=marked(SIZE, HERE))
    return made_of(studio, order, changed(picture))


def repaired(library: Library) -> tuple[Remade, ...]:
    return remake_results(library, library.check())


def test_a_damaged_file_is_made_again_bit_for_bit_and_kept_aside(
    library: Library, edit: Edit
) -> None:
    content = edit.results[0].picture.content
    path = library.pictures.path(content)
    sound = path.read_bytes()
    path.write_bytes(b"\0" * 100 + sound[100:])
    damaged = path.read_bytes()
    (one,) = repaired(library)
    assert one.outcome is Remaking.SAME
    assert library.pictures.read(content) == sound
    assert one.aside is not None
    assert one.aside.read_bytes() == damaged
    assert str(one.aside) in one.sentence
    assert library.check().is_clean
    assert repaired(library) == ()


def test_a_missing_file_is_made_again(library: Library, edit: Edit) -> None:
    path = library.pictures.path(edit.results[0].picture.content)
    sound = path.read_bytes()
    path.unlink()
    (one,) = repaired(library)
    assert (one.outcome, one.aside) == (Remaking.SAME, None)
    assert path.read_bytes() == sound
    assert library.check().is_clean


def test_results_laid_in_anew_later_are_made_again_too(studio: Studio, edit: Edit) -> None:
    library, models = studio.library, studio.services.models
    wish = Reblend(edit=edit, index=0, blend=Blend(feather=3), mask=marked(SIZE, HALF))
    later = reblend(wish, library, models)
    for one in (edit, later):
        library.pictures.path(one.results[0].picture.content).unlink()
    made = repaired(library)
    assert [one.outcome for one in made] == [Remaking.SAME] * 2
    assert library.check().is_clean


def test_a_chain_heals_from_its_beginning(studio: Studio, edit: Edit) -> None:
    """The result of the first is the picture of the second; both are gone."""
    library, first = studio.library, edit.results[0].picture
    order = studio.edit_order(picture=studio.picture(photo(SIZE)), mask=marked(SIZE, HERE))
    assert order.inputs.picture is not None
    picture = replace(order.inputs.picture, content=first.content)
    order = replace(order, inputs=replace(order.inputs, picture=picture))
    second = made_of(studio, order, changed(photo(SIZE), by=-60), number=1)
    for one in (edit, second):
        library.pictures.path(one.results[0].picture.content).unlink()
    made = repaired(library)
    assert [one.ref.edit for one in made] == [edit.id, second.id]
    assert [one.outcome for one in made] == [Remaking.SAME] * 2
    assert library.check().is_clean


def test_what_comes_out_otherwise_is_kept_beside_it_once(library: Library, edit: Edit) -> None:
    """As after a change of how Stet blends, here of the mask: neither file is thrown away."""
    path = library.pictures.path(edit.results[0].picture.content)
    path.write_bytes(b"bent")
    other = library.pictures.put(png(marked(SIZE, HALF)), ".png")
    library.store_edit(replace(edit, inputs=replace(edit.inputs, mask=other)))
    (one,) = repaired(library)
    assert one.outcome is Remaking.DIFFERS
    assert one.beside is not None
    assert one.beside in one.sentence
    beside = library.history.get(one.beside)
    assert beside.notes == (DIFFERS_NOTE,)
    assert beside.parent == one.ref
    assert beside.cost_usd == 0
    assert library.pictures.verify(beside.results[0].picture.content)
    assert path.read_bytes() == b"bent"
    (again,) = repaired(library)
    assert again == one
    assert library.history.count() == 2


@pytest.mark.parametrize("part", ["answer", "picture", "mask"])
def test_what_is_needed_and_gone_is_named(library: Library, edit: Edit, part: str) -> None:
    assert edit.inputs.picture is not None
    assert edit.inputs.mask is not None
    needed = {
        "answer": edit.results[0].original.content,
        "picture": edit.inputs.picture.content,
        "mask": edit.inputs.mask,
    }
    for content in (needed[part], edit.results[0].picture.content):
        library.pictures.path(content).write_bytes(b"bent")
    (one,) = repaired(library)
    assert one.outcome is Remaking.IMPOSSIBLE
    assert part in one.sentence
    assert library.history.count() == 1


def test_the_services_own_file_has_no_second(studio: Studio) -> None:
    picture = photo(SIZE)
    order = studio.edit_order(
        picture=studio.picture(picture), mask=marked(SIZE, HERE), blend=Blend(composite=False)
    )
    edit = made_of(studio, order, changed(picture))
    studio.library.pictures.path(edit.results[0].picture.content).unlink()
    (one,) = repaired(studio.library)
    assert one.outcome is Remaking.IMPOSSIBLE
    assert "no second" in one.sentence


def test_a_record_that_cannot_be_read_keeps_nothing_from_being_made_again(
    library: Library, edit: Edit
) -> None:
    """Such as that of an edit which an earlier repair kept beside another."""
    beside = replace(edit, id=new_edit_id(), notes=(DIFFERS_NOTE,))
    library.store_edit(beside)
    with library.database.writing() as connection:
        connection.execute(
            "UPDATE edits SET record = json_remove(record, '$.outcome') WHERE id = ?", (beside.id,)
        )
    library.pictures.path(edit.results[0].picture.content).unlink()
    made = repaired(library)
    assert [(one.ref.edit, one.outcome) for one in made] == [(edit.id, Remaking.SAME)]
