"""Dabs: the footprint of a round brush as 8-bit coverage, kept ready at sub-pixel offsets.

Coverage at a distance r from the middle, radius R, hardness h: the ramp has the width
w = (1 - h)·R, at least one pixel, and ends at R (half a pixel later where it is one pixel wide,
which makes it the antialiased edge of a disc). Along a soft ramp t runs 3t² - 2t³.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BUDGET = 32 * 1024 * 1024
_LEAST_STEP = 0.25
_OFFSETS = ((64, 8), (512, 4), (2048, 2))
"""Up to this diameter, so many offsets for each axis; a larger dab lies on whole pixels."""


Edges = tuple[int, int, int, int]
"""Left, top, and the first column and row beyond."""


class Tip(NamedTuple):
    """What makes dabs differ: diameter in pixels (at least 1), hardness from 0 to 1."""

    diameter: float
    hardness: float

    @property
    def radius(self) -> float:
        return self.diameter / 2

    @property
    def ramp(self) -> float:
        """Width of the soft edge in pixels; below 1 the edge is an antialiased one."""
        return (1 - self.hardness) * self.radius

    @property
    def reach(self) -> float:
        """From the middle to the first pixel that is certainly not covered."""
        return self.radius + max(0.0, 1 - self.ramp) / 2

    @property
    def plateau(self) -> float:
        """From the middle to where full coverage ends."""
        return max(0.0, self.reach - max(1.0, self.ramp))

    @property
    def step(self) -> float:
        """How far apart dabs may lie so that a line of them is one stroke.

        Half way between two dabs the nearest middle is farther than the line by about step²/8r,
        which costs that times the slope of the ramp. Along a soft ramp w from the plateau p the
        worst place is u = √(a² + a) - a with a = p/w, the cost 0.75·(1 - 2u)·step²/w². It may be
        1.5 of 255 steps, and up to 1/16 more where the edge is hard and nobody can see it.
        """
        ramp = max(1.0, self.ramp)
        cost = 1.5 / 255 + 1 / 16 / ramp**2
        if self.ramp < 1:
            return max(_LEAST_STEP, 2 * math.sqrt(2 * self.plateau * cost + cost**2))
        flat = self.plateau / ramp
        steepness = 0.75 * (1 - 2 * (math.sqrt(flat**2 + flat) - flat))
        return max(_LEAST_STEP, ramp * math.sqrt(cost / steepness))


@dataclass(frozen=True, slots=True, eq=False)
class Dab:
    """Coverage (n, n), and where its first pixel lies from the pixel that holds the middle."""

    coverage: NDArray[np.uint8]
    start: int


def coverage_at(distance: NDArray[np.float32], tip: Tip) -> NDArray[np.float32]:
    """Coverage from 0 to 1 at distances from the middle, in pixels."""
    width = max(1.0, tip.ramp)
    t = np.clip((np.float32(tip.reach) - distance) / np.float32(width), 0, 1)
    softness = np.float32(min(1.0, tip.ramp))
    smooth: NDArray[np.float32] = t + softness * (t * t * (3 - 2 * t) - t)
    return smooth


def make_dab(tip: Tip, x: float, y: float) -> Dab:
    """A dab whose middle lies (x, y), both from 0 to 1, from the corner of its middle pixel."""
    half = math.ceil(tip.reach) + 1
    centres = np.arange(-half, half + 1, dtype=np.float32) + np.float32(0.5)
    distance = np.add.outer((centres - np.float32(y)) ** 2, (centres - np.float32(x)) ** 2)
    np.sqrt(distance, out=distance)
    coverage = coverage_at(distance, tip)
    coverage *= 255
    coverage += np.float32(0.5)
    return Dab(coverage.astype(np.uint8), -half)


class Stamp(NamedTuple):
    """A dab at its place: where its first pixel falls, and its middle as far as it was rounded."""

    coverage: NDArray[np.uint8]
    left: int
    top: int
    x: float
    y: float

    @property
    def edges(self) -> Edges:
        height, width = self.coverage.shape
        return self.left, self.top, self.left + width, self.top + height

    def edges_beyond(self, before: Stamp) -> Edges:
        """Around all that covers more here than the same dab did at the place `before`.

        Coverage only falls with the distance from the middle, so that is half a disc at most: what
        lies nearer to this middle than to the other, on this side of the chord between them.
        """
        left, top, right, bottom = self.edges
        across, down = self.x - before.x, self.y - before.y
        radius, behind = (right - left) / 2, math.hypot(across, down) / 2
        if behind >= radius:
            return left, top, right, bottom
        if behind == 0:
            return left, top, left, top
        across, down = across / 2 / behind, down / 2 / behind
        chord = math.sqrt(radius * radius - behind * behind)
        x, wide = self.x - across * behind, chord * abs(down)
        y, tall = self.y - down * behind, chord * abs(across)
        if abs(across) * radius > behind:
            if across > 0:
                left = max(left, math.floor(x - wide) - 1)
            else:
                right = min(right, math.ceil(x + wide) + 1)
        if abs(down) * radius > behind:
            if down > 0:
                top = max(top, math.floor(y - tall) - 1)
            else:
                bottom = min(bottom, math.ceil(y + tall) + 1)
        return left, top, right, bottom


class DabSet:
    """The dabs of one tip at all their offsets, each made when it is first needed.

    `inverted` coverage is 255 where the dab is not.
    """

    def __init__(self, tip: Tip, *, inverted: bool = False) -> None:
        self._tip = tip
        self._inverted = inverted
        self._parts = offsets_per_axis(tip.diameter)
        self._dabs: dict[tuple[int, int], NDArray[np.uint8]] = {}
        self._half = math.ceil(tip.reach) + 1

    @property
    def side(self) -> int:
        """Rows and columns of every dab."""
        return 2 * self._half + 1

    @property
    def bytes_at_most(self) -> int:
        return self._parts**2 * self.side**2

    def at(self, x: float, y: float) -> Stamp:
        """The dab for a middle at (x, y) of the picture."""
        parts, half = self._parts, self._half
        if parts == 1:
            column, row = math.floor(x), math.floor(y)
            return Stamp(self._dab(0, 0), column - half, row - half, column + 0.5, row + 0.5)
        across, down = math.floor(x * parts + 0.5), math.floor(y * parts + 0.5)
        dab = self._dab(across % parts, down % parts)
        left, top = across // parts - half, down // parts - half
        return Stamp(dab, left, top, across / parts, down / parts)

    def _dab(self, across: int, down: int) -> NDArray[np.uint8]:
        dab = self._dabs.get((across, down))
        if dab is None:
            dab = self._dabs[across, down] = self._make(across, down)
        return dab

    def _make(self, across: int, down: int) -> NDArray[np.uint8]:
        if self._parts == 1:
            coverage = make_dab(self._tip, 0.5, 0.5).coverage
        else:
            coverage = make_dab(self._tip, across / self._parts, down / self._parts).coverage
        return 255 - coverage if self._inverted else coverage


class DabCache:
    """Keeps the dabs of the tips used last, up to a budget of bytes."""

    def __init__(self, budget: int = _BUDGET) -> None:
        self._budget = budget
        self._held = 0
        self._sets: OrderedDict[tuple[Tip, bool], DabSet] = OrderedDict()

    def dabs(self, tip: Tip, *, inverted: bool = False) -> DabSet:
        key = (tip, inverted)
        found = self._sets.get(key)
        if found is not None:
            self._sets.move_to_end(key)
            return found
        made = self._sets[key] = DabSet(tip, inverted=inverted)
        self._held += made.bytes_at_most
        while self._held > self._budget and len(self._sets) > 1:
            _, oldest = self._sets.popitem(last=False)
            self._held -= oldest.bytes_at_most
        return made


def offsets_per_axis(diameter: float) -> int:
    """Into how many parts a pixel is divided for the middle of a dab."""
    return next((parts for limit, parts in _OFFSETS if diameter <= limit), 1)
