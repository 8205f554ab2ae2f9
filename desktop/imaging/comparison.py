"""An answer held against the original region at work size: where it lies, how it is coloured,
what differs inside the mask and what is left outside of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.imaging.colour import NO_MATCH, ColourMatch, match_colours
from desktop.imaging.matte import Difference, Matte, matte_of
from desktop.imaging.neighbourhood import (
    blur,
    channel_max,
    channel_sum,
    disk,
    enlarged,
    shrunk,
    widened,
)
from desktop.imaging.registration import WORK_SIDE, Registration, register, unmoved
from desktop.imaging.verdict import Residuals, residuals, verdict_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]
    Bools = NDArray[np.bool_]
    Mask = NDArray[np.uint8]

COLOUR_SIDE = 256
"""Long side at which colours are matched."""

DETAIL_SIDE = 512
"""Long side at which differences are judged, at least; half the region's where that is more."""

LEAST_EVIDENCE_SHARE = 0.02
"""Share of the region that must lie outside the mask for anything to be compared."""

_BRIGHT, _DARK = (0.95, 0.985), (0.02, 0.005)
"""From where on, and from where wholly, a channel of an answer may have been clipped."""

_ROWS = 32
"""Rows worked on at once: they stay in the cache."""

_SHIFT_SHARE, _SHIFT_BLUR = 0.004, 0.8
"""How far edges may lie wrong (share of the long side), and the blur before that is judged."""

_SAME = 1.01 / 255
_SAME_SHARE = 0.999


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """What was found at work size.

    `is_same` means that outside the mask the answer is the original itself, so that nothing has
    to be corrected. `evidence` (h, w) is where the two were compared.
    """

    registration: Registration
    colour: ColourMatch
    matte: Matte
    found: Residuals
    evidence: Bools
    is_same: bool

    @property
    def verdict(self) -> str:
        return verdict_of(self.found, self.matte.changed_share)

    @property
    def measures(self) -> tuple[tuple[str, float], ...]:
        return (
            ("match", round(self.registration.match, 4)),
            ("match_unmoved", round(self.registration.start, 4)),
            ("shift_pixels", round(self.registration.shift, 3)),
            ("residual_usual", round(self.found.far, 3)),
            ("residual_floor", round(self.found.floor, 3)),
            ("residual_near", round(self.found.near, 3)),
            ("changed_share", round(self.matte.changed_share, 4)),
            ("gamma", round(self.colour.gamma, 4)),
        )


def compare(
    original: Field,
    answer: Field,
    marked: Mask,
    *,
    matches_colour: bool,
    is_small: bool = False,
    may_be_same: bool = True,
) -> Comparison:
    """Both RGB at work size, (h, w, 3) float from 0 to 1; `marked` (h, w) > 0 is the mask.

    `is_small` says that the region is hardly larger, so that differences need not be judged at
    the whole work size; `may_be_same` that both have the picture's own resolution.
    """
    same = may_be_same and _is_same(original, answer, marked)
    if same:
        registration = unmoved((original.shape[0], original.shape[1]))
    else:
        registration = register(_grey(original), _grey(answer), marked)
    scale = min(1.0, DETAIL_SIDE / max(marked.shape)) if is_small else 1.0
    at = scaled_map((registration.map_x, registration.map_y), scale)
    original, answer = shrunk(original, scale), shrunk(answer, scale)
    marked = _mask_at(marked, scale)
    moved = answer if same else warped(answer, at)
    compared, distance = _compared(at, marked), _distance(marked)
    colour = NO_MATCH
    if matches_colour and not same and compared.any():
        colour = _colour_match(original, moved, compared, distance)
    coloured = moved if same else _coloured(moved, original, colour)
    lab, seen = as_lab(original), as_lab(coloured)
    apart = seen - lab
    difference = delta_e(apart)
    match = registration.match if registration.is_measured else 1.0
    found = residuals(difference, _beyond_shift(lab, seen), compared, distance, match)
    return Comparison(
        registration=registration,
        colour=colour,
        matte=matte_of(Difference(lab=apart, size=difference), marked, compared, found.floor),
        found=found,
        evidence=compared,
        is_same=same,
    )


def warped(pixels: Field, at: tuple[Field, Field]) -> Field:
    """`pixels` (h, w, 3) at the positions of a map, cubic in between."""
    import cv2

    made = cv2.remap(pixels, *at, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(made, dtype=np.float32)


def as_lab(pixels: Field) -> Field:
    import cv2

    return np.asarray(cv2.cvtColor(np.clip(pixels, 0, 1), cv2.COLOR_RGB2LAB), dtype=np.float32)


def delta_e(apart: Field) -> Field:
    """Length of a Lab difference (h, w, 3), after a blur that lets fine texture pass as equal."""
    sigma = max(0.8, 1.6 * max(apart.shape[:2]) / WORK_SIDE)
    left = blur(apart, sigma)
    return np.asarray(np.sqrt(channel_sum(left * left)), dtype=np.float32)


def _coloured(moved: Field, original: Field, colour: ColourMatch) -> Field:
    size = (original.shape[1], original.shape[0])
    return unclipped(colour.applied(moved, enlarged(colour.field, size)), moved, original)


def unclipped(coloured: Field, answer: Field, original: Field) -> Field:
    """`coloured` where the `answer` it was made from had reached white or black in a channel.

    What lay beyond is unknown there, so the original's value is taken where it lies that way.
    """
    made = np.array(coloured, dtype=np.float32)
    for top in range(0, made.shape[0], _ROWS):
        rows = slice(top, top + _ROWS)
        seen, apart = answer[rows], original[rows] - coloured[rows]
        if seen.max() > _BRIGHT[0]:
            bright = np.clip((seen - _BRIGHT[0]) / (_BRIGHT[1] - _BRIGHT[0]), 0, 1)
            made[rows] += bright * np.maximum(apart, 0)
        if seen.min() < _DARK[0]:
            dark = np.clip((_DARK[0] - seen) / (_DARK[0] - _DARK[1]), 0, 1)
            made[rows] += dark * np.minimum(apart, 0)
    return made


def _beyond_shift(original: Field, answer: Field) -> Field:
    """How far (ΔE) `answer` lies beyond all that `original` shows near a pixel (both Lab)."""
    import cv2

    tool = disk(max(1.0, _SHIFT_SHARE * max(original.shape[:2])))
    near, seen = blur(original, _SHIFT_BLUR), blur(answer, _SHIFT_BLUR)
    over = np.maximum(seen - np.asarray(cv2.dilate(near, tool)), 0)
    under = np.minimum(seen - np.asarray(cv2.erode(near, tool)), 0)
    beyond = over + under
    return np.asarray(np.sqrt(channel_sum(beyond * beyond)), dtype=np.float32)


def _grey(pixels: Field) -> Field:
    import cv2

    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.float32)


def scaled_map(at: tuple[Field, Field], scale: float) -> tuple[Field, Field]:
    """The same map for pictures `scale` times as large (at most 1)."""
    if scale >= 1:
        return at
    made_x, made_y = (shrunk(one, scale) for one in at)
    across, down = made_x.shape[1] / at[0].shape[1], made_x.shape[0] / at[0].shape[0]
    return (
        made_x * np.float32(across) + np.float32((across - 1) / 2),
        made_y * np.float32(down) + np.float32((down - 1) / 2),
    )


def _mask_at(marked: Mask, scale: float) -> Mask:
    if scale >= 1:
        return marked
    covered = shrunk((marked > 0).astype(np.float32), scale) > 0.01
    return np.where(covered, 255, 0).astype(np.uint8)


def _compared(at: tuple[Field, Field], marked: Mask) -> Bools:
    """Outside the mask, and where the answer has a pixel at all."""
    height, width = marked.shape
    at_x, at_y = at
    there = (at_x > 1) & (at_y > 1) & (at_x < width - 2) & (at_y < height - 2)
    reach = 3 * max(height, width) / WORK_SIDE
    return np.asarray(there & (widened((marked > 0).astype(np.uint8), reach) == 0))


def _distance(marked: Mask) -> Field:
    """Pixels from the mask, outside of it; 0 inside."""
    import cv2

    if not marked.any():
        return np.full(marked.shape, 1e6, np.float32)
    found = cv2.distanceTransform((marked == 0).astype(np.uint8), cv2.DIST_L2, 5)
    return np.asarray(found, dtype=np.float32)


def _is_same(original: Field, answer: Field, marked: Mask) -> bool:
    """Outside the mask the unmoved answer equals the original up to one level."""
    outside = marked == 0
    if not outside.any():
        return False
    for step in (8, 1):  # a glance first: most answers differ
        part = np.s_[::step, ::step]
        near = channel_max(np.abs(original[part] - answer[part])) <= _SAME
        seen = near[outside[part]]
        if seen.size and np.mean(seen) < _SAME_SHARE:
            return False
    return True


def _colour_match(original: Field, moved: Field, compared: Bools, distance: Field) -> ColourMatch:
    """At a smaller size; what lies near the mask counts most, what changed does not."""
    scale = min(1.0, COLOUR_SIDE / max(original.shape[:2]))
    small, small_moved = blur(shrunk(original, scale), 1.0), blur(shrunk(moved, scale), 1.0)
    apart = channel_max(np.abs(as_lab(small_moved) - as_lab(small)))
    near = np.exp(-shrunk(distance, scale) / (0.25 * max(original.shape[:2]))) + 0.15
    trust = shrunk(compared.astype(np.float32), scale) > 0.99
    weight = trust * np.exp(-((apart / 25) ** 2)) * near
    if float(weight.sum()) < 50:
        return NO_MATCH
    return match_colours(small_moved, small, weight.astype(np.float32))
