"""Which mishap comes when: every one of the catalogue has its turn before any has a second."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable

from tests.fakes.desk import FaultPlan
from tests.fakes.faults import FAULTS, Fault

_PASSES = 0.33
"""The share of requests that nothing happens to."""


def needs_stream(fault: Fault) -> bool:
    """These change nothing in an answer that is no stream."""
    return fault.name.startswith("STREAM_")


class Deck:
    """All faults, shuffled; those that no request came for go back, to come first next time."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._streams: deque[Fault] = deque()
        self._others: deque[Fault] = deque()

    def deal(
        self, count: int, *, is_stream: bool, passes: float = _PASSES
    ) -> tuple[Fault | None, ...]:
        """What happens to the next requests, which all stream or none of which does."""
        return tuple(
            None if self._chance.random() < passes else self._next(is_stream=is_stream)
            for _ in range(count)
        )

    def put_back(self, unused: Iterable[Fault | None]) -> None:
        for fault in unused:
            if fault is not None:
                (self._streams if needs_stream(fault) else self._others).appendleft(fault)

    def _next(self, *, is_stream: bool) -> Fault:
        is_special = is_stream and self._chance.random() < 0.5
        cards = self._streams if is_special else self._others
        if not cards:
            fresh = [fault for fault in FAULTS.values() if needs_stream(fault) is is_special]
            self._chance.shuffle(fresh)
            cards.extend(fresh)
        return cards.popleft()


class WatchedPlan(FaultPlan):
    """A plan of the service that knows what has struck, and gives back what has not."""

    def __init__(self) -> None:
        super().__init__()
        self.struck: set[str] = set()

    def take(self) -> Fault | None:
        return self._seen(super().take())

    def take_before_upload(self) -> Fault | None:
        return self._seen(super().take_before_upload())

    def unused(self) -> tuple[Fault | None, ...]:
        """What no request has come for; nothing is planned any more."""
        with self._lock:
            left = tuple(self._coming)
            self._coming.clear()
        return left

    def missing(self) -> tuple[Fault, ...]:
        """What has not struck yet, those that need a stream at the end."""
        left = [fault for fault in FAULTS.values() if fault.name not in self.struck]
        return tuple(sorted(left, key=needs_stream))

    def _seen(self, fault: Fault | None) -> Fault | None:
        if fault is not None:
            self.struck.add(fault.name)
        return fault
