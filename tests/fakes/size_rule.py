"""Which sizes may be asked for, with the texts of the refusals (facts, sections 1.3, 1.10, 5.2)."""

from __future__ import annotations

import re
from typing import NamedTuple

from tests.fakes.broken_rules import bad_size
from tests.fakes.capabilities import Abilities
from tests.fakes.refusals import RefusedError, listed

STEP = 16
LONGEST = 3840
LEAST_PIXELS = 655_360
MOST_PIXELS = 8_294_400
GIF_SQUARES = ((9, 960), (12, 816), (16, 720))

_FORM = re.compile(r"([1-9]\d{0,5})x([1-9]\d{0,5})")


class Dimensions(NamedTuple):
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


def read_size(text: str, abilities: Abilities) -> Dimensions | None:
    """The size asked for, None for `auto`; RefusedError with the service's own text."""
    if text == "auto":
        return None
    if abilities.fixed_sizes:
        return _read_fixed(text, abilities.fixed_sizes)
    found = _FORM.fullmatch(text)
    if found is None:
        raise RefusedError(bad_size(text, "Use 'auto' or the form WIDTHxHEIGHT, such as 1536x864."))
    size = Dimensions(int(found[1]), int(found[2]))
    fault = fault_of(size)
    if fault:
        raise RefusedError(bad_size(text, fault))
    return size


def fault_of(size: Dimensions) -> str:
    """The service's sentence about a size it does not take; empty for a legal one."""
    width, height = size
    pixels = width * height
    if width % STEP or height % STEP:
        return f"Width and height must both be divisible by {STEP}."
    if max(size) > LONGEST:
        return f"The longest edge must be less than or equal to {LONGEST}."
    if max(size) > 3 * min(size):
        return "The aspect ratio must be between 1:3 and 3:1."
    if pixels < LEAST_PIXELS:
        return "Requested resolution is below the current minimum pixel budget."
    if pixels > MOST_PIXELS:
        return "Requested resolution exceeds the current pixel budget."
    return ""


def read_gif_size(text: str, frames: int) -> Dimensions | None:
    """One frame of an animation: all frames together share the pixel budget of one picture."""
    if text == "auto":
        return None
    found = _FORM.fullmatch(text)
    size = Dimensions(int(found[1]), int(found[2])) if found else None
    if size is None or size.width % STEP or size.height % STEP:
        raise RefusedError(bad_size(text, f"Width and height must both be divisible by {STEP}."))
    cap = next(side for most, side in GIF_SQUARES if frames <= most)
    total = size.width * size.height * frames
    if size.width * size.height > cap * cap or total > MOST_PIXELS:
        raise RefusedError(bad_size(text, "Requested resolution exceeds the current pixel budget."))
    if total < LEAST_PIXELS:
        why = "Requested resolution is below the current minimum pixel budget."
        raise RefusedError(bad_size(text, why))
    return size


def _read_fixed(text: str, sizes: tuple[str, ...]) -> Dimensions:
    if text not in sizes:
        raise RefusedError(bad_size(text, f"Supported sizes are {listed((*sizes, 'auto'))}."))
    width, height = text.split("x")
    return Dimensions(int(width), int(height))
