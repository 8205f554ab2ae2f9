"""The turns of a conversation in order, as its edits tell, and how the next one will be sent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from desktop.domain.edit import Edit, ResultRef


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTurn:
    """One turn: the result that it went on with, its words, and what it cost (None: not known)."""

    ref: ResultRef
    prompt: str
    cost_usd: Decimal | None = None


def turns_of(chain: tuple[tuple[Edit, int], ...]) -> tuple[PastTurn, ...]:
    """The turns of edits with the index of their results, the first one first."""
    return tuple(
        PastTurn(
            ref=ResultRef(edit=edit.id, index=index),
            prompt=edit.recipe.prompt.strip(),
            cost_usd=edit.cost_usd,
        )
        for edit, index in chain
    )
