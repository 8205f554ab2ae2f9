"""A cancel takes effect at once, says what it may cost, and loses nothing that has come."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from desktop.domain.edit import Edit, Outcome
from desktop.domain.job_events import (
    Composing,
    JobEvent,
    Prepared,
    Preview,
    Received,
    Sent,
    Waiting,
)
from desktop.domain.problems import Billed, ProblemError, ProblemKind
from desktop.jobs.composing import Stop
from desktop.jobs.edit_order import EditOrder
from desktop.jobs.run_edit import finish_saved, run_edit
from desktop.jobs.to_the_end import finish, heed_cancel, to_the_end
from desktop.storage.journal import Journal
from desktop.storage.journal_entry import JournalEntry
from tests.builders import Studio
from tests.fakes.faults import Fault
from tests.fakes.gate import HoldAt
from tests.fakes.image_service import ImageService

QUICK = 0.1
"""Seconds within which a cancel is felt; the best of a few tries, because machines are shared."""


def cancel_when(
    studio: Studio, order: EditOrder, is_time: Callable[[JobEvent], bool]
) -> tuple[Edit | None, float]:
    """Cancels at the first event that `is_time`; the edit if there is one all the same, and how
    long the end took after the cancel."""
    cancelled_at = 0.0

    async def main() -> Edit | None:
        nonlocal cancelled_at
        loop = asyncio.get_running_loop()

        def report(event: JobEvent) -> None:
            nonlocal cancelled_at
            if is_time(event) and not cancelled_at:
                cancelled_at = time.perf_counter()
                loop.call_soon(job.cancel)

        job = asyncio.ensure_future(run_edit(order, studio.services, report))
        try:
            return await job
        except asyncio.CancelledError:
            return None

    edit = studio.loop(main())
    assert cancelled_at, "it was never cancelled"
    return edit, time.perf_counter() - cancelled_at


def comes(kind: type[JobEvent]) -> Callable[[JobEvent], bool]:
    return lambda event: isinstance(event, kind)


class TestWhileTheServiceWorks:
    @pytest.mark.parametrize("at", list(HoldAt))
    def test_it_ends_at_once_and_may_be_billed(
        self, service: ImageService, studio: Studio, at: HoldAt
    ) -> None:
        service.hold(at)
        at_work = comes(Preview) if at is HoldAt.LAST_PICTURE else comes(Sent)
        tries = []
        for order in [studio.order(previews=2) for _ in range(3)]:
            edit, seconds = cancel_when(studio, order, at_work)
            assert edit is None
            tries.append(seconds)
        assert min(tries) < QUICK
        row = studio.library.history.get(order.id)
        assert row.outcome is Outcome.CANCELLED
        assert row.problem is not None
        assert row.problem.billed is Billed.MAYBE
        assert "may bill it" in row.problem.text

    def test_the_client_leaves_and_asks_no_second_time(
        self, service: ImageService, studio: Studio
    ) -> None:
        service.hold(HoldAt.LAST_PICTURE)
        cancel_when(studio, studio.order(previews=1), comes(Preview))
        service.wait_for_departures()
        assert len(service.paid_requests) == 1

    def test_previews_that_came_are_kept(self, service: ImageService, studio: Studio) -> None:
        service.hold(HoldAt.LAST_PICTURE)
        order = studio.order(previews=2)
        cancel_when(studio, order, lambda event: isinstance(event, Preview) and event.index == 1)
        (left,) = studio.library.journal.unsettled()
        assert (left.edit, left.previews) == (order.id, 2)
        assert studio.library.check().is_clean


class TestWhileNothingIsUnderWay:
    def test_before_it_is_sent_nothing_is(self, service: ImageService, studio: Studio) -> None:
        order = studio.order()
        edit, _ = cancel_when(studio, order, comes(Prepared))
        assert edit is None
        assert (service.requests, studio.states()) == ([], {})
        assert studio.library.history.find(order.id) is None

    def test_while_the_mark_is_being_written_nothing_is_sent(
        self, service: ImageService, studio: Studio, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        order = studio.order()
        mark = JournalEntry.mark_sent
        job: list[asyncio.Task[Any]] = []
        loops: list[asyncio.AbstractEventLoop] = []

        def cancelled_meanwhile(entry: JournalEntry) -> None:
            loops[0].call_soon_threadsafe(job[0].cancel)
            mark(entry)

        monkeypatch.setattr(JournalEntry, "mark_sent", cancelled_meanwhile)
        self._run(studio, order, job, loops)
        assert (service.requests, studio.states()) == ([], {})
        assert studio.library.history.find(order.id) is None

    def test_while_the_entry_is_being_opened_nothing_is_left(
        self, service: ImageService, studio: Studio, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        order = studio.order()
        open_entry = Journal.open_entry
        job: list[asyncio.Task[Any]] = []
        loops: list[asyncio.AbstractEventLoop] = []

        def cancelled_meanwhile(journal: Journal, intent: Any) -> JournalEntry:
            loops[0].call_soon_threadsafe(job[0].cancel)
            return open_entry(journal, intent)

        monkeypatch.setattr(Journal, "open_entry", cancelled_meanwhile)
        self._run(studio, order, job, loops)
        assert (service.requests, studio.states()) == ([], {})
        assert list(studio.library.journal.folder.iterdir()) == []

    def test_while_it_waits_to_be_sent_again_it_costs_nothing(
        self, service: ImageService, studio: Studio
    ) -> None:
        service.always(Fault.RATE_LIMITED)
        order = studio.order()
        edit, _ = cancel_when(studio, order, comes(Waiting))
        assert edit is None
        assert len(service.paid_requests) == 1
        assert studio.library.history.find(order.id) is None
        assert studio.states() == {}

    def _run(
        self,
        studio: Studio,
        order: EditOrder,
        job: list[asyncio.Task[Any]],
        loops: list[asyncio.AbstractEventLoop],
    ) -> None:
        async def main() -> None:
            loops.append(asyncio.get_running_loop())
            job.append(asyncio.ensure_future(run_edit(order, studio.services, lambda _: None)))
            with pytest.raises(asyncio.CancelledError):
                await job[0]

        studio.loop(main())


class TestOnceTheAnswerIsIn:
    def test_what_is_paid_for_is_finished(self, service: ImageService, studio: Studio) -> None:
        order = studio.order()
        edit, _ = cancel_when(studio, order, comes(Received))
        assert edit is not None
        assert studio.bytes_of(edit.results[0].original) == service.returned[0]
        assert studio.library.history.get(order.id).outcome is Outcome.FINISHED
        assert studio.states() == {}

    def test_also_while_its_last_bytes_are_being_synced(
        self, service: ImageService, studio: Studio, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        order = studio.order()
        sync = JournalEntry.finish
        job: list[asyncio.Task[Edit]] = []
        loops: list[asyncio.AbstractEventLoop] = []

        def cancelled_meanwhile(entry: JournalEntry) -> None:
            loops[0].call_soon_threadsafe(job[0].cancel)
            sync(entry)

        async def main() -> Edit:
            loops.append(asyncio.get_running_loop())
            job.append(asyncio.ensure_future(run_edit(order, studio.services, lambda _: None)))
            return await job[0]

        monkeypatch.setattr(JournalEntry, "finish", cancelled_meanwhile)
        edit = studio.loop(main())
        assert edit.outcome is Outcome.FINISHED
        assert (len(service.paid_requests), studio.states()) == (1, {})

    def test_a_second_cancel_changes_nothing(self, service: ImageService, studio: Studio) -> None:
        async def main() -> Edit:
            loop = asyncio.get_running_loop()

            def report(event: JobEvent) -> None:
                if isinstance(event, Received):
                    for _ in range(3):
                        loop.call_soon(job.cancel)

            job = asyncio.ensure_future(run_edit(studio.order(), studio.services, report))
            return await job

        assert studio.loop(main()).outcome is Outcome.FINISHED


class TestWhileItIsLaidIn:
    """Only the designer's own wish stops it; what was paid for is kept as it came."""

    def test_the_answer_is_kept_and_finished_later_for_nothing(
        self, service: ImageService, studio: Studio
    ) -> None:
        order = studio.edit_order()
        stop = Stop()

        def report(event: JobEvent) -> None:
            if isinstance(event, Received):
                stop.set()

        with pytest.raises(ProblemError) as caught:
            studio.loop(run_edit(order, studio.services, report, stop))
        trouble = caught.value.problem
        assert (trouble.kind, trouble.billed) == (ProblemKind.CANCELLED, Billed.YES)
        assert trouble.is_only_storing
        assert trouble.text == (
            "Cancelled. It was billed. "
            "The answer is kept: it can be finished from there, free of charge."
        )
        row = studio.library.history.get(order.id)
        assert (row.outcome, row.results) == (Outcome.CANCELLED, ())
        assert studio.states() == {order.id: "complete"}
        edit = studio.loop(finish_saved(order.id, studio.services))
        assert (edit.outcome, edit.results[0].outside_changed) == (Outcome.FINISHED, 0)
        assert studio.bytes_of(edit.results[0].original) == service.returned[0]
        assert (len(service.paid_requests), studio.states()) == (1, {})

    def test_how_far_it_is_only_grows_over_all_results(
        self, service: ImageService, studio: Studio
    ) -> None:
        told: list[JobEvent] = []
        order = studio.edit_order(count=2)
        edit = studio.loop(run_edit(order, studio.services, told.append, Stop()))
        shares = [event.share for event in told if isinstance(event, Composing)]
        assert len(edit.results) == 2
        assert shares == sorted(shares)
        assert 0 < shares[0] < 0.5 < shares[-1] == 1

    def test_finishing_it_later_can_be_stopped_too(
        self, service: ImageService, studio: Studio
    ) -> None:
        order = studio.edit_order()
        stop = Stop()
        stop.set()
        with pytest.raises(ProblemError):
            studio.loop(run_edit(order, studio.services, lambda _: None, stop))
        with pytest.raises(ProblemError) as caught:
            studio.loop(finish_saved(order.id, studio.services, lambda _: None, stop))
        assert caught.value.problem.kind is ProblemKind.CANCELLED
        assert studio.states() == {order.id: "complete"}


class TestToTheEnd:
    """The two words in which all of the above is said."""

    def test_work_is_finished_and_its_result_given_to_a_cancelled_caller(self) -> None:
        async def main() -> str:
            task = asyncio.current_task()
            assert task is not None
            asyncio.get_running_loop().call_soon(task.cancel)
            return await to_the_end(lambda: "done")

        assert asyncio.run(main()) == "done"

    def test_the_cancel_counts_where_it_is_heeded(self) -> None:
        async def main() -> None:
            task = asyncio.current_task()
            assert task is not None
            heed_cancel()
            asyncio.get_running_loop().call_soon(task.cancel)
            await to_the_end(lambda: None)
            heed_cancel()

        with pytest.raises(asyncio.CancelledError):
            asyncio.run(main())

    def test_what_goes_wrong_is_told(self) -> None:
        async def broken() -> None:
            raise ValueError("a slip")

        with pytest.raises(ValueError, match="a slip"):
            asyncio.run(finish(broken()))

    def test_work_that_is_cancelled_itself_ends(self) -> None:
        async def gives_up() -> None:
            raise asyncio.CancelledError

        async def main() -> None:
            await finish(gives_up())

        with pytest.raises(asyncio.CancelledError):
            asyncio.run(main())


def test_a_cancel_that_costs_nothing_says_so() -> None:
    from desktop.domain.problems import problem

    free = problem(ProblemKind.CANCELLED, billed=Billed.NO)
    assert free.text == "Cancelled. Nothing is billed."
    assert "may bill" in problem(ProblemKind.CANCELLED).text
