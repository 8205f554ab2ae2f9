"""An answer before it goes out: status, headers, and the body in the pieces in which it leaves."""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.fakes.effects import Canned, Framing, Line, Refuse
from tests.fakes.refusals import Refusal

JSON_TYPE = "application/json"
STREAM_TYPE = "text/event-stream; charset=utf-8"

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`pieces` of a stream are its events, the last one with the finished picture.

    `pictures` are those that a client finds in it, as bytes; they count as returned once all left.
    `line` is what happens on the way.
    """

    status: int = 200
    content_type: str | None = JSON_TYPE
    headers: Headers = ()
    pieces: tuple[bytes, ...] = (b"",)
    framing: Framing = Framing.LENGTH
    pictures: tuple[bytes, ...] = ()
    is_paid: bool = False
    line: Line | None = None

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)


@dataclass(kw_only=True)
class Clock:
    """When a request came and what it is called in the headers."""

    request_id: str = field(default_factory=lambda: f"req_{uuid.uuid4().hex}")
    started: float = field(default_factory=time.perf_counter)

    def headers(self) -> Headers:
        """What the service writes on every answer of its own (sections 5.1, 7)."""
        spent = round((time.perf_counter() - self.started) * 1000)
        return (
            ("x-request-id", self.request_id),
            ("openai-processing-ms", str(spent)),
            ("openai-version", "2020-10-01"),
            ("openai-organization", "org-test"),
            ("x-ratelimit-limit-requests", "5000"),
            ("x-ratelimit-limit-tokens", "800000"),
            ("x-ratelimit-remaining-requests", "4999"),
            ("x-ratelimit-remaining-tokens", "798244"),
            ("x-ratelimit-reset-requests", "12ms"),
            ("x-ratelimit-reset-tokens", "6m0s"),
        )


def json_answer(value: Any, *, pictures: tuple[bytes, ...] = ()) -> Answer:
    return Answer(pieces=(json.dumps(value).encode(),), pictures=pictures)


def refusal_answer(refusal: Refusal) -> Answer:
    return Answer(status=refusal.status, headers=refusal.headers, pieces=(refusal.body(),))


def refused_by(effect: Refuse) -> Answer:
    """The answer of a planned refusal; its date, if it has one, counts from now."""
    refusal = effect.refusal
    if effect.retry_in is not None:
        then = datetime.now(UTC) + timedelta(seconds=effect.retry_in)
        refusal = refusal.with_headers(("retry-after", format_datetime(then, usegmt=True)))
    return refusal_answer(refusal)


def canned_answer(effect: Canned) -> Answer:
    return Answer(
        status=effect.status,
        content_type=effect.content_type,
        headers=effect.headers,
        pieces=(effect.body,),
    )
