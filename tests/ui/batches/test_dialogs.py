"""The dialogs of batches: what can be sent, why not, and what each batch lets one do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.batch import Batch, BatchCounts, BatchPhase
from desktop.domain.draft import Draft
from desktop.domain.recipe import Kind
from desktop.jobs.batch_book import BatchView, FailedLine
from desktop.jobs.batch_check import BatchWish, check_batch
from desktop.ui.batches.again_dialog import AgainDialog
from desktop.ui.batches.batches_dialog import BatchesDialog
from desktop.ui.batches.new_batch_dialog import NewBatchDialog
from desktop.ui.icons import Icons
from desktop.ui.theme import ThemeKeeper
from tests.builders import model_table

DRAFT = Draft(model="gpt-image-2", quality="low", prompt="A {product}")


@pytest.fixture
def dialog(qtbot: QtBot, theme: ThemeKeeper, icons: Icons) -> NewBatchDialog:
    made = NewBatchDialog(theme, icons, model_table(), DRAFT)
    qtbot.addWidget(made)
    made.show()
    return made


def _choose(qtbot: QtBot, dialog: NewBatchDialog, path: Path) -> None:
    with qtbot.waitSignal(dialog.check_requested) as asked:
        dialog.choose(path)
    wish = asked.args[0]
    assert isinstance(wish, BatchWish)
    dialog.show_checked(check_batch(wish, model_table().get("gpt-image-2"), len, {}))


def _table(folder: Path, text: str) -> Path:
    path = folder / "mugs.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sound_table_can_be_sent_with_its_price(
    qtbot: QtBot, dialog: NewBatchDialog, tmp_path: Path
) -> None:
    assert not dialog._send.isEnabled()
    assert "Choose a table" in dialog._send.toolTip()
    _choose(qtbot, dialog, _table(tmp_path, "product,output\nMug,mug\nCup,cup\n"))
    assert dialog._send.isEnabled()
    assert dialog._send.text() == "Send 2 lines"
    assert "at half price" in dialog._total.text()
    assert [dialog._lines.text_at(row, 3) for row in range(2)] == ["A Mug", "A Cup"]
    with qtbot.waitSignal(dialog.send_requested) as sent:
        dialog._send.click()
    assert sent.args == [dialog.checked, False]


def test_bad_lines_are_shown_alone_and_nothing_can_be_sent(
    qtbot: QtBot, dialog: NewBatchDialog, tmp_path: Path
) -> None:
    _choose(qtbot, dialog, _table(tmp_path, "product,output\nMug,mug\nCup,MUG\n"))
    assert not dialog._send.isEnabled()
    assert "1 of 2 lines" in dialog._total.text()
    dialog._only_wrong.setChecked(True)
    assert dialog._lines.row_count == 1
    assert "output name" in dialog._lines.text_at(0, 6)


def test_a_variable_without_a_column_is_told_and_the_columns_are_offered(
    qtbot: QtBot, dialog: NewBatchDialog, tmp_path: Path
) -> None:
    _choose(qtbot, dialog, _table(tmp_path, "colour,output\nred,mug\n"))
    assert "no column “product”" in dialog._total.text()
    assert dialog._variables_bar.isVisible()
    assert not dialog._send.isEnabled()


def test_an_answer_to_an_older_question_is_passed_over(
    qtbot: QtBot, dialog: NewBatchDialog, tmp_path: Path
) -> None:
    with qtbot.waitSignal(dialog.check_requested) as asked:
        dialog.choose(_table(tmp_path, "product\nMug\n"))
    checked = check_batch(asked.args[0], model_table().get("gpt-image-2"), len, {})
    dialog._prompt.setPlainText("Another {product}")
    dialog.show_checked(checked)
    assert not dialog._send.isEnabled()
    assert dialog.checked is None


def test_a_model_without_a_price_is_sent_only_with_consent(
    qtbot: QtBot, theme: ThemeKeeper, icons: Icons, tmp_path: Path
) -> None:
    draft = replace(DRAFT, model="pictures-9")
    made = NewBatchDialog(theme, icons, model_table(), draft)
    qtbot.addWidget(made)
    made.show()
    path = _table(tmp_path, "product\nMug\n")
    with qtbot.waitSignal(made.check_requested) as asked:
        made.choose(path)
    made.show_checked(check_batch(asked.args[0], model_table().get("pictures-9"), len, {}))
    assert not made._send.isEnabled()
    made._accept.setChecked(True)
    assert made._send.isEnabled()


BATCH = Batch(
    id="b1",
    created=datetime(2026, 11, 21, tzinfo=UTC),
    title="mugs.csv",
    kind=Kind.GENERATE,
    model="gpt-image-2",
    profile="openai",
    lines=3,
    highest_usd=Decimal("0.02"),
)
FAILED = FailedLine(number=2, output="mug", prompt="A mug", reason="Refused.", may_be_paid=True)


@pytest.mark.parametrize(
    ("view", "offered"),
    [
        (BatchView(batch=BATCH), {"remove", "send"}),
        (BatchView(batch=replace(BATCH, phase=BatchPhase.IN_PROGRESS)), {"look", "cancel"}),
        (BatchView(batch=replace(BATCH, phase=BatchPhase.CANCELLING)), {"look"}),
        (
            BatchView(
                batch=replace(BATCH, phase=BatchPhase.COMPLETED, is_collected=True),
                finished=2,
                failed=(FAILED,),
            ),
            {"again", "save"},
        ),
    ],
)
def test_each_phase_offers_what_makes_sense(
    qtbot: QtBot, theme: ThemeKeeper, icons: Icons, view: BatchView, offered: set[str]
) -> None:
    dialog = BatchesDialog(theme, icons)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_batches((view,))
    (card,) = dialog.cards
    qtbot.waitUntil(card.isVisible)
    shown = {name for name, button in card._buttons.items() if button.isVisible()}
    assert shown == offered
    name = next(iter(offered))
    with qtbot.waitSignal(dialog.wanted) as wanted:
        card._buttons[name].click()
    assert wanted.args == ["b1", name]


def test_failed_lines_are_listed_with_their_reasons(
    qtbot: QtBot, theme: ThemeKeeper, icons: Icons
) -> None:
    dialog = BatchesDialog(theme, icons)
    qtbot.addWidget(dialog)
    dialog.show()
    done = replace(BATCH, phase=BatchPhase.COMPLETED, counts=BatchCounts(completed=2, failed=1))
    dialog.show_batches((BatchView(batch=replace(done, is_collected=True), failed=(FAILED,)),))
    (card,) = dialog.cards
    qtbot.waitUntil(card.isVisible)
    card._toggle.click()
    assert card._failed.isVisible()
    assert card._failed.text_at(0, 3) == "Refused. It may have been billed."
    dialog.show_batches(())
    assert dialog.cards == ()


def test_what_may_be_paid_twice_goes_along_only_when_ticked(qtbot: QtBot) -> None:
    dialog = AgainDialog((0, Decimal(0)), (2, Decimal("0.01")))
    qtbot.addWidget(dialog)
    assert not dialog._send.isEnabled()
    dialog._even_paid.setChecked(True)
    assert "2 lines" in dialog._words.text()
    assert "$0.010" in dialog._words.text()
    with qtbot.waitSignal(dialog.agreed) as agreed:
        dialog._send.click()
    assert agreed.args == [True]
