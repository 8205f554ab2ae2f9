"""The fields of an answer object; every one of them may be missing or odd."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from desktop.domain.cost import Usage
from desktop.domain.edit import Answered

_SVG_COUNTS = ("input_tokens", "output_tokens", "reasoning_tokens")
_TOO_MANY = 1e12


def items_of(value: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """The pictures of an answer object: its `data`, or the object itself."""
    data = value.get("data")
    listed = data if isinstance(data, list) else [data if isinstance(data, Mapping) else value]
    return (item for item in listed if isinstance(item, Mapping))


def usage_of(value: object, svg: object = None) -> Usage | None:
    """Tokens as counted; None when the answer does not say.

    Input without details counts as pictures and output without details as pictures, the dearer
    reading of both (facts: the details are seen absent).
    """
    if not isinstance(value, Mapping):
        return None
    given, made = value.get("input_tokens_details"), value.get("output_tokens_details")
    text_input, text_output = count_in(given, "text_tokens"), count_in(made, "text_tokens")
    return Usage(
        text_input=text_input,
        image_input=count_in(given, "image_tokens")
        or max(0, count_in(value, "input_tokens") - text_input),
        image_output=count_in(made, "image_tokens")
        or max(0, count_in(value, "output_tokens") - text_output),
        text_output=text_output,
        cached_input=count_in(given, "cached_tokens"),
        extra={f"svg_{name}": count_in(svg, name) for name in _SVG_COUNTS if count_in(svg, name)},
    )


def count_in(value: object, name: str) -> int:
    """A count in an object; 0 where there is none that can be believed."""
    found = value.get(name) if isinstance(value, Mapping) else None
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        return 0
    return int(found) if 0 <= found < _TOO_MANY else 0


def summed(one: Usage, other: Usage | None) -> Usage:
    """The tokens of both, where several events count for themselves."""
    if other is None:
        return one
    return Usage(
        text_input=one.text_input + other.text_input,
        image_input=one.image_input + other.image_input,
        image_output=one.image_output + other.image_output,
        text_output=one.text_output + other.text_output,
        cached_input=one.cached_input + other.cached_input,
        extra={
            name: one.extra.get(name, 0) + other.extra.get(name, 0)
            for name in one.extra | other.extra
        },
    )


def answered_of(value: Mapping[str, object]) -> Answered:
    """The resolved settings that an answer repeats."""
    item = next(items_of(value), {})
    revised = item.get("revised_prompt") or value.get("revised_prompt")
    return Answered(
        size=_text(value.get("size")),
        quality=_text(value.get("quality")),
        background=_text(value.get("background")),
        output_format=_text(value.get("output_format")),
        revised_prompt=_text(revised),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
