"""The small endpoints: models, content provenance, and pictures that are fetched by address."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from tests.fakes import broken_rules as no
from tests.fakes.answer import Answer, json_answer
from tests.fakes.capabilities import MODELS, Access, is_served
from tests.fakes.desk import Call, Route
from tests.fakes.form_bodies import is_form
from tests.fakes.multipart import BrokenFormError, read_form
from tests.fakes.refusals import RefusedError

LARGEST_CHECKED = 50 * 1024 * 1024

_CHECKED_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif")
_MARK = b"c2pa stand-in"


def answer_models(call: Call) -> Answer:
    """GET /models: everything that is served today."""
    today = call.desk.today
    models = [_model(name) for name in MODELS if is_served(name, today)]
    return json_answer({"object": "list", "data": models})


def answer_model(call: Call) -> Answer:
    """GET /models/{id}."""
    if not is_served(call.argument, call.desk.today):
        raise RefusedError(no.model_not_found(call.argument))
    return json_answer(_model(call.argument))


def _model(name: str) -> dict[str, Any]:
    abilities = MODELS[name]
    noon = datetime(*abilities.launched.timetuple()[:3], 12, tzinfo=UTC)
    found: dict[str, Any] = {
        "id": name,
        "object": "model",
        "created": int(noon.timestamp()),
        "owned_by": "system",
    }
    if abilities.ends is not None:
        found["shutdown_date"] = abilities.ends.isoformat()
    return found


def answer_provenance_check(call: Call) -> Answer:
    """POST /content_provenance_checks: finds the marks that this service's own files carry."""
    if Access.PROVENANCE not in call.desk.access:
        raise RefusedError(no.invalid_url("POST", call.request.path))
    data = _checked_file(call)
    is_ours = _MARK in data
    made = {"model": "gpt-image-2", "generated_at": "2026-11-21T12:00:00Z"}
    nothing = {"model": None, "generated_at": None}
    detected = "detected" if is_ours else "not_detected"
    marks = made if is_ours else nothing
    c2pa = {
        "type": "c2pa",
        "outcome": detected,
        "validation_state": "trusted" if is_ours else "not_present",
        "issuer": "OpenAI OpCo, LLC" if is_ours else None,
    }
    synthid = {"type": "synthid", "outcome": detected}
    return json_answer(
        {
            "object": "content_provenance_check",
            "created_at": int(time.time()),
            "results": [c2pa | marks, synthid | marks],
        }
    )


def _checked_file(call: Call) -> bytes:
    request = call.request
    if not is_form(request):
        raise RefusedError(no.wrong_content_type(request.content_type, "multipart/form-data"))
    try:
        parts = read_form(request.content_type, request.raw)
    except BrokenFormError as error:
        raise RefusedError(no.unreadable_body(str(error))) from error
    for part in parts:
        if part.name != "file":
            raise RefusedError(no.unknown_parameter(part.name))
    if not parts:
        raise RefusedError(no.missing_parameter("file"))
    part = parts[0]
    if part.media_type not in _CHECKED_TYPES:
        raise RefusedError(no.octet_stream("file", str(part.media_type)))
    if len(part.data) > LARGEST_CHECKED:
        raise RefusedError(no.image_too_large("file", LARGEST_CHECKED))
    return part.data


def answer_served_picture(call: Call) -> Answer:
    """GET of an address that stood in an answer as `url`; needs no key, and should get none."""
    served = call.desk.served.get(call.request.path)
    if served is None or served.data is None:
        page = b"<?xml version='1.0'?><Error><Code>BlobNotFound</Code></Error>"
        return Answer(status=404, content_type="application/xml", pieces=(page,))
    return Answer(content_type=served.media_type, pieces=(served.data,))


ROUTES = (
    Route(method="GET", pattern=r"/v1/models", answer=answer_models),
    Route(method="GET", pattern=r"/openai/models", answer=answer_models, is_azure=True),
    Route(method="GET", pattern=r"/openai/v1/models", answer=answer_models, is_azure=True),
    Route(method="GET", pattern=r"/v1/models/(?P<argument>[^/]+)", answer=answer_model),
    Route(
        method="POST",
        pattern=r"/v1/content_provenance_checks",
        answer=answer_provenance_check,
    ),
    Route(
        method="GET",
        pattern=r"/pictures/[^/]+",
        answer=answer_served_picture,
        needs_key=False,
    ),
)
