"""Reads `packaging/CHANGELOG.md`, written for users, for the formats that packages want."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from installers.facts import PACKAGING

_HEADING = re.compile(r"^## (\S+), (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """`day` is None for what is not yet released; `points` are sentences without line breaks."""

    version: str
    day: date | None
    points: tuple[str, ...]


def releases(text: str | None = None) -> tuple[Release, ...]:
    """Newest first. ValueError where the page has none."""
    if text is None:
        text = (PACKAGING / "CHANGELOG.md").read_text("utf-8")
    pieces = _HEADING.split(text)[1:]
    if not pieces:
        raise ValueError("CHANGELOG.md has no heading of the form `## 1.2.3, 2026-11-30`")
    rows = zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True)
    return tuple(
        Release(version=version.rstrip(","), day=_day(when), points=_points(body))
        for version, when, body in rows
    )


def day_of(release: Release, epoch: int) -> date:
    """The day it was released; while it was not, that of the build."""
    return release.day or datetime.fromtimestamp(epoch, UTC).date()


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words.strip())
    except ValueError:
        return None


def _points(body: str) -> tuple[str, ...]:
    found = re.findall(r"^- (.+(?:\n  .+)*)", body, re.MULTILINE)
    return tuple(" ".join(one.split()).replace("`", "").replace("**", "") for one in found)
