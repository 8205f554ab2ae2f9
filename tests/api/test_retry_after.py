"""How long to wait: headers first, then the words; any length; never nonsense."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.api.retry_after import duration, in_words, seconds_to_wait

NOW = {"date": "Sat, 21 Nov 2026 04:00:00 GMT"}


@pytest.mark.parametrize(
    ("headers", "message", "seconds"),
    [
        ({"retry-after-ms": "1500"}, "", 1.5),
        ({"retry-after-ms": "250", "retry-after": "9"}, "", 0.25),
        ({"retry-after": "20"}, "", 20),
        ({"retry-after": "0.5"}, "", 0.5),
        ({"retry-after": "86400"}, "", 86_400),
        ({"retry-after": "0"}, "", 0),
        ({**NOW, "retry-after": "Sat, 21 Nov 2026 04:02:30 GMT"}, "", 150),
        ({**NOW, "retry-after": "Sat, 21 Nov 2026 03:00:00 GMT"}, "", 0),
        ({**NOW, "retry-after": "Sat, 21 Nov 2026 05:00:00 +0100"}, "", 0),
        ({"retry-after": "7"}, "Please try again in 12s.", 7),
        ({"retry-after": "soon"}, "Please try again in 12s.", 12),
        ({"retry-after": "-3"}, "Please try again in 12s.", 12),
        ({"retry-after": "nan"}, "", None),
        ({"retry-after": "inf"}, "", None),
        ({}, "Rate limit: Limit 5, Used 5, Requested 1. Please try again in 12s. Visit", 12),
        ({}, "Please try again in 1m30s.", 90),
        ({}, "Please try again in 300ms.", 0.3),
        ({}, "Please try again in 6m0s", 360),
        ({}, "try again in 1.284s", 1.284),
        ({}, "try again in 2h3m4.5s", 7384.5),
        ({}, "Please retry after 20 seconds.", 20),
        ({}, "Wait 2 minutes and 5 seconds before the next one", 125),
        ({}, "try again in 1 day", 86_400),
        ({}, "try again in 5 moons", None),
        ({}, "please try again later", None),
        ({}, "limit 5 per 10s", None),
        ({}, "", None),
    ],
)
def test_seconds(headers: dict[str, str], message: str, seconds: float | None) -> None:
    assert seconds_to_wait(headers, message) == pytest.approx(seconds)


def test_the_reset_of_the_limit_that_was_hit_comes_last() -> None:
    headers = {"x-ratelimit-reset-tokens": "6m0s", "x-ratelimit-reset-requests": "1s"}
    assert seconds_to_wait(headers, limit="tokens") == 360
    assert seconds_to_wait(headers, "try again in 5s", limit="tokens") == 5
    assert seconds_to_wait(headers) is None


@settings(deadline=None)
@given(text=st.text(max_size=60), message=st.text(max_size=200))
def test_whatever_comes_it_is_a_span_of_time_or_nothing(text: str, message: str) -> None:
    found = seconds_to_wait({"retry-after": text, "retry-after-ms": text}, message)
    assert found is None or 0 <= found < float("inf")


@settings(deadline=None)
@given(
    parts=st.lists(
        st.tuples(st.integers(0, 9999), st.sampled_from(["ms", "s", "m", "h"])),
        min_size=1,
        max_size=4,
    )
)
def test_durations_add_up(parts: list[tuple[int, str]]) -> None:
    unit = {"ms": 0.001, "s": 1, "m": 60, "h": 3600}
    text = "".join(f"{number}{name}" for number, name in parts)
    assert duration(text) == pytest.approx(sum(number * unit[name] for number, name in parts))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "a moment"),
        (0.2, "1 second"),
        (12, "12 seconds"),
        (90, "1 minute 30 seconds"),
        (3600, "1 hour"),
        (7384.5, "2 hours 3 minutes 5 seconds"),
    ],
)
def test_spans_in_words(seconds: float | None, words: str) -> None:
    assert in_words(seconds) == words
