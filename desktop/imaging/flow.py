"""The local displacement between two pictures that already nearly lie on each other.

Lucas and Kanade's least squares over neighbourhoods (IJCAI 1981), from wide to narrow: each width
is pulled towards the one before as strongly as the noise demands, so that a place without texture
takes what its surroundings say, and the narrowest neighbourhood speaks only where it knows more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.domain.size import Box
from desktop.imaging.neighbourhood import (
    enlarged,
    percentile,
    pooled,
    positions,
    seen_at,
    shrunk,
    wide_blur,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]
    Doubles = NDArray[np.float64]
    Map = tuple[Field, Field]

WIDTHS = ((96.0, 1.0), (48.0, 0.5), (24.0, 0.5))
"""Neighbourhoods (Gaussian σ) and how far each may lead from the wider one, in pixels at 1024."""

COARSE_STEPS = 3
"""Steps at half the work size."""

FINE_STEPS = 2
"""Steps at the work size, near the mask."""

NOISE_WIDTH = 12.0
INSIDE_WIDTH = 6.0
FARTHEST = 0.012
"""The most that the bending may add, as a share of the long side."""

_POOL = 4
"""Pixels of the work size along the side of one cell of the sums."""

_ACROSS, _DOWN = np.array([0, 1, 0]), np.array([0, 0, 1])
"""The powers of column and row in the three terms of an affine displacement."""

_NOISE_PER_PIXEL = 10 / 12.6 * 0.3
"""Ten pixels share one independent residual, 4π σ² of them one neighbourhood; 0.3 was tuned."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evidence:
    """Where a comparison counts, (h, w) from 0 to 1: `outside` the mask, and `inside` of it.

    What lies inside counts only as far as it did not change.
    """

    outside: Field
    inside: Field


def refined_map(original: Field, answer: Field, evidence: Evidence, start: Map, focus: Box) -> Map:
    """`start` moved so that `answer` at the map looks like `original` (both normalised, (h, w)).

    The last steps are made only within `focus`, where the map has to be exact.
    """
    height, width = original.shape
    limit = FARTHEST * max(height, width)
    half = _Level.made(original, answer, evidence, 0.5)
    at = first = half.down(start)
    for _ in range(COARSE_STEPS):
        step = half.step(at, bends=True)
        at = _within(at, step, first, limit / 2)
    added = half.up((at[0] - first[0], at[1] - first[1]), (width, height))
    found = start[0] + added[0], start[1] + added[1]
    near = (found[0][focus.slices], found[1][focus.slices])
    level = _Level.part(original, answer, evidence, focus)
    first = (start[0][focus.slices], start[1][focus.slices])
    for _ in range(FINE_STEPS):
        near = _within(near, level.step(near, bends=True), first, limit)
    found[0][focus.slices], found[1][focus.slices] = near
    return found


def _within(at: Map, step: Map, first: Map, limit: float) -> Map:
    """The map after a step, nowhere farther than `limit` from where it began."""
    at_x, at_y = (
        np.clip(one + more, base - limit, base + limit)
        for one, more, base in zip(at, step, first, strict=True)
    )
    return at_x, at_y


def nudged(original: Field, answer: Field, evidence: Evidence, start: Field) -> Field:
    """The affine transform (2, 3) `start` after a few robust steps; for faint texture."""
    made = start.copy()
    height, width = original.shape
    columns, rows = positions(width, height)
    for scale in (0.5, 1.0, 1.0):
        at_x, at_y = (line[0] * columns + line[1] * rows + line[2] for line in made)
        level = _Level.made(original, answer, evidence, scale)
        steps = level.up(level.step(level.down((at_x, at_y)), bends=False), (width, height))
        for index, step in enumerate(steps):
            first, right, below = step[0, 0], step[0, -1], step[-1, 0]
            made[index] += ((right - first) / (width - 1), (below - first) / (height - 1), first)
    return made


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Level:
    """Both pictures and their evidence at one size."""

    original: Field
    answer: Field
    evidence: Evidence
    scale: float

    @staticmethod
    def made(original: Field, answer: Field, evidence: Evidence, scale: float) -> _Level:
        return _Level(
            original=shrunk(original, scale),
            answer=shrunk(answer, scale),
            evidence=Evidence(
                outside=shrunk(evidence.outside, scale), inside=shrunk(evidence.inside, scale)
            ),
            scale=scale,
        )

    @staticmethod
    def part(original: Field, answer: Field, evidence: Evidence, box: Box) -> _Level:
        """The full size within a box of the original; the answer stays whole."""
        return _Level(
            original=original[box.slices],
            answer=answer,
            evidence=Evidence(
                outside=evidence.outside[box.slices], inside=evidence.inside[box.slices]
            ),
            scale=1.0,
        )

    def down(self, full: Map) -> Map:
        """A map of the full size at this level; pixel centres keep their place."""
        height, width = self.original.shape
        (full_height, full_width), (map_x, map_y) = full[0].shape, full
        across, down = width / full_width, height / full_height
        at_x = enlarged(map_x, (width, height)) * np.float32(across) + np.float32((across - 1) / 2)
        at_y = enlarged(map_y, (width, height)) * np.float32(down) + np.float32((down - 1) / 2)
        return at_x, at_y

    def step(self, at: Map, *, bends: bool) -> Map:
        """What must be added to the map, in pixels of this level."""
        moved = look_up(self.answer, at)
        residual = self.original - moved
        noise = _noise(residual, self.evidence.outside)
        weight = self._weight(np.abs(residual), noise)
        sums = _Sums.made(self.original, moved, weight, max(1, int(_POOL * self.scale)))
        found = sums.affine()
        if bends:
            for width, lead in WIDTHS:
                width_here, lead_here = width * self.scale, lead * self.scale
                pull = _NOISE_PER_PIXEL * (noise / (width_here * lead_here)) ** 2
                found = sums.around(width_here, pull, found)
        size = (self.original.shape[1], self.original.shape[0])
        return enlarged(found[0], size), enlarged(found[1], size)

    def up(self, step: Map, size: tuple[int, int]) -> Map:
        """A displacement of this level at the full size (width, height)."""
        height, width = self.original.shape
        step_x, step_y = (enlarged(one, size) for one in step)
        return step_x * np.float32(size[0] / width), step_y * np.float32(size[1] / height)

    def _weight(self, residual: Field, noise: float) -> Field:
        """Little where the pictures differ more than the noise, here or all around."""
        outside, inside = self.evidence.outside, self.evidence.inside
        around = wide_blur(residual, INSIDE_WIDTH * self.scale, 2.0)
        seen = seen_at(around, outside > 0.5, 3)
        usual = percentile(seen, 75) if seen.size else 1.0
        relative = np.square(around * np.float32(1 / (1.5 * usual + 1e-6)))
        weight = np.maximum(outside, inside * np.exp(-relative * relative))
        here, bound = residual * residual, np.float32(noise * noise)
        doubt = wide_blur(here, NOISE_WIDTH * self.scale) + bound
        here += bound
        doubt *= here
        weight *= bound * bound
        return np.asarray(weight / doubt, dtype=np.float32)


def look_up(values: Field, at: Map) -> Field:
    """`values` at the positions of a map, cubic in between."""
    import cv2

    made = cv2.remap(values, *at, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(made, dtype=np.float32)


def _noise(residual: Field, outside: Field) -> float:
    """The usual difference outside the mask."""
    seen = np.abs(seen_at(residual, outside > 0.5, 3))
    return 1.5 * percentile(seen, 50) + 1e-3 if seen.size else 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Sums:
    """The normal equations of every pixel, pooled: gradients squared, and times the residual.

    `squares` (h, w, 3) are xx, xy, yy; `products` (h, w, 2) x and y.
    """

    squares: Field
    products: Field
    factor: int

    @staticmethod
    def made(original: Field, moved: Field, weight: Field, factor: int) -> _Sums:
        import cv2

        both, residual = original + moved, original - moved
        across, down = (
            cv2.Sobel(both, cv2.CV_32F, x, 1 - x, ksize=3, scale=1 / 16) for x in (1, 0)
        )
        by_across, by_down = weight * across, weight * down
        pairs = [(by_across, across), (by_across, down), (by_down, down)]
        pairs += [(by_across, residual), (by_down, residual)]
        parts = [pooled(np.multiply(one, other), factor) for one, other in pairs]
        return _Sums(
            squares=np.asarray(cv2.merge(parts[:3]), dtype=np.float32),
            products=np.asarray(cv2.merge(parts[3:]), dtype=np.float32),
            factor=factor,
        )

    def affine(self) -> Map:
        """The one affine displacement that fits best everywhere."""
        height, width = self.squares.shape[:2]
        side = max(width, height)
        columns = (np.arange(width) - width / 2) / side
        rows = (np.arange(height) - height / 2) / side
        found = self.affine_parameters(columns, rows)
        across, down = columns.astype(np.float32), rows.astype(np.float32)[:, None]
        found_x, found_y = (one[0] + one[1] * across + one[2] * down for one in found)
        return found_x, found_y

    def affine_parameters(self, columns: Doubles, rows: Doubles) -> Field:
        """For x's displacement and then y's, the factors (2, 3) of 1, of `columns` (w) and of
        `rows` (h)."""
        powers_x, powers_y = (np.vander(one, 3, increasing=True) for one in (columns, rows))
        both = np.add.outer(_DOWN, _DOWN), np.add.outer(_ACROSS, _ACROSS)
        xx, xy, yy = (powers_y.T @ (self.squares[..., i] @ powers_x) for i in range(3))
        matrix = np.block([[xx[both], xy[both]], [xy[both], yy[both]]])
        x, y = (powers_y.T @ (self.products[..., i] @ powers_x) for i in range(2))
        side = np.concatenate([x[_DOWN, _ACROSS], y[_DOWN, _ACROSS]])
        matrix += np.eye(6) * (1e-6 * np.trace(matrix) + 1e-9)
        return np.linalg.solve(matrix, side).reshape(2, 3).astype(np.float32)

    def around(self, width: float, pull: float, prior: Map) -> Map:
        """The displacement by neighbourhood of σ `width` (unpooled), pulled towards `prior`."""
        squares = wide_blur(self.squares, width / self.factor)
        products = wide_blur(self.products, width / self.factor)
        xx, xy, yy = squares[..., 0] + pull, squares[..., 1], squares[..., 2] + pull
        x, y = products[..., 0] + pull * prior[0], products[..., 1] + pull * prior[1]
        determinant = xx * yy - xy * xy
        return (yy * x - xy * y) / determinant, (xx * y - xy * x) / determinant
