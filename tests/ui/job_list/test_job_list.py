"""The list follows the events, cancels at once, and its clock stands still when nothing runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.domain.budget import Crossing, Scope
from desktop.domain.cost import DollarRange
from desktop.domain.identity import EditId
from desktop.domain.job_events import (
    Cancelled,
    Composing,
    Failed,
    Finished,
    Held,
    Prepared,
    Preview,
    Queued,
    Received,
    Sent,
    Waiting,
)
from desktop.domain.problems import Billed, ProblemKind, problem
from desktop.ui.icons import Icons
from desktop.ui.job_list import job_list
from desktop.ui.job_list.job_list import JobList
from desktop.ui.job_list.job_row import JobRow
from desktop.ui.job_list.job_state import JobCounts
from desktop.ui.job_list.job_summary import JobSummary
from desktop.ui.picture_loader import PictureLoader
from tests.ui.samples import edit, png

ONE, TWO = EditId("1" * 22), EditId("2" * 22)
CENTS = DollarRange(Decimal("0.0527"), Decimal("0.0527"))


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def jobs(qtbot: QtBot, icons: Icons, loader: PictureLoader, clock: Clock) -> Iterator[JobList]:
    made = JobList(icons, loader, clock=clock)
    made.resize(280, 500)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.hide()


def rows(jobs: JobList) -> list[JobRow]:
    """As they look in an instant."""
    jobs.show_changes()
    return list(jobs._rows.values())


def said(jobs: JobList, place: int = 0) -> str:
    return rows(jobs)[place]._state.text()


def facts(jobs: JobList, place: int = 0) -> str:
    return rows(jobs)[place]._facts.text()


def button(jobs: JobList, text: str, place: int = 0) -> QPushButton:
    return next(b for b in rows(jobs)[place].findChildren(QPushButton) if b.text() == text)


def test_one_job_from_the_queue_to_the_history(jobs: JobList, clock: Clock) -> None:
    assert jobs._empty.text() == "Nothing is running."
    jobs.take(Queued(job=ONE), "A red apple\non a table", estimate=CENTS, previews=2)
    assert rows(jobs)[0].accessibleName() == "A red apple"
    assert facts(jobs) == "≈ $0.053"
    jobs.take(Prepared(job=ONE))
    jobs.take(Sent(job=ONE))
    clock.now += 34
    jobs.take(Preview(job=ONE, index=0, data=png()))
    assert said(jobs) == "Preview 1 of 2"
    assert facts(jobs) == "0:34 · ≈ $0.053"
    jobs.take(Received(job=ONE))
    assert said(jobs) == "Answer is in, laying it into the picture"
    jobs.take(Finished(job=ONE, edit=edit(1)))
    assert rows(jobs) == []
    assert jobs.counts == JobCounts()


def test_the_clock_ticks_only_while_something_runs(
    jobs: JobList, clock: Clock, qtbot: QtBot
) -> None:
    assert not jobs._timer.isActive()
    jobs.take(Queued(job=ONE))
    jobs.show_changes()
    assert not jobs._timer.isActive()
    jobs.take(Sent(job=ONE))
    jobs.show_changes()
    assert jobs._timer.isActive()
    jobs._timer.setInterval(1)
    clock.now += 61
    qtbot.waitUntil(lambda: facts(jobs) == "1:01")
    jobs.take(Failed(job=ONE, problem=problem(ProblemKind.SERVER_ERROR, found=" (status 500)")))
    jobs.show_changes()
    assert not jobs._timer.isActive()


def test_cancel_is_seen_at_once_and_asked_for_once(jobs: JobList, qtbot: QtBot) -> None:
    jobs.take(Sent(job=ONE), "A red apple")
    cancel = rows(jobs)[0].findChild(QPushButton, "cancel")
    assert cancel is not None
    with qtbot.waitSignal(jobs.cancel_requested) as asked:
        QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert asked.args == [ONE]
    assert said(jobs) == "Cancelling"
    assert not cancel.isEnabled()
    jobs.take(Preview(job=ONE, index=0, data=png()))
    assert said(jobs) == "Cancelling"
    with qtbot.assertNotEmitted(jobs.cancel_requested):
        cancel.click()
        jobs._cancel(ONE)
    jobs.take(Cancelled(job=ONE, problem=problem(ProblemKind.CANCELLED)))
    assert said(jobs) == "Cancelled. The service may go on working, and may bill it."
    assert not cancel.isVisible()


def test_an_answer_that_was_quicker_than_the_cancel_counts(jobs: JobList) -> None:
    jobs.take(Sent(job=ONE))
    jobs._cancel(ONE)
    jobs.take(Finished(job=ONE, edit=edit(1)))
    assert rows(jobs) == []


def test_a_failure_can_be_retried_read_copied_and_dismissed(jobs: JobList, qtbot: QtBot) -> None:
    trouble = replace(problem(ProblemKind.SERVER_ERROR, found=" (status 500)"), request_id="req_42")
    jobs.take(Failed(job=ONE, problem=trouble), "A red apple")
    assert said(jobs) == "The service failed on its side (status 500)."
    assert rows(jobs)[0]._advice.text().startswith("It may have been billed.")
    with qtbot.waitSignal(jobs.retry_requested) as asked:
        button(jobs, "Try again").click()
    assert asked.args == [ONE]
    with qtbot.waitSignal(jobs.details_requested) as asked:
        button(jobs, "Details").click()
    assert asked.args == [ONE]
    button(jobs, "Copy request ID").click()
    assert QApplication.clipboard().text() == "req_42"
    with qtbot.waitSignal(jobs.dismissed) as asked:
        rows(jobs)[0].findChildren(QToolButton)[0].click()
    assert asked.args == [ONE]
    assert rows(jobs) == []


def test_an_answer_that_is_here_is_finished_not_sent_again(jobs: JobList) -> None:
    full = problem(ProblemKind.DISK_FULL, billed=Billed.YES, place="the library", needed="12 MB")
    jobs.take(Failed(job=ONE, problem=full))
    assert "free of charge" in button(jobs, "Finish it").toolTip()
    jobs.take(Failed(job=TWO, problem=problem(ProblemKind.SERVER_ERROR, found=" (status 500)")))
    assert "Sends the same again" in button(jobs, "Try again", 1).toolTip()


def test_laying_in_shows_how_far_it_is_and_cancel_keeps_the_answer(jobs: JobList) -> None:
    jobs.take(Received(job=ONE))
    jobs.take(Composing(job=ONE, share=0.4))
    assert said(jobs) == "Laying it into the picture, 40 % done"
    assert "The answer is kept" in button(jobs, "Cancel").toolTip()
    button(jobs, "Cancel").click()
    jobs.take(Composing(job=ONE, share=0.5))
    assert said(jobs) == "Cancelling"
    kept = problem(ProblemKind.CANCELLED, billed=Billed.YES)
    jobs.take(Cancelled(job=ONE, problem=kept))
    assert said(jobs).endswith("it can be finished from there, free of charge.")
    assert "from the answer that was saved" in button(jobs, "Finish it").toolTip()


def test_a_running_job_offers_only_to_cancel(jobs: JobList) -> None:
    jobs.take(Sent(job=ONE))
    (row,) = rows(jobs)
    buttons = (*row.findChildren(QPushButton), *row.findChildren(QToolButton))
    assert [one.text() for one in buttons if one.isVisibleTo(row)] == ["Cancel"]


def test_the_counts_are_told_as_they_change(
    jobs: JobList, icons: Icons, clock: Clock, qtbot: QtBot
) -> None:
    summary = JobSummary(icons)
    qtbot.addWidget(summary)
    jobs.counts_changed.connect(summary.show_counts)
    jobs.take(Sent(job=ONE))
    clock.now += 34
    jobs.take(Queued(job=TWO))
    jobs.show_changes()
    assert summary.text() == "1 running, 1 waiting · 0:34"
    assert summary.accessibleName() == "Jobs: 1 running, 1 waiting · 0:34"
    assert not summary.isHidden()
    for job in (ONE, TWO):
        jobs.forget(job)
    jobs.show_changes()
    assert summary.isHidden()


def test_everything_can_be_cancelled_and_cleared(jobs: JobList, qtbot: QtBot) -> None:
    jobs.take(Sent(job=ONE))
    assert not jobs._cancel_all.isVisible()
    jobs.take(Queued(job=TWO))
    with qtbot.waitSignals([jobs.cancel_requested] * 2):
        jobs._cancel_all.click()
    for job in (ONE, TWO):
        jobs.take(Cancelled(job=job, problem=problem(ProblemKind.CANCELLED)))
    with qtbot.waitSignals([jobs.dismissed] * 2):
        jobs._clear.click()
    assert rows(jobs) == []


def test_the_preview_is_drawn_when_it_has_been_decoded(
    jobs: JobList, loader: PictureLoader, qtbot: QtBot
) -> None:
    jobs.take(Preview(job=ONE, index=0, data=png(40, 40, "#00ff00")), "A red apple")
    picture = rows(jobs)[0]._picture
    with qtbot.waitSignal(loader.thumbnail_ready):
        picture.repaint()
    assert picture.grab().toImage().pixelColor(24, 24).green() == 255


@pytest.mark.parametrize("width", [280, 640])
def test_long_words_in_any_script_fit(jobs: JobList, width: int) -> None:
    jobs.resize(width, 500)
    paced = problem(ProblemKind.SLOW_DOWN, wait="12 s")
    long = problem(ProblemKind.SERVICE_SAID, message="x" * 900, suggestion="Ask again. " * 40)
    jobs.take(Waiting(job=ONE, seconds=12, problem=paced, attempt=1), "W" * 5000)
    jobs.take(Failed(job=TWO, problem=long), "أضف قاربًا صغيرًا على البحيرة " * 30)
    assert jobs.minimumSizeHint().width() <= 280
    assert not jobs.grab().isNull()
    assert max(row.width() for row in rows(jobs)) <= width


def test_names_for_automation(jobs: JobList) -> None:
    jobs.take(Sent(job=ONE))
    assert jobs.objectName() == "jobs"
    assert jobs.accessibleName() == "Jobs"
    assert jobs.findChild(QPushButton, "cancel") is not None


BUDGET = Crossing(scope=Scope.DAY, limit=Decimal(5), spent=Decimal("4.90"), more=Decimal("0.2101"))
THREE = EditId("3" * 22)


def test_a_budget_holds_a_job_and_raising_it_is_one_step(qtbot: QtBot, jobs: JobList) -> None:
    jobs.take(Queued(job=ONE), "A red apple")
    jobs.take(Held(job=ONE, problem=BUDGET.problem, crossing=BUDGET))
    assert said(jobs).startswith("Waiting for you: this would cross your day budget of $5.00")
    with qtbot.waitSignal(jobs.raise_requested) as asked:
        button(jobs, "Raise the budget to $5.12").click()
    assert asked.args == [BUDGET]
    assert not button(jobs, "Send it all the same").isVisible()
    jobs.take(Prepared(job=ONE))
    assert not button(jobs, "Raise the budget to $5.12").isVisible()


def test_an_unknown_price_is_a_question(qtbot: QtBot, jobs: JobList) -> None:
    jobs.take(Queued(job=ONE), "A red apple")
    jobs.take(Held(job=ONE, problem=problem(ProblemKind.PRICE_UNKNOWN, model="gpt-image-9")))
    with qtbot.waitSignal(jobs.price_accepted) as asked:
        button(jobs, "Send it all the same").click()
    assert asked.args == [ONE]


def test_a_preview_that_came_can_be_kept(qtbot: QtBot, jobs: JobList) -> None:
    jobs.take(Queued(job=ONE), "A red apple", previews=2)
    jobs.take(Sent(job=ONE))
    jobs.take(Preview(job=ONE, index=0, data=png()))
    jobs.take(Failed(job=ONE, problem=problem(ProblemKind.STREAM_ENDED)))
    with qtbot.waitSignal(jobs.rescue_requested) as asked:
        button(jobs, "Keep the preview").click()
    assert asked.args == [ONE]


class TestOrder:
    @pytest.fixture
    def line(self, jobs: JobList) -> JobList:
        for job, title in ((ONE, "One"), (TWO, "Two"), (THREE, "Three")):
            jobs.take(Queued(job=job), title)
        return jobs

    def test_the_menu_moves_a_waiting_job(self, qtbot: QtBot, line: JobList) -> None:
        menu = line._line.menu_for(THREE)
        assert [action.isEnabled() for action in menu.actions()] == [True, True, False, False]
        with qtbot.waitSignal(line.move_requested) as asked:
            menu.actions()[0].trigger()
        assert asked.args == [THREE, ONE]
        assert line.line == (THREE, ONE, TWO)
        line._line.menu_for(THREE).actions()[2].trigger()
        assert line.line == (ONE, THREE, TWO)
        line._line.menu_for(ONE).actions()[3].trigger()
        assert line.line == (THREE, TWO, ONE)

    def test_dragging_the_grip(self, qtbot: QtBot, line: JobList) -> None:
        QApplication.processEvents()
        grip = line.row(THREE)._grip
        target = line.row(ONE)
        height = target.mapToGlobal(target.rect().topLeft()).y() + 2
        QTest.mousePress(grip, Qt.MouseButton.LeftButton)
        QTest.mouseMove(grip, grip.mapFromGlobal(QPoint(0, height)))
        grip.dragged.emit(height)
        grip.dropped.emit()
        assert line.line == (THREE, ONE, TWO)

    def test_what_runs_keeps_its_place(self, qtbot: QtBot, line: JobList) -> None:
        line.take(Sent(job=ONE))
        assert line.line == (TWO, THREE)
        with qtbot.assertNotEmitted(line.move_requested):
            line.move_job(ONE, None)
        line.show_first(THREE)
        assert line.line == (THREE, TWO)


def test_many_jobs_that_change_at_once_are_counted_at_once_and_shown_in_turns(
    jobs: JobList, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [EditId(f"job-{number}") for number in range(12)]
    for name in names:
        jobs.take(Sent(job=name), "A red apple")
    jobs.show_changes()
    monkeypatch.setattr(job_list, "_TURN", 0.0)
    for name in names:
        jobs.take(Cancelled(job=name, problem=problem(ProblemKind.CANCELLED)))
    assert jobs.counts == JobCounts()
    states = [row._state for row in jobs._rows.values()]
    assert {one.text() for one in states} == {"Sent, waiting for the answer"}
    turns = [1]
    jobs._pause.timeout.connect(lambda: turns.append(1))
    qtbot.waitUntil(lambda: all(one.text().startswith("Cancelled") for one in states))
    assert len(turns) >= len(names)
    qtbot.waitUntil(lambda: not jobs._pause.isActive())


def test_a_change_after_a_calm_is_seen_at_once(jobs: JobList, qtbot: QtBot) -> None:
    jobs.take(Queued(job=ONE), "A red apple")
    qtbot.waitUntil(lambda: not jobs._pause.isActive())
    jobs.take(Sent(job=ONE))
    assert jobs._rows[ONE]._state.text() == "Sent, waiting for the answer"
