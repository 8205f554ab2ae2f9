"""Drafts first: cheap ones by the fast model, one chosen, and that one in high quality."""

from __future__ import annotations

from desktop.ui.ladder.finish_dialog import FinishDialog
from desktop.ui.ladder.ladder_dialog import LadderDialog
from tests.builders import opened
from tests.fakes.image_service import ImageService
from tests.journeys.conftest import Sit


def test_the_chosen_draft_leads_the_high_run(sit: Sit, service: ImageService) -> None:
    designer = sit()
    designer.type_prompt("a fox")
    designer.act("drafts_first")
    ladder = designer.dialog(LadderDialog)
    ladder._count.setValue(2)
    designer.press("make_drafts", ladder)
    finish = designer.dialog(FinishDialog)
    drafts = finish.edit
    assert len(drafts.results) == 2
    finish.choose(1)
    designer.press("finish_draft", finish)
    designer.wait(lambda: len(service.paid_requests) == 2)
    cheap, high = service.paid_requests
    assert cheap.fields["model"] == "gpt-image-2.5-flare"
    assert (high.fields["model"], high.fields["quality"]) == ("gpt-image-2", "high")
    chosen = designer.library.pictures.read(drafts.results[1].original.content)
    assert (opened(high.files[0].data) == opened(chosen)).all()
    designer.wait(lambda: designer.newest().recipe.quality == "high")
    assert designer.newest().inputs.references[0].content == drafts.results[1].original.content
