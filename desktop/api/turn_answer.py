"""Reads the answer to a turn of a conversation out of its events; anything may be missing.

A picture counts as finished when it is there, whatever its item's status says (finished items are
seen to say `generating`). It is taken from the item's own event, else from the whole answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from desktop.api.answer_fields import count_in, usage_of
from desktop.api.answer_json import AnswerJson
from desktop.api.errors import Asked, problem_of
from desktop.api.picture_event import ENDS_OF_TURN, PictureEvent
from desktop.api.service_error import error_from
from desktop.domain.conversation import OuterUsage, Source, Turn
from desktop.domain.cost import Usage
from desktop.domain.edit import Answered
from desktop.domain.problems import Billed, Problem, ProblemKind, ServiceWords, problem

_LONGEST_WORDS = 600
_Values = Mapping[str, object]


@dataclass(slots=True, kw_only=True)
class TurnAnswer:
    """What has been read of a turn so far."""

    response: str = ""
    pictures: dict[str, bytes] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    usage: Usage | None = None
    outer: OuterUsage | None = None
    searches: int | None = None
    answered: Answered = Answered()
    error: _Values | None = None
    status: str = ""
    reason: str = ""
    has_call: bool = False

    def add(self, event: PictureEvent) -> None:
        """Takes in one event."""
        value = event.value
        told = value.get("response")
        whole: _Values = told if isinstance(told, Mapping) else {}
        if event.type in ENDS_OF_TURN:
            self.add_whole(event.json, whole or value)
        elif isinstance(whole.get("id"), str):
            self.response = self.response or str(whole["id"])
        item = value.get("item")
        if event.type == "response.output_item.done" and isinstance(item, Mapping):
            self._add_item(event.json, item, f"{value.get('output_index')}")

    def add_whole(self, json: AnswerJson, whole: _Values) -> None:
        """The answer as one object."""
        self.response = self.response or _text(whole.get("id"))
        self.status = _text(whole.get("status"))
        error = whole.get("error")
        if isinstance(error, Mapping):
            self.error = error
        details = whole.get("incomplete_details")
        self.reason = _text(details.get("reason")) if isinstance(details, Mapping) else ""
        for place, item in enumerate(_listed(whole.get("output"))):
            self._add_item(json, item, f"{place}")
        self._count(whole)

    def turn(self) -> Turn:
        """What is kept of it beside the pictures."""
        return Turn(
            response=self.response,
            words="\n\n".join(self.words.values()).strip(),
            sources=tuple(self.sources.values()),
            usage=self.outer,
            searches=self.searches,
        )

    def problem(self, words: ServiceWords, headers: Mapping[str, str], asked: Asked) -> Problem:
        """Why there is no picture."""
        if self.error is not None:
            found = problem_of(error_from(200, {"error": self.error}), dict(headers), asked)
            return replace(found, billed=Billed.YES if self.outer is not None else Billed.MAYBE)
        if not self.status:
            return problem(ProblemKind.STREAM_ENDED, words)
        if self.status == "cancelled":
            return problem(ProblemKind.CANCELLED, words)
        said = self.turn().words
        if said and not self.has_call:
            short = said if len(said) <= _LONGEST_WORDS else said[:_LONGEST_WORDS] + "…"
            return problem(ProblemKind.ONLY_WORDS, words, said=short)
        if self.status == "incomplete":
            message = f"It stopped before the end ({self.reason or 'it does not say why'})."
            suggestion = "Ask again only if you accept that it is billed twice."
            return problem(
                ProblemKind.SERVICE_SAID,
                words,
                billed=Billed.YES,
                message=message,
                suggestion=suggestion,
            )
        kind = ProblemKind.ANSWER_NOT_KEPT if self.has_call else ProblemKind.ANSWER_EMPTY
        return problem(kind, words, billed=Billed.YES)

    def _add_item(self, json: AnswerJson, item: _Values, place: str) -> None:
        kind, name = item.get("type"), _text(item.get("id")) or place
        if kind == "image_generation_call":
            self._add_call(json, item, name)
        elif kind == "message":
            self._add_message(item, name)
        elif kind == "web_search_call":
            self._add_search(item)

    def _add_call(self, json: AnswerJson, item: _Values, name: str) -> None:
        self.has_call = True
        error = item.get("error")
        if isinstance(error, Mapping):
            self.error = error
        if name not in self.pictures:
            picture = json.base64_bytes(item.get("result"))
            if picture:
                self.pictures[name] = picture
        if self.answered == Answered():
            names = ("size", "quality", "background", "output_format", "revised_prompt")
            self.answered = Answered(**{one: _text(item.get(one)) for one in names})

    def _add_message(self, item: _Values, name: str) -> None:
        parts = list(_listed(item.get("content")))
        self.words[name] = "".join(_text(part.get("text")) for part in parts)
        for part in parts:
            for note in _listed(part.get("annotations")):
                self._add_source(note)

    def _add_search(self, item: _Values) -> None:
        action = item.get("action")
        if not isinstance(action, Mapping):
            return
        for source in _listed(action.get("sources")):
            self._add_source(source)
        self._add_source(action)

    def _add_source(self, value: _Values) -> None:
        """The title comes with the citation, if at all."""
        address, title = _text(value.get("url")), _text(value.get("title"))
        if not address.startswith(("https://", "http://")):
            return
        known = self.sources.get(address)
        if known is None or (title and not known.title):
            self.sources[address] = Source(address=address, title=title)

    def _count(self, whole: _Values) -> None:
        """The three counts: the outer model's, the picture's, the searches."""
        usage, tools = whole.get("usage"), whole.get("tool_usage")
        if isinstance(usage, Mapping):
            given, made = usage.get("input_tokens_details"), usage.get("output_tokens_details")
            self.outer = OuterUsage(
                input=count_in(usage, "input_tokens"),
                cached=count_in(given, "cached_tokens"),
                cache_write=count_in(given, "cache_write_tokens"),
                output=count_in(usage, "output_tokens"),
                reasoning=count_in(made, "reasoning_tokens"),
            )
        if not isinstance(tools, Mapping):
            return
        drawn, searched = tools.get("image_gen"), tools.get("web_search")
        found = usage_of(drawn)
        if found is not None and isinstance(drawn, Mapping):
            cached = drawn.get("cached_tokens_details")
            self.usage = replace(
                found,
                cached_input=count_in(drawn, "cached_tokens"),
                cached_text=count_in(cached, "cached_text_tokens"),
                cached_images=count_in(cached, "cached_image_tokens"),
            )
        if isinstance(searched, Mapping):
            self.searches = count_in(searched, "num_requests")


def _listed(value: object) -> Iterator[_Values]:
    items = value if isinstance(value, list) else []
    return (item for item in items if isinstance(item, Mapping))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
