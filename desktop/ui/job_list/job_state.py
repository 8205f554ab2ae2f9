"""Where a job stands, built event by event, and how that is said in words."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum

from desktop.domain.budget import Crossing
from desktop.domain.identity import EditId
from desktop.domain.job_events import (
    Cancelled,
    Composing,
    Failed,
    Finished,
    Held,
    JobEvent,
    Prepared,
    Preview,
    Queued,
    Received,
    Sent,
    SetAside,
    Waiting,
)
from desktop.domain.problems import Problem
from desktop.ui.wording import stopwatch


class Phase(Enum):
    """What a job does, as far as the designer is concerned."""

    QUEUED = "queued"
    HELD = "held"
    PREPARED = "prepared"
    SENT = "sent"
    PREVIEW = "preview"
    HELD_BACK = "held back"
    RECEIVED = "received"
    COMPOSING = "composing"
    CANCELLING = "cancelling"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"


LAYING = frozenset({Phase.RECEIVED, Phase.COMPOSING})
"""The answer is here; what is left costs nothing."""

RUNNING = LAYING | {Phase.PREPARED, Phase.SENT, Phase.PREVIEW, Phase.CANCELLING}
IN_LINE = frozenset({Phase.QUEUED, Phase.HELD})
"""Its turn has not come: it can be moved, and costs nothing."""

WAITING = IN_LINE | {Phase.HELD_BACK}
ENDED = frozenset({Phase.FINISHED, Phase.FAILED, Phase.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class JobState:
    """One job at one moment; times are seconds of one clock that only goes forward.

    `started` is when it left the queue, `ended` when it was over, `due` when it is sent again.
    `crossing` is the budget that holds it, if one does; `share` how much of it is laid in.
    """

    job: EditId
    phase: Phase = Phase.QUEUED
    previews: int = 0
    seen: int = 0
    started: float | None = None
    ended: float | None = None
    due: float = 0.0
    problem: Problem | None = None
    crossing: Crossing | None = None
    share: float = 0.0

    @property
    def is_over(self) -> bool:
        return self.phase in ENDED

    @property
    def moves(self) -> bool:
        """Its words change with the time."""
        return self.started is not None and not self.is_over

    def elapsed(self, now: float) -> float:
        """Seconds since it left the queue; 0 while it is in it."""
        if self.started is None:
            return 0.0
        return (now if self.ended is None else self.ended) - self.started


def after(state: JobState, event: JobEvent, now: float) -> JobState:
    """The state once `event` has happened."""
    if isinstance(event, Queued | SetAside):
        return replace(state, phase=Phase.QUEUED, started=None, problem=None, crossing=None)
    if isinstance(event, Held):
        return replace(
            state,
            phase=Phase.HELD,
            started=None,
            problem=event.problem,
            crossing=event.crossing,
        )
    started = now if state.started is None else state.started
    state = replace(state, started=started)
    if isinstance(event, Finished | Failed | Cancelled):
        return _ended(state, event, now)
    if isinstance(event, Waiting):
        due = now + event.seconds
        return replace(
            state,
            phase=Phase.HELD_BACK,
            due=due,
            problem=event.problem,
        )
    return _running(state, event)


def _running(state: JobState, event: JobEvent) -> JobState:
    if isinstance(event, Preview):
        return replace(state, phase=Phase.PREVIEW, seen=max(state.seen, event.index + 1))
    if isinstance(event, Composing):
        return replace(state, phase=Phase.COMPOSING, share=event.share, problem=None)
    phases = {Prepared: Phase.PREPARED, Sent: Phase.SENT, Received: Phase.RECEIVED}
    return replace(state, phase=phases[type(event)], problem=None, crossing=None)


def _ended(state: JobState, event: Finished | Failed | Cancelled, now: float) -> JobState:
    if isinstance(event, Finished):
        return replace(state, phase=Phase.FINISHED, ended=now, problem=None)
    phase = Phase.FAILED if isinstance(event, Failed) else Phase.CANCELLED
    return replace(state, phase=phase, ended=now, problem=event.problem)


def words(state: JobState, now: float) -> str:
    """The state as one sentence."""
    if state.phase is Phase.PREVIEW:
        of = f" of {state.previews}" if state.previews >= state.seen else ""
        return f"Preview {state.seen}{of}"
    if state.problem is None:
        return _plain(state)
    if state.phase is Phase.HELD_BACK:
        return _countdown(state.problem, math.ceil(state.due - now))
    if state.phase is Phase.HELD:
        return f"Waiting for you: {_lower(state.problem.sentence)}"
    if state.phase is Phase.CANCELLED:
        return f"{state.problem.sentence} {state.problem.remedy}"
    return state.problem.sentence if state.phase is Phase.FAILED else _PLAIN[state.phase]


def _plain(state: JobState) -> str:
    said = _PLAIN[state.phase]
    if state.phase is Phase.COMPOSING:
        return f"{said}, {100 * state.share:.0f} % done"
    return said


def _countdown(problem: Problem, seconds: int) -> str:
    if seconds <= 0:
        return "Saving it again" if problem.is_only_storing else "Sending it again"
    return f"Waiting {stopwatch_or_seconds(seconds)}: {_lower(problem.sentence)}"


def stopwatch_or_seconds(seconds: int) -> str:
    """`45 s` below two minutes, then `5:00` or `2:00:00`."""
    return f"{seconds} s" if seconds < 120 else stopwatch(seconds)


def _lower(sentence: str) -> str:
    return f"{sentence[:1].lower()}{sentence[1:]}"


_PLAIN = {
    Phase.QUEUED: "Waiting for its turn",
    Phase.HELD: "Waiting for you",
    Phase.PREPARED: "Prepared, about to be sent",
    Phase.SENT: "Sent, waiting for the answer",
    Phase.PREVIEW: "Preview",
    Phase.HELD_BACK: "Waiting",
    Phase.RECEIVED: "Answer is in, laying it into the picture",
    Phase.COMPOSING: "Laying it into the picture",
    Phase.CANCELLING: "Cancelling",
    Phase.FINISHED: "Finished",
    Phase.FAILED: "Failed",
    Phase.CANCELLED: "Cancelled",
}


def advice(state: JobState) -> str:
    """For a failure: whether it was billed, and what to do."""
    if state.phase is not Phase.FAILED or state.problem is None:
        return ""
    return " ".join(part for part in (state.problem.billing, state.problem.remedy) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCounts:
    """All jobs in one line; `seconds` is how long the oldest running one has taken."""

    running: int = 0
    waiting: int = 0
    failed: int = 0
    seconds: float = 0.0


def counted(states: tuple[JobState, ...], now: float) -> JobCounts:
    running = [state for state in states if state.phase in RUNNING]
    return JobCounts(
        running=len(running),
        waiting=sum(state.phase in WAITING for state in states),
        failed=sum(state.phase is Phase.FAILED for state in states),
        seconds=max((state.elapsed(now) for state in running), default=0.0),
    )
