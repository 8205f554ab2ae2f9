"""A conversation: asking by way of a model that thinks and may search before it draws.

Its turns are a chain of edits; what the service keeps of the earlier ones it is told by a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from desktop.domain.problems import Problem, ProblemKind, problem
from desktop.domain.size import Box, Size

EFFORTS = ("low", "medium", "high")
"""How long the model may think; None leaves it to the model."""

SEARCH_USD = Decimal("0.01")
"""One web search (facts: $10 for 1,000 calls)."""

_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What the service has of the picture from the turn before: its region, and at what size."""

    region: Box
    sent: Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """How one turn is asked: the outer model apart from the one that draws.

    `previous` is the service's name for the turn that it goes on from, `context_tokens` what the
    turns before came to. With `carried` the picture is there already and is not sent again.
    """

    outer_model: str
    effort: str | None = None
    search: bool = False
    previous: str | None = None
    context_tokens: int = 0
    carried: Carried | None = None

    def __post_init__(self) -> None:
        if self.carried is not None and self.previous is None:
            raise ValueError("Only an earlier turn can have brought the picture there.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OuterPrices:
    """US dollars per million tokens of a model that thinks."""

    input: Decimal
    cached: Decimal
    output: Decimal
    cache_write: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OuterModel:
    """A model that can think before another draws; `prices` None: not known."""

    id: str
    name: str
    prices: OuterPrices | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OuterUsage:
    """Tokens of the model that thought; `input` holds the cached and the newly cached ones."""

    input: int = 0
    cached: int = 0
    cache_write: int = 0
    output: int = 0
    reasoning: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A page that the model read."""

    address: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What the answer to a turn told besides its picture; `response` is the service's name for it.

    `searches` are those that are billed; None where the service did not say.
    """

    response: str = ""
    words: str = ""
    sources: tuple[Source, ...] = ()
    usage: OuterUsage | None = None
    searches: int | None = None


def turn_problem(*, count: int, has_markup: bool) -> Problem | None:
    """A conversation makes one result at a time, and its tool takes no markup."""
    if count != 1:
        return problem(
            ProblemKind.OPTION_NOT_TAKEN,
            model="A conversation",
            option="count",
            value=count,
            choices="1",
        )
    if has_markup:
        return problem(
            ProblemKind.PART_NOT_TAKEN,
            model="A conversation",
            part="markup",
            others="to ask without thinking",
        )
    return None


def outer_cost(usage: OuterUsage, prices: OuterPrices) -> Decimal:
    """US dollars for what the thinking model used."""
    written = prices.cache_write if prices.cache_write is not None else prices.input
    fresh = max(0, usage.input - usage.cached - usage.cache_write)
    dollars = (
        fresh * prices.input
        + usage.cached * prices.cached
        + usage.cache_write * written
        + usage.output * prices.output
    )
    return dollars / _MILLION
