"""A batch in the window: checked, sent, looked after over a restart, and its failed line again."""

from __future__ import annotations

from pathlib import Path

from desktop.ui.batches.again_dialog import AgainDialog
from desktop.ui.batches.batch_card import BatchCard
from desktop.ui.batches.batches_dialog import BatchesDialog
from desktop.ui.batches.new_batch_dialog import NewBatchDialog
from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService
from tests.journeys.conftest import Sit
from tests.journeys.designer import Designer


def _newest(dialog: BatchesDialog) -> BatchCard:
    return max(dialog.cards, key=lambda card: card.batch)


def _look(designer: Designer, dialog: BatchesDialog) -> None:
    """Until everything has come."""
    for _ in range(4):
        designer.wait(_newest(dialog)._buttons["look"].isEnabled)
        if _newest(dialog)._view.batch.is_collected:
            return
        designer.press("batch_look", _newest(dialog))
        designer.wait(lambda: _newest(dialog)._busy.text() == "")


def test_a_batch_from_table_to_results_over_a_restart(
    sit: Sit, service: ImageService, tmp_path: Path
) -> None:
    table = tmp_path / "mugs.csv"
    table.write_text("product,output\nMug,a\nCup,b\nPot,c\n", encoding="utf-8")
    service.next(None, Fault.moderation_blocked(["violence"], "input"))
    designer = sit()
    designer.act("new_batch")
    new = designer.dialog(NewBatchDialog)
    new._prompt.setPlainText("A {product} on white")
    new.choose(table)
    designer.press("send_batch", new)
    listed = designer.dialog(BatchesDialog)
    designer.wait(lambda: len(listed.cards) == 1)
    designer.wait(lambda: "checked" in listed.cards[0]._phase.text())
    assert not service.billed
    designer.leave()
    again = sit()
    again.sees("1 batch is under way")
    again.act("batches")
    listed = again.dialog(BatchesDialog)
    again.wait(lambda: len(listed.cards) == 1)
    _look(again, listed)
    again.wait(lambda: again.history_size == 3)
    (failed,) = _newest(listed)._view.failed
    assert failed.prompt == "A Cup on white"
    again.press("batch_again", _newest(listed))
    asking = again.dialog(AgainDialog)
    again.press("Send again", asking)
    again.wait(lambda: len(listed.cards) == 2)
    again.wait(lambda: "checked" in _newest(listed)._phase.text())
    _look(again, listed)
    again.wait(lambda: len(service.billed) == 3)
    again.wait(lambda: _newest(listed)._view.finished == 1)
    assert not again.library.ledger.open_edits()
    assert not service.desk.storeroom.files


def test_what_the_service_does_not_offer_is_said_and_nothing_is_kept(
    sit: Sit, tmp_path: Path
) -> None:
    table = tmp_path / "mugs.csv"
    table.write_text("prompt\nA mug\n", encoding="utf-8")
    designer = sit(demo=True)
    designer.act("new_batch")
    new = designer.dialog(NewBatchDialog)
    new.choose(table)
    designer.press("send_batch", new)
    designer.wait(lambda: "takes no batches" in new._total.text())
    assert designer.library.batches.all() == ()
    new.close()
