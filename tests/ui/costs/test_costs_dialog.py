"""The costs dialog shows what was spent, and says what was changed in budgets and limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.budget import Budgets, ProjectBudget, Scope, SpendingSettings, Spent
from desktop.domain.ledger import EstimateError, Total
from desktop.domain.profile import Profile
from desktop.jobs.spending_summary import SpendingSummary
from desktop.ui.costs.amount_field import read_amount
from desktop.ui.costs.costs_dialog import CostsDialog, error_words
from desktop.ui.costs.spent_button import SpentButton
from desktop.ui.icons import Icons

TODAY = Total(name="today", requests=3, pictures=5, billed_usd=Decimal("1.25"))
SUMMARY = SpendingSummary(
    spent=Spent(run=Decimal("0.4"), day=Decimal("1.46"), month=Decimal(9)),
    today=replace(TODAY, maybe_usd=Decimal("0.21"), maybe=1),
    month=replace(TODAY, requests=40, unpriced=2),
    models=(TODAY, replace(TODAY, name="gpt-image-2.5-sunburst-with-a-very-long-name")),
    error=EstimateError(jobs=20, mean=0.012, typical=0.008, worst=0.11, within=18),
)


@pytest.fixture
def dialog(qtbot: QtBot, icons: Icons) -> Iterator[CostsDialog]:
    made = CostsDialog(icons)
    qtbot.addWidget(made)
    made.show_spending(SpendingSettings(), Profile())
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.hide()


def test_what_was_spent(dialog: CostsDialog) -> None:
    dialog.show_summary(SUMMARY)
    assert dialog._figures["today"].text() == "$1.25 + $0.21 maybe"
    assert dialog._notes["today"].text() == "3 requests, 5 pictures; 1 request may have been billed"
    assert "2 requests without a known price" in dialog._notes["month"].text()
    assert dialog._so_far[Scope.DAY].text() == "$1.46 so far"
    assert dialog._error.text().startswith(
        "Estimates of the last 20 requests were usually 0.8% off"
    )
    dialog.show_summary(replace(SUMMARY, models=(TODAY,) * 9))
    assert dialog._models._grid.rowCount() >= 7


def test_a_budget_is_one_step(qtbot: QtBot, dialog: CostsDialog) -> None:
    field = dialog._amounts[Scope.DAY]
    field.setFocus()
    QTest.keyClicks(field, "5,50")
    with qtbot.waitSignal(dialog.spending_edited) as said:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert said.args == [SpendingSettings(budgets=Budgets(day=Decimal("5.50")))]
    field.selectAll()
    QTest.keyClicks(field, "plenty")
    assert field.property("state") == "wrong"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (field.text(), field.property("state")) == ("5.50", "")
    field.clear()
    with qtbot.waitSignal(dialog.spending_edited) as said:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert said.args == [SpendingSettings()]


def test_a_project_has_its_own_budget(qtbot: QtBot, dialog: CostsDialog) -> None:
    field = dialog._amounts[Scope.PROJECT]
    assert not field.isEnabled()
    dialog._project.setFocus()
    QTest.keyClicks(dialog._project, "Poster")
    with qtbot.waitSignal(dialog.spending_edited):
        QTest.keyClick(dialog._project, Qt.Key.Key_Return)
    assert field.isEnabled()
    field.setFocus()
    QTest.keyClicks(field, "20")
    with qtbot.waitSignal(dialog.spending_edited) as said:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert said.args is not None
    assert said.args[0].budgets.projects == (ProjectBudget(name="Poster", limit=Decimal(20)),)


def test_the_tier_is_kept_for_the_profile(qtbot: QtBot, dialog: CostsDialog) -> None:
    with qtbot.waitSignal(dialog.spending_edited) as said:
        dialog._tier.setCurrentIndex(3)
        dialog._tier.activated.emit(3)
    assert said.args is not None
    assert said.args[0].limits_of("openai").tier == 3


@pytest.mark.parametrize(
    ("text", "amount"), [("5", "5"), (" $5.5 ", "5.5"), ("0,25", "0.25"), ("", None), ("0", "0")]
)
def test_amounts(text: str, amount: str | None) -> None:
    assert read_amount(text) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize("text", ["x", "-1", "1e9", "NaN", "1.2.3"])
def test_no_amounts(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the text is whatever was typed
        read_amount(text)


def test_without_jobs_nothing_is_claimed() -> None:
    assert "as soon as" in error_words(EstimateError())


def test_the_status_line(qtbot: QtBot, icons: Icons) -> None:
    button = SpentButton(icons)
    qtbot.addWidget(button)
    button.show_spent(Decimal("0.21"), Decimal("1.46"))
    assert button.text().strip() == "$0.21 this session · $1.46 today"
    button.show_spent(Decimal("0.21"), Decimal("0.21"))
    assert button.text().strip() == "$0.21 this session"
