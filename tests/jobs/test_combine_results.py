"""A part of one variation comes into the other where it was painted, and nowhere else."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from desktop.domain.edit import ResultRef
from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.recipe import InputFile
from desktop.domain.size import Box, Size
from desktop.imaging.codec import read_picture
from desktop.jobs.combine_results import combine_results
from desktop.storage.library import Library
from tests.builders import Studio, marked
from tests.jobs.test_reblend import MODELS, SMALL, answered, smooth

HERE, PART = Box(140, 100, 360, 260), Box(200, 150, 160, 120)


@pytest.fixture
def studio(library: Library) -> Studio:
    def nobody(_profile: str) -> object:
        raise AssertionError("No service is asked here.")

    return Studio(library, nobody)  # type: ignore[arg-type]  # nobody is asked


def variation(studio: Studio, picture: np.ndarray, colour: tuple[int, int, int]) -> ResultRef:
    answer = picture.copy()
    answer[HERE.slices] = (answer[HERE.slices] * 0.4 + np.array(colour) * 0.6).astype(np.uint8)
    order = studio.edit_order(picture=studio.picture(picture), mask=marked(SMALL, HERE))
    edit = answered(studio, order, answer)
    return ResultRef(edit=edit.id, index=0)


def test_the_marked_part_comes_from_the_other_variation(studio: Studio) -> None:
    picture = smooth(SMALL)
    one, other = (variation(studio, picture, each) for each in ((220, 30, 30), (30, 60, 230)))
    history, pictures = studio.library.history, studio.library.pictures

    def pixels(ref: ResultRef) -> np.ndarray:
        stored = history.get(ref.edit).result(ref.index).picture
        return read_picture(pictures.read(stored.content), "it").pixels

    stored = history.get(one.edit).result(0).picture
    canvas = InputFile(content=stored.content, name="one", size=stored.size)
    mask = marked(SMALL, PART)
    made = combine_results(other, canvas, mask, studio.library, MODELS)
    combined = pixels(ResultRef(edit=made.id, index=0))
    np.testing.assert_array_equal(combined[mask == 0], pixels(one)[mask == 0])
    core = cv2.erode(mask, np.ones((41, 41), np.uint8)) > 0
    towards_other = np.abs(combined[core].astype(int) - pixels(other)[core]).mean()
    from_one = np.abs(combined[core].astype(int) - pixels(one)[core]).mean()
    assert towards_other < 0.35 * from_one
    assert made.results[0].outside_changed == 0
    assert made.cost_usd == 0
    assert made.inputs.picture == canvas


def test_what_cannot_be_combined_is_said(studio: Studio) -> None:
    ref = variation(studio, smooth(SMALL), (220, 30, 30))
    canvas = InputFile(
        content=studio.library.history.get(ref.edit).results[0].picture.content,
        name="it",
        size=Size(320, 240),
    )
    with pytest.raises(ProblemError) as caught:
        combine_results(ref, canvas, marked(SMALL, PART), studio.library, MODELS)
    assert caught.value.problem.kind is ProblemKind.BAD_ARGUMENT
    with pytest.raises(ProblemError) as caught:
        combine_results(ref, canvas, np.zeros((480, 640), np.uint8), studio.library, MODELS)
    assert caught.value.problem.kind is ProblemKind.MASK_EMPTY
