"""From a saved answer to results: proved pixel by pixel, and one torn picture spoils no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from desktop.api.answer import Answer
from desktop.domain.edit import Answered
from desktop.domain.intent import Intent, PlannedPlacement
from desktop.domain.problems import Billed, ProblemError, ProblemKind, problem
from desktop.domain.size import Box, box_of
from desktop.imaging.composite import compose
from desktop.imaging.export import LosslessFile, write_lossless
from desktop.jobs import lay_in
from desktop.jobs.edit_order import EditOrder
from desktop.jobs.finish_edit import Timing, make_edit, make_failed_edit
from desktop.storage.library import Library
from tests.builders import LEGAL, Studio, jpeg, opened, photo, png

GOOD = jpeg(photo(seed=7))
TORN = GOOD[: len(GOOD) // 2]


@pytest.fixture
def studio(library: Library) -> Studio:
    def nobody(_profile: str) -> Any:
        raise AssertionError("No service is asked here.")

    return Studio(library, nobody)


def intent_of(order: EditOrder, **changes: Any) -> Intent:
    placement = PlannedPlacement(region=box_of(LEGAL), sent_size=LEGAL)
    has_picture = order.inputs.picture is not None
    intent = Intent(
        edit=order.id,
        created=datetime.now(UTC),
        recipe=order.recipe,
        inputs=order.inputs,
        placement=placement if has_picture else None,
    )
    return replace(intent, **changes)


def made(studio: Studio, intent: Intent, *pictures: bytes, **answered: str) -> Any:
    answer = Answer(pictures=pictures, answered=Answered(**answered))
    return make_edit(
        intent, answer, studio.library.pictures, studio.services.models, Timing(seconds=2.5)
    )


def test_a_torn_picture_does_not_take_the_others_with_it(studio: Studio) -> None:
    edit = made(studio, intent_of(studio.order(count=3)), GOOD, TORN, GOOD)
    assert [result.index for result in edit.results] == [0, 2]
    (note,) = [note for note in edit.notes if note.startswith("Result 2 ")]
    content = note.partition("(")[2].partition(")")[0]
    assert studio.library.pictures.read(content) == TORN


def test_nothing_but_torn_pictures_is_a_failure_and_the_bytes_stay(studio: Studio) -> None:
    with pytest.raises(ProblemError) as caught:
        made(studio, intent_of(studio.order()), TORN)
    assert caught.value.problem.kind is ProblemKind.ANSWER_NOT_PICTURE
    assert caught.value.problem.billed is Billed.YES
    assert [studio.library.pictures.read(one) for one in studio.library.pictures.contents()] == [
        TORN
    ]


def test_what_was_changed_for_sending_is_among_the_notes(studio: Studio) -> None:
    intent = intent_of(studio.order(), notes=("It was turned upright.",))
    assert "It was turned upright." in made(studio, intent, GOOD).notes


def test_another_quality_than_asked_for_is_said(studio: Studio) -> None:
    intent = intent_of(studio.order(quality="high"))
    said = made(studio, intent, GOOD, quality="low").notes
    assert said == ("Asked for quality high; the service says low.",)
    assert made(studio, intent, GOOD, quality="high").notes == ()


def test_auto_is_no_wish_that_could_be_missed(studio: Studio) -> None:
    intent = intent_of(studio.order(quality="auto", size=None))
    assert made(studio, intent, GOOD, quality="medium", size="1024x640").notes == ()


class TestProof:
    """Whatever the pipeline does, pixels outside the mask are counted before anything is kept."""

    def test_a_pipeline_that_touches_one_pixel_outside_is_caught(
        self, studio: Studio, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def careless(**given: Any) -> Any:
            composed = compose(**given)
            composed.pixels[0, 0, 0] ^= 1
            return composed

        monkeypatch.setattr(lay_in, "compose", careless)
        with pytest.raises(ProblemError) as caught:
            made(studio, intent_of(studio.edit_order()), GOOD)
        assert caught.value.problem.kind is ProblemKind.OUTSIDE_CHANGED
        assert caught.value.problem.sentence.startswith("1 pixels outside")
        assert caught.value.problem.billed is Billed.YES

    def test_a_file_that_does_not_hold_what_was_composed_is_caught(
        self, studio: Studio, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def lossy(picture: Any) -> LosslessFile:
            whole = write_lossless(picture)
            pixels = np.array(opened(whole.data))
            pixels[-1, -1] = 255 - pixels[-1, -1]
            return replace(whole, data=png(pixels))

        monkeypatch.setattr(lay_in, "write_lossless", lossy)
        with pytest.raises(ProblemError) as caught:
            made(studio, intent_of(studio.edit_order()), GOOD)
        assert caught.value.problem.kind is ProblemKind.OUTSIDE_CHANGED

    def test_the_count_covers_everything_that_is_not_marked(self, studio: Studio) -> None:
        edit = made(studio, intent_of(studio.edit_order()), GOOD)
        (result,) = edit.results
        hole = Box(400, 220, 160, 120)
        assert result.outside_total == LEGAL.pixels - hole.size.pixels
        assert result.outside_changed == 0


def test_a_failed_edit_is_a_whole_row(studio: Studio) -> None:
    intent = intent_of(studio.edit_order())
    trouble = problem(ProblemKind.SERVER_ERROR, found=" (status 500)")
    row = make_failed_edit(intent, trouble, Timing(seconds=3))
    studio.library.store_edit(row)
    assert studio.library.history.get(intent.edit) == row
    assert (row.recipe, row.inputs, row.seconds) == (intent.recipe, intent.inputs, 3)
