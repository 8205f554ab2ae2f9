"""Which failures are sent again without asking: a table, and how long each waits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.problem_texts import TEXTS
from desktop.domain.problems import Billed, Problem, ProblemKind
from desktop.jobs.retry import MOST_ATTEMPTS, REFUSED_ATTEMPTS, wait_before_retry

AGAIN = {
    ProblemKind.RATE_LIMITED,
    ProblemKind.SLOW_DOWN,
    ProblemKind.OVERLOADED,
    ProblemKind.CONNECTION_REFUSED,
}


def a(kind: ProblemKind, billed: Billed = Billed.NO, retry_after: float | None = None) -> Problem:
    sentence, remedy = TEXTS[kind]
    return Problem(
        kind=kind, sentence=sentence, remedy=remedy, billed=billed, retry_after=retry_after
    )


@pytest.mark.parametrize("kind", list(ProblemKind))
def test_only_what_certainly_costs_nothing_is_sent_again(kind: ProblemKind) -> None:
    assert (wait_before_retry(a(kind), 1) is not None) == (kind in AGAIN)
    for billed in (Billed.MAYBE, Billed.YES):
        assert wait_before_retry(a(kind, billed), 1) is None
        assert wait_before_retry(a(kind, billed, retry_after=1), 1) is None


@pytest.mark.parametrize(
    ("attempt", "seconds"), [(1, 2), (2, 4), (3, 8), (4, 16), (5, 32), (6, None), (7, None)]
)
def test_the_pauses_grow(attempt: int, seconds: float | None) -> None:
    assert wait_before_retry(a(ProblemKind.OVERLOADED), attempt) == seconds
    assert MOST_ATTEMPTS == 6


def test_a_refused_connection_is_given_up_sooner() -> None:
    waits = [wait_before_retry(a(ProblemKind.CONNECTION_REFUSED), one) for one in (1, 2, 3)]
    assert waits == [2, 4, None]
    assert REFUSED_ATTEMPTS == 3


@given(st.floats(0, 1e6), st.integers(1, MOST_ATTEMPTS - 1))
def test_what_the_service_names_is_honoured(seconds: float, attempt: int) -> None:
    found = a(ProblemKind.RATE_LIMITED, retry_after=seconds)
    assert wait_before_retry(found, attempt) == seconds


def test_a_moment_in_the_past_is_now() -> None:
    assert wait_before_retry(replace(a(ProblemKind.SLOW_DOWN), retry_after=-3.0), 1) == 0
