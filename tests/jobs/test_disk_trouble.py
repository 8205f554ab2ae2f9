"""A disk or a library that fails before, during and after an edit: nothing paid for is lost."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Callable
from typing import Any

import pytest

from desktop.domain.edit import Edit, Outcome
from desktop.domain.identity import EditId
from desktop.domain.job_events import JobEvent, Received, Waiting
from desktop.domain.problems import Billed, ProblemError, ProblemKind, fail
from desktop.jobs import lay_in
from desktop.jobs.edit_order import EditOrder
from desktop.jobs.run_edit import finish_saved, let_go, run_edit
from desktop.storage import answer_place, durable_files
from desktop.storage.history import History
from desktop.storage.library import Library
from tests.builders import Studio
from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService


def full(*_arguments: object, **_named: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def read_only(*_arguments: object, **_named: object) -> None:
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def run_and_then(
    studio: Studio, order: EditOrder, event: type[JobEvent], act: Callable[[], None]
) -> ProblemError:
    """Runs an edit that must fail, and does `act` when `event` comes."""

    def report(told: JobEvent) -> None:
        if isinstance(told, event):
            act()

    with pytest.raises(ProblemError) as caught:
        studio.loop(run_edit(order, studio.services, report))
    return caught.value


class TestBeforeSending:
    @pytest.mark.parametrize(
        ("failing", "kind"),
        [(full, ProblemKind.DISK_FULL), (read_only, ProblemKind.FOLDER_READ_ONLY)],
    )
    def test_nothing_is_sent_and_nothing_is_left(
        self,
        service: ImageService,
        studio: Studio,
        monkeypatch: pytest.MonkeyPatch,
        failing: Callable[..., None],
        kind: ProblemKind,
    ) -> None:
        order = studio.order()
        with monkeypatch.context() as disk:
            disk.setattr(answer_place, "reserve_room", failing)
            done = studio.run(order)
        assert done.problem is not None
        assert (done.problem.kind, done.problem.billed) == (kind, Billed.NO)
        assert (service.requests, studio.states()) == ([], {})
        assert studio.library.history.find(order.id) is None
        assert studio.run(studio.order()).edit is not None

    def test_room_is_taken_for_every_picture_and_preview(self, studio: Studio) -> None:
        from desktop.jobs.prepare_edit import prepare_edit
        from desktop.jobs.run_edit import _expected_bytes

        def room(**choices: Any) -> int:
            order = studio.order(**choices)
            model = studio.services.models.get(order.recipe.model)
            return _expected_bytes(order, prepare_edit(order, studio.library.pictures, model))

        assert room(count=4) == 4 * room(count=1)
        assert room(previews=3) == 4 * room(previews=0)
        assert room(output_format="png") >= 1024 * 640 * 4
        assert room(size=None, output_format="png") >= 1536 * 1024 * 4


class TestWhileStoring:
    def test_the_answer_stays_and_is_finished_later_for_nothing(
        self, service: ImageService, studio: Studio, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        order = studio.edit_order()
        with monkeypatch.context() as disk:
            fill = lambda: disk.setattr(durable_files, "write_all", full)  # noqa: E731
            problem = run_and_then(studio, order, Received, fill).problem
        assert (problem.kind, problem.billed) == (ProblemKind.DISK_FULL, Billed.YES)
        assert problem.is_only_storing
        assert studio.states() == {order.id: "complete"}
        edit = studio.loop(finish_saved(order.id, studio.services))
        assert studio.bytes_of(edit.results[0].original) == service.returned[0]
        assert edit.results[0].outside_changed == 0
        assert len(service.paid_requests) == 1
        assert (studio.states(), studio.library.history.get(order.id)) == ({}, edit)

    @pytest.mark.logs
    def test_a_history_that_refuses_the_row(
        self, service: ImageService, studio: Studio, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def damaged(*_arguments: object) -> None:
            raise fail(ProblemKind.LIBRARY_DAMAGED, reason="malformed", suggestion="Repair it.")

        order = studio.order()
        with monkeypatch.context() as broken:
            broken.setattr(History, "put_records", damaged)
            problem = studio.run(order).problem
        assert problem is not None
        assert (problem.kind, problem.billed) == (ProblemKind.LIBRARY_DAMAGED, Billed.YES)
        assert studio.states() == {order.id: "complete"}
        assert studio.loop(finish_saved(order.id, studio.services)).outcome is Outcome.FINISHED

    def test_a_bug_in_composing_keeps_the_entry(
        self, service: ImageService, studio: Studio, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(**_given: object) -> None:
            raise ZeroDivisionError("a slip in the pipeline")

        order = studio.edit_order()
        with monkeypatch.context() as slip:
            slip.setattr(lay_in, "compose", broken)
            with pytest.raises(ZeroDivisionError):
                studio.run(order)
        assert studio.states() == {order.id: "complete"}
        edit = studio.loop(finish_saved(order.id, studio.services))
        assert edit.results[0].outside_changed == 0
        assert len(service.paid_requests) == 1

    def test_finishing_fetches_what_the_answer_only_points_at(
        self, service: ImageService, studio: Studio, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        service.next(Fault.URL)
        order = studio.order()
        with monkeypatch.context() as disk:
            fill = lambda: disk.setattr(durable_files, "write_all", full)  # noqa: E731
            run_and_then(studio, order, Received, fill)
        edit = studio.loop(finish_saved(order.id, studio.services))
        assert len(edit.results) == 1


@pytest.mark.logs
class TestNoDiskTakesTheAnswer:
    """Home and the temporary folder are full: the answer waits in memory until there is room."""

    def test_it_is_tried_until_there_is_room(
        self,
        service: ImageService,
        studio: Studio,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.CRITICAL)
        order = studio.order()
        disk = pytest.MonkeyPatch()

        def make_room() -> None:
            if len(studio.naps.taken) == 3:
                disk.undo()

        studio.naps.on_nap = make_room
        events: list[JobEvent] = []

        def report(event: JobEvent) -> None:
            events.append(event)
            if type(event).__name__ == "Sent":
                disk.setattr(answer_place, "write_all", full)

        try:
            edit: Edit = studio.loop(run_edit(order, studio.services, report))
        finally:
            disk.undo()
        assert studio.bytes_of(edit.results[0].original) == service.returned[0]
        waits = [event for event in events if isinstance(event, Waiting)]
        assert [wait.attempt for wait in waits] == [1, 2, 3]
        assert {wait.problem.kind for wait in waits} == {ProblemKind.DISK_FULL}
        assert all(wait.problem.is_only_storing for wait in waits)
        assert len(service.paid_requests) == 1
        assert studio.states() == {}


class TestLettingGo:
    def test_a_request_without_answer_keeps_a_row_that_says_so(self, studio: Studio) -> None:
        job = interrupted(studio)
        row = studio.loop(let_go(job, studio.services))
        assert row is not None
        assert row.outcome is Outcome.UNKNOWN
        assert row.problem is not None
        assert row.problem.billed is Billed.MAYBE
        assert studio.library.history.get(job) == row
        assert studio.states() == {}

    def test_what_was_never_sent_leaves_no_row(self, studio: Studio) -> None:
        job = interrupted(studio, is_sent=False)
        assert studio.states() == {job: "prepared"}
        assert studio.loop(let_go(job, studio.services)) is None
        assert (studio.library.history.find(job), studio.states()) == (None, {})

    def test_a_row_that_is_there_already_stays_as_it_is(
        self, service: ImageService, studio: Studio
    ) -> None:
        service.next(Fault.EMPTY_DATA)
        order = studio.order()
        studio.run(order)
        before = studio.library.history.get(order.id)
        assert studio.loop(let_go(order.id, studio.services)) == before
        assert (studio.library.history.get(order.id), studio.states()) == (before, {})

    def test_what_nobody_knows_any_more_is_removed(self, studio: Studio) -> None:
        job = interrupted(studio)
        (studio.library.journal.folder / job / "intent.json").write_text("torn", "utf-8")
        assert studio.states() == {job: "damaged"}
        assert studio.loop(let_go(job, studio.services)) is None
        assert studio.states() == {}

    def test_an_entry_that_is_gone_is_said(self, studio: Studio) -> None:
        with pytest.raises(ProblemError) as caught:
            studio.loop(let_go(EditId("0" * 22), studio.services))
        assert caught.value.problem.kind is ProblemKind.EDIT_UNKNOWN


def test_finishing_what_never_answered_is_a_problem_and_keeps_the_row(studio: Studio) -> None:
    job = interrupted(studio)
    with pytest.raises(ProblemError) as caught:
        studio.loop(finish_saved(job, studio.services))
    assert caught.value.problem.kind is ProblemKind.ANSWER_UNKNOWN
    assert studio.library.history.get(job).problem == caught.value.problem


def test_a_library_that_another_program_has_in_hand(studio: Studio) -> None:
    job = interrupted(studio)
    with studio.library.journal.take_up(job), pytest.raises(ProblemError) as caught:
        studio.loop(finish_saved(job, studio.services))
    assert caught.value.problem.kind is ProblemKind.LIBRARY_BUSY


def interrupted(studio: Studio, *, is_sent: bool = True) -> EditId:
    """A journal entry as a kill leaves it."""
    from datetime import UTC, datetime

    from desktop.domain.intent import Intent

    order = studio.order()
    intent = Intent(
        edit=order.id, created=datetime.now(UTC), recipe=order.recipe, inputs=order.inputs
    )
    with studio.library.journal.open_entry(intent) as entry:
        if is_sent:
            entry.mark_sent()
    return order.id


def test_a_library_opened_anew_finds_everything(
    service: ImageService, studio: Studio, library: Library
) -> None:
    done = studio.run(studio.order())
    library.close()
    assert done.edit is not None
    with Library.open(library.folder) as again:
        assert again.history.get(done.edit.id) == done.edit
        assert again.check().is_clean
