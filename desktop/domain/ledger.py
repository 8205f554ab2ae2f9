"""The ledger: one entry for each request that was sent, and what entries come to together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from desktop.domain.cost import EstimateParts, Usage
from desktop.domain.identity import EditId
from desktop.domain.problems import Billed


class GroupBy(StrEnum):
    """What totals are made by."""

    DAY = "day"
    MONTH = "month"
    MODEL = "model"
    PROFILE = "profile"
    PROJECT = "project"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One request: what it was likely to cost, what it did cost, and whether it was billed at all.

    `is_open` while no answer is known: its highest estimate is set apart. `pictures` is how many
    results were asked for. `highest_usd` and `cost_usd` None: not known, never free.
    """

    edit: EditId
    asked: datetime
    profile: str
    model: str
    project: str = ""
    pictures: int = 1
    is_simulated: bool = False
    is_open: bool = False
    billed: Billed = Billed.MAYBE
    highest_usd: Decimal | None = None
    estimate: EstimateParts | None = None
    cost_usd: Decimal | None = None
    usage: Usage | None = None

    @property
    def counted_usd(self) -> Decimal:
        """What it counts in totals and budgets: the cost, else the highest estimate."""
        if self.is_simulated or self.billed is Billed.NO:
            return Decimal(0)
        known = self.cost_usd if self.cost_usd is not None else self.highest_usd
        return known if known is not None else Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What the entries of one day, month, model, profile or project come to, in US dollars.

    `billed_usd` is what the services counted, `maybe_usd` the highest estimates of what may have
    been billed or is on its way; `unpriced` entries have no known price and are in neither.
    """

    name: str
    requests: int = 0
    pictures: int = 0
    billed_usd: Decimal = Decimal(0)
    maybe_usd: Decimal = Decimal(0)
    maybe: int = 0
    unpriced: int = 0

    @property
    def counted_usd(self) -> Decimal:
        return self.billed_usd + self.maybe_usd


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateError:
    """How far estimates were from costs over the last `jobs` that have both.

    Shares of the cost: `mean` keeps the sign (above 0: estimated too high), `typical` is the
    median without it, `worst` the largest without it. `within` counts costs inside the range.
    """

    jobs: int = 0
    mean: float = 0.0
    typical: float = 0.0
    worst: float = 0.0
    within: int = 0


def estimate_error(entries: tuple[LedgerEntry, ...]) -> EstimateError:
    """Of the entries with an estimate and a cost above 0; the others are left out."""
    pairs = [
        (one.estimate.total, one.cost_usd)
        for one in entries
        if one.estimate is not None and one.cost_usd and not one.is_simulated
    ]
    if not pairs:
        return EstimateError()
    shares = [float((span.low + span.high) / 2 / cost - 1) for span, cost in pairs]
    sizes = sorted(abs(share) for share in shares)
    middle = len(sizes) // 2
    is_even = len(sizes) % 2 == 0
    return EstimateError(
        jobs=len(pairs),
        mean=sum(shares) / len(shares),
        typical=(sizes[middle - 1] + sizes[middle]) / 2 if is_even else sizes[middle],
        worst=sizes[-1],
        within=sum(span.low <= cost <= span.high for span, cost in pairs),
    )
