"""Edits, pictures and sources for tests of panels."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage

from desktop.domain.cost import Usage
from desktop.domain.edit import Edit, Outcome, Placement, Result, StoredPicture
from desktop.domain.identity import ContentHash, EditId
from desktop.domain.problems import ProblemError, ProblemKind, fail
from desktop.domain.recipe import InputFile, Inputs, Kind, Recipe
from desktop.domain.reference import Reference
from desktop.domain.size import Box, Size

DAY = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def png(width: int = 40, height: int = 30, colour: str = "#3366cc") -> bytes:
    """A picture file of one colour; a colour as #aarrggbb keeps its alpha."""
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")  # type: ignore[call-overload]  # a QIODevice is taken
    return bytes(buffer.data().data())


def content_of(name: object) -> ContentHash:
    return ContentHash(hashlib.sha256(str(name).encode()).hexdigest())


@dataclass
class Thumbnails:
    """A source of thumbnails: every content has a picture, but for those in `gone`."""

    gone: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    gate: threading.Event | None = None

    def __call__(self, content: ContentHash, _pixels: int) -> bytes | Path:
        self.asked.append(content)
        if self.gate is not None:
            self.gate.wait(5)
        if content in self.gone:
            raise fail(ProblemKind.PICTURE_GONE, name=content[:8])
        return png()


def reference(name: object, *, is_on: bool = True) -> Reference:
    file = InputFile(content=content_of(name), name=f"{name}.png", size=Size(800, 600))
    return Reference(file=file, is_on=is_on)


def result(index: int, **changes: Any) -> Result:
    stored = StoredPicture(
        content=content_of(f"result {index}"), media_type="image/png", size=Size(1536, 1024)
    )
    placement = Placement(region=Box(10, 20, 300, 200), sent_size=Size(1200, 800), verdict="good")
    made = Result(
        index=index,
        original=stored,
        picture=stored,
        outside_changed=0,
        outside_total=47_312_204,
        placement=placement,
    )
    return replace(made, **changes)


def edit(
    number: int, *, results: int = 1, prompt: str = "A red apple on a table", **changes: Any
) -> Edit:
    """The edit of a number; higher numbers are newer."""
    made = Edit(
        id=EditId(f"{number:012x}0123456789"),
        created=DAY - timedelta(hours=1),
        recipe=Recipe(
            kind=Kind.EDIT,
            prompt=prompt,
            model="gpt-image-2",
            quality="high",
            size=Size(1536, 1024),
            count=max(1, results),
        ),
        inputs=Inputs(),
        outcome=Outcome.FINISHED if results else Outcome.FAILED,
        results=tuple(result(index) for index in range(results)),
        estimate_usd=Decimal("0.0510"),
        usage=Usage(text_input=345, image_input=1056, image_output=1756),
        cost_usd=Decimal("0.0527") if results else None,
        seconds=41.3,
        request_id="req_4f8a1c2b9d",
    )
    return replace(made, **changes)


@dataclass
class Pages:
    """A source of history: `edits` newest first, or a problem while `problem` is set."""

    edits: tuple[Edit, ...]
    problem: ProblemError | None = None
    asked: list[EditId | None] = field(default_factory=list)

    def page(self, before: EditId | None, limit: int) -> tuple[Edit, ...]:
        self.asked.append(before)
        if self.problem is not None:
            raise self.problem
        rest = [one for one in self.edits if before is None or one.id < before]
        return tuple(rest[:limit])


def pages(count: int, *, results: int = 1) -> Pages:
    return Pages(tuple(edit(number, results=results) for number in range(count, 0, -1)))
