"""A change of light or colour that leaves the structure as it is: the photograph, smoothly shifted.

Where an answer differs faintly from the photograph, the smooth difference says more than the
answer's own pixels: its noise, softness and last error of position average out, and every line of
the photograph stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.imaging.answer_pixels import as_float, matching_channels
from desktop.imaging.blend import ramp
from desktop.imaging.depth import as_rgb, full_value
from desktop.imaging.neighbourhood import (
    blur,
    channel_sum,
    each_channel,
    enlarged,
    percentile,
    pooled,
    seen_at,
    spread,
    widened,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]
    Mask = NDArray[np.uint8]

WIDTH = 0.010
"""Width (σ) over which a change of light is averaged, as a share of the long side."""

RISEN = 0.016
"""The same for the fit that knows how a light sets in at the mask's edge."""

ONSET = 0.047
"""Over which depth inside the mask (share of the long side) a light is taken to set in."""

BESIDE = 0.024
"""What differs just outside the mask, over this width (σ), is the answer's error, no light."""

RIM = 0.004
"""So near to the mask's edge (share of the long side) the answer mixes inside and outside."""

EDGE = 2.0
"""Pixels of the picture over which a change of light sets in at the mask's edge."""

_SEEN = 0.1
"""What is shifted by less than this (ΔE) stays bit for bit."""

_FINEST = 2.5
"""The mean is made on a copy so small that its width (σ) is hardly more than so many pixels."""

_ROWS = 128


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Light:
    """`shift` (h, w, 3) in Lab within the mask, not yet told from noise, its `size` (h, w), and the
    97th percentile of such a size outside the mask, where nothing was lit."""

    shift: Field
    size: Field
    usual: float

    def faded(self, lit: Mask) -> Field:
        """The shift where `lit` says that there is one."""
        return self.shift * each_channel(_soft(lit))


def _soft(lit: Mask) -> Field:
    return blur(widened(lit, 3).astype(np.float32), 1.5)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LightSearch:
    """What every search for a change of light in one answer needs; `beyond` (h, w, 3) and `onset`
    (h, w) are `factor` times smaller than the `marked` mask, `core` (h, w) is as large."""

    marked: Mask
    core: Field
    beyond: Field
    onset: Field
    factor: int
    usual: float

    @staticmethod
    def made(lab: Field, marked: Mask, depth: Field, compared: NDArray[np.bool_]) -> LightSearch:
        """From the Lab difference (h, w, 3) and the pixels inside the mask."""
        side = max(marked.shape)
        rim = widened((marked == 0).astype(np.uint8), RIM * side)
        factor = max(1, int(WIDTH * side / _FINEST))
        small, seen = pooled(lab, factor), pooled(compared.astype(np.float32), factor)
        outside = _length(_mean(small, seen, WIDTH * side / factor))
        return LightSearch(
            marked=marked,
            core=(rim == 0).astype(np.float32),
            beyond=small - spread(small, seen, BESIDE * side / factor),
            onset=pooled(_onset(depth), factor),
            factor=factor,
            usual=percentile(seen_at(outside, seen > 0.5, 1), 97),
        )

    def without(self, sharp: Mask) -> Light:
        """What is `sharp` has changed in itself and is left out."""
        side, size = max(self.marked.shape), (self.marked.shape[1], self.marked.shape[0])
        core = self.core
        if sharp.any():
            core = core * (widened(sharp, WIDTH * side / 2) == 0)
        weight, sigma = pooled(core, self.factor), RISEN * side / self.factor
        shift = enlarged(_risen(self.beyond, weight, self.onset, sigma), size)
        shift *= each_channel((self.marked > 0).astype(np.float32))
        return Light(shift=shift, size=_length(shift), usual=self.usual)


def _length(lab: Field) -> Field:
    return np.sqrt(channel_sum(lab * lab))


def _onset(depth: Field) -> Field:
    """How a change of light sets in inside the mask: with the square of the depth."""
    share = np.clip(depth * np.float32(1 / (ONSET * max(depth.shape))), 0, 1)
    return np.asarray(share * share, dtype=np.float32)


def _risen(lab: Field, weight: Field, onset: Field, sigma: float) -> Field:
    """The weighted local fit of so much `onset`, twice as `_mean`: nothing at the mask's edge.

    Near the edge, where a light is too faint to be told from noise, the fit knows it from deeper.
    """
    rise, counted = each_channel(onset), each_channel(weight * onset)
    total = blur(weight * onset * onset, sigma)
    share = each_channel(np.clip(total * 20, 0, 1) / (total + np.float32(1e-3)))
    first = blur(lab * counted, sigma) * share * rise
    return first + blur((lab - first) * counted, sigma) * share * rise


def _mean(lab: Field, weight: Field, sigma: float) -> Field:
    """The weighted mean and that of what it leaves, so that bends are not flattened."""
    total = blur(weight, sigma)
    share = each_channel(np.clip(total * 20, 0, 1) / (total + np.float32(1e-3)))
    counted = each_channel(weight)
    first = blur(lab * counted, sigma) * share
    return first + blur((lab - first) * counted, sigma) * share


def lay_light(target: NDArray[Any], shift: Field, depth: Field, soft: Field) -> None:
    """Move the colours of `target` (h, w, c; its own depth) by `shift` (h, w, 3; Lab), in place.

    `depth` (h, w) is in pixels inside the mask, `soft` (h, w) how far the mask allows a change.
    Nothing is written where either is 0, nor where nothing is shifted; alpha stays.
    """
    for top in range(0, target.shape[0], _ROWS):
        rows = slice(top, top + _ROWS)
        share = np.minimum(ramp(depth[rows], EDGE), soft[rows])
        move = shift[rows] * each_channel(share)
        where = channel_sum(np.abs(move)) > _SEEN
        if where.any():
            _move(target[rows], move, where)


def _move(target: NDArray[Any], move: Field, where: NDArray[np.bool_]) -> None:
    import cv2

    colours = target.shape[2] - (target.shape[2] in {2, 4})
    lab = cv2.cvtColor(as_float(as_rgb(target)), cv2.COLOR_RGB2LAB) + move
    made = matching_channels(np.clip(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), 0, 1), colours)
    if target.dtype.kind == "u":
        made = (made * np.float32(full_value(target)) + np.float32(0.5)).astype(target.dtype)
    np.copyto(target[..., :colours], made, where=where[..., None])
