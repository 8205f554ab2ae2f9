"""An estimate in words: the total on one line, and the parts it is made of."""

from __future__ import annotations

from decimal import Decimal

from desktop.domain.cost import DollarRange, Estimate, TokenRange
from desktop.ui.controls.key_value import Fact
from desktop.ui.controls.money import dollar_range, dollars

UNKNOWN = "Price unknown"

_MILLION = Decimal(1_000_000)


def total_text(estimate: Estimate) -> str:
    """`About $0.069`, `$0.04 – $0.21`, or that the price is unknown (never zero)."""
    total = estimate.total_usd
    if total is None:
        return UNKNOWN
    text = dollar_range(total)
    return text if "–" in text or text.startswith(("up to", "under")) else f"About {text}"


def tokens_text(tokens: TokenRange) -> str:
    """`1,782 tokens` or `1,500 – 1,800 tokens`."""
    return f"{_number(tokens)} tokens"


def short_tokens_text(tokens: TokenRange) -> str:
    """The same in thousands from ten thousand on: `19.2k – 21.8k tokens`."""
    low, high = _short(tokens.low), _short(tokens.high)
    return f"{low} tokens" if low == high else f"{low} – {high} tokens"


def parts(estimate: Estimate) -> tuple[Fact, ...]:
    """What one result costs, part by part, then how often it is paid."""
    unit = "tokens" if estimate.prices is None else "tokens · dollars"
    facts = [Fact(name="Each result", value=unit, is_strong=True)]
    facts.append(_part(estimate, "Text", _just(estimate.text_tokens), "text_input"))
    for place, tokens in enumerate(estimate.picture_tokens, start=1):
        facts.append(_part(estimate, f"Picture {place}", _just(tokens), "image_input"))
    if estimate.output_tokens.high:
        facts.append(_part(estimate, "Result", estimate.output_tokens, "image_output"))
    if estimate.partial_tokens:
        facts.append(_part(estimate, "Previews", _just(estimate.partial_tokens), "image_output"))
    return (*facts, *_multipliers(estimate), *_outer_parts(estimate))


def _outer_parts(estimate: Estimate) -> list[Fact]:
    """What the model that thinks takes, for the whole request."""
    outer = estimate.outer
    if outer is None:
        return []
    given, made = outer.input_tokens, outer.output_tokens
    tokens = TokenRange(given.low + made.low, given.high + made.high)
    cost = outer.tokens_usd
    number = _number(tokens)
    shown = number if cost is None else f"{number} · {dollar_range(cost)}"
    facts = [Fact(name="Thinking", value=shown)]
    if outer.searches.high:
        most = dollars(outer.searches_usd.high)
        facts.append(Fact(name="Web searches", value=f"up to {outer.searches.high} · {most}"))
    return facts


def _multipliers(estimate: Estimate) -> list[Fact]:
    facts = []
    if estimate.count > 1:
        facts.append(Fact(name="Variations", value=f"× {estimate.count}", is_strong=True))
    if estimate.factor != 1:
        shown = f"{estimate.factor.normalize():f}"
        facts.append(Fact(name="Price factor (included above)", value=f"× {shown}"))
    return facts


def _part(estimate: Estimate, name: str, tokens: TokenRange, price: str) -> Fact:
    cost = _cost(estimate, tokens, price)
    number = _number(tokens)
    return Fact(name=name, value=number if cost is None else f"{number} · {cost}")


def _cost(estimate: Estimate, tokens: TokenRange, price: str) -> str | None:
    """Dollars of one part of one result; None when there is no price."""
    if estimate.prices is None:
        return None
    each: Decimal = getattr(estimate.prices, price) * estimate.factor / _MILLION
    if tokens.low == tokens.high:
        return dollars(tokens.low * each)
    return dollar_range(DollarRange(tokens.low * each, tokens.high * each))


def _short(tokens: int) -> str:
    return f"{tokens:,}" if tokens < 10_000 else f"{tokens / 1000:,.1f}k"


def _number(tokens: TokenRange) -> str:
    if tokens.low == tokens.high:
        return f"{tokens.low:,}"
    return f"{tokens.low:,} – {tokens.high:,}"


def _just(tokens: int) -> TokenRange:
    return TokenRange(tokens, tokens)
