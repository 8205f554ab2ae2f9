"""Jobs on their loop: in order, so many at once, and every one of them ends exactly once."""

from __future__ import annotations

from concurrent.futures import CancelledError
from typing import Any

import pytest

from desktop.api.image_client import ImageClient, ImageRequest, PreviewHandler
from desktop.domain.answer import AnswerHead, AnswerSink
from desktop.domain.edit import Outcome
from desktop.domain.identity import EditId
from desktop.domain.job_events import (
    Cancelled,
    Composing,
    Failed,
    Finished,
    Prepared,
    Preview,
    Queued,
    Received,
    Sent,
    SetAside,
)
from desktop.domain.problems import Billed, ProblemError, ProblemKind
from desktop.jobs.job_runner import JobRunner
from desktop.storage.library import Library
from tests.builders import Studio
from tests.fakes.faults import Fault
from tests.fakes.gate import HoldAt
from tests.fakes.image_service import ImageService
from tests.jobs.conftest import Diary


def submit(runner: JobRunner, studio: Studio, count: int = 1, **choices: Any) -> list[EditId]:
    orders = [studio.order(**choices) for _ in range(count)]
    for order in orders:
        runner.submit(order)
    return [order.id for order in orders]


def test_a_job_tells_its_life_in_order(
    service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
) -> None:
    (job,) = submit(runner, studio, previews=2)
    diary.wait_for_ends(1)
    assert diary.of(job) == [Queued, Prepared, Sent, Preview, Preview, Received, Finished]
    assert diary.threads == {"jobs"}
    (end,) = diary.endings
    assert isinstance(end, Finished)
    assert studio.library.history.get(job) == end.edit


class TestQueue:
    def test_so_many_at_once_and_the_others_in_their_order(
        self, service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
    ) -> None:
        service.hold(HoldAt.HEAD)
        jobs = submit(runner, studio, 5)
        service.wait_for_held(2)
        assert set(diary.order_of(Sent)) == set(jobs[:2])
        assert len(service.paid_requests) == 2
        service.release()
        diary.wait_for_ends(5)
        assert diary.order_of(Queued) == jobs
        assert set(diary.order_of(Prepared)) == set(jobs)
        assert {type(end) for end in diary.endings} == {Finished}

    def test_one_at_a_time_keeps_the_order_exactly(
        self, service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
    ) -> None:
        runner.set_at_once(1)
        jobs = submit(runner, studio, 4)
        diary.wait_for_ends(4)
        assert [end.job for end in diary.endings] == jobs
        prompts = [request.number for request in service.paid_requests]
        assert prompts == sorted(prompts)

    def test_first_overtakes_everything_that_waits(
        self, service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
    ) -> None:
        runner.set_at_once(1)
        service.hold(HoldAt.HEAD)
        running, *others = submit(runner, studio, 3)
        service.wait_for_held(1)
        urgent = studio.order()
        runner.submit(urgent, first=True)
        diary.wait_for(urgent.id, Queued)
        service.release()
        diary.wait_for_ends(4)
        assert [end.job for end in diary.endings] == [running, urgent.id, *others]

    def test_a_waiting_job_can_be_put_first(
        self, service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
    ) -> None:
        runner.set_at_once(1)
        service.hold(HoldAt.HEAD)
        running, second, third, fourth = submit(runner, studio, 4)
        service.wait_for_held(1)
        runner.move(fourth, running)
        runner.move(EditId("unknown"), second)
        service.release()
        diary.wait_for_ends(4)
        assert [end.job for end in diary.endings] == [running, fourth, second, third]

    def test_more_at_once_starts_those_that_wait(
        self, service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
    ) -> None:
        runner.set_at_once(1)
        service.hold(HoldAt.HEAD)
        submit(runner, studio, 3)
        service.wait_for_held(1)
        runner.set_at_once(3)
        service.wait_for_held(3)
        service.release()
        diary.wait_for_ends(3)

    def test_none_at_once_is_one(
        self, service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
    ) -> None:
        runner.set_at_once(0)
        submit(runner, studio)
        diary.wait_for_ends(1)


class TestCancelling:
    def test_what_waits_costs_nothing(
        self, service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
    ) -> None:
        runner.set_at_once(1)
        service.hold(HoldAt.HEAD)
        _, waiting = submit(runner, studio, 2)
        service.wait_for_held(1)
        runner.cancel(waiting)
        diary.wait_for(waiting, Cancelled)
        (end,) = diary.endings
        assert isinstance(end, Cancelled)
        assert (end.problem.billed, end.edit) == (Billed.NO, None)
        service.release()
        diary.wait_for_ends(2)
        assert len(service.paid_requests) == 1

    def test_what_runs_may_be_billed_and_has_a_row(
        self, service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
    ) -> None:
        service.hold(HoldAt.HEAD)
        (job,) = submit(runner, studio)
        service.wait_for_held(1)
        runner.cancel(job)
        diary.wait_for_ends(1)
        (end,) = diary.endings
        assert isinstance(end, Cancelled)
        assert end.problem.billed is Billed.MAYBE
        assert end.edit is not None
        assert end.edit.outcome is Outcome.CANCELLED

    def test_right_after_submitting(
        self, service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
    ) -> None:
        """Before the job has taken its first step it has not even a guard."""
        orders = [studio.order() for _ in range(4)]
        for order in orders:
            runner.submit(order)
            runner.cancel(order.id)
        diary.wait_for_ends(4)
        assert {type(end) for end in diary.endings} == {Cancelled}
        (after,) = submit(runner, studio)
        diary.wait_for(after, Finished)
        assert len(service.paid_requests) == 1

    def test_twice_and_after_the_end(
        self, service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
    ) -> None:
        service.hold(HoldAt.HEAD)
        (job,) = submit(runner, studio)
        service.wait_for_held(1)
        runner.cancel(job)
        runner.cancel(job)
        diary.wait_for_ends(1)
        runner.cancel(job)
        service.release()
        (after,) = submit(runner, studio)
        diary.wait_for(after, Finished)
        assert len(diary.endings) == 2

    def test_everything(
        self, service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
    ) -> None:
        service.hold(HoldAt.HEAD)
        jobs = submit(runner, studio, 5)
        service.wait_for_held(2)
        runner.cancel_all()
        diary.wait_for_ends(5)
        assert {type(end) for end in diary.endings} == {Cancelled}
        free = [end.job for end in diary.endings if getattr(end, "edit", None) is None]
        assert set(free) == set(jobs[2:])
        assert len(service.paid_requests) == 2


class TestFailing:
    def test_a_failed_job_makes_room_for_the_next(
        self, service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
    ) -> None:
        runner.set_at_once(1)
        service.next(Fault.SERVER_ERROR)
        failed, well = submit(runner, studio, 2)
        diary.wait_for_ends(2)
        first, second = diary.endings
        assert isinstance(first, Failed)
        assert first.job == failed
        assert first.edit == studio.library.history.get(failed)
        assert isinstance(second, Finished)
        assert second.job == well

    @pytest.mark.logs
    def test_a_fault_of_ours_ends_one_job_only(
        self, service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
    ) -> None:
        service.hold(HoldAt.HEAD)
        broken, well = studio.order(), studio.order()
        object.__setattr__(broken, "recipe", None)
        runner.submit(broken)
        runner.submit(well)
        diary.wait_for(broken.id, Failed)
        service.release()
        diary.wait_for(well.id, Finished)
        failed = next(end for end in diary.endings if end.job == broken.id)
        assert isinstance(failed, Failed)
        assert failed.problem.kind is ProblemKind.BUG
        assert failed.problem.billed is Billed.NO

    @pytest.mark.logs
    def test_a_fault_after_sending_may_have_been_billed(
        self,
        service: ImageService,
        studio: Studio,
        runner: JobRunner,
        diary: Diary,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        from desktop.jobs import run_edit

        def broken(*_given: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(run_edit, "make_edit", broken)
        (job,) = submit(runner, studio)
        diary.wait_for_ends(1)
        (end,) = diary.endings
        assert isinstance(end, Failed)
        assert (end.problem.kind, end.problem.billed) == (ProblemKind.BUG, Billed.MAYBE)
        assert studio.states() == {job: "complete"}
        monkeypatch.undo()
        runner.finish_saved(job)
        diary.wait_for(job, Finished)
        diary.events.remove(end)  # the first life of this job; the second has ended well


class TestLayingIn:
    def test_cancel_stops_it_and_keeps_the_answer(
        self, service: ImageService, studio: Studio, runner: JobRunner, diary: Diary
    ) -> None:
        order = studio.edit_order()
        diary.at[Received] = lambda: runner.cancel(order.id)
        runner.submit(order)
        diary.wait_for_ends(1)
        (end,) = diary.endings
        assert isinstance(end, Cancelled)
        assert end.problem.is_only_storing
        assert end.edit == studio.library.history.get(order.id)
        assert studio.states() == {order.id: "complete"}
        diary.at.clear()
        runner.finish_saved(order.id)
        diary.wait_for(order.id, Finished)
        assert Composing in diary.of(order.id)
        assert studio.states() == {}
        diary.events.remove(end)  # the first life of this job; the second has ended well


class TestOtherWork:
    def test_the_key_is_checked(
        self, service: ImageService, studio: Studio, runner: JobRunner
    ) -> None:
        said = runner.check_access("openai").result(20)
        assert said.startswith("The key works")
        assert [request.path for request in service.requests] == ["/v1/models"]

    def test_what_goes_wrong_there_is_the_future_s(
        self, service: ImageService, studio: Studio, runner: JobRunner
    ) -> None:
        service.next(Fault.INVALID_KEY, to="free")
        with pytest.raises(ProblemError) as caught:
            runner.check_access("openai").result(20)
        assert caught.value.problem.kind is ProblemKind.KEY_WRONG

    def test_new_keys_make_new_clients(
        self, service: ImageService, library: Library, diary: Diary
    ) -> None:
        made: list[str] = []

        def make(profile: str) -> ImageClient:
            made.append(profile)
            return Obedient()

        studio = Studio(library, make)
        runner = JobRunner(studio.services, diary)
        runner.start()
        runner.check_access("openai").result(20)
        runner.check_access("openai").result(20)
        assert made == ["openai"]
        runner.forget_clients()
        runner.check_access("openai").result(20)
        assert made == ["openai", "openai"]
        assert runner.stop()
        assert Obedient.closed == 2


class TestStopping:
    """The end of the program: quickly, in order, and without losing what was paid for."""

    def test_what_runs_is_cancelled_and_what_waits_is_set_aside(
        self, service: ImageService, studio: Studio, diary: Diary
    ) -> None:
        runner = JobRunner(studio.services, diary, at_once=1)
        runner.start()
        service.hold(HoldAt.HEAD)
        jobs = submit(runner, studio, 3)
        service.wait_for_held(1)
        assert runner.stop()
        assert [(end.job, type(end)) for end in diary.endings] == [(jobs[0], Cancelled)]
        assert diary.order_of(SetAside) == jobs[1:]
        assert [order.id for order in studio.library.waiting.all()] == jobs[1:]
        assert len(service.paid_requests) == 1
        assert studio.library.history.get(jobs[0]).outcome is Outcome.CANCELLED

    def test_an_answer_that_is_in_is_finished_first(
        self, service: ImageService, studio: Studio, diary: Diary
    ) -> None:
        runner = JobRunner(studio.services, diary)
        runner.start()
        (job,) = submit(runner, studio)
        diary.wait_for(job, Received)
        assert runner.stop()
        assert diary.of(job)[-1] is Finished
        assert studio.states() == {}

    def test_nothing_is_begun_any_more(
        self, service: ImageService, studio: Studio, diary: Diary
    ) -> None:
        runner = JobRunner(studio.services, diary)
        runner.start()
        assert runner.stop()
        late = studio.order()
        runner.submit(late)
        runner.cancel(late.id)
        runner.cancel_all()
        assert (diary.events, service.requests) == ([], [])

    def test_other_work_is_given_up(self, library: Library, diary: Diary) -> None:
        studio = Studio(library, lambda _: Obedient(is_silent=True))
        runner = JobRunner(studio.services, diary)
        runner.start()
        waiting = runner.check_access("openai")
        assert runner.stop()
        with pytest.raises(CancelledError):
            waiting.result(1)

    def test_twice_and_without_a_start(self, studio: Studio, diary: Diary) -> None:
        runner = JobRunner(studio.services, diary)
        assert runner.stop()
        assert runner.stop()


class Obedient(ImageClient):
    """A client that answers nothing but a check, and counts how often it is closed."""

    closed = 0

    def __init__(self, *, is_silent: bool = False) -> None:
        self._is_silent = is_silent
        type(self).closed = 0

    @property
    def is_simulated(self) -> bool:
        return True

    async def send(
        self, request: ImageRequest, sink: AnswerSink, on_preview: PreviewHandler
    ) -> None:
        sink.begin(AnswerHead(status=200, content_type="application/json"))

    async def check_access(self) -> str:
        import asyncio

        if self._is_silent:
            await asyncio.Event().wait()
        return "It answers."

    async def fetch_picture(self, url: str) -> bytes:
        return b""

    async def close(self) -> None:
        type(self).closed += 1


@pytest.mark.logs
def test_a_fault_on_the_way_to_a_client_stops_one_job_and_not_the_queue(
    library: Library, diary: Diary
) -> None:
    def broken(_profile: str) -> ImageClient:
        raise ZeroDivisionError

    studio = Studio(library, broken)
    runner = JobRunner(studio.services, diary)
    runner.start()
    submit(runner, studio, 2)
    diary.wait_for_ends(2)
    assert {type(end) for end in diary.endings} == {Failed}
    assert runner.stop()
    assert library.waiting.all() == ()
