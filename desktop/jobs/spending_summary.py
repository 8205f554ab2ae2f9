"""What was spent, in the figures that people look at: today, this month, by what, and how exact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.budget import Spent
from desktop.domain.ledger import EstimateError, GroupBy, Total, estimate_error
from desktop.storage.ledger import Ledger, start_of_day, start_of_month

JUDGED = 50
"""The estimate's own error is told over this many of the last jobs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendingSummary:
    """`spent` is what counts against budgets now; `today` and `month` tell billed from maybe.

    The groups are of this month, the dearest first.
    """

    spent: Spent
    today: Total
    month: Total
    models: tuple[Total, ...] = ()
    profiles: tuple[Total, ...] = ()
    projects: tuple[Total, ...] = ()
    error: EstimateError = EstimateError()


def summarize(ledger: Ledger, run: str, project: str, now: datetime) -> SpendingSummary:
    """Reads some milliseconds: not for the window's thread. ProblemError (the library's)."""
    month = start_of_month(now)
    return SpendingSummary(
        spent=ledger.spent(run, project, now),
        today=summed("today", ledger.totals(GroupBy.DAY, start_of_day(now))),
        month=summed("month", ledger.totals(GroupBy.MONTH, month)),
        models=ledger.totals(GroupBy.MODEL, month),
        profiles=ledger.totals(GroupBy.PROFILE, month),
        projects=ledger.totals(GroupBy.PROJECT, month),
        error=estimate_error(ledger.latest_priced(JUDGED)),
    )


def summed(name: str, totals: tuple[Total, ...]) -> Total:
    """All of them as one."""
    zero = Total(name=name)
    return Total(
        name=name,
        requests=sum(one.requests for one in totals),
        pictures=sum(one.pictures for one in totals),
        billed_usd=sum((one.billed_usd for one in totals), zero.billed_usd),
        maybe_usd=sum((one.maybe_usd for one in totals), zero.maybe_usd),
        maybe=sum(one.maybe for one in totals),
        unpriced=sum(one.unpriced for one in totals),
    )
