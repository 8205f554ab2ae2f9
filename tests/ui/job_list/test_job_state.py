"""Where a job stands follows from its events alone."""

from __future__ import annotations

import pytest

from desktop.domain.identity import EditId
from desktop.domain.job_events import (
    Cancelled,
    Composing,
    Failed,
    Finished,
    JobEvent,
    Prepared,
    Preview,
    Queued,
    Received,
    Sent,
    Waiting,
)
from desktop.domain.problems import Billed, ProblemKind, problem
from desktop.ui.job_list.job_state import (
    JobCounts,
    JobState,
    Phase,
    advice,
    after,
    counted,
    words,
)
from desktop.ui.job_list.job_summary import summary_words

JOB = EditId("0" * 22)
PACED = problem(ProblemKind.SLOW_DOWN, wait="12 s")
SERVER = problem(ProblemKind.SERVER_ERROR, found=" (status 500)")
CANCEL = problem(ProblemKind.CANCELLED)


def lived(*events: tuple[float, JobEvent], previews: int = 2) -> JobState:
    state = JobState(job=JOB, previews=previews)
    for now, event in events:
        state = after(state, event, now)
    return state


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (Queued(job=JOB), "Waiting for its turn"),
        (Sent(job=JOB), "Sent, waiting for the answer"),
        (Preview(job=JOB, index=0, data=b""), "Preview 1 of 2"),
        (Preview(job=JOB, index=1, data=b""), "Preview 2 of 2"),
        (Received(job=JOB), "Answer is in, laying it into the picture"),
        (Composing(job=JOB, share=0.414), "Laying it into the picture, 41 % done"),
        (
            Waiting(job=JOB, seconds=12, problem=PACED, attempt=1),
            "Waiting 12 s: the service asks to send more slowly.",
        ),
        (Failed(job=JOB, problem=SERVER), "The service failed on its side (status 500)."),
        (
            Cancelled(job=JOB, problem=CANCEL),
            "Cancelled. The service may go on working, and may bill it.",
        ),
        (
            Cancelled(job=JOB, problem=problem(ProblemKind.CANCELLED, billed=Billed.NO)),
            "Cancelled. Nothing is billed.",
        ),
    ],
)
def test_every_state_has_its_words(event: JobEvent, said: str) -> None:
    assert words(lived((0, event)), 0) == said


def test_a_preview_that_nobody_counted_has_no_total() -> None:
    state = lived((0, Preview(job=JOB, index=2, data=b"")), previews=0)
    assert words(state, 0) == "Preview 3"


def test_the_countdown_runs_out_in_words() -> None:
    state = lived((100, Waiting(job=JOB, seconds=11.4, problem=PACED, attempt=1)))
    assert words(state, 100).startswith("Waiting 12 s:")
    assert words(state, 110.5).startswith("Waiting 1 s:")
    assert words(state, 115) == "Sending it again"


def test_a_failure_says_whether_it_was_billed_and_what_to_do() -> None:
    state = lived((0, Failed(job=JOB, problem=SERVER)))
    assert advice(state) == f"It may have been billed. {SERVER.remedy}"
    assert advice(lived((0, Cancelled(job=JOB, problem=CANCEL)))) == ""


def test_time_runs_from_leaving_the_queue_to_the_end() -> None:
    state = lived((10, Queued(job=JOB)))
    assert (state.elapsed(50), state.moves) == (0, False)
    state = after(state, Prepared(job=JOB), 60)
    state = after(state, Sent(job=JOB), 61)
    assert (state.elapsed(70), state.moves) == (10, True)
    state = after(state, Failed(job=JOB, problem=SERVER), 80)
    assert (state.elapsed(500), state.moves) == (20, False)


def test_what_was_wrong_before_is_forgotten_when_it_goes_on() -> None:
    state = lived((0, Waiting(job=JOB, seconds=1, problem=PACED, attempt=1)), (2, Sent(job=JOB)))
    assert state.problem is None
    assert lived((0, Finished(job=JOB, edit=None))).phase is Phase.FINISHED  # type: ignore[arg-type]


def test_all_jobs_in_one_line() -> None:
    states = (
        lived((0, Sent(job=JOB))),
        lived((10, Sent(job=JOB))),
        lived((0, Queued(job=JOB))),
        lived((0, Waiting(job=JOB, seconds=60, problem=PACED, attempt=1))),
        lived((0, Failed(job=JOB, problem=SERVER))),
        lived((0, Cancelled(job=JOB, problem=CANCEL))),
    )
    counts = counted(states, 34)
    assert counts == JobCounts(running=2, waiting=2, failed=1, seconds=34)
    assert summary_words(counts) == "2 running, 2 waiting, 1 failed · 0:34"
    assert summary_words(JobCounts(waiting=1)) == "1 waiting"
    assert summary_words(JobCounts()) == ""
