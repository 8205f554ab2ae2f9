"""How long a service wants us to wait, in seconds, from its headers or its words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_LONGEST_MESSAGE = 4000
_PART = (
    r"\d{1,9}(?:\.\d{1,9})?\s?"
    r"(?:milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)(?![a-z])"
)
_ONE_PART = re.compile(r"(\d+(?:\.\d+)?)\s?([a-z]+)", re.IGNORECASE)
_DURATION = re.compile(rf"(?:{_PART}\s*)+", re.IGNORECASE)
_SPOKEN = re.compile(
    rf"\b(?:try again|retry|wait)\b[^.\d]{{0,40}}?\s((?:{_PART}(?:,?\s)?(?:and\s)?)+)",
    re.IGNORECASE,
)


def seconds_to_wait(
    headers: Mapping[str, str], message: str = "", *, limit: str = ""
) -> float | None:
    """Seconds until it may be sent again, of any length; None when nobody says.

    In this order: `retry-after-ms`, `retry-after` (seconds or an HTTP date), the words of the
    message ("try again in 1m30s"), and the reset of the named `limit` (requests, tokens).
    Header names are lower case.
    """
    found = (
        _number(headers.get("retry-after-ms", ""), 0.001),
        _number(headers.get("retry-after", ""), 1.0),
        _until(headers.get("retry-after", ""), headers.get("date", "")),
        _spoken(message),
        duration(headers.get(f"x-ratelimit-reset-{limit}", "")) if limit else None,
    )
    return next((seconds for seconds in found if seconds is not None), None)


def duration(text: str) -> float | None:
    """`1m30s`, `300ms`, `6m0s` or `20 seconds` in seconds; None for anything else."""
    if _DURATION.fullmatch(text.strip()) is None:
        return None
    return _total(text)


def in_words(seconds: float | None) -> str:
    """For a sentence: `12 seconds`, `1 minute 30 seconds`, `a moment` when nobody knows."""
    if seconds is None:
        return "a moment"
    whole = max(1, math.ceil(seconds))
    parts = (whole // 3600, "hour"), (whole % 3600 // 60, "minute"), (whole % 60, "second")
    return " ".join(f"{count} {name}{'s' * (count != 1)}" for count, name in parts if count)


def _number(text: str, factor: float) -> float | None:
    try:
        seconds = float(text) * factor
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def _until(text: str, now: str) -> float | None:
    """Seconds to an HTTP date, by the service's own clock where it shows it."""
    then = _date(text)
    if then is None:
        return None
    return max(0.0, (then - (_date(now) or datetime.now(UTC))).total_seconds())


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _spoken(message: str) -> float | None:
    found = _SPOKEN.search(message[:_LONGEST_MESSAGE])
    return None if found is None else _total(found[1])


def _total(text: str) -> float:
    return sum(float(number) * _unit(name.lower()) for number, name in _ONE_PART.findall(text))


def _unit(name: str) -> float:
    return _UNITS["ms" if name.startswith(("ms", "milli")) else name[0]]
