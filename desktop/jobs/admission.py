"""Whether a job may be sent as far as money goes: its price is known or accepted, budgets allow it.

Asked twice: before a job is begun, where a no costs nothing and leaves it waiting, and again in the
moment before it is sent, together with setting its highest cost apart (`set_apart`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from desktop.domain.budget import Crossing, crossing
from desktop.domain.identity import EditId
from desktop.domain.intent import Intent
from desktop.domain.order import EditOrder
from desktop.domain.problems import Problem, ProblemError, ProblemKind, fail, problem
from desktop.jobs.services import Services
from desktop.jobs.to_the_end import to_the_end


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why a job waits for the designer; `crossing` when it is a budget."""

    problem: Problem
    crossing: Crossing | None = None


async def obstacle_for(order: EditOrder, services: Services) -> Obstacle | None:
    """What keeps `order` from being sent now; None when nothing does.

    A profile without a key or an address is no matter of money: the job itself will say so.
    """
    try:
        client = await services.clients.get(order.profile)
    except ProblemError:
        return None
    if client.is_simulated:
        return None
    if order.highest_usd is None and not order.accepts_unknown_price:
        return Obstacle(problem=_unknown(order.recipe.model, services))
    return await to_the_end(_crossed, order, services)


def set_apart(intent: Intent, services: Services) -> None:
    """The ledger's entry is open, synced, and the order waits no more, when this returns.

    ProblemError: PRICE_UNKNOWN or BUDGET, and nothing was changed; or the library's.
    """
    if intent.highest_usd is None and not intent.accepts_unknown_price and not intent.simulated:
        raise ProblemError(_unknown(intent.recipe.model, services))
    book = services.spending
    found = services.library.ledger.set_apart(intent, book.run, book.settings.budgets)
    if found is not None:
        raise ProblemError(found.problem)


def refuse_second(edit: EditId, services: Services) -> None:
    """One order is sent once, whoever else took it up: another program, or a batch.

    ProblemError where the history has its row, or a batch that has left holds it.
    """
    library = services.library
    if library.history.record_of(edit) is not None:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason="This was sent already.",
            suggestion="Its result is in the library; nothing was sent a second time.",
        )
    if edit in library.ledger.open_edits() and edit in library.batches.open_edits():
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason="A batch makes this picture already.",
            suggestion="Collect the batch; nothing was sent a second time.",
        )


def _crossed(order: EditOrder, services: Services) -> Obstacle | None:
    book = services.spending
    spent = services.library.ledger.spent(book.run, order.project, services.now())
    more = order.highest_usd or Decimal(0)
    found = crossing(book.settings.budgets, spent, more, order.project)
    return None if found is None else Obstacle(problem=found.problem, crossing=found)


def _unknown(model: str, services: Services) -> Problem:
    return problem(ProblemKind.PRICE_UNKNOWN, model=services.models.get(model).name)
