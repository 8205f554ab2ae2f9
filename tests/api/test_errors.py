"""Every row of the catalogue becomes the right problem: kind, money, and how long to wait."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.api.errors import Asked, moved, problem_of
from desktop.api.service_error import ServiceError, has_error, read_error, without_keys
from desktop.domain.problems import Area, Billed, Problem, ProblemKind

KEY = "sk-proj-Secret0123456789abcdef"
ASKED = Asked(
    host="api.openai.com",
    address="https://api.openai.com/v1",
    model="gpt-image-2",
    prompt_length=50,
    upload_bytes=12_345_678,
    seconds=42.0,
    keys=(KEY,),
)


def told(
    status: int,
    code: str | None = None,
    type_: str | None = "invalid_request_error",
    message: str = "Told.",
    **more: Any,
) -> tuple[int, bytes]:
    error = {"message": message, "type": type_, "param": None, "code": code, **more}
    return status, json.dumps({"error": error}).encode()


def problem_for(answer: tuple[int, bytes], **headers: str) -> Problem:
    status, body = answer
    return problem_of(read_error(status, body), headers, ASKED)


@dataclass(frozen=True)
class Row:
    answer: tuple[int, bytes]
    kind: ProblemKind
    billed: Billed = Billed.NO


_USER = "image_generation_user_error"
_QUOTA = "insufficient_quota"
_VERIFY = "Your organization must be verified to use the model `gpt-image-2`. Please go to: https"
ROWS = {
    "bad size": Row(told(400, "invalid_value", _USER, param="size"), ProblemKind.BAD_SIZE),
    "bad quality": Row(told(400, "invalid_value", _USER, param="quality"), ProblemKind.BAD_OPTION),
    "bad model": Row(told(400, "invalid_value", param="model"), ProblemKind.MODEL_NOT_FOUND),
    "bad value of nothing": Row(told(400, "invalid_value"), ProblemKind.BAD_REQUEST),
    "octet-stream": Row(
        told(400, "unsupported_file_mimetype", param="image"), ProblemKind.BAD_UPLOAD
    ),
    "no mime type": Row(told(400, "missing_file_mimetype", param="image"), ProblemKind.BAD_UPLOAD),
    "invalid image file": Row(told(400, "invalid_image_file", _USER), ProblemKind.BAD_UPLOAD),
    "odd pixel mode, no code": Row(
        told(400, None, _USER, "Invalid image file or mode for image 1, please check."),
        ProblemKind.BAD_UPLOAD,
    ),
    "bad mask": Row(told(400, "invalid_value", param="mask"), ProblemKind.BAD_UPLOAD),
    "second picture": Row(told(400, "invalid_value", param="image[1]"), ProblemKind.BAD_UPLOAD),
    "unknown parameter": Row(
        told(400, "unknown_parameter", param="response_format"), ProblemKind.UNKNOWN_OPTION
    ),
    "prompt too long": Row(
        told(400, "string_above_max_length", param="prompt"), ProblemKind.BAD_REQUEST
    ),
    "streams one only": Row(
        told(400, None, message="Streaming is only supported with n=1."), ProblemKind.BAD_REQUEST
    ),
    "hard billing limit": Row(
        told(400, "billing_hard_limit_reached", "billing_limit_user_error"),
        ProblemKind.BILLING_LIMIT,
    ),
    "hard billing limit by type": Row(
        told(400, None, "billing_limit_user_error"), ProblemKind.BILLING_LIMIT
    ),
    "bad key": Row(told(401, "invalid_api_key"), ProblemKind.KEY_WRONG),
    "bad key, no code": Row(told(401), ProblemKind.KEY_WRONG),
    "bad key, web page": Row((401, b"<html>Unauthorized</html>"), ProblemKind.KEY_WRONG),
    "credit": Row((402, b'{"error":"Insufficient credits"}'), ProblemKind.QUOTA),
    "not verified": Row(told(403, None, message=_VERIFY), ProblemKind.NOT_VERIFIED),
    "country": Row(told(403, "unsupported_country_region_territory"), ProblemKind.COUNTRY),
    "forbidden": Row(told(403), ProblemKind.ACCESS_DENIED),
    "words of verification under another code": Row(
        told(403, "missing_scope", message=_VERIFY), ProblemKind.ACCESS_DENIED
    ),
    "no such model": Row(told(404, "model_not_found"), ProblemKind.MODEL_NOT_FOUND),
    "no such deployment": Row(told(404, "DeploymentNotFound"), ProblemKind.MODEL_NOT_FOUND),
    "no such path": Row((404, b"<h1>Not Found</h1>"), ProblemKind.ANSWER_NOT_JSON),
    "not found, said politely": Row((404, b'{"detail":"Not Found"}'), ProblemKind.SERVICE_SAID),
    "time is up": Row((408, b""), ProblemKind.TIMEOUT, Billed.MAYBE),
    "time is up at Azure": Row(told(408, "Timeout", None), ProblemKind.TIMEOUT, Billed.MAYBE),
    "too large": Row((413, b"<html>413</html>"), ProblemKind.UPLOAD_TOO_LARGE),
    "images per minute": Row(
        told(429, "rate_limit_exceeded", "input-images"), ProblemKind.RATE_LIMITED
    ),
    "tokens per minute": Row(told(429, "rate_limit_exceeded", "tokens"), ProblemKind.RATE_LIMITED),
    "requests per minute": Row(
        told(429, "rate_limit_exceeded", "requests"), ProblemKind.RATE_LIMITED
    ),
    "429 without words": Row((429, b""), ProblemKind.RATE_LIMITED),
    "quota": Row(told(429, _QUOTA, _QUOTA), ProblemKind.QUOTA),
    "quota by type": Row(told(429, None, _QUOTA), ProblemKind.QUOTA),
    "credit balance": Row(told(429, "credit_balance_exhausted", _QUOTA), ProblemKind.QUOTA),
    "organisation's spend limit": Row(
        told(429, "organization_spend_limit_exceeded", _QUOTA), ProblemKind.SPEND_LIMIT
    ),
    "project's spend limit": Row(
        told(429, "project_spend_limit_exceeded", _QUOTA), ProblemKind.SPEND_LIMIT
    ),
    "organisation's usage limit": Row(
        told(429, "organization_usage_limit_exceeded", _QUOTA), ProblemKind.SPEND_LIMIT
    ),
    "slow down": Row(told(429, "slow_down", None), ProblemKind.SLOW_DOWN),
    "server fault": Row(told(500, None, "server_error"), ProblemKind.SERVER_ERROR, Billed.MAYBE),
    "bad gateway": Row((502, b"<html>502</html>"), ProblemKind.SERVER_ERROR, Billed.MAYBE),
    "overload": Row(
        told(503, "server_is_overloaded", "service_unavailable_error"), ProblemKind.OVERLOADED
    ),
    "overload by type": Row(told(503, None, "service_unavailable_error"), ProblemKind.OVERLOADED),
    "503 of somebody else": Row((503, b"<html/>"), ProblemKind.SERVER_ERROR, Billed.MAYBE),
    "gateway timeout": Row((504, b""), ProblemKind.SERVER_ERROR, Billed.MAYBE),
    "code that repeats the status": Row(told(401, "401", None), ProblemKind.KEY_WRONG),
}


@pytest.mark.parametrize("name", ROWS)
def test_each_row_is_its_own_problem(name: str) -> None:
    row = ROWS[name]
    found = problem_for(row.answer, **{"x-request-id": "req_1"})
    assert found.kind is row.kind
    assert found.billed is row.billed
    assert found.request_id == "req_1"
    assert "{" not in found.text


@pytest.mark.parametrize(
    ("stage", "billed"),
    [
        ("input", Billed.NO),
        ("output", Billed.MAYBE),
        ("unknown", Billed.MAYBE),
        (None, Billed.MAYBE),
    ],
)
def test_a_refusal_names_stage_and_categories(stage: str | None, billed: Billed) -> None:
    details = {"moderation_stage": stage, "categories": ["violence", "self-harm"]}
    found = problem_for(told(400, "moderation_blocked", _USER, moderation_details=details))
    assert found.kind is ProblemKind.REFUSED
    assert found.area is Area.POLICY
    assert found.billed is billed
    assert found.stage == (stage or "")
    assert found.categories == ("violence", "self-harm")
    assert "(violence, self-harm)" in found.sentence


@pytest.mark.parametrize("details", [None, "odd", [], {"categories": "violence"}, {"x": 1}])
def test_a_refusal_with_odd_details_is_still_a_refusal(details: object) -> None:
    found = problem_for(told(400, "moderation_blocked", moderation_details=details))
    assert found.kind is ProblemKind.REFUSED
    assert found.categories == ()


def test_azure_tells_its_filter_results() -> None:
    inner = {
        "code": "ResponsibleAIPolicyViolation",
        "content_filter_results": {"violence": {"filtered": True}, "hate": {"filtered": False}},
    }
    found = problem_for(told(400, None, innererror=inner))
    assert found.kind is ProblemKind.REFUSED
    assert found.categories == ("violence",)


_UPSTREAM = {
    "error": {
        "message": "Your request was rejected.",
        "type": _USER,
        "param": None,
        "code": "moderation_blocked",
        "moderation_details": {"moderation_stage": "output", "categories": ["sexual"]},
    }
}


@pytest.mark.parametrize(
    "message",
    [
        f"upstream said: {json.dumps(_UPSTREAM)}",
        f"litellm.BadRequestError: Error code: 400 - {_UPSTREAM!r}",
        f"{json.dumps(_UPSTREAM['error'])} (request id: 2026)",
    ],
)
@pytest.mark.parametrize("code", [None, "upstream_error", "400"])
def test_a_gateway_that_wraps_the_refusal_is_unwrapped(message: str, code: str | None) -> None:
    found = problem_for(told(400, code, "gateway_error", message))
    assert found.kind is ProblemKind.REFUSED
    assert (found.stage, found.categories) == ("output", ("sexual",))
    assert found.detail == "Your request was rejected."


def test_braces_in_a_message_that_are_no_error_change_nothing() -> None:
    found = problem_for(told(400, "invalid_value", message='Use {"a": 1} instead.', param="size"))
    assert found.kind is ProblemKind.BAD_SIZE
    assert found.detail == 'Use {"a": 1} instead.'


def test_the_limit_that_was_hit_is_named() -> None:
    words = "Rate limit reached on input-images per min: Limit 5, Used 5, Requested 1."
    found = problem_for(
        told(429, "rate_limit_exceeded", "input-images", f"{words} Please try again in 12s.")
    )
    assert found.retry_after == 12
    assert found.field == "images"
    assert found.sentence == "The service's limit of pictures per minute is reached for now."
    assert found.remedy == "It can be sent again in 12 seconds."
    tokens = problem_for(
        told(429, "rate_limit_exceeded", "tokens"), **{"x-ratelimit-reset-tokens": "6m0s"}
    )
    assert (tokens.field, tokens.retry_after) == ("tokens", 360)


def test_a_wait_longer_than_the_sdk_would_honour_is_honoured() -> None:
    found = problem_for(told(429, "slow_down", None), **{"retry-after": "7200"})
    assert found.retry_after == 7200
    assert "2 hours" in found.text


def test_a_spent_quota_is_not_waited_for() -> None:
    found = problem_for(told(429, _QUOTA, _QUOTA, "Check your plan. Please try again in 20s."))
    assert found.retry_after is None
    assert not found.may_be_sent_again_alone


def test_spend_limits_name_their_scope() -> None:
    project = problem_for(told(429, "project_spend_limit_exceeded"))
    organisation = problem_for(told(429, "organization_spend_limit_exceeded"))
    assert "this project" in project.sentence
    assert "this organisation" in organisation.sentence


def test_the_words_of_the_service_are_kept() -> None:
    found = problem_for(told(400, None, message="Streaming is only supported with n=1."))
    assert found.detail == "Streaming is only supported with n=1."
    assert "only supported with n=1" in found.remedy


def test_a_web_page_is_told_without_its_markup() -> None:
    page = b"<html><style>p{}</style><title>502</title><h1>Bad  Gateway</h1></html>"
    assert problem_for((502, page)).detail == "502 Bad Gateway"


def test_the_request_id_may_stand_in_the_words_alone() -> None:
    found = problem_for(told(500, message="Include the request ID req_0123abcdef in your message."))
    assert found.request_id == "req_0123abcdef"


def test_a_prompt_that_really_is_too_long_is_counted() -> None:
    status, body = told(400, "string_above_max_length", param="prompt")
    long = Asked(model="m", prompt_length=32_010)
    found = problem_of(read_error(status, body), {}, long)
    assert found.kind is ProblemKind.PROMPT_TOO_LONG
    assert "by 10" in found.remedy


def test_a_redirect_is_told_and_not_followed() -> None:
    found = moved(f"https://elsewhere.example/v1?key={KEY}", ASKED)
    assert found.kind is ProblemKind.ADDRESS_MOVED
    assert "elsewhere.example" in found.sentence
    assert KEY not in found.text + found.detail


@pytest.mark.parametrize(
    "text",
    [
        f"Incorrect API key provided: {KEY}. You can find",
        "Incorrect API key provided: sk-proj-****************cdef. You can find",
        "Incorrect API key provided: gw-abcd****cdef. You can find",
        f"header Authorization: Bearer {KEY}",
        "authorization: bearer eyJhbGciOi.J9",
        f"{{'key': '{KEY}'}}",
    ],
)
def test_no_key_survives(text: str) -> None:
    shown = without_keys(text, (KEY,))
    for secret in ("Secret", "cdef", "gw-abcd", "eyJ", "sk-"):
        assert secret not in shown
    assert "[key]" in shown


def test_a_key_of_any_form_is_struck_out() -> None:
    assert without_keys("You sent 7f3a-99 as key.", ("7f3a-99",)) == "You sent [key] as key."


def test_words_that_are_no_keys_survive() -> None:
    text = "A task-based, disk-safe prompt: *bold* words, risk-free ask-me."
    assert without_keys(text, ("",)) == text


_NAMES = [
    "error",
    "errors",
    "code",
    "type",
    "message",
    "param",
    "detail",
    "innererror",
    "moderation_details",
    "categories",
    "content_filter_results",
]


@settings(deadline=None)
@given(
    body=st.binary(max_size=300)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(_NAMES),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    ).map(lambda value: json.dumps(value).encode()),
    status=st.sampled_from([200, 302, 400, 401, 403, 404, 408, 413, 418, 429, 500, 502, 503, 599]),
)
def test_any_body_becomes_a_problem(body: bytes, status: int) -> None:
    found = problem_of(read_error(status, body), {}, ASKED)
    assert found.text
    if 400 <= status < 500 and status != 408 and found.kind is not ProblemKind.REFUSED:
        assert found.billed is Billed.NO


@pytest.mark.parametrize(
    ("value", "is_error"),
    [
        ({"error": {"code": "x"}}, True),
        ({"error": "words"}, True),
        ({"type": "error", "code": "x"}, True),
        ({"error": None, "data": []}, False),
        ({"error": {}, "data": []}, False),
        ({"data": []}, False),
        ([], False),
        (None, False),
    ],
)
def test_errors_are_told_from_answers(value: object, is_error: bool) -> None:
    assert has_error(value) is is_error


def test_an_empty_body_is_an_error_without_words() -> None:
    assert read_error(500, b"") == ServiceError(status=500, is_object=False)
