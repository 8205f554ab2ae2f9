"""`stet estimate`: tokens and US dollars of an edit, without network and without a key."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from desktop.cli.asked import read_asked
from desktop.cli.choices import choices_value
from desktop.cli.context import Context
from desktop.cli.exit_codes import DONE
from desktop.cli.report import dollars, print_json
from desktop.domain.cost import DollarRange, Estimate, OuterEstimate
from desktop.jobs.price_draft import price_draft


def show_estimate(options: Namespace, context: Context) -> int:
    """ProblemError when the edit could not be sent like this."""
    asked = read_asked(options, context)
    files, draft, model = asked.files, asked.draft, asked.model
    estimate = price_draft(draft, model, files.bounds, context.count_tokens)
    if options.json:
        choices = choices_value(draft, model, files.mask, estimate)
        print_json(context, _value(estimate, draft.model) | {"choices": choices})
    else:
        for line in _lines(estimate):
            print(line, file=context.out)
    return DONE


def _lines(estimate: Estimate) -> list[str]:
    tokens = estimate.output_tokens
    output = f"{tokens.low}" if tokens.low == tokens.high else f"{tokens.low} to {tokens.high}"
    lines = [
        _line("text", f"{estimate.text_tokens}", estimate.text_usd),
        _line("pictures", f"{sum(estimate.picture_tokens)}", estimate.pictures_usd),
        _line("output", output, estimate.output_usd),
    ]
    if estimate.outer is not None:
        lines += _outer_lines(estimate.outer)
    if estimate.count > 1:
        lines.append(f"dollars are for {estimate.count} results")
    lines.append(_line("total", _total_tokens(estimate), estimate.total_usd))
    return lines + list(estimate.caveats)


def _outer_lines(outer: OuterEstimate) -> list[str]:
    given, made = outer.input_tokens, outer.output_tokens
    tokens = f"{given.low + made.low} to {given.high + made.high}"
    lines = [_line("thinking", tokens, outer.tokens_usd)]
    if outer.searches.high:
        found = f"up to {outer.searches.high}"
        lines.append(f"{'searches':<9} {found:>14}         {_price(outer.searches_usd)}")
    return lines


def _line(name: str, tokens: str, price: DollarRange | None) -> str:
    return f"{name:<9} {tokens:>14} tokens  {_price(price)}"


def _total_tokens(estimate: Estimate) -> str:
    total = estimate.total_tokens
    return f"{total.low}" if total.low == total.high else f"{total.low} to {total.high}"


def _price(price: DollarRange | None) -> str:
    if price is None:
        return "price unknown"
    if price.is_exact:
        return f"${price.low:.6f}"
    return f"${price.low:.6f} to ${price.high:.6f}"


def _value(estimate: Estimate, model: str) -> dict[str, Any]:
    total = estimate.total_usd
    return {
        "model": model,
        "text_tokens": estimate.text_tokens,
        "picture_tokens": list(estimate.picture_tokens),
        "output_tokens": [estimate.output_tokens.low, estimate.output_tokens.high],
        "count": estimate.count,
        "total_tokens": [estimate.total_tokens.low, estimate.total_tokens.high],
        "text_usd": _dollars(estimate.text_usd),
        "pictures_usd": _dollars(estimate.pictures_usd),
        "output_usd": _dollars(estimate.output_usd),
        "thinking_usd": _dollars(estimate.outer_usd) if estimate.outer else None,
        "low_usd": dollars(total.low) if total else None,
        "estimate_usd": dollars(total.high) if total else None,
        "caveats": list(estimate.caveats),
    }


def _dollars(price: DollarRange | None) -> float | None:
    """The upper end, which is the one to reckon with."""
    return dollars(price.high) if price else None
