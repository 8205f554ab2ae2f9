"""Which failures are sent again without asking, and how long to wait first.

Only what was certainly not billed: the service asked to pace, was overloaded, or was not reached
at all. After a time-out, a fault of the server or a broken answer the designer decides, because
the first attempt may have been billed.
"""

from __future__ import annotations

from desktop.domain.problems import Problem, ProblemKind

MOST_ATTEMPTS = 6
"""Attempts in all when the service names no waiting time; with one, it is honoured each time."""

REFUSED_ATTEMPTS = 3
"""Nothing listening at the address is rarely a matter of patience."""

_FIRST_WAIT = 2.0
_LONGEST_WAIT = 60.0


def wait_before_retry(problem: Problem, attempt: int) -> float | None:
    """Seconds to wait after the failed `attempt` (from 1); None when it is not sent again.

    A waiting time that the service names is honoured however long it is.
    """
    if not problem.may_be_sent_again_alone or attempt >= _most(problem):
        return None
    if problem.retry_after is not None:
        return max(0.0, problem.retry_after)
    return float(min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** (attempt - 1)))


def _most(problem: Problem) -> int:
    is_refused = problem.kind is ProblemKind.CONNECTION_REFUSED
    return REFUSED_ATTEMPTS if is_refused else MOST_ATTEMPTS
