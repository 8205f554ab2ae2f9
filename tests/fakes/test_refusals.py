"""The service refuses what the real one refuses, with its status, type, code and param."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.fakes.capabilities import MODELS, Access
from tests.fakes.image_service import ImageService
from tests.fakes.raw_client import (
    EDITS,
    ask,
    assert_refused,
    generate,
    post_json,
)

REQUEST = "invalid_request_error"
USER = "image_generation_user_error"

NEW = "gpt-image-2.5-flare"
NEWEST = "gpt-image-2.6-sunburst"


BAD_SIZES = [
    ("1000x1000", "divisible by 16"),
    ("4096x1024", "less than or equal to 3840"),
    ("2048x512", "between 1:3 and 3:1"),
    ("512x512", "below the current minimum pixel budget"),
    ("3072x3072", "exceeds the current pixel budget"),
    ("2K", "WIDTHxHEIGHT"),
    ("1024X1024", "WIDTHxHEIGHT"),
    ("1024x1024 ", "WIDTHxHEIGHT"),
    ("", "WIDTHxHEIGHT"),
]


@pytest.mark.parametrize(("size", "words"), BAD_SIZES)
def test_bad_sizes(service: ImageService, size: str, words: str) -> None:
    reply = generate(service, size=size)
    assert_refused(service, reply, "invalid_value", "size", words)
    assert reply.error["type"] == USER


@pytest.mark.parametrize("size", ["1440x480", "816x816", "2880x2880", "3840x2160", "auto"])
def test_legal_sizes_pass_the_rule(size: str) -> None:
    from tests.fakes.size_rule import read_size

    found = read_size(size, MODELS[NEWEST])
    assert (str(found) if found else "auto") == size


def test_models_before_two_have_three_sizes(service: ImageService) -> None:
    reply = generate(service, model="gpt-image-1.5", size="1536x864")
    assert_refused(service, reply, "invalid_value", "size", "'1024x1536'")


# values, code, param, words
BAD_VALUES: list[tuple[dict[str, Any], str | None, str | None, str]] = [
    ({"quality": "standard"}, "invalid_value", "quality", "'low', 'medium', 'high', and 'auto'"),
    ({"quality": "xhigh"}, "invalid_value", "quality", "xhigh"),
    ({"quality": "hd", "model": NEW}, "invalid_value", "quality", "'max'"),
    ({"response_format": "b64_json"}, "unknown_parameter", "response_format", ""),
    ({"style": "vivid"}, "unknown_parameter", "style", ""),
    ({"seed": 1}, "unknown_parameter", "seed", ""),
    ({"input_fidelity": "high"}, "unknown_parameter", "input_fidelity", ""),
    ({"prompt": ...}, "missing_required_parameter", "prompt", ""),
    ({"prompt": ""}, "empty_string", "prompt", ""),
    ({"prompt": None}, "invalid_type", "prompt", "null"),
    ({"prompt": 7}, "invalid_type", "prompt", "an integer"),
    ({"prompt": "ß" * 32_001}, "string_above_max_length", "prompt", "32001"),
    ({"model": ...}, "missing_required_parameter", "model", ""),
    ({"model": None}, "missing_required_parameter", "model", ""),
    ({"n": 0}, "integer_below_min_value", "n", ">= 1"),
    ({"n": 11}, "integer_above_max_value", "n", "<= 10"),
    ({"n": "2"}, "invalid_type", "n", "a string"),
    ({"n": True}, "invalid_type", "n", "a boolean"),
    ({"n": 1.5}, "invalid_type", "n", "a decimal"),
    ({"stream": "true"}, "invalid_type", "stream", "a boolean"),
    ({"user": None}, "invalid_type", "user", "null"),
    ({"moderation": "none"}, "invalid_value", "moderation", "'auto' and 'low'"),
    ({"background": "blue"}, "invalid_value", "background", ""),
    ({"output_format": "bmp"}, "invalid_value", "output_format", ""),
    ({"output_format": "gif"}, "invalid_value", "output_format", ""),
    ({"output_format": "gif", "model": NEWEST}, "invalid_value", "output_format", "access"),
    ({"output_format": "svg", "model": NEWEST}, "invalid_value", "output_format", "access"),
    ({"background": "transparent"}, "invalid_value", "background", "JPEG"),
    ({"output_compression": 101}, "integer_above_max_value", "output_compression", ""),
    (
        {"output_compression": 80, "output_format": "png"},
        "invalid_value",
        "output_compression",
        "PNG",
    ),
    ({"partial_images": 4, "stream": True}, "integer_above_max_value", "partial_images", ""),
    ({"partial_images": 2}, "invalid_value", "partial_images", "stream=true"),
    ({"stream": True, "n": 2}, None, None, "only supported with n=1"),
    ({"complexity": "high"}, "unsupported_parameter", "complexity", "gpt-image-2"),
    ({"complexity": "max", "model": NEWEST}, "invalid_value", "complexity", ""),
    ({"frame_count": 4}, "invalid_value", "frame_count", "gif"),
    ({"svg": {"model": "gpt-6-astra"}}, "invalid_value", "svg", ""),
    ({"svg": {"colour": 1}}, "unknown_parameter", "svg[colour]", ""),
]


@pytest.mark.parametrize(("values", "code", "param", "words"), BAD_VALUES)
def test_bad_values(
    service: ImageService, values: dict[str, Any], code: str | None, param: str | None, words: str
) -> None:
    assert_refused(service, generate(service, **values), code, param, words)


def test_prompt_is_counted_in_characters_not_bytes(service: ImageService) -> None:
    assert generate(service, prompt="ß" * 32_000).status == 200


def test_null_stands_for_the_default_where_it_may(service: ImageService) -> None:
    reply = generate(service, n=None, background=None, quality=None, output_compression=None)
    assert reply.status == 200
    assert reply.json["quality"] == "low"


def test_transparent_preview_can_be_shut() -> None:
    with ImageService(access=frozenset()) as service:
        asked = {"background": "transparent", "output_format": "png"}
        reply = generate(service, **asked)
        assert_refused(service, reply, "invalid_value", "background", "for this model")
        assert generate(service, model=NEW, **asked).status == 200


GIF_AND_SVG: list[tuple[dict[str, Any], str | None, str]] = [
    ({"output_format": "gif", "stream": True}, "stream", "GIF"),
    ({"output_format": "gif", "partial_images": 1}, "partial_images", "GIF"),
    ({"output_format": "gif", "output_compression": 90}, "output_compression", "GIF"),
    ({"output_format": "gif", "size": "1024x1024"}, "size", "exceeds"),
    ({"output_format": "gif", "size": "960x960", "frame_count": 10}, "size", "exceeds"),
    ({"output_format": "gif", "size": "160x160"}, "size", "below"),
    ({"output_format": "gif", "size": "500x500"}, "size", "divisible"),
    ({"output_format": "svg", "n": 2}, "n", "n=1"),
    ({"output_format": "svg", "stream": True}, "stream", "SVG"),
    ({"output_format": "svg", "output_compression": 90}, "output_compression", "SVG"),
    ({"output_format": "svg", "svg": {"model": "x"}}, "svg", "not enabled"),
]


@pytest.mark.parametrize(("values", "param", "words"), GIF_AND_SVG)
def test_gif_and_svg_rules(values: dict[str, Any], param: str, words: str) -> None:
    with ImageService(access=frozenset({Access.GIF, Access.SVG})) as service:
        reply = generate(service, **{"model": NEWEST, "size": "auto"} | values)
        assert_refused(service, reply, "invalid_value", param, words)


def test_svg_author_must_be_named_where_it_can_be_chosen() -> None:
    with ImageService(access=frozenset({Access.SVG, Access.SVG_MODEL})) as service:
        asked = {"model": NEWEST, "output_format": "svg", "size": "auto"}
        assert_refused(
            service, generate(service, **asked), "missing_required_parameter", "svg.model"
        )
        author = {"model": "gpt-6-astra", "reasoning": {"effort": "high"}}
        assert generate(service, svg=author, **asked).status == 200


# --- who asks, and where -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"authorization": "Bearer sk-wrong-9876"}, "invalid_api_key"),
        ({"authorization": ""}, None),
        ({"authorization": "", "api-key": "sk-test-0123456789"}, None),
        ({"authorization": "Basic sk-test-0123456789"}, None),
    ],
)
def test_wrong_or_missing_key(
    service: ImageService, headers: dict[str, str], code: str | None
) -> None:
    reply = post_json(service, headers=headers, model="gpt-image-2", prompt="x")
    assert reply.status == 401
    assert (reply.error["type"], reply.error["code"]) == (REQUEST, code)
    assert "sk-wrong-9876" not in reply.body.decode()


@pytest.mark.parametrize(
    ("model", "today", "status"),
    [
        ("gpt-image-2.6", date(2026, 11, 21), 404),
        ("gpt-5", date(2026, 11, 21), 404),
        ("dall-e-3", date(2026, 11, 21), 404),
        ("gpt-image-1", date(2026, 11, 21), 404),
        ("gpt-image-1", date(2026, 10, 22), 200),
        ("gpt-image-1.5", date(2026, 11, 30), 200),
        ("gpt-image-1.5", date(2026, 12, 1), 404),
        ("gpt-image-1-mini", date(2026, 12, 1), 404),
        ("chatgpt-image-latest", date(2026, 12, 1), 404),
        ("gpt-image-2-2026-04-21", date(2027, 6, 1), 200),
    ],
)
def test_models_end_on_their_day(model: str, today: date, status: int) -> None:
    with ImageService(today=today) as service:
        reply = generate(service, model=model, size="auto")
        assert reply.status == status
        if status == 404:
            assert (reply.error["code"], reply.error["param"]) == ("model_not_found", None)


def test_addresses_and_methods(service: ImageService) -> None:
    gone = post_json(service, "/v1/images/variations", model="x")
    assert (gone.status, gone.error["type"]) == (404, REQUEST)
    assert ask(service, "GET", EDITS).status == 405
    assert post_json(service, "/images/generations", prompt="x").status == 404


def test_bodies_that_cannot_be_read(service: ImageService) -> None:
    kind = {"content-type": "application/json"}
    assert ask(service, "POST", "/v1/images/generations", b"{", kind).status == 400
    assert ask(service, "POST", "/v1/images/generations", b"[1]", kind).status == 400
    form = {"content-type": "multipart/form-data; boundary=x"}
    wrong = ask(service, "POST", "/v1/images/generations", b"--x--\r\n", form)
    assert wrong.error["code"] == "unsupported_content_type"
    assert ask(service, "POST", EDITS, b"--y--\r\n", form).status == 400
    assert ask(service, "POST", EDITS, b"--x\r\nno head\r\n--x--\r\n", form).status == 400
    assert service.billed == []
