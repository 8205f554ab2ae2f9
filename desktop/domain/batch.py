"""A batch: many requests that a service works off within a day, at half price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from desktop.domain.intent import Intent
from desktop.domain.recipe import Kind

HALF_PRICE = Decimal("0.5")
"""What a batch pays of every token rate."""

MOST_LINES = 50_000
"""Requests that a service takes in one batch."""

LARGEST_FILE = 200_000_000
"""Bytes that a service takes as one batch's list of requests."""


class BatchPhase(StrEnum):
    """How far a batch has come, by the service's own words from `validating` on."""

    PREPARED = "prepared"
    """Kept here; the service does not know of it yet."""
    SENDING = "sending"
    """Its order is leaving or has left, and the service's name for it is not known."""
    VALIDATING = "validating"
    IN_PROGRESS = "in_progress"
    FINALIZING = "finalizing"
    COMPLETED = "completed"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """The service does nothing more for it."""
        return self in _OVER


_OVER = frozenset(
    {BatchPhase.COMPLETED, BatchPhase.FAILED, BatchPhase.EXPIRED, BatchPhase.CANCELLED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchCounts:
    """Requests in all, done and failed, as the service counts them."""

    total: int = 0
    completed: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchNews:
    """What a service says of a batch; `said` are its words on a list that it did not accept."""

    id: str
    phase: BatchPhase
    counts: BatchCounts = BatchCounts()
    output_file: str | None = None
    error_file: str | None = None
    said: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFile:
    """One file as a service lists it; `purpose` is its own word, such as `vision` or `batch`."""

    id: str
    name: str
    size: int
    purpose: str
    created: datetime
    expires: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLine:
    """One request of a batch, complete enough to finish its edit on another day.

    `number` is its line in the table, from 1; `output` the name its picture is to have.
    """

    number: int
    intent: Intent
    output: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch as it is kept here.

    `uploads` are the files at the service that were made for it, by content or role, and are
    deleted when it is collected. `is_collected` when every line has its row in the history.
    """

    id: str
    created: datetime
    title: str
    kind: Kind
    model: str
    profile: str
    lines: int
    highest_usd: Decimal | None = None
    phase: BatchPhase = BatchPhase.PREPARED
    service_id: str = ""
    counts: BatchCounts = BatchCounts()
    uploads: tuple[tuple[str, str], ...] = ()
    output_file: str | None = None
    error_file: str | None = None
    said: tuple[str, ...] = ()
    is_collected: bool = False
