"""News of a newer version: whom a build may ask, what it hears, and whether it is news."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)(?:(a|b|rc)(\d+))?")
_FINAL = "z"
"""Sorts after every kind of candidate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateSource:
    """`address` is https; `key` the base64 of the Ed25519 key (32 bytes) that signs there.

    Both are data of a build. A build without them never asks anybody.
    """

    address: str
    key: str

    @property
    def host(self) -> str:
        """Who is asked, in short."""
        return urlsplit(self.address).hostname or self.address


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A published version, and the https address of the page about it."""

    version: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoNews:
    """Nothing that could be believed was heard; `sentence` says why."""

    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateSettings:
    """Whether the designer wants to hear of new versions.

    `asked` is the day of the last question (ISO), `told` the newest version that was shown.
    """

    is_wanted: bool = False
    asked: str = ""
    told: str = ""

    def is_due(self, today: date) -> bool:
        """At most one question a day, and none that was not agreed to."""
        return self.is_wanted and self.asked != today.isoformat()


def is_newer(version: str, than: str) -> bool:
    """Whether `version` comes after `than`; a candidate comes before what it leads to.

    ValueError when one of them is no version such as 1.2.3 or 1.2.3rc1.
    """
    return _order(version) > _order(than)


def _order(version: str) -> tuple[int, int, int, str, int]:
    found = _VERSION.fullmatch(version)
    if found is None:
        raise ValueError(f"{version!r} is no version")
    major, minor, patch, kind, number = found.groups()
    return (int(major), int(minor), int(patch), kind or _FINAL, int(number or 0))
