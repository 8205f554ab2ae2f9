"""After the verdict: a change that spilled is made whole for nothing, another scene is no paste."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from PySide6.QtWidgets import QApplication

from desktop.ui.variations.verdict_card import VerdictCard
from tests.builders import opened, photo
from tests.fakes.image_service import ImageService
from tests.journeys.answering import Paint, answers
from tests.journeys.conftest import Sit
from tests.journeys.designer import Designer

__all__ = ["answers"]


def disc_beyond_the_mask(sent: Image.Image, mask: Image.Image) -> Image.Image:
    """Something new that is larger than what was marked."""
    box = mask.getbbox()
    assert box is not None
    left, top, right, bottom = box
    made = sent.copy()
    edge = (left + 8, top + 8, right + 50, bottom - 8)
    ImageDraw.Draw(made).ellipse(edge, fill=(250, 240, 40))
    return made


def another_scene(sent: Image.Image, _mask: Image.Image) -> Image.Image:
    """A photograph that nobody sent."""
    return (
        Image.fromarray(photo(seed=77)).resize(sent.size).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    )


def asked(sit: Sit, photograph: Path) -> Designer:
    """A result of what the service answers waits for a decision."""
    stet = sit(photograph)
    stet.paint((440, 300), (560, 300), (560, 360), (440, 360))
    stet.type_prompt("a yellow buoy")
    stet.generate()
    stet.wait(lambda: stet.is_judging)
    return stet


def card_of(stet: Designer) -> VerdictCard:
    return stet.panels.strip.card


def test_a_change_that_spilled_is_made_whole_for_nothing(
    sit: Sit, service: ImageService, photograph: Path, answers: Callable[[Paint], None]
) -> None:
    answers(disc_beyond_the_mask)
    stet = asked(sit, photograph)
    assert card_of(stet).title == "Crosses the mask"
    before = stet.mask
    stet.press("Grow the mask there", card_of(stet))
    stet.wait(lambda: card_of(stet).title == "Fits")
    after = stet.mask
    assert (after >= before).all()
    assert after.sum() > before.sum()
    assert len(service.billed) == 1
    stet.press("Use this")
    stet.wait(lambda: not stet.is_judging)
    stet.wait(lambda: not stet.mask.any())
    changed = (stet.picture != opened(photograph.read_bytes())).any(axis=2)
    assert not changed[after == 0].any(), "beyond the grown mask it stands"
    assert changed[(after > 0) & (before == 0)].any(), "the change is whole"
    newest = stet.newest()
    assert newest.cost_usd == 0
    assert newest.results[0].outside_changed == 0
    assert stet.history_size == 2
    assert len(service.billed) == 1


def test_another_scene_is_kept_as_a_picture_of_its_own(
    sit: Sit, photograph: Path, answers: Callable[[Paint], None]
) -> None:
    answers(another_scene)
    stet = asked(sit, photograph)
    assert card_of(stet).title == "Another scene"
    answer = stet.newest().results[0].original.content
    stet.press("Keep as a new picture", card_of(stet))
    stet.wait(lambda: stet.content == answer)
    assert not stet.is_judging
    stet.act("undo")
    assert np.array_equal(stet.picture, opened(photograph.read_bytes()))


def test_asking_again_is_a_request_like_the_first(
    sit: Sit, service: ImageService, photograph: Path, answers: Callable[[Paint], None]
) -> None:
    answers(another_scene)
    stet = asked(sit, photograph)
    stet.workspace.undo_stack.undo()
    stet.type_prompt("something else meanwhile")
    answers(disc_beyond_the_mask)
    stet.press("ask", card_of(stet))
    stet.wait(lambda: len(service.billed) == 2)
    stet.wait(lambda: stet.is_judging)
    first, second = service.paid_requests
    assert [file.name for file in first.files] == [file.name for file in second.files]
    assert [file.data for file in first.files] == [file.data for file in second.files]
    assert stet.newest().recipe.prompt == "a yellow buoy"


def test_blending_anew_is_seen_at_once_and_stored_when_it_is_used(
    sit: Sit, photograph: Path
) -> None:
    stet = asked(sit, photograph)
    flow = stet.program.window_flow._masked.verdict
    stet.panels.strip._adjust.click()
    seen = stet.panels.canvas._preview
    fields = card_of(stet)._fields
    fields.feather.feather_changed.emit(0)
    fields.grow.value_changed.emit(12.0)
    stet.wait(lambda: not flow._is_working)
    assert stet.panels.canvas._preview is not seen
    assert stet.history_size == 1
    stet.press("Use this")
    stet.wait(lambda: not stet.is_judging)
    assert stet.newest().recipe.blend.feather == 0
    assert stet.newest().recipe.blend.grow == 12
    assert stet.history_size == 2


def test_painting_on_lets_more_of_the_answer_in(
    sit: Sit, photograph: Path, answers: Callable[[Paint], None]
) -> None:
    answers(disc_beyond_the_mask)
    stet = asked(sit, photograph)
    flow = stet.program.window_flow._masked.verdict
    stet.panels.strip._adjust.click()
    card_of(stet)._mask.click()
    stet.wait(lambda: not flow._is_working)
    stet.paint((600, 320), (640, 340))
    stet.wait(lambda: not flow._is_working)
    assert flow._wish is not None
    assert flow._wish.mask is not None
    assert np.array_equal(flow._wish.mask, stet.mask)
    stet.panels.strip._keep.click()
    assert flow._wish is None


def test_blinking_shows_the_picture_bare_in_turns(sit: Sit, photograph: Path) -> None:
    stet = asked(sit, photograph)
    stet.panels.strip._blink.click()
    assert stet.panels.canvas.is_bare
    stet.wait(lambda: not stet.panels.canvas.is_bare)
    stet.wait(lambda: stet.panels.canvas.is_bare)
    stet.panels.strip._keep.click()
    QApplication.processEvents()
    assert not stet.panels.canvas.is_bare
