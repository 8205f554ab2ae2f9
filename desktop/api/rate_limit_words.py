"""What a service tells of its limits: in the headers of answers, and in the words of a refusal."""

from __future__ import annotations

import re
from collections.abc import Mapping

from desktop.api.retry_after import duration
from desktop.domain.problems import Problem, ProblemKind
from desktop.domain.rate_limits import RateLimits

_LIMIT = re.compile(r"\bLimit:? (\d{1,12})\b")
_MINUTE = re.compile(r"\bper min")


def limits_in(headers: Mapping[str, str]) -> RateLimits:
    """From `x-ratelimit-limit-tokens` and `-requests`; lower-case names. None for pictures: there
    is no header for them."""
    return RateLimits(
        tokens=_number(headers.get("x-ratelimit-limit-tokens", "")),
        requests=_number(headers.get("x-ratelimit-limit-requests", "")),
    )


def limits_named(trouble: Problem) -> RateLimits:
    """From the words of a refusal for pacing: “… per min: Limit 5, Used 5, Requested 1”."""
    found = _LIMIT.search(trouble.detail)
    is_pacing = trouble.kind is ProblemKind.RATE_LIMITED and _MINUTE.search(trouble.detail)
    if found is None or not is_pacing:
        return RateLimits()
    limit = int(found[1])
    return RateLimits(
        images=limit if trouble.field == "images" else None,
        tokens=limit if trouble.field == "tokens" else None,
        requests=limit if trouble.field == "requests" else None,
    )


def wait_told(headers: Mapping[str, str], tokens: int) -> float:
    """Seconds until `tokens` more are taken, by the headers of the last answer; 0 when at once."""
    waits = [0.0]
    for name, needed in (("tokens", tokens), ("requests", 1)):
        left = _number(headers.get(f"x-ratelimit-remaining-{name}", ""))
        limit = _number(headers.get(f"x-ratelimit-limit-{name}", ""))
        if left is None or left >= needed or (limit is not None and needed > limit):
            continue
        waits.append(duration(headers.get(f"x-ratelimit-reset-{name}", "")) or 0.0)
    return max(waits)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None
