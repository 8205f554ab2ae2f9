"""What the markup tool draws right now."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.markup import MarkKind

COLOURS = {
    "Red": "#e5233d",
    "Yellow": "#ffd400",
    "Green": "#1fbf5c",
    "Blue": "#2b8cff",
    "White": "#ffffff",
    "Black": "#101010",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkupSettings:
    """`width` in device-independent pixels at the zoom at which one draws."""

    kind: MarkKind = MarkKind.ARROW
    colour: str = COLOURS["Red"]
    width: float = 5.0
