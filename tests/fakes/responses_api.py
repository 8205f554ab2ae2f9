"""The Responses API with its image tool (facts, section 2): create, stream, resume, cancel."""

from __future__ import annotations

import base64
import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

from tests.fakes import broken_rules as no
from tests.fakes.answer import STREAM_TYPE, Answer, json_answer
from tests.fakes.desk import Call, Route
from tests.fakes.effects import Canned, Framing, Line, Refuse
from tests.fakes.images_api import without_work
from tests.fakes.kept_responses import BilledTurn, KeptResponse, TurnChange
from tests.fakes.pictures import Made, book_pictures, make_pictures, size_of
from tests.fakes.refusals import Refusal, RefusedError, moderation_blocked
from tests.fakes.size_rule import Dimensions
from tests.fakes.turn_orders import TurnOrder, read_turn
from tests.fakes.usage import prompt_tokens

Json = dict[str, Any]

SOURCES = (
    ("https://example.org/lighthouses", "How lighthouses were built"),
    ("https://example.org/paint", "Colours of the coast"),
)
WORDS = "Which of the two houses do you mean? Tell me, and I will draw it."
_THOUGHT = {"none": 60, "minimal": 90, "low": 180, "medium": 640, "high": 2_400}
_INSTRUCTIONS = 412
_SLOW_POLLS = 3


def answer_turn(call: Call) -> Answer:
    """POST /responses."""
    order = read_turn(call)
    fault = call.desk.paid_faults.take()
    call = replace(call, fault=fault)
    if fault is not None and not fault.is_billed:
        return without_work(call)
    kept = _work(order, call)
    if fault is not None and isinstance(fault.effect, Refuse | Canned):
        return without_work(call)
    line = fault.effect if fault is not None and isinstance(fault.effect, Line) else None
    pictures = () if kept.picture is None else (kept.picture,)
    if order.stream:
        return replace(_streamed(kept, -1), pictures=pictures, is_paid=True, line=line)
    return replace(json_answer(kept.final, pictures=pictures), is_paid=True, line=line)


def answer_retrieval(call: Call) -> Answer:
    """GET /responses/{id}, whole or as the rest of its stream; nothing is billed."""
    kept = _find(call)
    asked = parse_qs(call.request.query)
    for name in asked:
        if name not in {"stream", "starting_after", "include"}:
            raise RefusedError(no.unknown_parameter(name))
    is_waiting = kept.polls_left > 0
    kept.polls_left = max(0, kept.polls_left - 1)
    if asked.get("stream") == ["true"]:
        if not kept.can_stream:
            raise RefusedError(no.bad_combination("stream", "It was not created with stream."))
        after = int(asked.get("starting_after", ["-1"])[0])
        if is_waiting:
            return _streamed(kept, after, until=len(kept.events) - 3)
        return _streamed(kept, after)
    if kept.is_cancelled:
        return json_answer(_unfinished(kept, "cancelled"))
    if is_waiting:
        return json_answer(_unfinished(kept, "in_progress"))
    if kept.change is TurnChange.NULL_ON_RETRIEVE:
        return json_answer(_without_picture(kept.final))
    return json_answer(kept.final)


def answer_cancel(call: Call) -> Answer:
    """POST /responses/{id}/cancel."""
    kept = _find(call)
    kept.is_cancelled = True
    return json_answer(_unfinished(kept, "cancelled"))


def _find(call: Call) -> KeptResponse:
    found = call.desk.responses.kept.get(call.argument)
    if found is None:
        raise RefusedError(
            Refusal(status=404, message=f"Response with id '{call.argument}' not found.")
        )
    return found


def _unfinished(kept: KeptResponse, status: str) -> Json:
    return kept.final | {"status": status, "output": [], "usage": None, "tool_usage": None}


def _without_picture(final: Json) -> Json:
    output = [
        item | {"result": None} if item["type"] == "image_generation_call" else item
        for item in final["output"]
    ]
    return final | {"output": output}


# --- the work -------------------------------------------------------------------------------


def _work(order: TurnOrder, call: Call) -> KeptResponse:
    change = call.desk.responses.take_change()
    draws = change not in {TurnChange.ONLY_WORDS, TurnChange.BLOCKED_INSIDE, TurnChange.FAILED}
    made = make_pictures(order.image, order.files, replace(call, fault=None)) if draws else None
    if made is not None:
        book_pictures(made, call)
    context = order.previous.context_tokens if order.previous is not None else 0
    bill = _bill(order, context, made)
    final = _final(order, made, bill, change)
    kept = KeptResponse(
        id=bill.response,
        final=final,
        events=tuple(_events(order, final, made, change)),
        picture=made.pictures[0] if made is not None else None,
        media_type=f"image/{order.image.output_format}",
        context_tokens=bill.input_tokens + bill.output_tokens,
        can_stream=order.stream,
        change=change,
        polls_left=_SLOW_POLLS if change is TurnChange.SLOW else 0,
    )
    call.desk.responses.keep(kept, bill)
    return kept


def _bill(order: TurnOrder, context: int, made: Made | None) -> BilledTurn:
    seen = made.usage.image_tokens if made is not None else 0
    return BilledTurn(
        response=f"resp_{uuid.uuid4().hex}",
        model=order.outer_model,
        input_tokens=context + prompt_tokens(order.prompt) + seen + _INSTRUCTIONS,
        cached_tokens=context // 128 * 128,
        output_tokens=_THOUGHT.get(order.effort, 4_000),
        searches=2 if order.searches else 0,
    )


def _final(
    order: TurnOrder, made: Made | None, bill: BilledTurn, change: TurnChange | None
) -> Json:
    failed = change is TurnChange.FAILED
    final: Json = {
        "id": bill.response,
        "object": "response",
        "created_at": int(time.time()),
        "status": "failed" if failed else "completed",
        "background": order.background,
        "model": order.outer_model,
        "error": {"code": "server_error", "message": "The model failed."} if failed else None,
        "output": list(_items(order, made, change)),
        "previous_response_id": order.previous.id if order.previous is not None else None,
        "usage": {
            "input_tokens": bill.input_tokens,
            "input_tokens_details": {"cached_tokens": bill.cached_tokens, "cache_write_tokens": 0},
            "output_tokens": bill.output_tokens,
            "output_tokens_details": {"reasoning_tokens": bill.output_tokens // 2},
            "total_tokens": bill.input_tokens + bill.output_tokens,
        },
    }
    if change is not TurnChange.NO_TOOL_USAGE:
        final["tool_usage"] = {
            "image_gen": made.usage.as_json() if made is not None else _NO_PICTURE,
            "web_search": {"num_requests": bill.searches},
        }
    return final


_NO_PICTURE: Json = {
    "input_tokens": 0,
    "input_tokens_details": {"image_tokens": 0, "text_tokens": 0},
    "output_tokens": 0,
    "total_tokens": 0,
}


def _items(order: TurnOrder, made: Made | None, change: TurnChange | None) -> Iterator[Json]:
    yield {"id": f"rs_{uuid.uuid4().hex}", "type": "reasoning", "summary": []}
    if order.searches:
        yield _search_item(order)
    if change is TurnChange.FAILED:
        return
    if change is TurnChange.ONLY_WORDS:
        yield _message(WORDS, ())
        return
    yield _picture_item(order, made, change)
    if order.searches:
        yield _message("Drawn after what these pages say.", SOURCES[:1])


def _search_item(order: TurnOrder) -> Json:
    action: Json = {"type": "search", "query": order.prompt[:60]}
    if order.wants_sources:
        action["sources"] = [{"type": "url", "url": address} for address, _ in SOURCES]
    return {
        "id": f"ws_{uuid.uuid4().hex}",
        "type": "web_search_call",
        "status": "completed",
        "action": action,
    }


def _message(text: str, cited: tuple[tuple[str, str], ...]) -> Json:
    notes = [
        {"type": "url_citation", "url": url, "title": title, "start_index": 0, "end_index": 5}
        for url, title in cited
    ]
    content = [{"type": "output_text", "text": text, "annotations": notes}]
    return {
        "id": f"msg_{uuid.uuid4().hex}",
        "type": "message",
        "role": "assistant",
        "status": "completed",
        "content": content,
    }


def _picture_item(order: TurnOrder, made: Made | None, change: TurnChange | None) -> Json:
    item: Json = {"id": f"ig_{uuid.uuid4().hex}", "type": "image_generation_call"}
    if made is None:
        blocked = moderation_blocked("output", ["violence"]).error()
        return item | {"status": "failed", "result": None, "error": blocked}
    stuck = change is TurnChange.STUCK_GENERATING
    picture = made.pictures[0]
    return item | {
        "status": "generating" if stuck else "completed",
        "action": {"generations": "generate", "edits": "edit"}[order.image.endpoint],
        "result": base64.b64encode(picture).decode(),
        "revised_prompt": f"{order.prompt}, in soft evening light",
        "background": made.background,
        "output_format": order.image.output_format,
        "quality": made.quality,
        "size": str(Dimensions(*(size_of(picture) or made.size))),
    }


# --- the stream -----------------------------------------------------------------------------


def _streamed(kept: KeptResponse, after: int, *, until: int | None = None) -> Answer:
    pieces = kept.events[after + 1 : until]
    return Answer(
        content_type=STREAM_TYPE,
        headers=(("cache-control", "no-cache"),),
        pieces=pieces or (b": nothing more\n\n",),
        framing=Framing.CHUNKED,
    )


def _events(
    order: TurnOrder, final: Json, made: Made | None, change: TurnChange | None
) -> Iterator[bytes]:
    begun = final | {"status": "in_progress", "output": [], "usage": None, "tool_usage": None}
    bodies: list[Json] = [
        {"type": "response.created", "response": begun | {"error": None}},
        {"type": "response.in_progress", "response": begun | {"error": None}},
    ]
    for place, item in enumerate(final["output"]):
        bodies += _item_events(place, item, made)
    ending = "response.failed" if change is TurnChange.FAILED else "response.completed"
    bodies.append({"type": ending, "response": final})
    for number, body in enumerate(bodies):
        data = json.dumps({**body, "sequence_number": number})
        yield f"event: {body['type']}\ndata: {data}\n\n".encode()


def _item_events(place: int, item: Json, made: Made | None) -> Iterator[Json]:
    named = {"item_id": item["id"], "output_index": place}
    bare = {key: value for key, value in item.items() if key in {"id", "type"}}
    yield {"type": "response.output_item.added", "output_index": place, "item": bare}
    if item["type"] == "web_search_call":
        yield {"type": "response.web_search_call.searching", **named}
        yield {"type": "response.web_search_call.completed", **named}
    if item["type"] == "image_generation_call":
        yield {"type": "response.image_generation_call.in_progress", **named}
        yield {"type": "response.image_generation_call.generating", **named}
        for index, picture in enumerate(made.partials if made is not None else ()):
            yield {
                "type": "response.image_generation_call.partial_image",
                **named,
                "partial_image_index": index,
                "partial_image_b64": base64.b64encode(picture).decode(),
            }
        if made is not None:
            yield {"type": "response.image_generation_call.completed", **named}
    yield {"type": "response.output_item.done", "output_index": place, "item": item}


_ONE = r"/v1/responses/(?P<argument>[^/]+)"

ROUTES = (
    Route(method="POST", pattern=r"/v1/responses", answer=answer_turn, is_paid=True),
    Route(method="GET", pattern=_ONE, answer=answer_retrieval),
    Route(method="POST", pattern=rf"{_ONE}/cancel", answer=answer_cancel),
)
