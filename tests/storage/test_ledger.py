"""What is set apart, what was spent, and totals that follow the history; budgets hold for all."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.budget import Budgets, ProjectBudget, Scope, Spent
from desktop.domain.cost import DollarRange, EstimateParts
from desktop.domain.edit import Edit, Outcome
from desktop.domain.intent import Intent
from desktop.domain.ledger import GroupBy
from desktop.domain.problems import Billed, ProblemKind, problem
from desktop.storage.database import Database
from desktop.storage.history import History
from desktop.storage.ledger import Ledger
from desktop.storage.library import Library
from desktop.storage.migrations import STEPS, bring_up
from desktop.storage.records import edit_to_json
from tests.storage.samples import START, an_edit, an_intent, edit_id

PARTS = EstimateParts(
    text=Decimal("0.00013"), output=DollarRange(Decimal("0.2"), Decimal("0.21087"))
)
NOON = START.replace(hour=12)


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


def intent(number: int = 1, highest: str | None = "0.21", **changes: object) -> Intent:
    price = None if highest is None else Decimal(highest)
    return replace(an_intent(number), highest_usd=price, **changes)  # type: ignore[arg-type]


def failed(number: int, billed: Billed) -> Edit:
    trouble = problem(ProblemKind.TIMEOUT, billed=billed, host="x", time="1 second")
    return an_edit(number, outcome=Outcome.FAILED, problem=trouble, cost_usd=None, usage=None)


def test_what_is_under_way_counts_with_its_highest_price(ledger: Ledger) -> None:
    assert ledger.set_apart(intent(estimate=PARTS, project="Poster"), "run", Budgets()) is None
    amount = Decimal("0.21")
    assert ledger.spent("run", "Poster", NOON) == Spent(
        run=amount, day=amount, month=amount, project=amount
    )
    assert ledger.spent("other", "Other", NOON) == Spent(day=amount, month=amount)
    (entry,) = ledger.entries()
    assert (entry.is_open, entry.billed, entry.estimate) == (True, Billed.MAYBE, PARTS)
    assert entry.asked == START
    assert ledger.open_edits() == (edit_id(1),)


def test_the_edit_brings_its_cost_along(ledger: Ledger, history: History) -> None:
    ledger.set_apart(intent(estimate=PARTS, project="Poster"), "run", Budgets())
    history.put(an_edit(1, project="Poster", estimate=PARTS))
    (entry,) = ledger.entries()
    assert (entry.is_open, entry.billed) == (False, Billed.YES)
    assert entry.cost_usd == Decimal("0.210765")
    assert entry.usage is not None
    assert entry.usage.image_output == 7024
    assert entry.estimate == PARTS
    assert ledger.spent("run", "Poster", NOON).run == Decimal("0.210765")
    assert ledger.latest_priced(9) == (entry,)


@pytest.mark.parametrize(
    ("billed", "counted"), [(Billed.NO, "0"), (Billed.MAYBE, "0.211"), (Billed.YES, "0.211")]
)
def test_a_failure_counts_as_it_was_billed(
    ledger: Ledger, history: History, billed: Billed, counted: str
) -> None:
    history.put(failed(1, billed))
    (entry,) = ledger.entries()
    assert entry.billed is billed
    assert entry.counted_usd == Decimal(counted)
    assert ledger.spent("", "", NOON).day == Decimal(counted)
    history.put(an_edit(1))
    (entry,) = ledger.entries()
    assert (entry.billed, entry.counted_usd) == (Billed.YES, Decimal("0.210765"))


def test_what_was_not_sent_is_released_and_what_nobody_knows_stays(ledger: Ledger) -> None:
    for number in (1, 2):
        ledger.set_apart(intent(number), "run", Budgets())
    ledger.release(edit_id(1))
    ledger.leave_unknown(edit_id(2))
    ledger.release(edit_id(2))
    (entry,) = ledger.entries()
    assert (entry.edit, entry.is_open, entry.billed) == (edit_id(2), False, Billed.MAYBE)


@pytest.mark.parametrize("scope", list(Scope))
def test_a_budget_is_never_crossed(ledger: Ledger, scope: Scope) -> None:
    budgets = Budgets().changed(scope, Decimal("0.50"), "Poster")
    for number in (1, 2):
        found = ledger.set_apart(intent(number, project="Poster"), "run", budgets)
        assert found is None
    found = ledger.set_apart(intent(3, project="Poster"), "run", budgets)
    assert found is not None
    assert (found.scope, found.spent, found.more) == (scope, Decimal("0.42"), Decimal("0.21"))
    assert len(ledger.entries()) == 2
    raised = budgets.changed(scope, found.enough, "Poster")
    assert ledger.set_apart(intent(3, project="Poster"), "run", raised) is None


def test_the_demo_spends_nothing(ledger: Ledger) -> None:
    none = Budgets(day=Decimal(0))
    assert ledger.set_apart(intent(1, simulated=True), "run", none) is None
    assert ledger.spent("run", "", NOON) == Spent()
    assert ledger.totals(GroupBy.DAY) == ()


def test_two_programs_never_share_the_last_dollar(tmp_path: Path) -> None:
    budgets, found = Budgets(day=Decimal("2.10")), []
    databases = [Database.open(tmp_path / "library.sqlite3") for _ in range(2)]

    def spend(place: int) -> None:
        for number in range(12):
            order = intent(place * 100 + number)
            found.append(Ledger(databases[place]).set_apart(order, str(place), budgets))

    threads = [threading.Thread(target=spend, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one is None for one in found) == 10
    assert Ledger(databases[0]).spent("", "", NOON).day == Decimal("2.10")
    for database in databases:
        database.close()


def test_a_clock_that_jumped_hides_no_money(ledger: Ledger, history: History) -> None:
    history.put(an_edit(1, created=START + timedelta(days=400)))
    assert ledger.spent("", "", START).day == Decimal("0.210765")
    assert ledger.spent("", "", START).month == Decimal("0.210765")


def test_yesterday_is_over_and_last_month_too(ledger: Ledger, history: History) -> None:
    history.put(an_edit(1, created=NOON))
    assert ledger.spent("", "", NOON + timedelta(days=1)).day == 0
    assert ledger.spent("", "", NOON + timedelta(days=1)).month == Decimal("0.210765")
    assert ledger.spent("", "", NOON + timedelta(days=31)).month == 0


def test_totals(ledger: Ledger, history: History) -> None:
    recipe = an_edit().recipe
    history.put(an_edit(1, created=NOON, project="Poster"))
    history.put(an_edit(2, created=NOON + timedelta(days=1), recipe=replace(recipe, count=3)))
    history.put(replace(failed(3, Billed.MAYBE), created=NOON, profile="gateway"))
    history.put(replace(failed(4, Billed.NO), created=NOON))
    history.put(an_edit(5, created=NOON, cost_usd=None, estimate_usd=None))
    history.put(an_edit(6, created=NOON, simulated=True, cost_usd=Decimal(0)))
    today, before = ledger.totals(GroupBy.DAY)
    assert (today.name, today.requests, today.pictures) == ("2026-11-22", 1, 3)
    assert (before.name, before.requests, before.unpriced, before.maybe) == ("2026-11-21", 4, 1, 1)
    assert (before.billed_usd, before.maybe_usd) == (Decimal("0.210765"), Decimal("0.211"))
    (month,) = ledger.totals(GroupBy.MONTH)
    assert (month.name, month.requests) == ("2026-11", 5)
    assert month.counted_usd == 2 * Decimal("0.210765") + Decimal("0.211")
    assert [one.name for one in ledger.totals(GroupBy.PROFILE)] == ["openai", "gateway"]
    assert {one.name for one in ledger.totals(GroupBy.PROJECT)} == {"Poster", ""}
    assert [one.name for one in ledger.totals(GroupBy.MODEL)] == ["gpt-image-2"]
    (late,) = ledger.totals(GroupBy.MODEL, since=NOON + timedelta(hours=1))
    assert late.requests == 1


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.decimals(0, 5, places=7), max_size=12))
def test_sums_are_exact(tmp_path: Path, amounts: list[Decimal]) -> None:
    database = Database.open(tmp_path / "sums.sqlite3")
    with database.writing() as connection:
        connection.execute("DELETE FROM edits")
        connection.execute("DELETE FROM ledger")
    History(database).put_records(
        (edit, edit_to_json(edit))
        for edit in (an_edit(place, cost_usd=one) for place, one in enumerate(amounts))
    )
    totals = Ledger(database).totals(GroupBy.MODEL)
    assert sum((one.billed_usd for one in totals), Decimal(0)) == sum(amounts, Decimal(0))
    database.close()


def test_an_older_library_gets_its_ledger(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        bring_up(old, path, STEPS[:1])
        for place, edit in enumerate((an_edit(1), failed(2, Billed.MAYBE)), 1):
            values = (place, edit.id, edit_to_json(edit))
            old.execute("INSERT INTO edits (number, id, record) VALUES (?, ?, ?)", values)
    database = Database.open(path)
    entries = Ledger(database).entries()
    assert [one.billed for one in entries] == [Billed.YES, Billed.MAYBE]
    assert [one.asked - START for one in entries] == [timedelta(seconds=1), timedelta(seconds=2)]
    assert History(database).search("fox") != ()
    database.close()
    assert path.with_name("library.sqlite3.format-1").exists()


class TestOpening:
    """After a kill the ledger agrees with the journal."""

    def test_what_was_not_sent_is_not_counted(self, folder: Path) -> None:
        with Library.open(folder) as library:
            library.journal.open_entry(an_intent(1)).close()
            library.ledger.set_apart(an_intent(1), "run", Budgets())
            library.ledger.set_apart(an_intent(2), "run", Budgets())
        with Library.open(folder) as library:
            assert library.ledger.entries() == ()

    def test_what_was_sent_stays_set_apart(self, folder: Path) -> None:
        with Library.open(folder) as library, library.journal.open_entry(an_intent(1)) as entry:
            library.ledger.set_apart(an_intent(1), "run", Budgets())
            entry.mark_sent()
        with Library.open(folder) as library:
            (kept,) = library.ledger.entries()
            assert (kept.is_open, kept.billed) == (True, Billed.MAYBE)

    def test_what_the_ledger_lost_is_entered_again(self, folder: Path) -> None:
        with Library.open(folder) as library, library.journal.open_entry(an_intent(1)) as entry:
            entry.mark_sent()
        with Library.open(folder) as library:
            assert library.ledger.spent("", "", datetime.now(UTC) - timedelta(days=400)) == Spent(
                day=Decimal("0.21"), month=Decimal("0.21")
            )

    def test_what_a_job_has_in_hand_is_left_alone(self, folder: Path) -> None:
        with Library.open(folder) as library, library.journal.open_entry(an_intent(1)):
            library.ledger.set_apart(an_intent(1), "run", Budgets())
            library._settle_accounts()
            assert library.ledger.open_edits() == (edit_id(1),)


def test_projects_have_budgets_of_their_own(ledger: Ledger) -> None:
    budgets = Budgets(projects=(ProjectBudget(name="Poster", limit=Decimal("0.3")),))
    assert ledger.set_apart(intent(1, project="Poster"), "run", budgets) is None
    assert ledger.set_apart(intent(2, project="Brochure"), "run", budgets) is None
    assert ledger.set_apart(intent(3, project="Poster"), "run", budgets) is not None
    assert ledger.set_apart(intent(4, highest=None), "run", budgets) is None
