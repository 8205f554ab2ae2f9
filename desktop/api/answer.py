"""Reads a whole answer, from its bytes alone: no network, no clock, no picture library.

Any service may leave anything out or answer in another form than it was asked for: plain JSON,
an event stream, an error inside a 200, an address instead of a picture, a picture as it is, a
web page. Which of these it is, the bytes decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from desktop.api.answer_fields import answered_of, items_of, summed, usage_of
from desktop.api.answer_json import AnswerJson, Body, read_json
from desktop.api.errors import Asked, problem_of
from desktop.api.event_stream import events_of
from desktop.api.picture_event import read_event
from desktop.api.service_error import error_from, has_error, read_error, request_id_of
from desktop.api.turn_answer import TurnAnswer
from desktop.domain.answer import AnswerHead
from desktop.domain.conversation import Turn
from desktop.domain.cost import Usage
from desktop.domain.edit import Answered
from desktop.domain.problems import (
    Billed,
    Problem,
    ProblemError,
    ProblemKind,
    ServiceWords,
    problem,
)

_STREAM_STARTS = (b"event:", b"data:", b"id:", b"retry:", b":")
_PICTURE_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF", b"GIF8", b"<svg")
_HEAD = 4096
_UNTOLD = Asked()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an answer holds. `pictures` are files as the service made them, byte for byte.

    `urls` are addresses that stand for pictures still to be fetched. `previews` are the streamed
    partial pictures with their index, filled only from an answer that broke off. `turn` is what the
    answer to a conversation told besides.
    """

    pictures: tuple[bytes, ...] = ()
    urls: tuple[str, ...] = ()
    usage: Usage | None = None
    answered: Answered = Answered()
    request_id: str | None = None
    previews: tuple[tuple[int, bytes], ...] = ()
    turn: Turn | None = None


def read_answer(head: AnswerHead, body: Body, asked: Asked = _UNTOLD) -> Answer:
    """The pictures in a whole answer, at least one picture or address.

    Raises ProblemError for every other content, with what the service said and what may have
    been billed. `asked` only makes the sentences more exact.
    """
    found = _read(head, body, asked)
    if found.pictures or found.urls:
        return found.answer(head)
    raise ProblemError(found.problem or problem(ProblemKind.ANSWER_EMPTY, _words(head)))


def read_told(head: AnswerHead, body: Body) -> Answer:
    """What an answer tells besides pictures: counts, words, sources. Raises nothing."""
    return _read(head, body, _UNTOLD).answer(head)


def read_rescued(head: AnswerHead, body: Body) -> Answer:
    """Whatever is whole in an answer that broke off; it may be nothing. Raises nothing."""
    if _looks_like_stream(head, body):
        found = _read_stream(head, body, _UNTOLD, keeps_previews=True)
    else:
        found = _read_text(head, body, _UNTOLD, is_cut=True)
    return found.answer(head)


def read_previews(body: Body) -> tuple[tuple[int, bytes], ...]:
    """The partial pictures in a stream, whole or broken off, with their index."""
    head = AnswerHead(status=200, content_type="text/event-stream")
    return _read_stream(head, body, _UNTOLD, keeps_previews=True).answer(head).previews


@dataclass(slots=True, kw_only=True)
class _Found:
    """What has been read so far."""

    pictures: list[bytes] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    previews: list[tuple[int, bytes]] = field(default_factory=list)
    usage: Usage | None = None
    answered: Answered = Answered()
    problem: Problem | None = None
    turn: Turn | None = None

    def answer(self, head: AnswerHead) -> Answer:
        return Answer(
            pictures=tuple(self.pictures),
            urls=tuple(self.urls),
            usage=self.usage,
            answered=self.answered,
            request_id=head.request_id or request_id_of(dict(head.headers)),
            previews=tuple(self.previews),
            turn=self.turn,
        )

    def take_turn(self, read: TurnAnswer, head: AnswerHead, asked: Asked) -> None:
        """Takes over what was read of a conversation's answer."""
        self.pictures.extend(read.pictures.values())
        self.usage, self.answered, self.turn = read.usage, read.answered, read.turn()
        self.problem = read.problem(_words(head), dict(head.headers), asked)

    def add(self, json: AnswerJson, value: Mapping[str, object]) -> None:
        """Takes in one answer object, or one event that completes a picture."""
        for item in items_of(value):
            self._add_item(json, item)
        usage = usage_of(value.get("usage"), value.get("svg_usage"))
        self.usage = usage if self.usage is None else summed(self.usage, usage)
        self.answered = answered_of(value) if self.answered == Answered() else self.answered

    def _add_item(self, json: AnswerJson, item: Mapping[str, object]) -> None:
        url = item.get("url")
        is_inline = isinstance(url, str) and url.startswith("data:")
        encoded = item.get("b64_json") or (url if is_inline else None)
        if encoded:
            picture = json.base64_bytes(encoded)
            if picture:
                self.pictures.append(picture)
            else:
                self.problem = problem(ProblemKind.ANSWER_NOT_PICTURE)
        elif isinstance(url, str) and url:
            self.urls.append(url)


def _read(head: AnswerHead, body: Body, asked: Asked) -> _Found:
    if head.status >= 300:
        error = read_error(head.status, body[:])
        return _Found(problem=problem_of(error, dict(head.headers), asked))
    if _is_picture(head, body):
        return _Found(pictures=[body[:]])
    if _looks_like_stream(head, body):
        return _read_stream(head, body, asked, keeps_previews=False)
    return _read_text(head, body, asked, is_cut=False)


def _is_picture(head: AnswerHead, body: Body) -> bool:
    """Some gateways send the picture itself."""
    return head.content_type.startswith("image/") and body[:8].startswith(_PICTURE_STARTS)


def _looks_like_stream(head: AnswerHead, body: Body) -> bool:
    start = _start(body)
    if start.startswith((b"{", b"[", b"<")):
        return False
    return start.startswith(_STREAM_STARTS) or head.content_type.startswith("text/event-stream")


def _start(body: Body) -> bytes:
    return body[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()


def _read_text(head: AnswerHead, body: Body, asked: Asked, *, is_cut: bool) -> _Found:
    """An answer that is one JSON text, or should be."""
    found = _Found()
    start = _start(body)
    if not start:
        return found
    try:
        json = read_json(body, is_cut=is_cut)
    except ValueError:
        found.problem = _no_json(head, body, start)
        return found
    value = json.value
    if isinstance(value, Mapping) and value.get("object") == "response":
        turn = TurnAnswer()
        turn.add_whole(json, value)
        found.take_turn(turn, head, asked)
    elif has_error(value):
        found.problem = problem_of(error_from(head.status, value), dict(head.headers), asked)
    elif isinstance(value, Mapping):
        found.add(json, value)
    elif not isinstance(value, list):
        found.problem = _no_json(head, body, start)
    else:
        found.add(json, {"data": value})
    return found


def _no_json(head: AnswerHead, body: Body, start: bytes) -> Problem:
    if start.startswith((b"{", b"[")) and _breaks_off(body):
        return problem(ProblemKind.ANSWER_CUT, _words(head))
    is_page = start.startswith(b"<") or "html" in head.content_type
    found = ", but a web page" if is_page else ""
    return problem(ProblemKind.ANSWER_NOT_JSON, _words(head), found=found)


def _breaks_off(body: Body) -> bool:
    try:
        read_json(body, is_cut=True)
    except ValueError:
        return False
    return True


def _read_stream(head: AnswerHead, body: Body, asked: Asked, *, keeps_previews: bool) -> _Found:
    found = _Found()
    turn = TurnAnswer()
    is_turn = False
    previews = 0
    for raw in events_of(body):
        event = read_event(raw.name, raw.data)
        if event.is_preview:
            previews += 1
            picture = event.picture if keeps_previews else None
            if picture:
                found.previews.append((event.preview_index(previews - 1), picture))
        elif event.is_of_turn:
            is_turn = True
            turn.add(event)
        elif event.is_error:
            error = error_from(head.status, event.value)
            found.problem = _in_stream(problem_of(error, dict(head.headers), asked), previews)
        elif event.is_completed:
            found.add(event.json, event.value)
    if is_turn and found.problem is None:
        found.take_turn(turn, head, asked)
    if found.problem is None:
        found.problem = problem(ProblemKind.STREAM_ENDED, _words(head))
    return found


def _in_stream(trouble: Problem, previews: int) -> Problem:
    """After a preview the service has worked, whatever it says then."""
    is_free = previews == 0 or trouble.billed is not Billed.NO
    return trouble if is_free else replace(trouble, billed=Billed.MAYBE)


def _words(head: AnswerHead) -> ServiceWords:
    return ServiceWords(request_id=head.request_id or request_id_of(dict(head.headers)))
