"""Reads the parameters of a picture request and refuses what its model does not take.

Source: the facts, sections 1.1 to 1.5 and 1.10. What the facts mark unknown is refused here, so
that a client shows what it sends: `model` missing, `input_fidelity` on 2.5 and 2.6.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from tests.fakes import broken_rules as no
from tests.fakes.capabilities import Abilities, Access, find_abilities
from tests.fakes.refusals import RefusedError
from tests.fakes.size_rule import Dimensions, read_gif_size, read_size

Endpoint = Literal["generations", "edits"]

LONGEST_PROMPT = 32_000
EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
FORMATS = ("png", "jpeg", "webp", "gif", "svg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What the door checks before any model is asked. `choices` empty: free text."""

    kind: Literal["string", "integer", "boolean"] = "string"
    is_nullable: bool = True
    choices: tuple[str, ...] = ()
    span: tuple[int, int] | None = None


_PARAMETERS = {
    "prompt": Parameter(is_nullable=False),
    "background": Parameter(choices=("transparent", "opaque", "auto")),
    "complexity": Parameter(choices=("low", "medium", "high")),
    "frame_count": Parameter(kind="integer", span=(2, 16)),
    "frame_duration_ms": Parameter(kind="integer", span=(20, 2**31 - 1)),
    "input_fidelity": Parameter(choices=("high", "low")),
    "model": Parameter(),
    "moderation": Parameter(choices=("auto", "low")),
    "n": Parameter(kind="integer", span=(1, 10)),
    "output_compression": Parameter(kind="integer", span=(0, 100)),
    "output_format": Parameter(choices=FORMATS),
    "partial_images": Parameter(kind="integer", span=(0, 3)),
    "quality": Parameter(),
    "safety_identifier": Parameter(),
    "size": Parameter(),
    "stream": Parameter(kind="boolean"),
    "svg[model]": Parameter(is_nullable=False),
    "svg[reasoning]": Parameter(),
    "svg[reasoning][effort]": Parameter(choices=EFFORTS),
    "user": Parameter(is_nullable=False),
}
_ONLY_EDITS = {"input_fidelity"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageOrder:
    """A request that every rule has let pass; `size` None means auto."""

    endpoint: Endpoint
    model: str
    abilities: Abilities
    prompt: str
    n: int
    size: Dimensions | None
    quality: str
    background: str
    output_format: str
    compression: int
    stream: bool
    partials: int
    frames: int
    frame_ms: int
    svg_author: str
    identifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What holds at this service today: the day, what the project was granted, and whose it is."""

    today: date
    access: frozenset[Access]
    is_azure: bool = False
    deployment_model: str | None = None


def names_taken(endpoint: Endpoint) -> frozenset[str]:
    """The parameters of this endpoint, nested ones in their multipart form."""
    left_out = _ONLY_EDITS if endpoint == "generations" else set()
    return frozenset(_PARAMETERS.keys() - left_out)


def read_order(endpoint: Endpoint, values: Mapping[str, Any], house: House) -> ImageOrder:
    """The order in `values` (flat, typed, with nulls); RefusedError for the first broken rule."""
    for name, value in values.items():
        _check_value(endpoint, name, value)
    given = {name: value for name, value in values.items() if value is not None}
    _check_prompt(values)
    if "model" not in given and not house.deployment_model:
        raise RefusedError(no.missing_parameter("model"))
    model = house.deployment_model or given["model"]
    abilities = find_abilities(model, house.today)
    _check_choices(given, model, abilities, house)
    _check_format(given, house)
    _check_stream(given)
    return _make_order(endpoint, given, model, abilities)


def _make_order(
    endpoint: Endpoint, given: Mapping[str, Any], model: str, abilities: Abilities
) -> ImageOrder:
    frames = given.get("frame_count", 9)
    is_gif = given.get("output_format") == "gif"
    text = given.get("size", "auto")
    return ImageOrder(
        endpoint=endpoint,
        model=model,
        abilities=abilities,
        prompt=given["prompt"],
        n=given.get("n", 1),
        size=read_gif_size(text, frames) if is_gif else read_size(text, abilities),
        quality=given.get("quality", "auto"),
        background=given.get("background", "auto"),
        output_format=given.get("output_format", "png"),
        compression=given.get("output_compression", 100),
        stream=given.get("stream", False),
        partials=given.get("partial_images", 0),
        frames=frames,
        frame_ms=min(655_350, round(given.get("frame_duration_ms", 200) / 10) * 10),
        svg_author=given.get("svg[model]", ""),
        identifier=given.get("safety_identifier") or given.get("user", ""),
    )


# --- any model ---------------------------------------------------------------------------------


def typed_text(name: str, text: str) -> Any:
    """A text field of a multipart form as the value that it stands for."""
    parameter = _PARAMETERS.get(name)
    if parameter is None or parameter.kind == "string":
        return text
    if parameter.kind == "boolean":
        if text not in {"true", "false"}:
            raise RefusedError(no.wrong_type(name, "a boolean", "a string"))
        return text == "true"
    if not re.fullmatch(r"-?\d{1,10}", text):
        raise RefusedError(no.wrong_type(name, "an integer", "a string"))
    return int(text)


def _check_value(endpoint: Endpoint, name: str, value: Any) -> None:
    if name not in names_taken(endpoint):
        raise RefusedError(no.unknown_parameter(name))
    parameter = _PARAMETERS[name]
    if value is None:
        if not parameter.is_nullable:
            raise RefusedError(no.wrong_type(name, _KINDS[parameter.kind], "null"))
        return
    _check_type(name, parameter, value)
    if parameter.choices and value not in parameter.choices:
        raise RefusedError(no.invalid_value(name, value, parameter.choices))
    if parameter.span and not parameter.span[0] <= value <= parameter.span[1]:
        raise RefusedError(no.out_of_range(name, value, *parameter.span))


_KINDS = {"string": "a string", "integer": "an integer", "boolean": "a boolean"}
_NAMES_OF_TYPES = {
    str: "a string",
    bool: "a boolean",
    int: "an integer",
    float: "a decimal number",
    list: "an array",
    dict: "an object",
}
_TYPES = {"string": str, "integer": int, "boolean": bool}


def _check_type(name: str, parameter: Parameter, value: Any) -> None:
    if type(value) is not _TYPES[parameter.kind]:
        given = _NAMES_OF_TYPES[type(value)]
        raise RefusedError(no.wrong_type(name, _KINDS[parameter.kind], given))


def _check_prompt(values: Mapping[str, Any]) -> None:
    if "prompt" not in values:
        raise RefusedError(no.missing_parameter("prompt"))
    prompt = values["prompt"]
    if not prompt:
        raise RefusedError(no.empty_string("prompt"))
    if len(prompt) > LONGEST_PROMPT:
        raise RefusedError(no.too_long("prompt", len(prompt), LONGEST_PROMPT))


# --- this model ----------------------------------------------------------------------------------


def _check_choices(
    given: Mapping[str, Any], model: str, abilities: Abilities, house: House
) -> None:
    _check_taken("input_fidelity", given, model, abilities.fidelities)
    _check_taken("complexity", given, model, abilities.complexities)
    _check_one_of("quality", given.get("quality"), abilities.qualities)
    formats = [name for name in abilities.formats if not (house.is_azure and name == "webp")]
    _check_one_of("output_format", given.get("output_format"), formats)
    if given.get("background") == "transparent":
        _check_transparent(given, abilities, house)


def _check_taken(name: str, given: Mapping[str, Any], model: str, choices: Sequence[str]) -> None:
    if name in given and not choices:
        raise RefusedError(no.not_taken_by_model(name, model))
    _check_one_of(name, given.get(name), choices)


def _check_one_of(name: str, value: str | None, choices: Sequence[str]) -> None:
    if value is not None and value not in choices:
        raise RefusedError(no.invalid_value(name, value, choices))


def _check_transparent(given: Mapping[str, Any], abilities: Abilities, house: House) -> None:
    output_format = given.get("output_format", "png")
    if output_format not in {"png", "webp"}:
        why = f"Transparent background is not supported for {output_format.upper()} output format"
        raise RefusedError(no.bad_combination("background", why))
    if abilities.is_transparent_preview and Access.TRANSPARENT_PREVIEW not in house.access:
        why = "Transparent background is not supported for this model."
        raise RefusedError(no.bad_combination("background", why))


# --- this format -----------------------------------------------------------------------------


def _check_format(given: Mapping[str, Any], house: House) -> None:
    output_format = given.get("output_format", "png")
    if "output_compression" in given and output_format not in {"jpeg", "webp"}:
        why = f"Compression is not supported for {output_format.upper()} output format"
        raise RefusedError(no.bad_combination("output_compression", why))
    for name in ("frame_count", "frame_duration_ms"):
        if name in given and output_format != "gif":
            why = f"'{name}' is only supported with output_format 'gif'."
            raise RefusedError(no.bad_combination(name, why))
    _check_granted(output_format, house)
    _check_svg(given, output_format, house)


def _check_granted(output_format: str, house: House) -> None:
    needed = {"gif": Access.GIF, "svg": Access.SVG}.get(output_format)
    if needed is not None and needed not in house.access:
        why = f"Your project does not have access to {output_format.upper()} output."
        raise RefusedError(no.bad_combination("output_format", why))


def _check_svg(given: Mapping[str, Any], output_format: str, house: House) -> None:
    has_object = any(name.startswith("svg[") for name in given)
    if has_object and output_format != "svg":
        raise RefusedError(no.bad_combination("svg", "'svg' needs output_format 'svg'."))
    if has_object and Access.SVG_MODEL not in house.access:
        raise RefusedError(
            no.bad_combination("svg", "SVG model selection is not enabled: omit 'svg'.")
        )
    if output_format != "svg":
        return
    if Access.SVG_MODEL in house.access and "svg[model]" not in given:
        raise RefusedError(no.missing_parameter("svg.model"))
    if given.get("n", 1) != 1:
        raise RefusedError(no.bad_combination("n", "SVG output requires n=1."))


def _check_stream(given: Mapping[str, Any]) -> None:
    output_format = given.get("output_format", "png")
    stream, partials = given.get("stream", False), given.get("partial_images", 0)
    if stream and given.get("n", 1) > 1:
        raise RefusedError(no.stream_of_several())
    if output_format in {"gif", "svg"} and (stream or partials):
        name = "stream" if stream else "partial_images"
        why = f"Streaming is not supported for {output_format.upper()} output format"
        raise RefusedError(no.bad_combination(name, why))
    if partials and not stream:
        why = "'partial_images' is only supported with stream=true."
        raise RefusedError(no.bad_combination("partial_images", why))
