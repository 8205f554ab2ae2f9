"""A set in the window: planned, its first picture approved after a restart, the others made."""

from __future__ import annotations

from pathlib import Path

from desktop.ui.batches.again_dialog import AgainDialog
from desktop.ui.batches.batches_dialog import BatchesDialog
from desktop.ui.sets.new_set_dialog import NewSetDialog
from desktop.ui.sets.set_dialog import SetDialog
from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService
from tests.journeys.conftest import Sit
from tests.journeys.designer import Designer


def _plan(designer: Designer) -> None:
    designer.act("new_set")
    new = designer.dialog(NewSetDialog)
    new._prompt.setPlainText("A {surface} with “{headline}” in {language}")
    for row, words in enumerate(("Bread", "Brot", "Pain")):
        new._texts.type_in(row, 1, words)
    for name in ("story", "post"):
        new._surfaces.tick(name, is_on=False)
    designer.wait(lambda: new.plan is not None and len(new.plan.cells) == 3)
    designer.press("make_first", new)


def _finished(dialog: SetDialog) -> int:
    return len(dialog._view.finished) if dialog._view is not None else 0


def test_the_others_are_made_after_the_first_was_approved(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    designer = sit(photograph)
    _plan(designer)
    dialog = designer.dialog(SetDialog)
    designer.wait(lambda: _finished(dialog) == 1)
    assert len(service.billed) == 1
    (seen,) = service.paid_requests
    assert len(seen.files) == 1
    designer.leave()
    again = sit()
    again.act("sets")
    dialog = again.dialog(SetDialog)
    again.wait(lambda: _finished(dialog) == 1)
    assert len(service.billed) == 1
    again.press("set_rest", dialog)
    again.wait(lambda: _finished(dialog) == 3)
    assert len(service.billed) == 3
    prompts = {edit.recipe.prompt for edit in again.library.history.page(limit=9)}
    assert "A square with “Pain” in French" in prompts


def test_the_others_can_be_one_batch(sit: Sit, service: ImageService, photograph: Path) -> None:
    designer = sit(photograph)
    _plan(designer)
    dialog = designer.dialog(SetDialog)
    designer.wait(lambda: _finished(dialog) == 1)
    designer.press("set_batch", dialog)
    listed = designer.dialog(BatchesDialog)
    designer.wait(lambda: len(listed.cards) == 1)
    (card,) = listed.cards
    designer.wait(lambda: "checked" in card._phase.text())
    for _ in range(3):
        designer.wait(lambda: card._buttons["look"].isEnabled() or not card._view.is_open)
        if card._view.is_open:
            designer.press("batch_look", card)
        designer.wait(lambda: card._busy.text() == "")
    designer.wait(lambda: _finished(dialog) == 3)
    assert len(service.billed) == 3
    (kept,) = designer.library.sets.all()
    (batch,) = designer.library.batches.all()
    assert kept.batch == batch.id


def test_a_service_without_batches_leaves_the_choice_open(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    designer = sit(photograph, demo=True)
    _plan(designer)
    dialog = designer.dialog(SetDialog)
    designer.wait(lambda: _finished(dialog) == 1)
    designer.press("set_batch", dialog)
    designer.wait(lambda: "takes no batches" in dialog._words.text())
    assert designer.library.batches.all() == ()
    designer.press("set_rest", dialog)
    designer.wait(lambda: _finished(dialog) == 3)
    assert not service.requests


def test_what_may_be_billed_is_asked_about_apart_before_it_is_made_again(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    designer = sit(photograph)
    _plan(designer)
    dialog = designer.dialog(SetDialog)
    designer.wait(lambda: _finished(dialog) == 1)
    service.next(Fault.named("CUT_BEFORE_HEAD"))
    designer.press("set_rest", dialog)
    designer.wait(dialog._buttons["again"].isVisible)
    before = len(service.paid_requests)
    dialog._buttons["again"].click()
    asked = designer.dialog(AgainDialog)
    assert "0 pictures" in asked._words.text()
    assert not asked._send.isEnabled()
    asked._even_paid.setChecked(True)
    assert "1 picture as jobs of their own: at most $" in asked._words.text()
    assert len(service.paid_requests) == before
    asked._send.click()
    designer.wait(lambda: _finished(dialog) == 3)
    assert len(service.paid_requests) == before + 1
