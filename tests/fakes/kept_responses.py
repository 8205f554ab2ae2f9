"""Responses as the service stores them: their events, and what a retrieval gives back."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Any


class TurnChange(StrEnum):
    """What is odd about one turn (facts, sections 2.3 to 2.7)."""

    STUCK_GENERATING = auto()
    """The finished item still says `generating`."""
    NULL_ON_RETRIEVE = auto()
    """Only the stream has the picture; a retrieval says `result: null`."""
    ONLY_WORDS = auto()
    BLOCKED_INSIDE = auto()
    """The item failed by the policy, the response is a 200 and completed."""
    FAILED = auto()
    """The whole response ends as `response.failed`."""
    NO_TOOL_USAGE = auto()
    SLOW = auto()
    """A retrieval finds it in progress three times; its stream cannot be resumed before."""


@dataclass(frozen=True, kw_only=True)
class BilledTurn:
    """What the outer model used and how often it searched."""

    response: str
    model: str
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    searches: int


@dataclass(kw_only=True)
class KeptResponse:
    """One stored response. `events` are its stream, numbered from 0."""

    id: str
    final: dict[str, Any]
    events: tuple[bytes, ...]
    picture: bytes | None
    media_type: str
    context_tokens: int
    can_stream: bool
    change: TurnChange | None = None
    polls_left: int = 0
    is_cancelled: bool = False


@dataclass(kw_only=True)
class Responses:
    """All of them; `plan` is what happens to the coming turns."""

    kept: dict[str, KeptResponse] = field(default_factory=dict)
    billed: list[BilledTurn] = field(default_factory=list)
    plan: deque[TurnChange | None] = field(default_factory=deque)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take_change(self) -> TurnChange | None:
        with self.lock:
            return self.plan.popleft() if self.plan else None

    def keep(self, response: KeptResponse, bill: BilledTurn) -> None:
        with self.lock:
            self.kept[response.id] = response
            self.billed.append(bill)

    def forget_all(self) -> None:
        """The thirty days are over."""
        with self.lock:
            self.kept.clear()
