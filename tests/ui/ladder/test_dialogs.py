"""The dialogs of the draft ladder: both prices before anything is sent, and one draft chosen."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.draft import Draft
from desktop.domain.draft_ladder import Rung, fast_rung, high_rung
from desktop.domain.edit import Edit, Outcome, Result, StoredPicture
from desktop.domain.identity import EditId, hash_of
from desktop.domain.problems import ProblemKind, problem
from desktop.domain.recipe import Inputs
from desktop.domain.size import Size
from desktop.jobs.finish_draft import FinishPlan, FinishWish, plan_finish
from desktop.ui.ladder.finish_dialog import FinishDialog
from desktop.ui.ladder.ladder_dialog import LadderDialog
from desktop.ui.picture_loader import PictureLoader
from tests.builders import model_table

TODAY = date(2026, 11, 21)
MODELS = model_table()
DRAFT = Draft(model="gpt-image-2", prompt="a fox", size=Size(1024, 1024))


class NoPictures:
    """An edit without a mask needs none."""

    def read(self, content: str) -> bytes:
        raise AssertionError(content)


def test_the_rungs_are_the_fast_model_and_the_drafts_own() -> None:
    low, high = fast_rung(DRAFT, MODELS, TODAY), high_rung(DRAFT, MODELS)
    assert low == Rung(model="gpt-image-2.5-flare", quality="low")
    assert high == Rung(model="gpt-image-2", quality="high")


@pytest.fixture
def dialog(qtbot: QtBot) -> LadderDialog:
    rungs = (fast_rung(DRAFT, MODELS, TODAY), high_rung(DRAFT, MODELS))
    made = LadderDialog(MODELS, MODELS.current(TODAY), rungs)
    qtbot.addWidget(made)
    return made


def test_both_prices_stand_before_the_button(qtbot: QtBot, dialog: LadderDialog) -> None:
    dialog.show_prices(Decimal("0.024"), Decimal("0.23"), "")
    assert dialog._prices.text() == (
        "4 drafts: at most $0.024. The chosen one later: at most $0.23."
    )
    assert dialog._go.text() == "Make 4 drafts ($0.024)"
    with qtbot.waitSignal(dialog.changed):
        dialog._count.setValue(2)
    with qtbot.waitSignal(dialog.drafts_requested):
        dialog._go.click()


def test_what_stands_in_the_way_is_said(dialog: LadderDialog) -> None:
    dialog.show_prices(None, None, "There is no prompt.")
    assert not dialog._go.isEnabled()
    assert dialog._go.toolTip() == "There is no prompt."
    assert "price not known" in dialog._prices.text()


def _edit() -> Edit:
    stored = [
        StoredPicture(content=hash_of(bytes([n])), media_type="image/png", size=Size(1024, 1024))
        for n in range(3)
    ]
    return Edit(
        id=EditId("e1"),
        created=datetime(2026, 11, 21, tzinfo=UTC),
        recipe=DRAFT.recipe(),
        inputs=Inputs(),
        outcome=Outcome.FINISHED,
        results=tuple(Result(index=n, original=one, picture=one) for n, one in enumerate(stored)),
    )


@pytest.fixture
def finish(qtbot: QtBot, loader: PictureLoader) -> FinishDialog:
    models = (MODELS, MODELS.current(TODAY), high_rung(DRAFT, MODELS))
    made = FinishDialog(_edit(), 0, models, loader)
    qtbot.addWidget(made)
    return made


def _plan(wish: FinishWish) -> FinishPlan:
    return plan_finish(wish, MODELS, NoPictures(), len)


def test_the_chosen_draft_is_priced_and_asked_for(qtbot: QtBot, finish: FinishDialog) -> None:
    assert not finish._go.isEnabled()
    with qtbot.waitSignal(finish.check_requested) as asked:
        finish.choose(2)
    finish.show_plan(_plan(asked.args[0]))
    assert finish._go.isEnabled()
    assert finish._go.text().startswith("Make it ($0.")
    with qtbot.waitSignal(finish.finish_requested) as sent:
        finish._go.click()
    plan, accepts = sent.args
    assert not accepts
    first = plan.draft.references[0].file
    assert first.content == _edit().results[2].original.content
    assert plan.draft.count == 1


def test_a_price_of_an_older_choice_is_passed_over(qtbot: QtBot, finish: FinishDialog) -> None:
    with qtbot.waitSignal(finish.check_requested) as asked:
        finish.choose(2)
    finish.choose(1)
    finish.show_plan(_plan(asked.args[0]))
    assert not finish._go.isEnabled()


def test_why_it_cannot_be_sent_is_said(finish: FinishDialog) -> None:
    finish.show_problem(problem(ProblemKind.PROMPT_EMPTY))
    assert not finish._go.isEnabled()
    assert finish._price.text() == problem(ProblemKind.PROMPT_EMPTY).text
