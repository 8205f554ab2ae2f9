"""Budgets stop before they are crossed, whatever the amounts, and one raise is always enough."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.budget import (
    Budgets,
    ProfileLimits,
    ProjectBudget,
    Scope,
    SpendingSettings,
    Spent,
    crossing,
)
from desktop.domain.problems import Area, Billed, ProblemKind

amounts = st.decimals(0, 1000, places=6)


@pytest.mark.parametrize("scope", list(Scope))
def test_every_budget_stops_what_would_cross_it(scope: Scope) -> None:
    budgets = Budgets().changed(scope, Decimal("1.00"), "Poster")
    spent = Spent(**{scope.value: Decimal("0.90")})
    assert crossing(budgets, spent, Decimal("0.10"), "Poster") is None
    found = crossing(budgets, spent, Decimal("0.11"), "Poster")
    assert found is not None
    assert (found.scope, found.limit, found.spent) == (scope, Decimal("1.00"), Decimal("0.90"))
    said = found.problem
    assert (said.kind, said.area, said.billed) == (ProblemKind.BUDGET, Area.LIMIT, Billed.NO)
    assert scope.value in said.sentence
    assert "$1.00: $0.90 spent, about $0.11 more" in said.sentence


def test_a_project_s_budget_binds_that_project_alone() -> None:
    budgets = Budgets(projects=(ProjectBudget(name="Poster", limit=Decimal(1)),))
    spent = Spent(project=Decimal(1))
    assert crossing(budgets, spent, Decimal("0.01"), "Brochure") is None
    assert crossing(budgets, spent, Decimal("0.01")) is None
    found = crossing(budgets, spent, Decimal("0.01"), "Poster")
    assert found is not None
    assert "project “Poster”" in found.problem.sentence


def test_without_a_bound_everything_passes_and_a_bound_of_nothing_stops_all() -> None:
    assert crossing(Budgets(), Spent(run=Decimal(10**6)), Decimal(10**6)) is None
    assert crossing(Budgets(day=Decimal(0)), Spent(), Decimal("0.000001")) is not None
    assert crossing(Budgets(day=Decimal(0)), Spent(), Decimal(0)) is None


@given(amounts, amounts, amounts)
def test_what_passes_never_crosses_and_one_raise_is_enough(
    limit: Decimal, spent: Decimal, more: Decimal
) -> None:
    budgets, so_far = Budgets(month=limit), Spent(month=spent)
    found = crossing(budgets, so_far, more)
    if found is None:
        assert spent + more <= limit
        return
    assert spent + more > limit
    raised = budgets.changed(found.scope, found.enough)
    assert crossing(raised, so_far, more) is None
    assert found.enough - (spent + more) < Decimal("0.01")


def test_a_budget_can_be_changed_and_taken_away() -> None:
    budgets = Budgets(day=Decimal(5)).changed(Scope.PROJECT, Decimal(2), "A")
    budgets = budgets.changed(Scope.PROJECT, Decimal(3), "A").changed(Scope.DAY, None)
    assert budgets.limit(Scope.PROJECT, "A") == 3
    assert budgets.limit(Scope.DAY) is None
    assert budgets.changed(Scope.PROJECT, None, "A") == Budgets()


def test_limits_are_kept_for_each_profile() -> None:
    settings = SpendingSettings().with_limits(ProfileLimits(profile="openai", tier=2))
    settings = settings.with_limits(ProfileLimits(profile="gateway", images_per_minute=3))
    settings = settings.with_limits(ProfileLimits(profile="openai", tier=4))
    assert settings.limits_of("openai").tier == 4
    assert settings.limits_of("gateway").images_per_minute == 3
    assert settings.limits_of("other") == ProfileLimits(profile="other")
