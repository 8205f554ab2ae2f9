"""Money holds jobs back: budgets before they are crossed, unknown prices until somebody says so."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from desktop.domain.budget import Budgets, Scope, SpendingSettings
from desktop.domain.identity import EditId
from desktop.domain.job_events import Cancelled, Failed, Finished, Held, Queued, Sent
from desktop.domain.order import EditOrder
from desktop.domain.problems import Billed, ProblemKind
from desktop.jobs.job_runner import JobRunner
from desktop.storage.library import Library
from tests.builders import PRICE, Studio
from tests.fakes.faults import Fault
from tests.fakes.gate import HoldAt
from tests.fakes.image_service import ImageService
from tests.jobs.conftest import Diary


def budget(runner: JobRunner, scope: Scope, amount: str, project: str = "") -> None:
    bound = Budgets().changed(scope, Decimal(amount), project)
    runner.take_spending(SpendingSettings(budgets=bound))


def priced(studio: Studio, amount: str | None, project: str = "") -> EditOrder:
    highest = None if amount is None else Decimal(amount)
    return replace(studio.order(), highest_usd=highest, project=project)


def held(diary: Diary, job: EditId) -> Held:
    diary.wait_for(job, Held)
    return next(one for one in diary.events if isinstance(one, Held) and one.job == job)


@pytest.mark.parametrize("scope", list(Scope))
def test_a_job_that_would_cross_a_budget_waits_and_says_so(
    service: ImageService, studio: Studio, runner: JobRunner, diary: Diary, scope: Scope
) -> None:
    budget(runner, scope, "0.05", "Poster")
    order = priced(studio, "0.06", "Poster")
    runner.submit(order)
    found = held(diary, order.id)
    assert found.problem.kind is ProblemKind.BUDGET
    assert found.crossing is not None
    assert (found.crossing.scope, found.crossing.limit) == (scope, Decimal("0.05"))
    assert service.requests == []
    raised = Budgets(day=Decimal(9)).changed(scope, found.crossing.enough, "Poster")
    runner.take_spending(SpendingSettings(budgets=raised))
    diary.wait_for(order.id, Finished)
    assert len(service.paid_requests) == 1


def test_others_pass_and_what_is_under_way_counts(
    service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
) -> None:
    budget(runner, Scope.DAY, "0.10")
    service.hold(HoldAt.HEAD)
    first, dear, cheap = priced(studio, "0.06"), priced(studio, "0.05"), priced(studio, "0.04")
    runner.submit(first)
    service.wait_for_held(1)
    runner.submit(dear)
    runner.submit(cheap)
    service.wait_for_held(2)
    assert held(diary, dear.id).crossing is not None
    assert {event.job for event in diary.events if isinstance(event, Sent)} == {first.id, cheap.id}
    service.release()
    # the real costs are lower than what was set apart: now there is room
    diary.wait_for(dear.id, Finished)
    spent = studio.library.ledger.spent("", "", studio.services.now()).day
    assert Decimal(0) < spent < Decimal("0.10")


def test_two_that_start_together_never_cross_it_together(
    service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
) -> None:
    budget(runner, Scope.DAY, "0.10")
    service.hold(HoldAt.HEAD)
    orders = [priced(studio, "0.06") for _ in range(2)]
    for order in orders:
        runner.submit(order)
    diary.wait(lambda: len(diary.order_of(Held)) >= 1)
    assert len(diary.order_of(Sent)) <= 1
    service.release()
    diary.wait_for_ends(2)
    assert {type(end) for end in diary.endings} == {Finished}


def test_a_held_job_can_be_cancelled_and_costs_nothing(
    service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
) -> None:
    budget(runner, Scope.RUN, "0")
    order = priced(studio, "0.01")
    runner.submit(order)
    held(diary, order.id)
    runner.cancel(order.id)
    diary.wait_for(order.id, Cancelled)
    wait_for_disk(runner)
    assert (service.requests, studio.library.waiting.all()) == ([], ())


def test_an_unknown_price_asks_and_the_word_is_kept(
    service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
) -> None:
    order = priced(studio, None)
    runner.submit(order)
    found = held(diary, order.id)
    assert (found.problem.kind, found.crossing) == (ProblemKind.PRICE_UNKNOWN, None)
    assert service.requests == []
    service.next(Fault.CUT_IN_BODY)
    runner.accept_unknown_price(order.id)
    diary.wait_for(order.id, Failed)
    (left,) = studio.library.journal.unsettled()
    assert left.intent is not None
    assert left.intent.accepts_unknown_price


def test_the_budget_is_looked_at_once_more_before_sending(
    service: ImageService, studio: Studio
) -> None:
    """Another program may have been quicker; a command has no queue to wait in."""
    studio.services.spending.take(SpendingSettings(budgets=Budgets(day=PRICE * 3)))
    assert studio.run(priced(studio, "0.011")).edit is not None
    assert studio.run(priced(studio, "0.02")).problem is None
    done = studio.run(priced(studio, "0.03"))
    assert done.problem is not None
    assert (done.problem.kind, done.problem.billed) == (ProblemKind.BUDGET, Billed.NO)
    assert studio.run(priced(studio, None)).names == ["Prepared"]
    assert len(service.paid_requests) == 2
    assert studio.states() == {}
    assert studio.library.ledger.open_edits() == ()


class TestLedger:
    """Every request that was sent, and no other, has an entry that says how it ended."""

    @pytest.mark.parametrize(
        ("fault", "billed"),
        [
            (None, Billed.YES),
            (Fault.MODERATION_BLOCKED, Billed.NO),
            (Fault.SERVER_ERROR, Billed.MAYBE),
            (Fault.CUT_IN_BODY, Billed.MAYBE),
            (Fault.NOT_PICTURE, Billed.YES),
        ],
    )
    def test_how_it_ended(
        self, service: ImageService, studio: Studio, fault: Fault | None, billed: Billed
    ) -> None:
        service.next(fault)
        done = studio.run(replace(studio.order(), project="Poster"))
        (entry,) = studio.library.ledger.entries()
        assert (entry.billed, entry.is_open, entry.project) == (billed, False, "Poster")
        assert entry.highest_usd == PRICE
        if done.edit is not None:
            assert entry.cost_usd == done.edit.cost_usd
            assert entry.usage == done.edit.usage

    def test_what_failed_before_sending_has_none(
        self, service: ImageService, studio: Studio
    ) -> None:
        gone = replace(studio.picture(), content=EditId("0" * 64))  # type: ignore[arg-type]
        assert studio.run(studio.order(picture=gone)).problem is not None
        assert studio.library.ledger.entries() == ()


class TestWaitingOnDisk:
    def test_what_waits_is_on_disk_in_its_order_until_it_is_sent(
        self, service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
    ) -> None:
        runner.set_at_once(1)
        service.hold(HoldAt.HEAD)
        orders = [studio.order() for _ in range(5)]
        for order in orders:
            runner.submit(order)
        service.wait_for_held(1)
        one, two, three, four, five = (order.id for order in orders)
        runner.move(five, two)
        runner.move(four, one)
        runner.move(two, None)
        runner.move(EditId("unknown"), two)
        runner.cancel(three)
        diary.wait_for(three, Cancelled)
        wait_for_disk(runner)
        assert [order.id for order in studio.library.waiting.all()] == [four, five, two]
        service.release()
        diary.wait_for_ends(5)
        ends = [end.job for end in diary.endings if isinstance(end, Finished)]
        assert ends == [one, four, five, two]
        assert studio.library.waiting.all() == ()

    def test_the_next_program_sends_nothing_unasked_and_then_the_same(
        self, service: ImageService, studio: Studio, diary: Diary
    ) -> None:
        first = JobRunner(studio.services, diary, at_once=1)
        first.start()
        service.hold(HoldAt.HEAD)
        orders = [studio.order(prompt=f"kite {number}") for number in range(3)]
        for order in orders:
            first.submit(order)
        service.wait_for_held(1)
        assert first.stop()
        service.release()
        library = reopened(studio.library)
        studio.library = library
        studio.__post_init__()
        assert library.waiting.all() == tuple(orders[1:])
        second = JobRunner(studio.services, diary, at_once=1)
        second.start()
        assert len(service.paid_requests) == 1
        for order in library.waiting.all():
            second.submit(order)
        for order in orders[1:]:
            diary.wait_for(order.id, Finished)
        prompts = [request.fields["prompt"] for request in service.paid_requests]
        assert prompts == ["kite 0", "kite 1", "kite 2"]
        assert second.stop()
        assert library.waiting.all() == ()
        library.close()

    def test_what_was_being_prepared_waits_on(
        self, service: ImageService, studio: Studio, diary: Diary
    ) -> None:
        runner = JobRunner(studio.services, diary, at_once=2)
        runner.start()
        orders = [studio.order() for _ in range(2)]
        service.next(Fault.rate_limited(300), Fault.rate_limited(300))
        for order in orders:
            runner.submit(order)
        diary.wait(lambda: len(diary.order_of(Queued)) == 2)
        assert runner.stop()
        known = {order.id for order in studio.library.waiting.all()}
        known |= {edit.id for edit in studio.library.history.page()}
        assert known == {order.id for order in orders}


def wait_for_disk(runner: JobRunner) -> None:
    """Everything that was asked of the list is on disk."""
    runner.run(runner._waiting.stored(EditId(""))).result(10)


def reopened(library: Library) -> Library:
    library.close()
    return Library.open(library.folder)
