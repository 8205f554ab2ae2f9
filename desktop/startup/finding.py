"""What a check of this installation finds: a verdict with words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from desktop.startup.paths import Paths


class Verdict(StrEnum):
    """What a check found. A note is something to know that keeps nobody from working."""

    OK = "ok"
    NOTE = "note"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check found, in words."""

    verdict: Verdict = Verdict.OK
    words: str


Check = Callable[[Paths], Finding]
"""Proves one part. `Paths` are scratch folders beside the real resources. Raises what it meets."""


class CheckFailedError(Exception):
    """A part does not do what it should; the message says what was seen."""
