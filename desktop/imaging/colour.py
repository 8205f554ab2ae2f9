"""Takes back how a model turned the colours: one formula, and a slow field, read outside the mask.

The formula is y = (M x + b)^γ per pixel: a 3×3 matrix (gain per channel, saturation, cross-talk),
an offset and one gamma. With few colours outside the mask most of that cannot be known, so every
parameter is held by how far models usually drift (a Gaussian prior), and outliers count little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.imaging.neighbourhood import channel_max, percentile, pooled, spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]
    Doubles = NDArray[np.float64]

SAMPLES = 4000
ROUNDS = 7
EFFECTIVE = 50.0
"""Neighbouring pixels tell the same: the samples weigh as much as so many independent ones."""

FIELD_SHARE = 0.05
"""Width of the slow field (Gaussian σ) as a share of the long side."""

_IDENTITY = np.array([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0], np.float64)


def _prior() -> Doubles:
    """How sure the identity is, as the inverse covariance of the 13 parameters.

    Usual drift: 8 % gain per channel, 3 % common gain, 8 % saturation, 1 % cross-talk, 1 %
    offset, 10 % gamma.
    """
    shape = np.zeros((13, 13))
    moves = [(0.08, np.diag(unit)) for unit in np.eye(3)]
    moves += [(0.03, np.eye(3)), (0.08, np.eye(3) - 1 / 3)]
    for size, move in moves:
        flat = np.zeros(13)
        flat[:9] = move.ravel()
        shape += np.outer(flat, flat) * size**2
    shape += np.diag([0.01**2] * 12 + [0.1**2])
    return np.asarray(np.linalg.inv(shape))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ColourMatch:
    """The formula, and the slow field (h, w, 3) at a smaller size that is added after it."""

    matrix: Field
    offset: Field
    gamma: float
    field: Field

    def applied(self, pixels: Field, field: Field | None = None) -> Field:
        """`pixels` (h, w, 3) with the formula, and `field` (same shape) added where given."""
        import cv2

        both = np.concatenate([self.matrix, self.offset[:, None]], axis=1)
        mixed = np.maximum(cv2.transform(pixels, both), np.float32(1e-4))
        made = cv2.pow(mixed, self.gamma, dst=mixed)
        return np.asarray(made if field is None else cv2.add(made, field), dtype=np.float32)


NO_MATCH = ColourMatch(
    matrix=np.eye(3, dtype=np.float32),
    offset=np.zeros(3, np.float32),
    gamma=1.0,
    field=np.zeros((4, 4, 3), np.float32),
)


def match_colours(answer: Field, original: Field, weight: Field) -> ColourMatch:
    """What brings `answer` to `original` (both (h, w, 3)) where `weight` (h, w) counts."""
    matrix, offset, gamma = _fitted(*_samples(answer, original, weight))
    formula = ColourMatch(matrix=matrix, offset=offset, gamma=gamma, field=NO_MATCH.field)
    left = original - formula.applied(answer)
    return ColourMatch(matrix=matrix, offset=offset, gamma=gamma, field=_slow_field(left, weight))


def _samples(answer: Field, original: Field, weight: Field) -> tuple[Doubles, Doubles, Doubles]:
    """Pairs of colours, drawn evenly by weight, and how much each counts: clipped ones little."""
    places = np.cumsum(weight.ravel(), dtype=np.float64)
    wanted = (np.arange(SAMPLES) + 0.5) / SAMPLES * places[-1]
    chosen = np.minimum(np.searchsorted(places, wanted), places.size - 1)
    seen, true = (one.reshape(-1, 3)[chosen].astype(np.float64) for one in (answer, original))
    low, high = np.minimum(seen, true).min(axis=1), np.maximum(seen, true).max(axis=1)
    return seen, true, np.where((low > 0.004) & (high < 0.996), 1.0, 0.02)


def _fitted(seen: Doubles, true: Doubles, counts: Doubles) -> tuple[Field, Field, float]:
    """Gauss and Newton's steps with iteratively reweighted residuals."""
    prior, found = _prior(), _IDENTITY.copy()
    for _ in range(ROUNDS):
        mixed = np.maximum(seen @ found[:9].reshape(3, 3).T + found[9:12], 1e-3)
        gamma = np.exp(found[12])
        made = mixed**gamma
        error = true - made
        size = np.abs(error).max(axis=1)
        usual = 1.48 * percentile(size, 50) + 0.004
        trust = counts / (1 + (size / (2 * usual)) ** 2) ** 2
        precision = EFFECTIVE / counts.sum() / usual**2 * trust
        slope, bend = gamma * mixed ** (gamma - 1), gamma * made * np.log(mixed)
        curve, pull = prior.copy(), prior @ (_IDENTITY - found)
        for channel in range(3):
            own = [3 * channel, 3 * channel + 1, 3 * channel + 2, 9 + channel, 12]
            change = np.empty((len(seen), 5))
            change[:, :3] = slope[:, channel : channel + 1] * seen
            change[:, 3], change[:, 4] = slope[:, channel], bend[:, channel]
            counted = change * precision[:, None]
            curve[np.ix_(own, own)] += counted.T @ change
            pull[own] += counted.T @ error[:, channel]
        found = found + np.linalg.solve(curve, pull)
        found[12] = np.clip(found[12], -0.5, 0.5)
    matrix, offset = found[:9].reshape(3, 3).astype(np.float32), found[9:12].astype(np.float32)
    return matrix, offset, float(np.exp(found[12]))


def _slow_field(left: Field, weight: Field) -> Field:
    """What the formula leaves, smoothed widely; sudden differences are no light."""
    half, trust = pooled(left, 2), pooled((weight > 0).astype(np.float32), 2)
    seen = np.abs(half[trust > 0.9])
    bound = 1.5 * percentile(seen, 50) + 0.01 if seen.size else 0.01
    trust = trust * np.exp(-((channel_max(np.abs(half)) / (4 * bound)) ** 2))
    clipped = np.clip(half, -6 * bound, 6 * bound)
    width = max(2.0, FIELD_SHARE * max(half.shape))
    return spread(clipped, trust.astype(np.float32), width)
