"""Amounts, times and prompts read as they should."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from desktop.ui.wording import (
    as_tooltip,
    duration,
    exact_cost,
    first_line,
    moment,
    outside_sentence,
    outside_words,
    short_moment,
    stopwatch,
    verdict_words,
)
from tests.ui.samples import result


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0.0527", "$0.0527"),
        ("0.05", "$0.0500"),
        ("1.274", "$1.27"),
        ("1234.5", "$1,234.50"),
        ("0", "$0.00"),
        ("0.00003", "under $0.0001"),
    ],
)
def test_cost(amount: str, text: str) -> None:
    assert exact_cost(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (34.9, "0:34"), (725, "12:05"), (3607, "1:00:07")]
)
def test_stopwatch(seconds: float, text: str) -> None:
    assert stopwatch(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(8.44, "8.4 s"), (41.3, "41 s"), (120, "2 min"), (125.2, "2 min 5 s")]
)
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text


NOW = datetime(2026, 11, 21, 12, 0, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("when", "long", "short"),
    [
        (datetime(2026, 11, 21, 9, 5, tzinfo=UTC), "Today 10:05", "10:05"),
        (datetime(2026, 11, 20, 23, 30, tzinfo=UTC), "Today 00:30", "00:30"),
        (datetime(2026, 11, 20, 8, 0, tzinfo=UTC), "Yesterday 09:00", "20 Nov"),
        (datetime(2026, 3, 2, 8, 0, tzinfo=UTC), "2 Mar 09:00", "2 Mar"),
        (datetime(2025, 3, 2, 8, 0, tzinfo=UTC), "2 Mar 2025", "Mar 2025"),
    ],
)
def test_moments_are_told_in_the_local_zone(when: datetime, long: str, short: str) -> None:
    assert moment(when, NOW) == long
    assert short_moment(when, NOW) == short


def test_the_first_line_that_says_something() -> None:
    assert first_line("\n \n  make   it\tnight \nmore") == "make it night"
    assert first_line("  \n ") == ""
    assert len(first_line("x" * 32_000)) == 240


def test_a_name_is_no_markup_in_a_tooltip() -> None:
    assert as_tooltip("<b>a</b> & b", "", "two") == "<p>&lt;b>a&lt;/b> &amp; b<br>two</p>"


def test_the_proof_names_both_numbers() -> None:
    assert outside_sentence(result(0)) == "0 of 47,312,204 pixels changed outside the mask"
    assert outside_words(result(0, outside_changed=1200)) == "1,200 px changed outside"
    plain = result(0, outside_changed=None, placement=None)
    assert (outside_sentence(plain), outside_words(plain), verdict_words(plain)) == ("", "", "")


def test_every_verdict_has_words() -> None:
    placement = result(0).placement
    assert placement is not None
    for verdict in ("good", "check", "spilled", "changed"):
        assert verdict_words(result(0, placement=replace(placement, verdict=verdict)))
