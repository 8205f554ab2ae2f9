"""Each row of the catalogue says something of its own, with what to do and what it may cost."""

from __future__ import annotations

import pytest

from desktop.api.errors import Asked, problem_of
from desktop.api.service_error import read_error
from desktop.domain.problems import Billed, Problem
from desktop.domain.refusal_advice import advice
from tests.fakes import broken_rules as no
from tests.fakes import refusals as error
from tests.fakes.refusals import Refusal

WANTED: dict[str, tuple[Refusal, str, str]] = {
    "no quota": (error.spend_limit("insufficient_quota"), "no quota left", "billing page"),
    "no credit": (error.spend_limit("credit_balance_exhausted"), "prepaid credit", "billing page"),
    "organisation's money": (
        error.spend_limit("organization_spend_limit_exceeded"), "organisation", "Raise it",
    ),
    "project's money": (error.spend_limit("project_spend_limit_exceeded"), "project", "Raise it"),
    "usage": (
        error.spend_limit("organization_usage_limit_exceeded"), "usage limit", "higher one",
    ),
    "octet-stream": (no.octet_stream("image", "application/octet-stream"), "type", "report"),
    "untyped": (no.untyped_file("image"), "without its type", "report"),
    "unreadable": (no.bad_image(3), "picture 3", "PNG"),
    "steps of 16": (
        no.bad_size("1000x1000", "Width and height must both be divisible by 16."),
        "multiples of 16", "list",
    ),
    "too long": (
        no.bad_size("4000x1600", "The longest edge must be less than or equal to 3840."),
        "too long", "list",
    ),
    "too few": (
        no.bad_size("16x16", "Requested resolution is below the current minimum pixel budget."),
        "too few pixels", "list",
    ),
    "too many": (
        no.bad_size("3840x3840", "Requested resolution exceeds the current pixel budget."),
        "too many pixels", "list",
    ),
    "quality": (no.invalid_value("quality", "max", ("low",)), "quality", "another"),
    "background": (
        no.bad_combination("background", "Transparent background is not supported."),
        "background", "PNG or WebP",
    ),
    "prompt": (no.too_long("prompt", 32_001, 32_000), "prompt too long", "Shorten"),
    "unknown": (no.unknown_parameter("response_format"), "response_format", "default"),
    "billing": (error.billing_limit(), "hard billing limit", "billing page"),
    "key": (no.bad_key("sk-nobody-0123456789"), "this key", "Settings"),
    "verified": (error.not_verified("gpt-image-2"), "verified", "15 minutes"),
    "country": (error.country(), "country", "supported"),
    "forbidden": (Refusal(status=403, message="No."), "does not let this key", "permissions"),
    "model": (no.model_not_found("gpt-image-2"), "no model", "another model"),
    "timeout": (error.timed_out(), "did not answer", "billed twice"),
    "conflict": (Refusal(status=409, message="Updated."), "busy", "again"),
    "heavy": (error.body_too_large(), "too large", "smaller"),
    "pictures a minute": (error.images_per_minute(2), "pictures per minute", "2 seconds"),
    "tokens a minute": (error.tokens_per_minute(3), "tokens per minute", "3 seconds"),
    "slower": (error.slow_down(), "more slowly", "again"),
    "fault": (error.server_error(), "failed on its side", "billed twice"),
    "overload": (error.overloaded(), "overloaded", "again"),
    "refused before": (error.moderation_blocked("input", ["sexual"]), "prompt", "Nothing was made"),
    "refused after": (error.moderation_blocked("output", ["sexual"]), "result", "calmer"),
}  # fmt: skip


def told(refusal: Refusal) -> Problem:
    asked = Asked(host="h", model="gpt-image-2", seconds=42, upload_bytes=100)
    headers = {**dict(refusal.headers), "x-request-id": "req_0123456789"}
    return problem_of(read_error(refusal.status, refusal.body()), headers, asked)


@pytest.mark.parametrize("name", WANTED)
def test_each_row_has_its_sentence_its_remedy_and_its_request_id(name: str) -> None:
    refusal, sentence, remedy = WANTED[name]
    problem = told(refusal)
    assert sentence in problem.sentence
    assert remedy in problem.remedy
    assert problem.request_id == "req_0123456789"
    maybe = {"timeout", "fault", "refused after"}
    assert problem.billed is (Billed.MAYBE if name in maybe else Billed.NO)


def test_no_two_rows_say_the_same() -> None:
    sentences = [told(refusal).sentence for refusal, _, _ in WANTED.values()]
    assert sorted(set(sentences)) == sorted(sentences)


@pytest.mark.parametrize(
    ("categories", "words"),
    [
        (("sexual",), "worn"),
        (("sexual/minors",), "under age"),
        (("violence/graphic",), "wounds"),
        (("self-harm/intent",), "someone near"),
        (("ip_infringement",), "names of works"),
        (("public_figures",), "well-known"),
    ],
)
def test_what_to_change_follows_from_the_category(categories: tuple[str, ...], words: str) -> None:
    assert words in advice("input", categories)


def test_without_a_category_or_stage_it_stays_general() -> None:
    assert advice("", ()) == advice("unknown", ("something new",))
    assert advice("output", ("sexual", "sexual")).count("worn") == 1
