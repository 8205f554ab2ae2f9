"""Budgets: how much may be spent in one run, day or month and on a project, and what is left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from desktop.domain.problems import Problem, ProblemKind, problem

_CENT = Decimal("0.01")


class Scope(StrEnum):
    """What a budget is for. A run lasts from the program's start to its end."""

    RUN = "run"
    DAY = "day"
    MONTH = "month"
    PROJECT = "project"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectBudget:
    """US dollars that may be spent on a project, over all its time."""

    name: str
    limit: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """US dollars that may be spent; None sets no bound. Projects are named by the designer."""

    run: Decimal | None = None
    day: Decimal | None = None
    month: Decimal | None = None
    projects: tuple[ProjectBudget, ...] = ()

    def limit(self, scope: Scope, project: str = "") -> Decimal | None:
        """The bound for `scope`; None where there is none."""
        if scope is Scope.PROJECT:
            found = (one.limit for one in self.projects if project and one.name == project)
            return next(found, None)
        bound: Decimal | None = getattr(self, scope.value)
        return bound

    def changed(self, scope: Scope, amount: Decimal | None, project: str = "") -> Budgets:
        """With another bound for `scope`; None takes it away."""
        if scope is not Scope.PROJECT:
            change: dict[str, Any] = {scope.value: amount}
            return replace(self, **change)
        others = tuple(one for one in self.projects if one.name != project)
        added = () if amount is None else (ProjectBudget(name=project, limit=amount),)
        return replace(self, projects=others + added)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """US dollars spent or set apart; what may have been billed counts with its estimate."""

    run: Decimal = Decimal(0)
    day: Decimal = Decimal(0)
    month: Decimal = Decimal(0)
    project: Decimal = Decimal(0)

    def of(self, scope: Scope) -> Decimal:
        amount: Decimal = getattr(self, scope.value)
        return amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A budget that a job would cross: with `more` on top of `spent` it is above `limit`."""

    scope: Scope
    limit: Decimal
    spent: Decimal
    more: Decimal
    project: str = ""

    @property
    def enough(self) -> Decimal:
        """The smallest bound, in whole cents, that lets the job pass."""
        needed = self.spent + self.more
        rounded = needed.quantize(_CENT, rounding=ROUND_HALF_UP)
        return rounded if rounded >= needed else rounded + _CENT

    @property
    def problem(self) -> Problem:
        name = f"{self.scope} “{self.project}”" if self.project else str(self.scope)
        return problem(
            ProblemKind.BUDGET,
            scope=name,
            limit=_shown(self.limit),
            spent=_shown(self.spent),
            more=_shown(self.more),
        )


def crossing(budgets: Budgets, spent: Spent, more: Decimal, project: str = "") -> Crossing | None:
    """The first budget that `more` dollars would cross; reaching one exactly does not cross it."""
    for scope in Scope:
        limit = budgets.limit(scope, project)
        if limit is not None and spent.of(scope) + more > limit:
            return Crossing(
                scope=scope,
                limit=limit,
                spent=spent.of(scope),
                more=more,
                project=project if scope is Scope.PROJECT else "",
            )
    return None


def _shown(amount: Decimal) -> str:
    """Two decimals, or as many as an amount below ten cents needs."""
    places = _CENT if amount == 0 or amount >= Decimal("0.1") else Decimal("0.0001")
    return f"{amount.quantize(places, rounding=ROUND_HALF_UP)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileLimits:
    """What a service takes in a minute, as the designer set it: a tier, or figures of its own.

    `tier` 0 leaves it to what the service tells; a figure that is given goes before the tier's.
    """

    profile: str
    tier: int = 0
    images_per_minute: int | None = None
    tokens_per_minute: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendingSettings:
    """Budgets, limits, and the project that new edits belong to (may be empty)."""

    budgets: Budgets = Budgets()
    project: str = ""
    limits: tuple[ProfileLimits, ...] = ()

    def limits_of(self, profile: str) -> ProfileLimits:
        found = (one for one in self.limits if one.profile == profile)
        return next(found, ProfileLimits(profile=profile))

    def with_limits(self, limits: ProfileLimits) -> SpendingSettings:
        others = tuple(one for one in self.limits if one.profile != limits.profile)
        return replace(self, limits=(*others, limits))
