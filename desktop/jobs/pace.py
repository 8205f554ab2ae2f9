"""Sends no faster than a service takes: so many pictures, tokens and requests in any minute.

A profile has one pace for all its jobs. Its limits are what the designer set, else what the service
told; when it asks for a pause, every job of the profile waits for it, not only the one refused.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from desktop.domain.problems import Problem, ProblemKind, ServiceWords, problem
from desktop.domain.rate_limits import RateLimits

MINUTE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one request counts against the limits."""

    images: int = 1
    tokens: int = 0
    requests: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Seconds until it may be sent, and why not at once."""

    seconds: float
    problem: Problem


class Pace:
    """What one profile has sent in the last minute, by a clock that only goes forward."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._sent: deque[tuple[float, Load]] = deque()
        self._told = RateLimits()
        self._until = 0.0
        self._reason: Problem | None = None

    def learn(self, told: RateLimits) -> None:
        """The service has said what it takes."""
        self._told = told.over(self._told)

    def hold(self, seconds: float, reason: Problem) -> None:
        """The service wants nothing for so long; a longer pause that runs already stays."""
        until = self._clock() + seconds
        if until > self._until:
            self._until, self._reason = until, reason

    def count(self, load: Load) -> None:
        """A request leaves now; those that fail count as well."""
        self._sent.append((self._clock(), load))

    def pause(self, load: Load, chosen: RateLimits) -> Pause | None:
        """How long `load` has to wait now; None when it may go. `chosen` is the designer's word."""
        now = self._clock()
        while self._sent and self._sent[0][0] <= now - MINUTE:
            self._sent.popleft()
        if self._until > now and self._reason is not None:
            return Pause(seconds=self._until - now, problem=self._reason)
        limits = chosen.over(self._told)
        waits = {
            name: self._wait_for(name, getattr(load, name), getattr(limits, name), now)
            for name in _WORDS
        }
        name = max(waits, key=lambda one: waits[one])
        if waits[name] <= 0:
            return None
        return Pause(seconds=waits[name], problem=reached(name, waits[name]))

    def _wait_for(self, name: str, needed: int, limit: int | None, now: float) -> float:
        """Until enough of the last minute has passed; what alone is above the limit goes when
        nothing else is in the minute, and the service decides."""
        if limit is None:
            return 0.0
        used: int = sum(getattr(load, name) for _, load in self._sent)
        free_at = now
        for at, load in self._sent:
            if used + needed <= limit:
                break
            used -= getattr(load, name)
            free_at = at + MINUTE
        return free_at - now


class Paces:
    """The paces of all profiles; used on the jobs' loop alone."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._all: dict[str, Pace] = {}

    def of(self, profile: str) -> Pace:
        if profile not in self._all:
            self._all[profile] = Pace(self._clock)
        return self._all[profile]


_WORDS = {
    "images": "pictures per minute",
    "tokens": "tokens per minute",
    "requests": "requests per minute",
}


def reached(name: str, seconds: float) -> Problem:
    """The limit of that name is reached for so many seconds; nothing was sent."""
    return problem(
        ProblemKind.RATE_LIMITED,
        ServiceWords(retry_after=seconds, field=name),
        what=_WORDS[name],
        wait=f"{max(1, round(seconds))} seconds",
    )
