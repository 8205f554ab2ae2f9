"""A set: one master for many surfaces, each in every language, as a matrix of requests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.order import EditOrder
from desktop.domain.problems import ProblemKind, fail
from desktop.domain.size import Size

USUAL_NAME = "{name}_{language}_{surface}"

OWN_VARIABLES = ("language", "surface", "width", "height")
"""What every prompt of a set can name in braces besides its texts' columns."""

_VARIABLE = re.compile(r"\{([^{}\s]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """A place where the picture will stand, and how many pixels its file is to have there."""

    name: str
    size: Size


USUAL_SURFACES = (
    Surface(name="story", size=Size(1080, 1920)),
    Surface(name="square", size=Size(1080, 1080)),
    Surface(name="post", size=Size(1080, 1350)),
    Surface(name="banner", size=Size(1920, 640)),
    Surface(name="video", size=Size(1920, 1080)),
    Surface(name="print", size=Size(2480, 3508)),
)
"""What is offered: a story, two posts, a banner, a film's cover, and A4 at 300 dpi."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetText:
    """A language with what its variables are filled with."""

    language: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCell:
    """One picture of the matrix: the file it is to become, and the order that makes it."""

    number: int
    language: str
    surface: Surface
    output: str
    order: EditOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceSet:
    """A matrix as it is kept. The first cell is made alone; the others once `is_approved`.

    `batch` is the batch that makes the others; empty where they are jobs of their own.
    """

    id: str
    created: datetime
    title: str
    cells: tuple[SetCell, ...]
    is_approved: bool = False
    batch: str = ""


def variables_in(prompt: str) -> tuple[str, ...]:
    """The names in braces, each once, without those that every set fills by itself."""
    found = dict.fromkeys(_VARIABLE.findall(prompt))
    return tuple(name for name in found if name not in OWN_VARIABLES)


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with every `{name}` replaced. ProblemError: nothing fills one of them."""

    def value(found: re.Match[str]) -> str:
        if found[1] in values:
            return values[found[1]]
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason=f"Nothing fills the variable {found[0]}.",
            suggestion="Give it a text, or correct its name.",
        )

    return _VARIABLE.sub(value, template)


def read_surface(text: str) -> Surface:
    """`banner=1920x640`, or the name of a usual one. ProblemError."""
    name, _, size = text.partition("=")
    usual = next((one for one in USUAL_SURFACES if one.name == text.strip()), None)
    if usual is not None:
        return usual
    found = re.fullmatch(r"\s*(\d{1,5})\s*[x×*]\s*(\d{1,5})\s*", size)
    if name.strip() and found is not None and int(found[1]) and int(found[2]):
        return Surface(name=name.strip(), size=Size(int(found[1]), int(found[2])))
    known = ", ".join(one.name for one in USUAL_SURFACES)
    raise fail(
        ProblemKind.BAD_ARGUMENT,
        reason=f"“{text}” is no surface.",
        suggestion=f"Write it as banner=1920x640, or take one of {known}.",
    )
