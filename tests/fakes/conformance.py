"""A second opinion that is not ours: OpenAI's own description of its API judges what was said.

`openapi_images.json` is that document of 2026-05-31, trimmed to pictures (source and licence stand
in it). What is newer than it is added here, in `_NEWER`, from the facts, sections 1.1 to 1.10. Only
the glue between wire and schema is ours; jsonschema judges.
"""

from __future__ import annotations

import copy
import email.parser
import email.policy
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.fakes.records import SeenRequest

Json = dict[str, Any]

_DOCUMENT = Path(__file__).with_name("openapi_images.json")
_AZURE_PREFIX = re.compile(r"^/openai/(deployments/[^/]+|v1)")
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF")

_FREE_SIZE = {"type": "string", "pattern": r"^(auto|[1-9]\d*x[1-9]\d*)$"}
_REAL_SIZE = {"type": "string", "pattern": r"^[1-9]\d*x[1-9]\d*$"}
_QUALITIES = ["low", "medium", "high", "xhigh", "max"]
_TEXT = {"type": ["string", "null"]}
_SVG = {
    "type": ["object", "null"],
    "additionalProperties": False,
    "required": ["model"],
    "properties": {
        "model": {"type": "string"},
        "reasoning": {
            "type": ["object", "null"],
            "additionalProperties": False,
            "properties": {
                "effort": {"enum": ["none", "minimal", *_QUALITIES, None]},
            },
        },
    },
}
_NEW_PARAMETERS: Json = {
    "size": {"anyOf": [_FREE_SIZE, {"type": "null"}]},
    "quality": {"enum": [*_QUALITIES, "auto", None]},
    "output_format": {"enum": ["png", "jpeg", "webp", "gif", "svg", None]},
    "complexity": {"enum": ["low", "medium", "high", None]},
    "frame_count": {"type": ["integer", "null"], "minimum": 2, "maximum": 16},
    "frame_duration_ms": {"type": ["integer", "null"], "minimum": 20},
    "output_compression": {"type": ["integer", "null"], "minimum": 0, "maximum": 100},
    "safety_identifier": _TEXT,
    "svg": _SVG,
}
_EVENT: Json = {
    "size": _REAL_SIZE,
    "quality": {"enum": [*_QUALITIES, "auto"]},
}
_COMPLETED: Json = _EVENT | {"safety_identifier": _TEXT}
_INTEGER = {"type": "integer"}
_SVG_USAGE: Json = {
    "type": "object",
    "required": ["model", "input_tokens", "output_tokens", "reasoning_tokens", "total_tokens"],
    "properties": {
        "model": {"type": "string"},
        "input_tokens": _INTEGER,
        "output_tokens": _INTEGER,
        "reasoning_tokens": _INTEGER,
        "total_tokens": _INTEGER,
    },
}

_NEWER: dict[str, Json] = {
    "CreateImageRequest": _NEW_PARAMETERS,
    "CreateImageEditRequest": _NEW_PARAMETERS
    | {
        "markup": {"type": "string", "format": "binary"},
        "moderation": {"enum": ["low", "auto", None]},
    },
    "EditImageBodyJsonParam": _NEW_PARAMETERS,
    "ImagesResponse": {
        "size": _REAL_SIZE,
        "quality": {"enum": _QUALITIES},
        "output_format": {"enum": ["png", "jpeg", "webp", "gif", "svg"]},
        "safety_identifier": _TEXT,
        "svg_usage": _SVG_USAGE,
    },
    "ImageGenPartialImageEvent": _EVENT,
    "ImageEditPartialImageEvent": _EVENT,
    "ImageGenCompletedEvent": _COMPLETED,
    "ImageEditCompletedEvent": _COMPLETED,
    "Model": {"shutdown_date": {"type": ["string", "null"], "format": "date"}},
}


@dataclass(frozen=True, slots=True)
class _Contract:
    """The document with its additions, ready to judge."""

    document: Json

    def operation(self, method: str, path: str) -> Json | None:
        """The operation at a path of ours, with or without Azure's prefix."""
        plain = _AZURE_PREFIX.sub("", path).removeprefix("/v1")
        for pattern, operations in self.document["paths"].items():
            if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", pattern), plain):
                found: Json | None = operations.get(method.lower())
                return found
        return None

    def faults(self, schema: Json, value: Any) -> Iterator[str]:
        from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

        whole = {"$ref": "#/judged", "judged": schema, "components": self.document["components"]}
        for error in Draft202012Validator(whole).iter_errors(value):
            place = "/".join(map(str, error.absolute_path)) or "body"
            reasons = [reason.message[-160:] for reason in error.context or [error]]
            yield f"{place}: {' or '.join(reasons)}"

    def resolved(self, schema: Json) -> Json:
        """The schema behind a reference."""
        while "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return schema

    def unknown(self, schema: Json, value: Any) -> Iterator[str]:
        """Keys that the schema does not name; OpenAI's document itself would let them pass."""
        known = self.resolved(schema).get("properties")
        if known is not None and isinstance(value, dict):
            yield from (f"{name}: not in the document" for name in value.keys() - known.keys())


@cache
def _contract() -> _Contract:
    document = json.loads(_DOCUMENT.read_text("utf-8"))
    for name, properties in _NEWER.items():
        document["components"]["schemas"][name]["properties"] |= copy.deepcopy(properties)
    return _Contract(_with_nulls(document))


def _with_nulls(node: Any) -> Any:
    """`nullable` is a word of OpenAPI 3.0 left over in a 3.1 document, where it means nothing."""
    if isinstance(node, list):
        return [_with_nulls(item) for item in node]
    if not isinstance(node, dict):
        return node
    plain = {key: _with_nulls(value) for key, value in node.items() if key != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if node.get("nullable") is True else plain


def all_faults(requests: Iterable[SeenRequest]) -> list[str]:
    """What OpenAI's document says against these requests and their good answers, all together."""
    found: list[str] = []
    for request in requests:
        where = f"{request.number} {request.method} {request.path}: "
        found += [where + fault for fault in request_faults(request)]
        found += [where + fault for fault in answer_faults(request)]
    return found


# --- requests ------------------------------------------------------------------------------------


def request_faults(request: SeenRequest) -> list[str]:
    """What the document says against a request; empty when it has nothing to say."""
    contract = _contract()
    operation = contract.operation(request.method, request.path)
    if operation is None:
        return [f"no operation {request.method} {request.path}"]
    faults = [] if _has_key(request) else ["authorization: no key"]
    if "requestBody" not in operation:
        return faults
    kind = request.content_type.partition(";")[0]
    content = operation["requestBody"]["content"].get(kind)
    if content is None:
        return [*faults, f"content type {kind!r} is not in the document"]
    value, odd = _request_value(request, kind, contract.resolved(content["schema"]))
    faults += odd
    faults += contract.unknown(content["schema"], value)
    return [*faults, *contract.faults(content["schema"], value)]


def _has_key(request: SeenRequest) -> bool:
    bearer = request.headers.get("authorization", "")
    return len(bearer.removeprefix("Bearer ")) < len(bearer) or "api-key" in request.headers


def _request_value(request: SeenRequest, kind: str, schema: Json) -> tuple[Any, list[str]]:
    if kind == "application/json":
        try:
            return json.loads(request.raw), []
        except ValueError as error:
            return None, [f"body: {error}"]
    return _form_value(request, schema["properties"])


def _form_value(request: SeenRequest, properties: Json) -> tuple[Json, list[str]]:
    """The form as the object that the document describes, read by the standard library."""
    head = f"content-type: {request.content_type}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + request.raw)
    value: Json = {}
    odd: list[str] = []
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        schema = properties.get(name.removesuffix("[]").partition("[")[0], {})
        if part.get_filename() is None:
            odd += _put(value, name, _typed(data.decode("utf-8", "replace"), schema))
            continue
        odd += _put(value, name, "(binary)")
        if not data.startswith(_SIGNATURES):
            odd.append(f"{name}: no PNG, JPEG or WebP")
    return value, odd


def _put(value: Json, name: str, content: Any) -> list[str]:
    """`a[]` makes lists, `a[b]` objects; a plain name may come once."""
    if name.endswith("[]"):
        value.setdefault(name[:-2], []).append(content)
        return []
    *outer, last = name.replace("]", "").split("[")
    for key in outer:
        value = value.setdefault(key, {})
    if last in value:
        return [f"{name}: given twice"]
    value[last] = content
    return []


def _typed(text: str, schema: Json) -> Any:
    """A number or truth value where the document wants one."""
    wanted = json.dumps(schema)
    if '"integer"' in wanted or "PartialImages" in wanted:
        return int(text) if re.fullmatch(r"-?\d+", text) else text
    if '"boolean"' in wanted:
        return {"true": True, "false": False}.get(text, text)
    return text


# --- answers -------------------------------------------------------------------------------------


def answer_faults(request: SeenRequest) -> list[str]:
    """What the document says against a good answer; errors and unsent answers are not judged."""
    answer = request.answer
    contract = _contract()
    operation = contract.operation(request.method, request.path)
    if answer is None or answer.status != 200 or operation is None:
        return []
    headers = dict(answer.headers)
    kind = headers.get("content-type", "").partition(";")[0]
    content = operation["responses"]["200"]["content"].get(kind)
    if content is None:
        return [f"answer of type {kind!r} is not in the document"]
    if kind == "application/json":
        return list(_value_faults(contract, content["schema"], json.loads(answer.body)))
    return [
        f"event {place}: {fault}"
        for place, event in enumerate(_events(answer.body))
        for fault in _event_faults(contract, content["schema"], event)
    ]


def _value_faults(contract: _Contract, schema: Json, value: Any) -> Iterator[str]:
    yield from contract.unknown(schema, value)
    yield from contract.faults(schema, value)


def _event_faults(contract: _Contract, schema: Json, event: Any) -> Iterator[str]:
    """Judged by the one schema of its type, so that the fault has a name."""
    for choice in contract.resolved(schema)["anyOf"]:
        kinds = contract.resolved(choice)["properties"]["type"]["enum"]
        if event.get("type") in kinds:
            yield from _value_faults(contract, choice, event)
            return
    yield f"type {event.get('type')!r} is not in the document"


def _events(body: bytes) -> Iterator[Any]:
    for block in body.split(b"\n\n"):
        lines = [line[5:].strip() for line in block.split(b"\n") if line.startswith(b"data:")]
        if lines and lines != [b"[DONE]"]:
            yield json.loads(b"\n".join(lines))
