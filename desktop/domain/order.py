"""An order: everything one edit needs, captured when Generate is pressed; nothing in it changes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from desktop.domain.cost import EstimateParts
from desktop.domain.edit import ResultRef
from desktop.domain.identity import EditId
from desktop.domain.intent import Intent
from desktop.domain.recipe import Inputs, Recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class EditOrder:
    """A recipe and its pictures, which the library holds by content already.

    `highest_usd` is the upper end of the estimate (None: the price is not known), `estimate` the
    same in parts, `tokens` the most it is likely to use. `accepts_unknown_price` is the designer's
    word that it may be sent although nobody knows its price. `project` names what the work
    belongs to, for its budget and for totals; it may be empty.
    """

    id: EditId
    recipe: Recipe
    inputs: Inputs
    profile: str = "openai"
    project: str = ""
    parent: ResultRef | None = None
    highest_usd: Decimal | None = None
    estimate: EstimateParts | None = None
    tokens: int = 0
    accepts_unknown_price: bool = False

    @property
    def counted_pictures(self) -> int:
        """How many pictures the service counts against its limit: results and inputs."""
        own = int(self.inputs.picture is not None)
        return self.recipe.count + own + len(self.inputs.references)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who is asked, what it is counted to, and whether an unknown price is accepted."""

    profile: str
    project: str = ""
    accepts_unknown_price: bool = False


def order_of(intent: Intent) -> EditOrder:
    """The order of a request that stands in the journal; its id is still the old one."""
    return EditOrder(
        id=intent.edit,
        recipe=intent.recipe,
        inputs=intent.inputs,
        profile=intent.profile,
        project=intent.project,
        parent=intent.parent,
        highest_usd=intent.highest_usd,
        estimate=intent.estimate,
        accepts_unknown_price=intent.accepts_unknown_price,
    )
