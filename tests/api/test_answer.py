"""What an answer's bytes hold, in every form in which services answer."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.api.answer import Answer, read_answer, read_previews, read_rescued
from desktop.domain.answer import AnswerHead
from desktop.domain.cost import Usage
from desktop.domain.edit import Answered
from desktop.domain.problems import Billed, ProblemError, ProblemKind

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 300
OTHER = b"\x89PNG\r\n\x1a\n" + b"other" * 20
USAGE = {
    "input_tokens": 1038,
    "input_tokens_details": {"text_tokens": 14, "image_tokens": 1024},
    "output_tokens": 1756,
    "output_tokens_details": {"image_tokens": 1756, "text_tokens": 0},
    "total_tokens": 2794,
}
SETTLED = {"size": "1024x1024", "quality": "medium", "background": "opaque"}


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def plain(*pictures: bytes, **more: Any) -> bytes:
    data = [{"b64_json": b64(picture)} for picture in pictures]
    return json.dumps({"created": 1, **SETTLED, "data": data, "usage": USAGE, **more}).encode()


def event(type_: str, **fields: Any) -> bytes:
    return f"event: {type_}\ndata: {json.dumps({'type': type_, **fields})}\n\n".encode()


def partial(index: int, picture: bytes = OTHER) -> bytes:
    return event("image_edit.partial_image", b64_json=b64(picture), partial_image_index=index)


def completed(picture: bytes = PNG, **more: Any) -> bytes:
    return event("image_edit.completed", b64_json=b64(picture), usage=USAGE, **SETTLED, **more)


def read(body: bytes, content_type: str = "application/json", status: int = 200) -> Answer:
    head = AnswerHead(
        status=status,
        content_type=content_type,
        request_id="req_1",
        headers=(("content-type", content_type),),
    )
    return read_answer(head, body)


def stream(*parts: bytes) -> Answer:
    return read(b"".join(parts), "text/event-stream")


def problem_in(body: bytes, content_type: str = "application/json") -> Any:
    with pytest.raises(ProblemError) as caught:
        read(body, content_type)
    return caught.value.problem


def test_a_plain_answer() -> None:
    assert read(plain(PNG, OTHER, output_format="png")) == Answer(
        pictures=(PNG, OTHER),
        usage=Usage(text_input=14, image_input=1024, image_output=1756),
        answered=Answered(
            size="1024x1024", quality="medium", background="opaque", output_format="png"
        ),
        request_id="req_1",
    )


def test_a_stream() -> None:
    answer = stream(b": hello\n\n", partial(0), partial(1), completed(), b"data: [DONE]\n\n")
    assert answer.pictures == (PNG,)
    assert answer.usage == Usage(text_input=14, image_input=1024, image_output=1756)
    assert answer.answered.quality == "medium"
    assert answer.previews == ()


@pytest.mark.parametrize(
    "body",
    [
        completed().removesuffix(b"\n\n"),
        completed().replace(b"\n", b"\r\n"),
        completed().partition(b"\n")[2],
        event("image_generation.thinking", b64_json=b64(OTHER)) + completed(),
        b"data: {broken\n\n" + completed(),
        b"data: [DONE]\n\n" + completed(),
        event("error", code="server_error", message="one tile") + completed(),
        b"\xef\xbb\xbf" + completed(),
        b"data: " + plain(PNG) + b"\n\ndata: [DONE]\n\n",
    ],
    ids=[
        "no last blank line",
        "crlf",
        "no event name",
        "unknown type",
        "one broken event",
        "after done",
        "an error before it",
        "byte order mark",
        "a plain answer as an event",
    ],
)
@pytest.mark.parametrize("content_type", ["text/event-stream", "application/json", ""])
def test_odd_streams_that_hold_a_picture(body: bytes, content_type: str) -> None:
    answer = read(body, content_type)
    assert answer.pictures == (PNG,)
    assert answer.usage is not None


def test_several_completed_events_are_several_pictures_and_add_up() -> None:
    answer = stream(completed(PNG), completed(OTHER))
    assert answer.pictures == (PNG, OTHER)
    assert answer.usage == Usage(text_input=28, image_input=2048, image_output=3512)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", ProblemKind.STREAM_ENDED),
        (b": only a comment\n\n", ProblemKind.STREAM_ENDED),
        (partial(0), ProblemKind.STREAM_ENDED),
        (partial(0) + b"data: [DONE]\n\n", ProblemKind.STREAM_ENDED),
        (partial(0) + completed()[:2000], ProblemKind.STREAM_ENDED),
        (event("image_edit.completed", b64_json="no base64!"), ProblemKind.ANSWER_NOT_PICTURE),
        (event("image_edit.completed", usage=USAGE), ProblemKind.STREAM_ENDED),
        (event("error", code="server_error"), ProblemKind.SERVER_ERROR),
        (b'data: {"error":{"code":"slow_down","message":"x"}}\n\n', ProblemKind.SLOW_DOWN),
        (event("error", message="who knows"), ProblemKind.SERVICE_SAID),
    ],
)
def test_streams_without_a_picture(body: bytes, kind: ProblemKind) -> None:
    found = problem_in(body, "text/event-stream")
    assert found.kind is kind
    if kind is ProblemKind.STREAM_ENDED:
        assert found.billed is Billed.MAYBE
        assert found.request_id == "req_1"


def test_an_error_after_a_preview_may_have_been_billed() -> None:
    refused = event("error", code="rate_limit_exceeded", message="Please try again in 1s.")
    before, after = (
        problem_in(body, "text/event-stream") for body in (refused, partial(0) + refused)
    )
    assert (before.billed, after.billed) == (Billed.NO, Billed.MAYBE)
    assert before.may_be_sent_again_alone
    assert not after.may_be_sent_again_alone


def test_a_refusal_inside_a_stream_names_its_categories() -> None:
    details = {"moderation_stage": "output", "categories": ["violence"]}
    error = {"error": {"code": "moderation_blocked", "moderation_details": details}}
    found = problem_in(f"data: {json.dumps(error)}\n\n".encode(), "text/event-stream")
    assert found.kind is ProblemKind.REFUSED
    assert (found.stage, found.categories) == ("output", ("violence",))
    assert found.billed is Billed.MAYBE


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", ProblemKind.ANSWER_EMPTY),
        (b"  \n ", ProblemKind.ANSWER_EMPTY),
        (b"{}", ProblemKind.ANSWER_EMPTY),
        (b'{"data":[]}', ProblemKind.ANSWER_EMPTY),
        (b'{"data":null}', ProblemKind.ANSWER_EMPTY),
        (b'{"data":[{}]}', ProblemKind.ANSWER_EMPTY),
        (b'{"data":[null, 3, "x"]}', ProblemKind.ANSWER_EMPTY),
        (b'{"data":[{"b64_json":null,"url":null}]}', ProblemKind.ANSWER_EMPTY),
        (b"[]", ProblemKind.ANSWER_EMPTY),
        (plain(PNG)[:-40], ProblemKind.ANSWER_CUT),
        (plain(PNG)[:70_000], ProblemKind.ANSWER_CUT),
        (b'{"data":[{"b64', ProblemKind.ANSWER_CUT),
        (b"{'data': []}", ProblemKind.ANSWER_NOT_JSON),
        (b"<!doctype html><html><body>Login</body></html>", ProblemKind.ANSWER_NOT_JSON),
        (b"<html>", ProblemKind.ANSWER_NOT_JSON),
        (b"upstream connect error", ProblemKind.ANSWER_NOT_JSON),
        (b'"words"', ProblemKind.ANSWER_NOT_JSON),
        (b"null", ProblemKind.ANSWER_NOT_JSON),
        (b'{"data":[{"b64_json":"no base64!"}]}', ProblemKind.ANSWER_NOT_PICTURE),
        (b'{"error":{"message":"x","code":"moderation_blocked"}}', ProblemKind.REFUSED),
        (b'{"error":{"message":"x","type":"server_error"}}', ProblemKind.SERVER_ERROR),
        (b'{"error":"no channel available"}', ProblemKind.SERVICE_SAID),
    ],
)
def test_answers_without_a_picture(body: bytes, kind: ProblemKind) -> None:
    found = problem_in(body)
    assert found.kind is kind
    assert found.billed is not Billed.NO


def test_a_web_page_is_called_one() -> None:
    assert "a web page" in problem_in(b"<html>hello</html>", "text/html").sentence


def test_json_to_a_stream_request_is_read() -> None:
    assert read(plain(PNG), "text/event-stream").pictures == (PNG,)


@pytest.mark.parametrize(
    ("item", "pictures", "urls"),
    [
        ({"url": "https://cdn.example/1.png"}, (), ("https://cdn.example/1.png",)),
        ({"url": f"data:image/png;base64,{b64(OTHER)}"}, (OTHER,), ()),
        ({"b64_json": f"data:image/png;base64,{b64(OTHER)}"}, (OTHER,), ()),
        ({"b64_json": b64(OTHER), "url": "https://cdn.example/1.png"}, (OTHER,), ()),
        ({"b64_json": b64(OTHER), "url": None}, (OTHER,), ()),
    ],
)
def test_addresses_and_data_urls(
    item: dict[str, Any], pictures: tuple[bytes, ...], urls: tuple[str, ...]
) -> None:
    answer = read(json.dumps({"data": [item]}).encode())
    assert (answer.pictures, answer.urls) == (pictures, urls)


def test_a_picture_as_it_is() -> None:
    assert read(PNG, "image/png").pictures == (PNG,)


def test_a_bare_list_of_pictures() -> None:
    assert read(json.dumps([{"b64_json": b64(PNG)}]).encode()).pictures == (PNG,)


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (None, None),
        ("much", None),
        ({}, Usage()),
        ({"output_tokens": 100}, Usage(image_output=100)),
        ({"input_tokens": 9, "output_tokens": 100}, Usage(image_input=9, image_output=100)),
        (
            {"input_tokens": 9, "input_tokens_details": {"text_tokens": 9, "image_tokens": 0}},
            Usage(text_input=9),
        ),
        (
            {"input_tokens": 9, "input_tokens_details": {"text_tokens": 4}},
            Usage(text_input=4, image_input=5),
        ),
        ({"input_tokens": "9", "output_tokens": True}, Usage()),
        ({"input_tokens": -9, "output_tokens": 1e300}, Usage()),
        ({"output_tokens": 5.0}, Usage(image_output=5)),
        ({"input_tokens_details": [1], "output_tokens_details": "x"}, Usage()),
    ],
)
def test_usage_may_be_odd(usage: object, expected: Usage | None) -> None:
    assert read(plain(PNG, usage=usage)).usage == expected


def test_the_second_bill_of_an_svg_is_kept() -> None:
    svg = {"model": "gpt-6-astra", "input_tokens": 7, "output_tokens": 9, "reasoning_tokens": 0}
    usage = read(plain(PNG, svg_usage=svg)).usage
    assert usage is not None
    assert usage.extra == {"svg_input_tokens": 7, "svg_output_tokens": 9}


def test_a_broken_stream_gives_its_previews() -> None:
    body = partial(0) + partial(1, PNG) + completed()[:5000]
    assert read_previews(body) == ((0, OTHER), (1, PNG))
    rescued = read_rescued(AnswerHead(status=200, content_type="text/event-stream"), body)
    assert rescued.previews == ((0, OTHER), (1, PNG))
    assert rescued.pictures == ()


def test_a_broken_plain_answer_gives_the_pictures_that_are_whole() -> None:
    body = plain(PNG, OTHER, PNG)
    head = AnswerHead(status=200, content_type="application/json")
    assert read_rescued(head, body[: len(body) // 2 + 2000]).pictures == (PNG, OTHER)
    assert read_rescued(head, body[:100]).pictures == ()
    assert read_rescued(head, body).usage is not None


def test_a_stream_cut_after_its_picture_gives_the_picture() -> None:
    body = partial(0) + completed() + b"data: [DO"
    head = AnswerHead(status=200, content_type="text/event-stream")
    assert read_rescued(head, body).pictures == (PNG,)
    assert stream(body).pictures == (PNG,)


_PIECES = st.sampled_from(
    [
        partial(0),
        completed(OTHER),
        plain(OTHER),
        event("error", code="x"),
        b"data: [DONE]\n\n",
        b"data: {\n\n",
        b"event: x\n",
        b"\xef\xbb\xbf",
        b"<html>",
        b"null",
        b"{",
        b"\x00",
    ]
)


@settings(deadline=None)
@given(
    pieces=st.lists(_PIECES | st.binary(max_size=40), max_size=5),
    cut=st.integers(0, 5000),
    content_type=st.sampled_from(
        ["application/json", "text/event-stream", "text/html", "image/png", ""]
    ),
    status=st.sampled_from([200, 201, 204, 302, 404, 500]),
)
def test_no_bytes_crash_the_reader(
    pieces: list[bytes], cut: int, content_type: str, status: int
) -> None:
    body = b"".join(pieces)[:cut]
    head = AnswerHead(status=status, content_type=content_type)
    read_rescued(head, body)
    read_previews(body)
    try:
        answer = read_answer(head, body)
    except ProblemError as error:
        assert error.problem.text  # noqa: PT017
    else:
        assert answer.pictures or answer.urls
