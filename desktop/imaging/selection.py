"""A selection: which pixels a tool meant, and how they join the mask or reshape it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.domain.size import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Combine(StrEnum):
    """What a selection does to the mask that is there."""

    ADD = "add"
    SUBTRACT = "subtract"
    INTERSECT = "intersect"
    REPLACE = "replace"


class Shaping(StrEnum):
    """The ways to reshape a mask, by name."""

    GROW = "grow"
    SHRINK = "shrink"
    FEATHER = "feather"
    SMOOTH = "smooth"
    FILL_HOLES = "fill holes"
    REMOVE_SPECKS = "remove specks"
    BORDER = "border"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Selection:
    """`coverage` (h, w) of the pixels in `box`, 255 wholly meant; outside nothing is."""

    box: Box
    coverage: NDArray[np.uint8]

    def __post_init__(self) -> None:
        if self.coverage.shape != (self.box.height, self.box.width):
            raise ValueError(f"Coverage {self.coverage.shape} does not fill {self.box}.")

    def clipped(self, limits: Box) -> Selection:
        """Only what lies inside `limits`."""
        box = self.box.clipped(limits)
        shift = box.seen_from(self.box)
        return Selection(box=box, coverage=self.coverage[shift.slices])
