"""The Images API: generations and edits (facts, sections 1.4 to 1.9, and 4.1 for Azure's paths)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tests.fakes import broken_rules as no
from tests.fakes.answer import Answer, canned_answer, refusal_answer, refused_by
from tests.fakes.capabilities import MODELS
from tests.fakes.desk import Call, Route
from tests.fakes.effects import Canned, Line, Refuse
from tests.fakes.form_bodies import (
    Values,
    is_form,
    is_json,
    read_form_values,
    read_json_values,
    take_references,
)
from tests.fakes.image_answers import picture_answer
from tests.fakes.parameters import Endpoint, House, ImageOrder, read_order
from tests.fakes.pictures import book_pictures, make_pictures
from tests.fakes.records import SeenFile
from tests.fakes.refusals import RefusedError, server_error
from tests.fakes.uploads import check_uploads

_AZURE = r"/openai/deployments/(?P<argument>[^/]+)/images"


def answer_generation(call: Call) -> Answer:
    """POST /images/generations; JSON only."""
    if not is_json(call.request):
        raise RefusedError(no.wrong_content_type(call.request.content_type, "application/json"))
    order = _read_order("generations", read_json_values(call.request), call)
    return _carry_out(order, (), call)


def answer_edit(call: Call) -> Answer:
    """POST /images/edits; a multipart form or JSON with references (section 1.7)."""
    values, files = _read_edit(call)
    order = _read_order("edits", values, call)
    files = [file for file in files if file.name not in call.desk.ignores]
    check_uploads(order, files)
    return _carry_out(order, files, call)


def _read_edit(call: Call) -> tuple[Values, Sequence[SeenFile]]:
    request = call.request
    if is_form(request):
        return read_form_values("edits", request), request.files
    if not is_json(request):
        wanted = "multipart/form-data and application/json"
        raise RefusedError(no.wrong_content_type(request.content_type, wanted))
    values = read_json_values(request)
    request.files = take_references(values, call.desk.shelf)
    return values, request.files


def _read_order(endpoint: Endpoint, values: Values, call: Call) -> ImageOrder:
    desk = call.desk
    values = {name: value for name, value in values.items() if name not in desk.ignores}
    model = _deployed_model(call) if call.is_azure else None
    house = House(
        today=desk.today, access=desk.access, is_azure=call.is_azure, deployment_model=model
    )
    return read_order(endpoint, values, house)


def _deployed_model(call: Call) -> str | None:
    """The model behind the deployment in the path, or named by `model` on Azure's v1 address."""
    name = call.argument or str(call.request.fields.get("model", ""))
    if name in call.desk.deployments:
        return call.desk.deployments[name]
    if name in MODELS:
        return name
    raise RefusedError(no.no_deployment())


def _carry_out(order: ImageOrder, files: Sequence[SeenFile], call: Call) -> Answer:
    """The order is good: from here on the planned fault rules, and work is booked."""
    fault = call.desk.paid_faults.take()
    call = replace(call, fault=fault)
    if fault is not None and not fault.is_billed:
        return without_work(call)
    made = make_pictures(order, files, call)
    book_pictures(made, call)
    if fault is not None and isinstance(fault.effect, Refuse | Canned):
        return without_work(call)
    return picture_answer(made, call)


def without_work(call: Call) -> Answer:
    """The answer to an order that nothing was made for."""
    assert call.fault is not None
    effect = call.fault.effect
    if isinstance(effect, Refuse):
        return refused_by(effect)
    if isinstance(effect, Canned):
        return canned_answer(effect)
    assert isinstance(effect, Line), f"{call.fault} cannot happen without a picture"
    return replace(refusal_answer(server_error()), line=effect)


ROUTES = (
    Route(method="POST", pattern=r"/v1/images/generations", answer=answer_generation, is_paid=True),
    Route(method="POST", pattern=r"/v1/images/edits", answer=answer_edit, is_paid=True),
    *(
        Route(method="POST", pattern=pattern, answer=answer, is_paid=True, is_azure=True)
        for pattern, answer in (
            (rf"{_AZURE}/generations", answer_generation),
            (rf"{_AZURE}/edits", answer_edit),
            (r"/openai/v1/images/generations", answer_generation),
            (r"/openai/v1/images/edits", answer_edit),
        )
    ),
)
