"""Gives a softened answer the crispness that the photograph has around the mask, octave by octave.

Each octave is amplified to the photograph's own energy, as measured outside the mask and bounded,
and only where the two agree there; places with hardly more energy than the answer's own noise are
left alone, so that noise the photograph has not is not amplified.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.imaging.neighbourhood import (
    blur,
    by_channel,
    enlarged,
    percentile,
    seen_at,
    small_mean,
    wide_blur,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]
    Mask = NDArray[np.uint8]

OCTAVES = (0.8, 1.6, 3.2)
"""Gaussian σ in pixels that part one octave from the next."""

MOST_GAIN = 2.8
LOSS_POWER, EASY_GAIN = 2.5, 1.15
"""An octave is amplified by that power of what it lost as a whole, or so much in any case."""

LEAST_AGREEMENT = 0.15
"""Correlation outside the mask below which an octave is left as it is."""

CORING = 3.0
"""How much more than the noise an octave needs to be kept."""

CRISP_WIDTH = 1.5
"""What is finer than this (σ) is what an eye calls crisp."""

AIM, MOST_CRISP = 1.02, 1.5
"""A trifle more than what was lost, because coring leaves the faintest lines soft; and a bound."""

LEAST_PIXELS = 500


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DetailGains:
    """Per octave and channel: the gain, and the energy of noise that must not be amplified.

    `crispness` is what the finest lightness lacks in all after that.
    """

    gains: tuple[tuple[float, ...], ...]
    noise: tuple[tuple[float, ...], ...]
    crispness: float = 1.0


def measure_detail(answer: Field, original: Field, evidence: Mask) -> DetailGains | None:
    """The gains that bring `answer` to `original` (both Lab, (h, w, 3)) where `evidence` is set.

    None where too little can be compared.
    """
    import cv2

    core = cv2.erode(evidence, np.ones((9, 9), np.uint8)) > 0
    if np.count_nonzero(core) < LEAST_PIXELS:
        return None
    gains, noises = [], []
    coarse, true_coarse, made = answer, original, np.zeros_like(answer)
    for sigma in OCTAVES:
        lower, true_lower = (wide_blur(one, sigma, 1.6) for one in (coarse, true_coarse))
        band, true_band = coarse - lower, true_coarse - true_lower
        noise = _extra_noise(band, true_band, sigma, core)
        kept = band * enlarged(_kept(band, sigma, noise), (band.shape[1], band.shape[0]))
        gain = _gain(*(seen_at(one, core, 2) for one in (band, kept, true_band)))
        made += kept * np.array(gain, np.float32)
        gains.append(gain)
        noises.append(noise)
        coarse, true_coarse = lower, true_lower
    lacking = _lacking(made + coarse, original, core)
    return DetailGains(gains=tuple(gains), noise=tuple(noises), crispness=lacking)


def with_detail(answer: Field, detail: DetailGains) -> Field:
    """`answer` (Lab, (h, w, 3)) with its octaves amplified."""
    import cv2

    coarse, made = answer, answer.copy()
    for sigma, gain, noise in zip(OCTAVES, detail.gains, detail.noise, strict=True):
        lower = wide_blur(coarse, sigma, 1.6)
        band = coarse - lower
        more = by_channel(_kept(band, sigma, noise), np.array(gain), np.full(3, -1.0))
        cv2.accumulateProduct(band, enlarged(more, (band.shape[1], band.shape[0])), made)
        coarse = lower
    if detail.crispness > 1:
        grey = np.asarray(cv2.extractChannel(made, 0), dtype=np.float32)
        soft, crisp = blur(grey, CRISP_WIDTH), detail.crispness
        cv2.insertChannel(cv2.addWeighted(grey, crisp, soft, 1 - crisp, 0), made, 0)
    return made


def _lacking(made: Field, original: Field, core: NDArray[np.bool_]) -> float:
    """What the finest lightness still lacks outside the mask, as a factor from 1."""
    seen, true = (
        float(np.std(seen_at(grey - blur(grey, CRISP_WIDTH), core, 2)))
        for grey in (np.ascontiguousarray(one[..., 0]) for one in (made, original))
    )
    return float(np.clip(AIM * true / (seen + 1e-6), 1.0, MOST_CRISP))


def _kept(band: Field, sigma: float, noise: tuple[float, ...]) -> Field:
    """How much of an octave is more than noise, from 0 to 1; at a smaller size."""
    energy = small_mean(np.square(band), 4 * sigma, 1.6)
    return energy / by_channel(energy, np.ones(3), CORING * np.array(noise) + 1e-9)


def _gain(band: Field, kept: Field, true_band: Field) -> tuple[float, ...]:
    """What brings the energy that was `kept` to the true one, bounded.

    An octave that as a whole lost little is hardly amplified, whatever was noise in it.
    """
    seen, true = (band * band).sum(axis=0) + 1e-9, (true_band * true_band).sum(axis=0)
    agreement = (band * true_band).sum(axis=0) / np.sqrt(seen * true + 1e-12)
    lost = np.sqrt(true / seen)
    gain = np.sqrt(true / ((kept * kept).sum(axis=0) + 1e-9))
    gain = np.clip(np.minimum(gain, np.maximum(lost**LOSS_POWER, EASY_GAIN)), 1.0, MOST_GAIN)
    return tuple(float(one) for one in np.where(agreement < LEAST_AGREEMENT, 1.0, gain))


def _extra_noise(
    band: Field, true_band: Field, sigma: float, core: NDArray[np.bool_]
) -> tuple[float, ...]:
    """Energy in the calmest places that the answer has and the photograph has not."""
    energy, true_energy = (
        seen_at(wide_blur(one * one, 4 * sigma, 1.6), core, 3) for one in (band, true_band)
    )
    return tuple(
        max(0.0, percentile(energy[:, channel], 15) - percentile(true_energy[:, channel], 15))
        for channel in range(energy.shape[1])
    )
