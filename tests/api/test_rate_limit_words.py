"""What headers and refusals tell of the limits; everything else tells nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.api.rate_limit_words import limits_in, limits_named, wait_told
from desktop.domain.problems import ProblemKind, ServiceWords, problem
from desktop.domain.rate_limits import RateLimits

PER_MINUTE = "Rate limit reached on input-images per min: Limit 5, Used 5, Requested 1."


def refused(detail: str, field: str = "images", kind: str = "rate_limited") -> RateLimits:
    words = ServiceWords(detail=detail, field=field)
    return limits_named(problem(ProblemKind(kind), words, what="x", wait="y"))


def test_headers() -> None:
    headers = {"x-ratelimit-limit-tokens": "800000", "x-ratelimit-limit-requests": "50"}
    assert limits_in(headers) == RateLimits(tokens=800_000, requests=50)
    assert limits_in({}) == RateLimits()


@given(st.text(max_size=20))
def test_headers_of_any_kind(text: str) -> None:
    limits_in({"x-ratelimit-limit-tokens": text})
    wait_told({"x-ratelimit-remaining-tokens": text, "x-ratelimit-reset-tokens": text}, 5)


@pytest.mark.parametrize(
    ("detail", "field", "limits"),
    [
        (PER_MINUTE, "images", RateLimits(images=5)),
        ("tokens per min (TPM): Limit 100000, Used 9", "tokens", RateLimits(tokens=100_000)),
        ("requests per day (RPD): Limit 200, Used 200", "requests", RateLimits()),
        ("Slow down, please.", "images", RateLimits()),
    ],
)
def test_words(detail: str, field: str, limits: RateLimits) -> None:
    assert refused(detail, field) == limits


def test_only_pacing_tells_limits() -> None:
    assert refused(PER_MINUTE, kind="slow_down") == RateLimits()


def test_the_wait_until_tokens_are_back() -> None:
    told = {
        "x-ratelimit-limit-tokens": "1000",
        "x-ratelimit-remaining-tokens": "100",
        "x-ratelimit-reset-tokens": "1m30s",
    }
    assert wait_told(told, 100) == 0
    assert wait_told(told, 101) == 90
    assert wait_told(told, 1001) == 0
    assert wait_told({}, 10**6) == 0
