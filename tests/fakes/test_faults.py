"""Every fault does on the wire what its name says, and books what it should."""

from __future__ import annotations

import base64
import gzip
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from PIL import Image, UnidentifiedImageError

from tests.fakes.effects import Canned, Line, Refuse, Spoil, Where
from tests.fakes.faults import FAULTS, Fault
from tests.fakes.image_service import ImageService
from tests.fakes.raw_client import ask, edit, generate, image_part, post_json
from tests.fakes.refusals import Refusal

# status, type, code, param
ERRORS: dict[str, tuple[int, str | None, str | None, str | None]] = {
    "MODERATION_BLOCKED": (400, "image_generation_user_error", "moderation_blocked", None),
    "MODERATION_BLOCKED_OUTPUT": (400, "image_generation_user_error", "moderation_blocked", None),
    "BAD_SIZE": (400, "image_generation_user_error", "invalid_value", "size"),
    "BAD_QUALITY": (400, "image_generation_user_error", "invalid_value", "quality"),
    "BAD_IMAGE": (400, "image_generation_user_error", "invalid_image_file", None),
    "UNSUPPORTED_MIMETYPE": (400, "invalid_request_error", "unsupported_file_mimetype", "image"),
    "MISSING_MIMETYPE": (400, "invalid_request_error", "missing_file_mimetype", "image"),
    "UNKNOWN_PARAMETER": (400, "invalid_request_error", "unknown_parameter", "response_format"),
    "PROMPT_TOO_LONG": (400, "invalid_request_error", "string_above_max_length", "prompt"),
    "TRANSPARENT_REFUSED": (400, "image_generation_user_error", "invalid_value", "background"),
    "BILLING_HARD_LIMIT": (400, "billing_limit_user_error", "billing_hard_limit_reached", None),
    "INVALID_KEY": (401, "invalid_request_error", "invalid_api_key", None),
    "NOT_VERIFIED": (403, "invalid_request_error", None, None),
    "COUNTRY": (403, "request_forbidden", "unsupported_country_region_territory", None),
    "FORBIDDEN": (403, "invalid_request_error", None, None),
    "MODEL_NOT_FOUND": (404, "invalid_request_error", "model_not_found", None),
    "TIMEOUT_408": (408, None, "Timeout", None),
    "CONFLICT_409": (409, "invalid_request_error", None, None),
    "TOO_LARGE_413": (413, None, None, None),
    "RATE_LIMITED": (429, "input-images", "rate_limit_exceeded", None),
    "RATE_LIMITED_DATE": (429, "input-images", "rate_limit_exceeded", None),
    "RATE_LIMITED_LONG": (429, "input-images", "rate_limit_exceeded", None),
    "RATE_LIMITED_NO_HEADER": (429, "input-images", "rate_limit_exceeded", None),
    "TOKENS_LIMITED": (429, "tokens", "rate_limit_exceeded", None),
    "SLOW_DOWN": (429, None, "slow_down", None),
    "QUOTA": (429, "insufficient_quota", "insufficient_quota", None),
    "QUOTA_NO_RETRY": (429, "insufficient_quota", "insufficient_quota", None),
    "CREDIT_EXHAUSTED": (429, "insufficient_quota", "credit_balance_exhausted", None),
    "ORGANIZATION_SPEND_LIMIT": (
        429,
        "insufficient_quota",
        "organization_spend_limit_exceeded",
        None,
    ),
    "PROJECT_SPEND_LIMIT": (429, "insufficient_quota", "project_spend_limit_exceeded", None),
    "ORGANIZATION_USAGE_LIMIT": (
        429,
        "insufficient_quota",
        "organization_usage_limit_exceeded",
        None,
    ),
    "SERVER_ERROR": (500, "server_error", None, None),
    "SERVER_ERROR_RETRY": (500, "server_error", None, None),
    "OVERLOADED": (503, "service_unavailable_error", "server_is_overloaded", None),
}
WORDS = {
    "NOT_VERIFIED": "must be verified",
    "RATE_LIMITED": "input-images per min: Limit 5, Used 5, Requested 1. Please try again in 2s",
    "BAD_IMAGE": "Invalid image file or mode for image 1",
}


def of_effect(kind: type) -> list[str]:
    return [name for name, fault in FAULTS.items() if isinstance(fault.effect, kind)]


def test_every_error_is_in_the_table() -> None:
    assert ERRORS.keys() == set(of_effect(Refuse))


def test_every_fault_is_declared_and_named() -> None:
    declared = {name for name in Fault.__annotations__ if name.isupper()}
    assert declared == FAULTS.keys()
    assert all(getattr(Fault, name) is fault for name, fault in FAULTS.items())
    assert Fault.named("html-502") is Fault.HTML_502
    with pytest.raises(KeyError, match="HTML_502"):
        Fault.named("nothing of the kind")


@pytest.mark.parametrize("name", ERRORS)
def test_errors_of_the_service(service: ImageService, name: str) -> None:
    service.next(FAULTS[name])
    reply = generate(service)
    error = reply.error
    assert (reply.status, error["type"], error["code"], error["param"]) == ERRORS[name]
    assert WORDS.get(name, "") in error["message"]
    assert reply.headers["x-request-id"].startswith("req_")
    assert service.billed == []
    assert generate(service).status == 200


def test_moderation_says_stage_and_categories(service: ImageService) -> None:
    service.next(Fault.moderation_blocked(["self-harm", "hate"], "output"))
    details = generate(service).error["moderation_details"]
    assert details == {"moderation_stage": "output", "categories": ["self-harm", "hate"]}


def test_retry_headers(service: ImageService) -> None:
    service.next(
        Fault.RATE_LIMITED,
        Fault.RATE_LIMITED_LONG,
        Fault.rate_limited(0.5, ("retry-after-ms", "500")),
        Fault.RATE_LIMITED_NO_HEADER,
        Fault.QUOTA_NO_RETRY,
        Fault.SERVER_ERROR_RETRY,
    )
    names = ("retry-after", "retry-after-ms", "x-should-retry")
    replies = [generate(service) for _ in range(6)]
    found = [tuple(reply.headers.get(name) for name in names) for reply in replies]
    assert found == [
        ("2", None, None),
        ("300", None, None),
        ("0.5", "500", None),
        (None, None, None),
        (None, None, "false"),
        (None, None, "true"),
    ]


def test_retry_after_as_a_date_counts_from_the_answer(service: ImageService) -> None:
    service.next(Fault.rate_limited_until(90))
    then = parsedate_to_datetime(generate(service).headers["retry-after"])
    assert timedelta(seconds=60) < then - datetime.now(UTC) <= timedelta(seconds=90)


CANNED = {
    "HTML_200": (200, "text/html; charset=UTF-8", b"<!DOCTYPE html>"),
    "HTML_404": (404, "text/html; charset=UTF-8", b"<!DOCTYPE html>"),
    "HTML_413": (413, "text/html; charset=UTF-8", b"<!DOCTYPE html>"),
    "HTML_502": (502, "text/html; charset=UTF-8", b"<!DOCTYPE html>"),
    "HTML_504": (504, "text/html; charset=UTF-8", b"<!DOCTYPE html>"),
    "PROXY_REFUSES_407": (407, None, b""),
    "MOVED": (308, None, b""),
    "EMPTY_200": (200, "application/json", b""),
    "EMPTY_204": (204, None, b""),
    "ERROR_IN_200": (200, "application/json", b'{"error": {'),
    "BROKEN_JSON_200": (200, "application/json", b'{"created": 17900'),
}


def test_every_page_is_in_the_table() -> None:
    assert CANNED.keys() == set(of_effect(Canned))


@pytest.mark.parametrize("name", CANNED)
def test_pages_that_are_no_answers(service: ImageService, name: str) -> None:
    status, kind, start = CANNED[name]
    service.next(FAULTS[name])
    reply = generate(service)
    assert (reply.status, reply.headers.get("content-type")) == (status, kind)
    assert reply.body.startswith(start) if start else reply.body == b""
    assert len(service.billed) == FAULTS[name].is_billed
    assert not any(picture.has_left_whole for picture in service.billed)
    assert service.returned == []


def test_what_books_and_what_does_not() -> None:
    booked = {name for name in CANNED if FAULTS[name].is_billed}
    assert booked == {
        "HTML_200", "HTML_502", "HTML_504", "EMPTY_200", "EMPTY_204", "ERROR_IN_200",
        "BROKEN_JSON_200",
    }  # fmt: skip
    assert not any(FAULTS[name].is_billed for name in of_effect(Refuse))
    assert all(FAULTS[name].is_billed for name in of_effect(Spoil))


def test_an_error_after_the_work_is_booked(service: ImageService) -> None:
    service.next(Fault.SERVER_ERROR.billed(), Fault.HTML_502.billed(is_billed=False))
    assert generate(service).status == 500
    assert [picture.has_left_whole for picture in service.billed] == [False]
    assert generate(service).status == 502
    assert len(service.billed) == 1


def test_any_answer_can_be_made_up(service: ImageService) -> None:
    service.next(
        Fault.refused(Refusal(status=402, message="Pay.", code="pay"), ("x-extra", "1")),
        Fault.canned(418, b"teapot", "text/plain"),
    )
    first, second = generate(service), generate(service)
    assert (first.status, first.error["code"], first.headers["x-extra"]) == (402, "pay", "1")
    assert (second.status, second.body) == (418, b"teapot")


# --- plans ---------------------------------------------------------------------------------------


def test_faults_come_in_order_and_end(service: ImageService) -> None:
    service.next(Fault.OVERLOADED, None, Fault.SLOW_DOWN)
    assert [generate(service).status for _ in range(4)] == [503, 200, 429, 200]


def test_one_fault_for_all(service: ImageService) -> None:
    service.always(Fault.SERVER_ERROR)
    service.next(Fault.OVERLOADED)
    assert [generate(service).status for _ in range(3)] == [503, 500, 500]
    service.always(None)
    assert generate(service).status == 200


def test_a_request_that_breaks_a_rule_uses_up_no_fault(service: ImageService) -> None:
    service.next(Fault.OVERLOADED)
    assert generate(service, size="1x1").status == 400
    assert post_json(service, headers={"authorization": "Bearer no"}, prompt="x").status == 401
    assert ask(service, "GET", "/v1/models").status == 200
    assert generate(service).status == 503


def test_faults_of_the_free_addresses(service: ImageService) -> None:
    service.next(Fault.SERVER_ERROR, Fault.HTML_200, Fault.NO_DATA, to="free")
    assert generate(service).status == 200
    statuses = [ask(service, "GET", "/v1/models").status for _ in range(3)]
    assert statuses == [500, 200, 200]
    service.always(Fault.RESET_BEFORE_HEAD, to="free")
    with pytest.raises(ConnectionResetError):
        ask(service, "GET", "/v1/models")
    service.always(None, to="free")


# --- the answer and the pictures ------------------------------------------------------------------


def first_of(service: ImageService, fault: Fault, **values: Any) -> Any:
    service.next(fault)
    reply = generate(service, **values)
    assert reply.status == 200
    return reply.json


def file_of(body: Any) -> bytes:
    return base64.b64decode(body["data"][0]["b64_json"], validate=True)


def size_of(data: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(data)).size


def test_odd_json(service: ImageService) -> None:
    assert first_of(service, Fault.EMPTY_DATA)["data"] == []
    assert "data" not in first_of(service, Fault.NO_DATA)
    assert first_of(service, Fault.NULL_BASE64)["data"] == [{"b64_json": None}]
    assert "usage" not in first_of(service, Fault.NO_USAGE)
    assert "output_tokens_details" not in first_of(service, Fault.NO_USAGE_DETAILS)["usage"]
    assert list(first_of(service, Fault.ONLY_DATA)) == ["data"]
    assert len(first_of(service, Fault.FEWER_PICTURES, n=3)["data"]) == 1
    start = first_of(service, Fault.DATA_URL)["data"][0]["b64_json"][:23]
    assert start == "data:image/jpeg;base64,"
    assert len(service.billed) == 10


def test_url_in_place_of_the_picture(service: ImageService) -> None:
    item = first_of(service, Fault.URL)["data"][0]
    assert list(item) == ["url"]
    path = item["url"].removeprefix(service.url.removesuffix("/v1"))
    fetched = ask(service, "GET", path, headers={"authorization": ""})
    assert (fetched.status, fetched.headers["content-type"]) == (200, "image/jpeg")
    assert [fetched.body] == service.returned
    assert "authorization" not in service.requests[1].headers
    gone = first_of(service, Fault.URL_GONE)["data"][0]["url"]
    assert ask(service, "GET", gone.removeprefix(service.azure_url)).status == 404


def test_odd_wrappings(service: ImageService) -> None:
    service.next(Fault.AS_TEXT, Fault.GZIPPED, Fault.UNASKED_STREAM, Fault.JSON_FOR_STREAM)
    text, zipped, stream = (generate(service) for _ in range(3))
    plain = generate(service, stream=True)
    assert text.headers["content-type"].startswith("text/plain")
    assert text.json["data"]
    assert zipped.headers["content-encoding"] == "gzip"
    assert b'"data"' in gzip.decompress(zipped.body)
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert stream.events[0][0] == "image_generation.completed"
    assert plain.headers["content-type"] == "application/json"
    assert plain.json["data"]


def test_broken_base64(service: ImageService) -> None:
    with pytest.raises(ValueError, match=r"[Bb]ase64"):
        file_of(first_of(service, Fault.BROKEN_BASE64))
    assert service.returned == []


def test_no_picture_inside(service: ImageService) -> None:
    with pytest.raises(UnidentifiedImageError):
        size_of(file_of(first_of(service, Fault.NOT_PICTURE)))


@pytest.mark.parametrize("output_format", ["png", "jpeg", "webp"])
def test_truncated_pictures(service: ImageService, output_format: str) -> None:
    data = file_of(first_of(service, Fault.TRUNCATED, output_format=output_format))
    with pytest.raises((OSError, SyntaxError)):
        Image.open(io.BytesIO(data)).load()
    assert [data] == service.returned


def test_pictures_of_other_kinds(service: ImageService) -> None:
    other = first_of(service, Fault.OTHER_SIZE)
    assert size_of(file_of(other)) == (1446, 470)
    assert other["size"] == "1446x470"
    several = first_of(service, Fault.SIZES_DIFFER, n=3)
    files = [base64.b64decode(item["b64_json"]) for item in several["data"]]
    assert [size_of(data) for data in files] == [(1440, 480), (1442, 479), (1444, 478)]
    alpha = file_of(first_of(service, Fault.WITH_ALPHA, output_format="png"))
    assert Image.open(io.BytesIO(alpha)).mode == "RGBA"
    jpeg = file_of(first_of(service, Fault.OTHER_FORMAT, output_format="png"))
    assert Image.open(io.BytesIO(jpeg)).format == "JPEG"


def test_faults_hit_edits_too(service: ImageService) -> None:
    service.next(Fault.EMPTY_DATA, Fault.RATE_LIMITED)
    assert edit(service, image_part()).json["data"] == []
    assert edit(service, image_part()).status == 429


# --- the service itself ---------------------------------------------------------------------------


def test_a_bug_of_the_service_fails_the_test_that_runs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("tests.fakes.images_api.make_pictures", broken)
    with pytest.raises(AssertionError, match="itself is broken"), ImageService() as service:
        assert generate(service).status == 500


def test_upload_faults_strike_before_the_body() -> None:
    strikes: Callable[[Fault], bool] = lambda fault: (  # noqa: E731 - read once, here
        isinstance(fault.effect, Line) and fault.effect.where is Where.UPLOAD
    )
    assert [name for name, fault in FAULTS.items() if strikes(fault)] == ["RESET_IN_UPLOAD"]
