"""Keeps the photograph's own texture wherever the answer shows the same structure.

A recoloured or relit surface has the photograph's structure in another tone. There the answer is
written as slope · photograph + tone over small neighbourhoods (after the guided filter of He, Sun
and Tang, ECCV 2010): the tone comes from the answer, every fine line from the photograph. How well
that fits, against how far the answer strays outside the mask anyway, decides how much of it is
used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.imaging.neighbourhood import (
    blur,
    box_mean,
    channel_sum,
    enlarged,
    percentile,
    pooled,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]
    Mask = NDArray[np.uint8]

RADIUS = 6
SOFTENED = 1.0
"""Both are compared after so much blur (σ), so that an answer's softness is no difference."""

TONE_WIDTH = 2.0
"""What is slower than this (σ) comes from the answer, whatever the lines say."""

_SMALL = 2
"""The fit is made on a copy so many times smaller (fast guided filter, He and Sun 2015)."""

_SOFTENED_SMALL = 0.45
"""The blur that is left to make there: averaging squares of pixels softens too."""

SLOW = 4.0
"""What is slower than this is left out of the lines: the tone may change over a neighbourhood."""

_PRIOR = 0.3
_MISFIT, _MISFIT_SHARE = 0.3, 0.03
"""How far the fit itself may be off (ΔE squared), at least and as a share of the contrast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextureNoise:
    """How far the answer strays outside the mask, as variance: noise + share · contrast.

    Once for what the fit leaves, once for the plain difference. `slope` is the answer's contrast
    against the photograph's there: below 1 where it is softer.
    """

    left: tuple[float, float]
    plain: tuple[float, float]
    slope: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Textured:
    """`pixels` (Lab, (h, w, 3)) with the photograph's texture, and how far to use them (h, w).

    `lines` (h, w) is how strongly the photograph's lightness shows where both have one structure:
    for what lies between the answer's pixels.
    """

    pixels: Field
    share: Field
    lines: Field


def measure_texture(original: Field, answer: Field, evidence: Mask) -> TextureNoise | None:
    """From what lies outside the mask; None where too little can be compared."""
    import cv2

    side = 2 * (RADIUS // _SMALL) + 1
    small = (pooled(evidence.astype(np.float32), _SMALL) > 0.99).astype(np.uint8)
    core = cv2.erode(small, np.ones((side, side), np.uint8)) > 0
    if np.count_nonzero(core) * _SMALL**2 < 500:
        return None
    fit = _Fit.made(original, answer)
    contrast, left, slope = fit.contrast[core], fit.left[core], fit.slope[..., 0][core]
    plain = _plain_difference(fit.original, fit.answer)[core]
    return TextureNoise(
        left=_line(left, contrast, (0.01, 0.5)),
        plain=_line(plain, contrast, (0.0, 1.0)),
        slope=float(np.clip(np.average(slope, weights=contrast + 1e-3), 0.5, 1.0)),
    )


def with_texture(original: Field, answer: Field, noise: TextureNoise) -> Textured:
    """`answer` rewritten with the texture of `original` (both Lab, (h, w, 3))."""
    fit = _Fit.made(original, answer)
    slopes = np.clip(fit.slope * np.float32(1 / noise.slope), -0.5, 2.5)
    usual = noise.left[0] + noise.left[1] * fit.contrast
    stray = noise.plain[0] + noise.plain[1] * fit.contrast
    over = np.maximum(fit.left - usual, 0)
    line = fit.line(slopes)
    apart = np.maximum(_plain_difference(line.of(fit.original), fit.answer) - stray, 0)
    misfit = _MISFIT + _MISFIT_SHARE * fit.contrast + over * (1 + 0.5 * over / usual) + 0.3 * apart
    slope = slopes[..., 0]
    share = stray / (stray + misfit)
    sane = np.clip((slope - 0.2) / 0.2, 0, 1) * np.clip(3 - slope, 0, 1)
    lines = np.clip(1 - over / (0.25 * fit.contrast + usual), 0, 1) * np.clip(slope, 0, 2)
    size = (answer.shape[1], answer.shape[0])
    share, lines = (enlarged(_calm(one * sane), size) for one in (share, lines))
    return Textured(pixels=line.of(original), share=share, lines=lines)


def _calm(share: Field) -> Field:
    """Less near places where it is little, and without steps."""
    import cv2

    side = RADIUS // _SMALL | 1
    least = cv2.erode(np.asarray(share, dtype=np.float32), np.ones((side, side), np.uint8))
    return blur(np.asarray(least, dtype=np.float32), RADIUS / 2 / _SMALL)


def _plain_difference(original: Field, answer: Field) -> Field:
    difference = original - answer
    return box_mean(channel_sum(difference * difference), RADIUS // _SMALL)


def _line(values: Field, contrast: Field, bounds: tuple[float, float]) -> tuple[float, float]:
    """values ≈ noise + share · contrast, by the calm quarter and then the median."""
    noise = percentile(values, 25) + 0.02
    share = percentile(np.maximum(values - noise, 0) / (contrast + noise), 50)
    return noise, float(np.clip(share, *bounds))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Line:
    """Answer = slope · photograph + tone, both (h, w, 3) at the smaller size."""

    slope: Field
    tone: Field

    def of(self, original: Field) -> Field:
        """For a photograph at the smaller size, or at its own."""
        size = (original.shape[1], original.shape[0])
        made = original * enlarged(self.slope, size)
        made += enlarged(self.tone, size)
        return made


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Fit:
    """Answer ≈ slope · photograph, both without their slow parts, over small neighbourhoods.

    All at the smaller size: `slope` (h, w, 3), the variance that is `left` and the `contrast`
    (h, w), both pictures themselves and their slow parts.
    """

    slope: Field
    left: Field
    contrast: Field
    original: Field
    answer: Field
    slow: Field
    slow_answer: Field

    @staticmethod
    def made(original: Field, answer: Field) -> _Fit:
        small, small_answer = pooled(original, _SMALL), pooled(answer, _SMALL)
        slow, slow_answer = (blur(one, SLOW / _SMALL) for one in (small, small_answer))
        first = blur(small, _SOFTENED_SMALL) - slow
        second = blur(small_answer, _SOFTENED_SMALL) - slow_answer
        spread, spread_answer, both = (
            box_mean(one, RADIUS // _SMALL)
            for one in (first * first, second * second, first * second)
        )
        slope = (both + np.float32(_PRIOR)) / (spread + np.float32(_PRIOR))
        left = np.maximum(spread_answer - 2 * slope * both + slope * slope * spread, 0)
        return _Fit(
            slope=slope,
            left=channel_sum(left),
            contrast=channel_sum(np.maximum(spread, spread_answer)),
            original=small,
            answer=small_answer,
            slow=slow,
            slow_answer=slow_answer,
        )

    def line(self, slopes: Field) -> _Line:
        """The answer's slow part with the photograph's fine part, `slopes` (h, w, 3) times, and
        the answer's own tone."""
        slope = box_mean(slopes, RADIUS // _SMALL)
        tone = self.slow_answer - self.slow * slope
        tone += blur(self.answer - self.original * slope - tone, TONE_WIDTH / _SMALL)
        return _Line(slope=slope, tone=tone)
