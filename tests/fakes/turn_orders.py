"""Reads what a turn of a conversation asks for, as strictly as the facts, sections 2.1 to 2.6."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.fakes import broken_rules as no
from tests.fakes.capabilities import MODELS
from tests.fakes.desk import Call
from tests.fakes.form_bodies import find_reference, is_json
from tests.fakes.kept_responses import KeptResponse
from tests.fakes.parameters import EFFORTS, House, ImageOrder, read_order
from tests.fakes.records import SeenFile
from tests.fakes.refusals import Refusal, RefusedError
from tests.fakes.uploads import check_uploads

OUTER_MODELS = ("gpt-6.1-terra", "gpt-6-luna", "gpt-6.1-sol", "gpt-6-astra")
INCLUDABLE = ("web_search_call.action.sources",)
LONGEST_INPUT = 200 * 1024 * 1024

_TOP = {
    "model",
    "input",
    "tools",
    "tool_choice",
    "stream",
    "background",
    "store",
    "previous_response_id",
    "reasoning",
    "include",
    "instructions",
    "prompt_cache_key",
    "safety_identifier",
    "metadata",
}
_TOOL = {
    "type",
    "model",
    "action",
    "background",
    "complexity",
    "frame_count",
    "frame_duration_ms",
    "input_fidelity",
    "input_image_mask",
    "moderation",
    "output_compression",
    "output_format",
    "partial_images",
    "quality",
    "size",
}


@dataclass(frozen=True, kw_only=True)
class TurnOrder:
    """A turn that every rule has let pass."""

    outer_model: str
    effort: str
    prompt: str
    image: ImageOrder
    files: tuple[SeenFile, ...]
    searches: bool
    wants_sources: bool
    is_forced: bool
    stream: bool
    background: bool
    previous: KeptResponse | None


def read_turn(call: Call) -> TurnOrder:
    """RefusedError for the first broken rule."""
    body = _body(call)
    _check_names("", body, _TOP)
    model = _outer_model(body)
    previous = _previous(body, call)
    if body.get("background") and body.get("store") is False:
        raise RefusedError(no.bad_combination("background", "'background' needs 'store'."))
    prompt, files = _input(body, call)
    tool, search = _tools(body)
    files += _carried(files, previous)
    files += _mask(tool, call)
    image = _image_order(tool, prompt, files, body, call)
    if files:
        check_uploads(image, files)
    elif tool.get("action") == "edit":
        raise RefusedError(no.bad_combination("tools[0].action", "There is no image to edit."))
    call.request.files = files
    return TurnOrder(
        outer_model=model,
        effort=_effort(body),
        prompt=prompt,
        image=image,
        files=tuple(files),
        searches=search,
        wants_sources=_wants_sources(body),
        is_forced=_is_forced(body),
        stream=bool(body.get("stream")),
        background=bool(body.get("background")),
        previous=previous,
    )


def _body(call: Call) -> dict[str, Any]:
    if not is_json(call.request):
        raise RefusedError(no.wrong_content_type(call.request.content_type, "application/json"))
    try:
        body = json.loads(call.request.raw)
    except ValueError as error:
        raise RefusedError(no.unreadable_body(f"invalid JSON: {error}")) from error
    if not isinstance(body, dict):
        raise RefusedError(no.unreadable_body("expected a JSON object"))
    return body


def _check_names(where: str, given: dict[str, Any], taken: set[str]) -> None:
    for name, value in given.items():
        if name not in taken:
            raise RefusedError(no.unknown_parameter(f"{where}{name}"))
        if value is None:
            raise RefusedError(no.wrong_type(f"{where}{name}", "a value", "null"))


def _outer_model(body: dict[str, Any]) -> str:
    model = body.get("model")
    if not model:
        raise RefusedError(no.missing_parameter("model"))
    if model in MODELS:
        why = f"The model '{model}' draws pictures and cannot be used with the Responses API."
        raise RefusedError(no.bad_combination("model", why))
    if model not in OUTER_MODELS:
        raise RefusedError(no.model_not_found(str(model)))
    return str(model)


def _previous(body: dict[str, Any], call: Call) -> KeptResponse | None:
    name = body.get("previous_response_id")
    if name is None:
        return None
    found = call.desk.responses.kept.get(str(name))
    if found is None:
        raise RefusedError(
            Refusal(
                status=400,
                message=f"Previous response with id '{name}' not found.",
                code="previous_response_not_found",
                param="previous_response_id",
            )
        )
    return found


def _input(body: dict[str, Any], call: Call) -> tuple[str, list[SeenFile]]:
    """The text of the one user message, and its pictures in order."""
    given = body.get("input")
    if not isinstance(given, list) or len(given) != 1:
        raise RefusedError(no.wrong_type("input", "an array of one message", "something else"))
    message = given[0]
    _check_names("input[0].", message, {"role", "content", "type"})
    texts: list[str] = []
    files: list[SeenFile] = []
    for place, part in enumerate(message.get("content", [])):
        where = f"input[0].content[{place}]"
        if part.get("type") == "input_text":
            _check_names(f"{where}.", part, {"type", "text"})
            texts.append(part["text"])
        elif part.get("type") == "input_image":
            _check_names(f"{where}.", part, {"type", "image_url", "file_id", "detail"})
            named = {key: part[key] for key in ("image_url", "file_id") if key in part}
            found = find_reference(where, named, call.desk.shelf)
            files.append(
                SeenFile(
                    name="image[]",
                    filename=found.filename or "upload",
                    media_type=found.media_type,
                    data=found.data,
                )
            )
        else:
            raise RefusedError(no.invalid_value(f"{where}.type", part.get("type"), ("input_text",)))
    if not "".join(texts).strip():
        raise RefusedError(no.empty_string("input"))
    return "\n".join(texts), files


def _tools(body: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    tools = body.get("tools") or []
    kinds = [tool.get("type") for tool in tools]
    for place, kind in enumerate(kinds):
        if kind not in {"image_generation", "web_search"}:
            raise RefusedError(
                no.invalid_value(f"tools[{place}].type", kind, ("image_generation",))
            )
    if kinds.count("image_generation") != 1:
        raise RefusedError(no.missing_parameter("tools"))
    tool = tools[kinds.index("image_generation")]
    _check_names(f"tools[{kinds.index('image_generation')}].", tool, _TOOL)
    return tool, "web_search" in kinds


def _carried(files: list[SeenFile], previous: KeptResponse | None) -> list[SeenFile]:
    """Without a picture of its own a turn goes on from the one before."""
    if files or previous is None or previous.picture is None:
        return []
    kept = previous
    return [
        SeenFile(
            name="image[]", filename=kept.id, media_type=kept.media_type, data=kept.picture or b""
        )
    ]


def _mask(tool: dict[str, Any], call: Call) -> list[SeenFile]:
    named = tool.get("input_image_mask")
    if named is None:
        return []
    found = find_reference("mask", named, call.desk.shelf)
    return [SeenFile(name="mask", filename="mask", media_type=found.media_type, data=found.data)]


def _image_order(
    tool: dict[str, Any], prompt: str, files: list[SeenFile], body: dict[str, Any], call: Call
) -> ImageOrder:
    values = {
        name: value
        for name, value in tool.items()
        if name not in {"type", "action", "input_image_mask"}
    }
    values |= {"prompt": prompt, "stream": bool(body.get("stream"))}
    house = House(today=call.desk.today, access=call.desk.access)
    return read_order("edits" if files else "generations", values, house)


def _effort(body: dict[str, Any]) -> str:
    reasoning = body.get("reasoning") or {}
    _check_names("reasoning.", reasoning, {"effort", "summary"})
    effort = reasoning.get("effort", "medium")
    if effort not in EFFORTS:
        raise RefusedError(no.invalid_value("reasoning.effort", effort, EFFORTS))
    return str(effort)


def _wants_sources(body: dict[str, Any]) -> bool:
    wanted = body.get("include") or []
    for one in wanted:
        if one not in INCLUDABLE:
            raise RefusedError(no.invalid_value("include", one, INCLUDABLE))
    return bool(wanted)


def _is_forced(body: dict[str, Any]) -> bool:
    choice = body.get("tool_choice", "auto")
    if choice in ("auto", "required"):
        return False
    if choice != {"type": "image_generation"}:
        raise RefusedError(no.invalid_value("tool_choice", choice, ("auto", "required")))
    return True
