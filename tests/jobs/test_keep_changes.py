"""Of an edit without a mask chosen changes are kept; all the rest is the original, bit for bit."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from desktop.domain.edit import ResultRef
from desktop.domain.problems import ProblemError, ProblemKind
from desktop.imaging.codec import read_picture
from desktop.jobs.compare_pictures import compare_pictures
from desktop.jobs.keep_changes import keep_changes
from desktop.storage.library import Library
from tests.builders import Studio
from tests.jobs.test_reblend import MODELS, SMALL, answered, smooth

KEPT, RESTORED = np.s_[80:160, 60:160], np.s_[300:380, 420:540]


@pytest.fixture
def studio(library: Library) -> Studio:
    async def nobody(*_: object) -> None:
        raise AssertionError("Nothing is sent here.")

    return Studio(library, nobody)  # type: ignore[arg-type]  # nobody is asked


def test_the_rest_is_restored_bit_for_bit(studio: Studio) -> None:
    picture = smooth(SMALL)
    answer = np.clip(picture.astype(int) + 3, 0, 255).astype(np.uint8)
    for part in (KEPT, RESTORED):
        answer[part] = (20, 200, 40)
    order = studio.edit_order(picture=studio.picture(picture), mask=None)
    edit = answered(studio, order, answer)
    source = edit.inputs.picture
    assert source is not None
    pictures = studio.library.pictures
    found = compare_pictures(source.content, edit.results[0].picture.content, pictures)
    assert found.places.count == 2
    chosen = found.places.place_at(110 / 640, 120 / 480)
    ref = ResultRef(edit=edit.id, index=0)
    made = keep_changes(ref, found.places, {chosen}, studio.library, MODELS)
    pixels = read_picture(pictures.read(made.results[0].picture.content), "it").pixels
    mask = found.places.mask({chosen}, SMALL)
    np.testing.assert_array_equal(pixels[mask == 0], picture[mask == 0])
    core = cv2.erode(mask, np.ones((31, 31), np.uint8)) > 0
    assert core.any()
    assert np.abs(pixels[core].astype(int) - answer[core]).mean() < 12
    assert made.results[0].outside_changed == 0
    assert made.parent == ref
    assert made.cost_usd == 0
    with pytest.raises(ProblemError) as caught:
        keep_changes(ref, found.places, set(), studio.library, MODELS)
    assert caught.value.problem.kind is ProblemKind.MASK_EMPTY
