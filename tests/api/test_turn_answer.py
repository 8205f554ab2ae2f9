"""Answers to turns of a conversation, however odd: read from their bytes alone."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.api.answer import read_answer, read_told
from desktop.api.turn_place import place_in
from desktop.domain.answer import AnswerHead
from desktop.domain.problems import Billed, ProblemError, ProblemKind

HEAD = AnswerHead(status=200, content_type="text/event-stream")
PICTURE = b"\x89PNG\r\n\x1a\n" + b"a picture" * 20


def call(**values: Any) -> dict[str, Any]:
    usual = {"id": "ig_1", "type": "image_generation_call", "status": "completed"}
    return {**usual, "result": base64.b64encode(PICTURE).decode(), **values}


def stream(*events: dict[str, Any]) -> bytes:
    lines = [
        f"event: {event['type']}\ndata: {json.dumps({**event, 'sequence_number': number})}\n\n"
        for number, event in enumerate(events)
    ]
    return "".join(lines).encode()


def begun() -> dict[str, Any]:
    return {"type": "response.created", "response": {"id": "resp_1", "status": "in_progress"}}


def done(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "response.output_item.done", "output_index": 0, "item": item}


def over(*items: dict[str, Any], status: str = "completed", **more: Any) -> dict[str, Any]:
    response = {"id": "resp_1", "status": status, "output": list(items), **more}
    return {"type": f"response.{status}", "response": response}


def trouble(body: bytes) -> Any:
    with pytest.raises(ProblemError) as raised:
        read_answer(HEAD, body)
    return raised.value.problem


@pytest.mark.parametrize(
    "events",
    [
        (begun(), done(call()), over(call())),
        (begun(), done(call(status="generating")), over(call(result=None))),
        (begun(), over(call(status="in_progress"))),
        (begun(), done(call())),
    ],
)
def test_the_picture_is_found_once_wherever_it_stands(events: tuple[dict[str, Any], ...]) -> None:
    answer = read_answer(HEAD, stream(*events))
    assert answer.pictures == (PICTURE,)
    assert answer.turn is not None
    assert answer.turn.response == "resp_1"


def test_a_body_that_is_one_object_is_read_as_well() -> None:
    body = json.dumps({"object": "response", **over(call())["response"]}).encode()
    head = AnswerHead(status=200, content_type="application/json")
    assert read_answer(head, body).pictures == (PICTURE,)


def test_an_event_that_was_cut_and_taken_up_again_is_passed_over() -> None:
    whole = stream(begun(), done(call()), over(call()))
    cut = whole[: len(whole) // 2]
    rest = stream(done(call()), over(call()))
    assert read_answer(HEAD, cut + b"\n\n" + rest).pictures == (PICTURE,)


@given(st.integers(0, 2000))
@settings(max_examples=60, deadline=None)
def test_wherever_it_is_cut_its_place_is_known_or_not_claimed(cut: int) -> None:
    whole = stream(begun(), done(call()), over(call()))
    place = place_in(whole[:cut])
    ends = [at for at in range(len(whole)) if whole[at : at + 2] == b"\n\n" and at + 1 <= cut + 1]
    assert place.last <= len(ends)
    assert (place.response == "resp_1") is (place.last >= 0)
    assert place.is_over is (place.last == 2)


def test_words_alone_are_told() -> None:
    message = {
        "id": "msg_1",
        "type": "message",
        "content": [{"type": "output_text", "text": "Which house?", "annotations": None}],
    }
    found = trouble(stream(begun(), over(message, usage={"input_tokens": 5, "output_tokens": 2})))
    assert (found.kind, found.billed) == (ProblemKind.ONLY_WORDS, Billed.YES)
    assert "Which house?" in found.sentence


@pytest.mark.parametrize(
    ("events", "kind"),
    [
        ((begun(),), ProblemKind.STREAM_ENDED),
        ((begun(), over(call(result=None))), ProblemKind.ANSWER_NOT_KEPT),
        ((begun(), over()), ProblemKind.ANSWER_EMPTY),
        ((begun(), over(status="incomplete")), ProblemKind.SERVICE_SAID),
        ((begun(), over(status="cancelled")), ProblemKind.CANCELLED),
        (
            (begun(), over(status="failed", error={"code": "server_error", "message": "no"})),
            ProblemKind.SERVER_ERROR,
        ),
        (
            (
                begun(),
                over(call(result=None, error={"code": "moderation_blocked", "message": "x"})),
            ),
            ProblemKind.REFUSED,
        ),
    ],
)
def test_every_end_without_a_picture_has_its_kind(
    events: tuple[dict[str, Any], ...], kind: ProblemKind
) -> None:
    assert trouble(stream(*events)).kind is kind


def test_sources_come_once_and_only_from_the_web() -> None:
    search = {
        "type": "web_search_call",
        "action": {
            "type": "search",
            "sources": [{"url": "https://a.example/"}, {"url": "javascript:alert(1)"}, {"url": 5}],
        },
    }
    message = {
        "type": "message",
        "content": [
            {"text": "x", "annotations": [{"url": "https://a.example/", "title": "A"}, "odd"]}
        ],
    }
    told = read_told(HEAD, stream(begun(), over(search, message, call())))
    assert told.turn is not None
    assert [(one.address, one.title) for one in told.turn.sources] == [("https://a.example/", "A")]


def test_all_three_counts_are_read() -> None:
    usage = {
        "input_tokens": 1000,
        "input_tokens_details": {"cached_tokens": 256, "cache_write_tokens": 128},
        "output_tokens": 300,
        "output_tokens_details": {"reasoning_tokens": 200},
    }
    drawn = {
        "input_tokens": 50,
        "input_tokens_details": {"text_tokens": 20, "image_tokens": 30},
        "output_tokens": 400,
        "cached_tokens": 8,
        "cached_tokens_details": {"cached_text_tokens": 3, "cached_image_tokens": 5},
    }
    tools = {"image_gen": drawn, "web_search": {"num_requests": 4}}
    answer = read_answer(HEAD, stream(begun(), over(call(), usage=usage, tool_usage=tools)))
    assert answer.turn is not None
    assert answer.turn.usage is not None
    assert answer.usage is not None
    outer = answer.turn.usage
    assert (outer.input, outer.cached, outer.cache_write, outer.output, outer.reasoning) == (
        1000,
        256,
        128,
        300,
        200,
    )
    assert (answer.usage.text_input, answer.usage.image_input, answer.usage.image_output) == (
        20,
        30,
        400,
    )
    assert (answer.usage.cached_text, answer.usage.cached_images) == (3, 5)
    assert answer.turn.searches == 4


odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "type", "content", "action", "url", "result", "error", "sources"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(odd, odd, odd)
@settings(max_examples=80, deadline=None)
def test_nothing_odd_breaks_the_reading(output: Any, usage: Any, tools: Any) -> None:
    event = {
        "type": "response.completed",
        "response": {"output": output, "usage": usage, "tool_usage": tools, "error": usage},
    }
    read_told(HEAD, stream(begun(), event))
