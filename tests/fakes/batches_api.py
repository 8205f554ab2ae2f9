"""The Batch API (the facts, section 3): every question about a batch takes it one phase on."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import replace
from typing import Any

from tests.fakes import broken_rules as no
from tests.fakes.answer import Answer, json_answer
from tests.fakes.desk import Call, Route
from tests.fakes.effects import Refuse
from tests.fakes.form_bodies import Values, read_json_values, take_references
from tests.fakes.parameters import Endpoint, House, ImageOrder, read_order
from tests.fakes.pictures import Made, book_pictures, make_pictures
from tests.fakes.records import SeenFile
from tests.fakes.refusals import RefusedError
from tests.fakes.storeroom import Fate, KeptBatch, KeptFile, Storeroom, new_id
from tests.fakes.uploads import check_uploads

ENDPOINTS: dict[str, Endpoint] = {
    "/v1/images/generations": "generations",
    "/v1/images/edits": "edits",
}
MOST_LINES = 50_000

_FIELDS = {"input_file_id", "endpoint", "completion_window", "metadata", "output_expires_after"}


def answer_create(call: Call) -> Answer:
    """POST /batches."""
    values = read_json_values(call.request)
    for name in values:
        if name not in _FIELDS:
            raise RefusedError(no.unknown_parameter(name))
    for name in ("input_file_id", "endpoint", "completion_window"):
        if name not in values:
            raise RefusedError(no.missing_parameter(name))
    if values["endpoint"] not in ENDPOINTS:
        raise RefusedError(no.invalid_value("endpoint", values["endpoint"], tuple(ENDPOINTS)))
    if values["completion_window"] != "24h":
        raise RefusedError(
            no.invalid_value("completion_window", values["completion_window"], ("24h",))
        )
    room = call.desk.storeroom
    kept = room.files.get(values["input_file_id"])
    if kept is None or kept.purpose != "batch":
        raise RefusedError(no.no_such_file("input_file_id", values["input_file_id"]))
    batch = KeptBatch(
        id=new_id("batch"),
        endpoint=values["endpoint"],
        input_file=kept.id,
        metadata=values.get("metadata") or {},
        created=int(time.time()),
        fate=room.fate,
    )
    room.batches[batch.id] = batch
    return json_answer(batch.as_json())


def answer_list(call: Call) -> Answer:
    """GET /batches, newest first."""
    found = [batch.as_json() for batch in reversed(call.desk.storeroom.batches.values())]
    return json_answer({"object": "list", "data": found, "has_more": False})


def answer_batch(call: Call) -> Answer:
    """GET /batches/{id}: as it stands, and then it goes on."""
    with call.desk.storeroom.lock:
        batch = _find(call)
        if not call.desk.storeroom.stands:
            _go_on(batch, call)
        return json_answer(batch.as_json())


def answer_cancel(call: Call) -> Answer:
    """POST /batches/{id}/cancel: what is done by then is delivered."""
    with call.desk.storeroom.lock:
        batch = _find(call)
        if batch.status not in {"validating", "in_progress", "finalizing", "cancelling"}:
            why = f"Cannot cancel a batch with status '{batch.status}'."
            raise RefusedError(no.bad_combination("id", why))
        batch.status = "cancelling"
        return json_answer(batch.as_json())


def _find(call: Call) -> KeptBatch:
    batch = call.desk.storeroom.batches.get(call.argument)
    if batch is None:
        raise RefusedError(no.no_such_file("id", call.argument))
    return batch


def _go_on(batch: KeptBatch, call: Call) -> None:
    if batch.status == "validating":
        batch.lines = call.desk.storeroom.files[batch.input_file].data.splitlines()
        batch.errors = _faults(batch)
        batch.status = "failed" if batch.errors else "in_progress"
    elif batch.status == "in_progress":
        half = len(batch.lines) // 2
        _work(batch, batch.lines[:half], call)
        batch.status = "finalizing"
    elif batch.status == "finalizing":
        half = len(batch.lines) // 2
        if batch.fate is Fate.EXPIRED:
            _leave(batch, "batch_expired")
        else:
            _work(batch, batch.lines[half:], call)
        _end(batch, batch.fate.value, call.desk.storeroom)
    elif batch.status == "cancelling":
        _leave(batch, "batch_cancelled")
        _end(batch, "cancelled", call.desk.storeroom)


def _faults(batch: KeptBatch) -> list[dict[str, Any]]:
    """What the validation says; the first fault of each line."""
    if batch.fate is Fate.FAILED:
        return [_fault("invalid_request", "The file was not accepted.", 1)]
    if len(batch.lines) > MOST_LINES:
        return [_fault("too_many_tasks", "The batch has more than 50000 requests.", None)]
    found, seen = [], set()
    for number, line in enumerate(batch.lines, 1):
        value = json.loads(line)
        if value["custom_id"] in seen:
            found.append(_fault("duplicate_custom_id", "This custom_id is a duplicate.", number))
        if value["url"] != batch.endpoint or value["method"] != "POST":
            found.append(_fault("mismatched_url", "The URL is not the batch's endpoint.", number))
        seen.add(value["custom_id"])
    return found


def _fault(code: str, message: str, line: int | None) -> dict[str, Any]:
    return {"code": code, "message": message, "param": None, "line": line}


def _work(batch: KeptBatch, lines: list[bytes], call: Call) -> None:
    drawn: dict[tuple[object, ...], Made] = {}
    for line in lines:
        value = json.loads(line)
        try:
            body, status = _carry_out(value["body"], batch, call, drawn), 200
        except RefusedError as refused:
            body, status = {"error": refused.refusal.error()}, refused.refusal.status
        answer = {"status_code": status, "request_id": new_id("req"), "body": body}
        _put(batch, value["custom_id"], answer, None)


def _leave(batch: KeptBatch, code: str) -> None:
    """The lines that were not reached."""
    reached = {json.loads(line)["custom_id"] for line in batch.done + batch.failed}
    error = {"code": code, "message": "This request could not be executed before the end."}
    for line in batch.lines:
        name = json.loads(line)["custom_id"]
        if name not in reached:
            _put(batch, name, None, error)


def _put(batch: KeptBatch, name: str, answer: dict[str, Any] | None, error: object) -> None:
    line = {"id": new_id("batch_req"), "custom_id": name, "response": answer, "error": error}
    is_done = answer is not None and answer["status_code"] == 200
    (batch.done if is_done else batch.failed).append(json.dumps(line).encode())


def _end(batch: KeptBatch, status: str, room: Storeroom) -> None:
    """The files are written backwards: nobody may rely on their order."""
    batch.status = status
    if batch.done:
        batch.output_file = _file(batch.done, "output", room)
    if batch.failed:
        batch.error_file = _file(batch.failed, "error", room)


def _file(lines: list[bytes], name: str, room: Storeroom) -> str:
    kept = KeptFile(
        id=new_id("file"),
        filename=f"batch_{name}.jsonl",
        purpose="batch_output",
        data=b"".join(line + b"\n" for line in reversed(lines)),
        created=int(time.time()),
    )
    room.files[kept.id] = kept
    return kept.id


def _carry_out(
    values: Values, batch: KeptBatch, call: Call, drawn: dict[tuple[object, ...], Made]
) -> dict[str, Any]:
    """The body of one line's answer; RefusedError where the line breaks a rule or is meant to."""
    files: list[SeenFile] = []
    if ENDPOINTS[batch.endpoint] == "edits":
        files = take_references(values, call.desk.shelf)
    house = House(today=call.desk.today, access=call.desk.access)
    order = read_order(ENDPOINTS[batch.endpoint], values, house)
    if order.stream:
        raise RefusedError(no.bad_combination("stream", "A batch cannot stream."))
    if files:
        check_uploads(order, files)
    fault = call.desk.paid_faults.take()
    if fault is not None and isinstance(fault.effect, Refuse):
        raise RefusedError(fault.effect.refusal)
    made = _made(order, files, call, drawn)
    book_pictures(made, call)
    return _body(made)


def _made(
    order: ImageOrder, files: list[SeenFile], call: Call, drawn: dict[tuple[object, ...], Made]
) -> Made:
    """Tokens depend on the prompt, so only orders with the same one share a drawing's usage."""
    key = (order.size, order.quality, order.n, order.prompt if not files else None)
    if not call.desk.storeroom.is_quick or files:
        return make_pictures(order, files, call)
    if key not in drawn:
        first = next(iter(drawn.values()), None)
        if first is None or first.size != order.size or first.order.n != order.n:
            drawn[key] = make_pictures(order, files, call)
        else:
            drawn[key] = replace(first, order=order, usage=_usage_of(first, order))
    return drawn[key]


def _usage_of(first: Made, order: ImageOrder) -> Any:
    from tests.fakes.usage import output_tokens, prompt_tokens

    tokens = output_tokens(order.abilities, first.size, order.quality)
    return replace(
        first.usage,
        text_tokens=prompt_tokens(order.prompt) * order.n,
        output_tokens=tokens * order.n,
    )


def _body(made: Made) -> dict[str, Any]:
    return {
        "created": int(time.time()),
        "background": made.background,
        "output_format": made.order.output_format,
        "quality": made.quality,
        "size": str(made.size),
        "data": [{"b64_json": base64.b64encode(one).decode()} for one in made.pictures],
        "usage": made.usage.as_json(),
    }


_ONE = r"/v1/batches/(?P<argument>[^/]+)"

ROUTES = (
    Route(method="POST", pattern=r"/v1/batches", answer=answer_create),
    Route(method="GET", pattern=r"/v1/batches", answer=answer_list),
    Route(method="GET", pattern=_ONE, answer=answer_batch),
    Route(method="POST", pattern=_ONE + "/cancel", answer=answer_cancel),
)
