"""Writes finished pictures as the service does: one JSON object, or a stream of events.

Source: the facts, sections 1.8 and 1.9; every odd row of the table in 1.9 is made here.
"""

from __future__ import annotations

import base64
import gzip
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.fakes.answer import STREAM_TYPE, Answer, json_answer
from tests.fakes.desk import Call, ServedPicture
from tests.fakes.effects import AnswerChange, Framing, Line, PictureChange, Spoil, StreamChange
from tests.fakes.pictures import Made, size_of
from tests.fakes.refusals import Refusal, server_error
from tests.fakes.size_rule import Dimensions

Json = dict[str, Any]

_MEDIA_TYPES = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "svg": "image/svg+xml",
}


def picture_answer(made: Made, call: Call) -> Answer:
    """The answer in the form that was asked for, unless a fault wants the other one."""
    effect = call.fault.effect if call.fault else None
    spoil = effect if isinstance(effect, Spoil) else Spoil()
    as_stream = made.order.stream
    if spoil.answer is AnswerChange.UNASKED_STREAM:
        as_stream = True
    if spoil.answer is AnswerChange.JSON_FOR_STREAM:
        as_stream = False
    answer = _stream_answer(made, spoil) if as_stream else _json_answer(made, call, spoil)
    line = effect if isinstance(effect, Line) else None
    return replace(answer, is_paid=True, line=line)


# --- one JSON object ----------------------------------------------------------------------------


def _json_answer(made: Made, call: Call, spoil: Spoil) -> Answer:
    pictures = made.pictures
    if spoil.answer is AnswerChange.FEWER_PICTURES:
        pictures = pictures[:1]
    body: Json = {
        "created": int(time.time()),
        **_resolved(made),
        "data": [{"b64_json": _base64(picture, spoil)} for picture in pictures],
        "usage": made.usage.as_json(),
    }
    if made.order.output_format == "svg":
        body["svg_usage"] = _svg_usage(made)
    if spoil.answer is not None and spoil.answer in _JSON_CHANGES:
        body = _JSON_CHANGES[spoil.answer](body)
    if spoil.answer in {AnswerChange.URL, AnswerChange.URL_GONE}:
        body["data"] = [_served(picture, made, call, spoil) for picture in pictures]
    gone = spoil.answer in _WITHOUT_PICTURES or spoil.picture is PictureChange.BROKEN_BASE64
    return _wrapped(json_answer(body, pictures=() if gone else pictures), spoil)


def _resolved(made: Made) -> Json:
    """The echoes: what `auto` became, and the size that the file really has."""
    size = size_of(made.pictures[0]) or made.size
    found = {
        "background": made.background,
        "output_format": made.order.output_format,
        "quality": made.quality,
        "size": str(Dimensions(*size)),
    }
    if made.order.identifier:
        found["safety_identifier"] = made.order.identifier
    return found


def _svg_usage(made: Made) -> Json:
    """Figures of our own: what an author model needs is not known."""
    written = len(made.pictures[0]) // 3
    return {
        "model": made.order.svg_author or "gpt-6-astra",
        "input_tokens": made.usage.output_tokens,
        "output_tokens": written,
        "reasoning_tokens": written // 2,
        "total_tokens": made.usage.output_tokens + written,
    }


def _base64(picture: bytes, spoil: Spoil) -> str:
    text = base64.b64encode(picture).decode()
    if spoil.picture is PictureChange.BROKEN_BASE64:
        return f"{text[: len(text) // 2]}*?!{text[len(text) // 2 :]}"
    return text


_JSON_CHANGES: dict[AnswerChange, Callable[[Json], Json]] = {
    AnswerChange.EMPTY_DATA: lambda body: body | {"data": []},
    AnswerChange.NO_DATA: lambda body: {k: v for k, v in body.items() if k != "data"},
    AnswerChange.NULL_BASE64: lambda body: body | {"data": [{"b64_json": None}]},
    AnswerChange.DATA_URL: lambda body: (
        body
        | {
            "data": [
                {"b64_json": f"data:image/{body['output_format']};base64,{item['b64_json']}"}
                for item in body["data"]
            ]
        }
    ),
    AnswerChange.NO_USAGE: lambda body: {k: v for k, v in body.items() if k != "usage"},
    AnswerChange.NO_USAGE_DETAILS: lambda body: (
        body | {"usage": {k: v for k, v in body["usage"].items() if k != "output_tokens_details"}}
    ),
    AnswerChange.ONLY_DATA: lambda body: {"data": body["data"]},
}
_WITHOUT_PICTURES = {
    AnswerChange.EMPTY_DATA,
    AnswerChange.NO_DATA,
    AnswerChange.NULL_BASE64,
    AnswerChange.URL_GONE,
}


def _served(picture: bytes, made: Made, call: Call, spoil: Spoil) -> Json:
    """An address in place of the picture; the address answers, or it does not."""
    desk = call.desk
    output_format = made.order.output_format
    path = f"/pictures/{call.request.number}-{len(desk.served) + 1}.{output_format}"
    data = None if spoil.answer is AnswerChange.URL_GONE else picture
    desk.served[path] = ServedPicture(media_type=_MEDIA_TYPES[output_format], data=data)
    return {"url": desk.address + path}


def _wrapped(answer: Answer, spoil: Spoil) -> Answer:
    if spoil.answer is AnswerChange.AS_TEXT:
        return replace(answer, content_type="text/plain; charset=utf-8")
    if spoil.answer is AnswerChange.GZIPPED:
        headers = (*answer.headers, ("content-encoding", "gzip"))
        return replace(answer, headers=headers, pieces=(gzip.compress(answer.body, 1),))
    return answer


# --- a stream of events --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    """One event; `kind` None writes no `event:` line, `data` is the text of the data line."""

    kind: str | None
    data: str

    def wire(self) -> bytes:
        head = f"event: {self.kind}\n" if self.kind else ""
        return f"{head}data: {self.data}\n\n".encode()


def _stream_answer(made: Made, spoil: Spoil) -> Answer:
    prefix = "image_generation" if made.order.endpoint == "generations" else "image_edit"
    partials = [
        _event(f"{prefix}.partial_image", made, _partial_fields(index, picture, spoil))
        for index, picture in enumerate(made.partials)
    ]
    completed = [
        _event(f"{prefix}.completed", made, _completed_fields(made, picture, spoil))
        for picture in _finished(made, spoil)
    ]
    pieces = tuple(event.wire() for event in (*partials, *completed))
    if spoil.stream is not None:
        pieces = _oddly(pieces, len(completed), spoil.stream, spoil.error or server_error())
    lost = spoil.stream in _STREAMS_WITHOUT_PICTURE
    lost = lost or spoil.picture is PictureChange.BROKEN_BASE64
    return Answer(
        content_type=STREAM_TYPE,
        headers=(("cache-control", "no-cache"),),
        pieces=pieces,
        framing=Framing.CHUNKED,
        pictures=() if lost else tuple(_finished(made, spoil)),
    )


def _finished(made: Made, spoil: Spoil) -> tuple[bytes, ...]:
    if spoil.stream is StreamChange.TWO_COMPLETED:
        return made.pictures[:1] * 2
    return made.pictures


def _event(kind: str, made: Made, fields: Json) -> _Event:
    body: Json = {"type": kind, "created_at": int(time.time()), **_resolved(made), **fields}
    if kind.endswith("partial_image"):
        body.pop("safety_identifier", None)
    return _Event(kind=kind, data=json.dumps(body))


def _partial_fields(index: int, picture: bytes, spoil: Spoil) -> Json:
    if spoil.stream is StreamChange.BROKEN_PARTIAL:
        picture = picture[: len(picture) // 2]
    return {"partial_image_index": index, "b64_json": base64.b64encode(picture).decode()}


def _completed_fields(made: Made, picture: bytes, spoil: Spoil) -> Json:
    fields: Json = {"b64_json": _base64(picture, spoil)}
    if spoil.answer is not AnswerChange.NO_USAGE:
        fields["usage"] = made.usage.as_json(has_output_details=False)
    return fields


_STREAMS_WITHOUT_PICTURE = {
    StreamChange.DONE_EARLY,
    StreamChange.NESTED_ERROR,
    StreamChange.FLAT_ERROR,
    StreamChange.ENDS_EARLY,
    StreamChange.LAST_LINE_OPEN,
    StreamChange.BAD_JSON,
}


def _oddly(
    pieces: tuple[bytes, ...], finished: int, change: StreamChange, error: Refusal
) -> tuple[bytes, ...]:
    """The same events with the oddity in it; the partials always come first."""
    partials, completed = pieces[:-finished], pieces[-finished:]
    done = b"data: [DONE]\n\n"
    endings: dict[StreamChange, tuple[bytes, ...]] = {
        StreamChange.UNKNOWN_EVENT: (_unknown_event(), *completed),
        StreamChange.COMMENTS: (b": keep-alive\n\n", *completed),
        StreamChange.DONE: (*completed, done),
        StreamChange.DONE_EARLY: (done,),
        StreamChange.NESTED_ERROR: (_nested_error(error),),
        StreamChange.FLAT_ERROR: (_flat_error(error),),
        StreamChange.ENDS_EARLY: (),
        StreamChange.LAST_LINE_OPEN: (completed[-1].removesuffix(b"\n\n"),),
        StreamChange.BAD_JSON: (completed[-1].replace(b'"type":', b'"type"', 1),),
    }
    odd = (*partials, *endings.get(change, completed))
    if change is StreamChange.CRLF:
        return tuple(piece.replace(b"\n", b"\r\n") for piece in odd)
    return odd or (b": nothing follows\n\n",)


def _unknown_event() -> bytes:
    data = json.dumps({"type": "image_generation.thinking", "note": "not in any table"})
    return _Event(kind="image_generation.thinking", data=data).wire()


def _nested_error(error: Refusal) -> bytes:
    return _Event(kind="error", data=json.dumps({"error": error.error()})).wire()


def _flat_error(error: Refusal) -> bytes:
    flat = {"type": "error", "code": error.code or error.type, "message": error.message}
    return _Event(kind=None, data=json.dumps(flat | {"param": error.param})).wire()
