"""Where an answer really differs from the photograph, and how wide its ramp may be there.

Inside the mask the photograph keeps its own pixels wherever nothing changed. Where the change
reaches the mask's edge, the ramp narrows so that the change is not washed out; where both agree at
the edge, it is wide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from desktop.imaging.blend import usual_feather
from desktop.imaging.light import LightSearch
from desktop.imaging.neighbourhood import blur, channel_sum, percentile, wide_blur, widened

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]
    Mask = NDArray[np.uint8]

LEAST_WIDTH = 1.0
"""Pixels of the ramp where the change itself reaches the mask's edge."""

KEPT_AROUND = 0.4
"""How far the matte reaches beyond what changed, as a share of the usual ramp."""

_SHARP = (6.0, 2.2, 3.0, 1.2)
_BROAD = (2.0, 1.8, 0.1, 0.2)
"""Sharp and broad differences: see `_Bounds`."""

_ALL_CHANGED = 0.97

_LEFT, _LEFT_OVER, _LEFT_BLUR = 1.0, 1.5, 0.8
"""What a change of light may leave (ΔE): so much, and times the floor; and the blur before."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Matte:
    """At the size of the comparison: `depth` (h, w) pixels inside what changed (negative outside
    of it), how `narrow` the ramp must be (0 the usual width, 1 the least), and the share of the
    mask that changed. `light` (h, w, 3) shifts the photograph's own pixels (Lab)."""

    depth: Field
    narrow: Field
    light: Field
    changed_share: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Difference:
    """Answer against original: `lab` (h, w, 3), and its `size` (h, w) after a slight blur."""

    lab: Field
    size: Field


def matte_of(
    difference: Difference, marked: Mask, compared: NDArray[np.bool_], floor: float
) -> Matte:
    """From what differs inside the mask, against the residual `floor` outside of it."""
    inside, bounds = _depth(marked), _Bounds(floor, *_SHARP)
    changed = _changed(difference.size, marked, bounds)
    search = LightSearch.made(difference.lab, marked, inside, compared)
    light = search.without(np.zeros_like(changed))
    if changed.any():
        changed = _sharp(changed, difference.lab - light.shift, floor)
        if changed.any():
            light = search.without(changed)
    lit = _changed(light.size, marked, _Bounds(light.usual, *_BROAD))
    whole = max(1.0, float(np.count_nonzero(marked)))
    usual = usual_feather(max(marked.shape))
    depth = inside
    if float(changed.sum()) / whole < _ALL_CHANGED:
        depth = _signed_depth(widened(changed, KEPT_AROUND * usual))
    depth = np.minimum(depth, inside)
    narrow = _narrow(difference.size, depth, floor, usual)
    share = float((changed | lit).sum()) / whole
    return Matte(depth=depth, narrow=narrow, light=light.faded(lit), changed_share=share)


def _depth(marked: Mask) -> Field:
    import cv2

    if marked.all():
        return np.full(marked.shape, 1e6, np.float32)
    found = cv2.distanceTransform((marked > 0).astype(np.uint8), cv2.DIST_L2, 5)
    return np.asarray(found, dtype=np.float32)


class _Bounds(NamedTuple):
    """ΔE that is a change for sure, and what belongs to it: at least, and times the floor."""

    floor: float
    least_sure: float
    sure_over: float
    least_faint: float
    faint_over: float

    @property
    def sure(self) -> float:
        return max(self.least_sure, self.sure_over * self.floor)

    @property
    def faint(self) -> float:
        return max(self.least_faint, self.faint_over * self.floor)


def _changed(difference: Field, marked: Mask, bounds: _Bounds) -> Mask:
    """Hysteresis: faint differences count where they hang together with sure ones; no holes."""
    import cv2

    sure, faint = bounds.sure, bounds.faint
    inside = marked > 0
    count, labels = cv2.connectedComponents((inside & (difference > faint)).astype(np.uint8))
    hit = np.zeros(count, np.uint8)
    hit[labels[inside & (difference > sure)]] = 1
    hit[0] = 0
    reach = max(2, round(0.004 * max(marked.shape)))
    tool = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    closed = cv2.morphologyEx(hit[labels], cv2.MORPH_CLOSE, tool)
    framed = cv2.copyMakeBorder(closed, 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    cv2.floodFill(framed, None, (0, 0), 2)
    return np.asarray((framed[1:-1, 1:-1] != 2) & inside, dtype=np.uint8)


def _sharp(changed: Mask, left: Field, floor: float) -> Mask:
    """What of it is more than a change of light: there the smooth shift leaves (`left`, Lab) no
    more than what differs outside the mask anyway."""
    import cv2

    size = np.sqrt(channel_sum(np.square(blur(left, _LEFT_BLUR))))
    count, labels = cv2.connectedComponents(changed)
    kept, bound = np.zeros(count, np.uint8), _LEFT + _LEFT_OVER * floor
    for number in range(1, count):
        kept[number] = percentile(size[labels == number], 97) > bound
    return np.asarray(kept[labels], dtype=np.uint8)


def _signed_depth(wide: Mask) -> Field:
    """Pixels inside what is marked; negative outside of it."""
    import cv2

    if not wide.any():
        return np.full(wide.shape, -1.0, np.float32)
    within = cv2.distanceTransform(wide, cv2.DIST_L2, 5)
    beyond = cv2.distanceTransform(1 - wide, cv2.DIST_L2, 5)
    return np.asarray(within - beyond, dtype=np.float32)


def _narrow(difference: Field, depth: Field, floor: float, usual: float) -> Field:
    """0 where both agree near the edge of the ramp, up to 1 where they do not."""
    band = ((depth > 0) & (depth < usual)).astype(np.float32)
    sums, weight = (wide_blur(one, usual / 2, 2.0) for one in (difference * band, band))
    at_edge = sums / (weight + 1e-3)
    narrow = np.clip((at_edge - max(3.0, 0.8 * floor)) / max(4.0, 1.2 * floor), 0, 1)
    return np.clip(wide_blur(narrow.astype(np.float32), usual / 3, 2.0), 0, 1)
