"""How the selecting tools work right now."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.imaging.selection import Combine


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectSettings:
    """`tolerance` 0 to 255 for selections by colour; `feather` in pixels of the picture."""

    combine: Combine = Combine.ADD
    tolerance: int = 32
    feather: int = 0
