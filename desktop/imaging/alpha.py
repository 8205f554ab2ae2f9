"""How far an answer is laid in at each pixel: from the mask's exact edge and the matte's.

Only near the mask's edge is anything computed; what lies deep inside is known to be laid in wholly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.recipe import Blend
from desktop.domain.size import Box
from desktop.imaging.blend import depth_inside, ramp, usual_feather
from desktop.imaging.comparison import Comparison
from desktop.imaging.light import EDGE, lay_light
from desktop.imaging.mask_bounds import mask_bounds
from desktop.imaging.matte import LEAST_WIDTH, Matte
from desktop.imaging.patches import part_of
from desktop.imaging.region import RegionPlan

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]
    Mask = NDArray[np.uint8]

_LEAST_TILE = 256


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Place:
    """Where an answer goes: the plan, the grown mask in the region (box.height, box.width)."""

    plan: RegionPlan
    marked: Mask
    blend: Blend

    @property
    def region(self) -> Box:
        """All of the region, in its own pixels."""
        return Box(0, 0, self.plan.box.width, self.plan.box.height)

    @property
    def inside(self) -> Box:
        """What of the region lies in the picture, in the region's pixels."""
        box, inside = self.plan.box, self.plan.inside
        return inside.seen_from(box)

    @property
    def feather(self) -> float:
        """The widest that the ramp may be, in pixels."""
        chosen = self.blend.feather
        return usual_feather(max(self.marked.shape)) if chosen is None else float(chosen)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Alpha:
    """The ramp at the region's own size.

    `bounds` of the region hold all that is marked. `matte` is None where the mask alone says what
    is laid in. `is_whole` says that everything marked is, right to the edge; `is_lit` that the
    light changes anywhere.
    """

    place: Place
    bounds: Box
    matte: Matte | None
    is_whole: bool
    is_lit: bool

    @staticmethod
    def made(place: Place, comparison: Comparison | None) -> Alpha:
        is_same = comparison is not None and comparison.is_same
        matte = None if comparison is None or is_same else comparison.matte
        is_soft = matte is not None and place.blend.feather != 0
        return Alpha(
            place=place,
            bounds=mask_bounds(place.marked) or Box(0, 0, 0, 0),
            matte=matte,
            is_whole=is_same,
            is_lit=is_soft and matte is not None and bool(matte.light.any()),
        )

    @property
    def tile(self) -> int:
        """Side of the squares that are best asked for: they stay in the cache, and what lies
        around them, as far as an edge is felt, is not much larger than they are."""
        return max(_LEAST_TILE, 2 * self._reach)

    @property
    def _reach(self) -> int:
        """Pixels from an edge, with what the distance may be off, beyond which it is not felt."""
        return int(1.05 * max(self.place.feather, EDGE)) + 3

    def depth_in(self, box: Box) -> Field:
        """Pixels inside the mask for a box of the region, (h, w); infinite far from its edge."""
        near = box.grown(self._reach).clipped(self.place.region)
        marked = self.place.marked[near.slices]
        local = box.seen_from(near).slices
        if marked.min() > 0:
            return np.full((box.height, box.width), np.inf, np.float32)
        if marked[local].max() == 0:
            return np.zeros((box.height, box.width), np.float32)
        return depth_inside(self._with_beyond(marked, near) > 0)[local]

    def _with_beyond(self, marked: Mask, near: Box) -> Mask:
        """With what lies beyond the picture marked too: its own border is no edge to fade at."""
        inside = self.place.inside
        if inside.holds(near):
            return marked
        whole, shared = np.full(marked.shape, 255, np.uint8), near.clipped(inside)
        here = shared.seen_from(near).slices
        whole[here] = marked[here]
        return whole

    def of(self, box: Box) -> Field:
        """For a box of the region, (h, w) from 0 to 1; exactly 0 outside the mask."""
        marked = self.place.marked[box.slices]
        if self.place.blend.feather == 0:
            return np.asarray(marked > 0, dtype=np.float32)
        least, most = self._matte_range(box)
        if most <= 0:
            return np.zeros(marked.shape, np.float32)
        made = self._ramped(box, self.depth_in(box), least)
        if marked.min() < 255:
            np.minimum(made, marked * np.float32(1 / 255), out=made)
        return made

    def light(self, target: NDArray[Any], box: Box) -> None:
        """Shift the photograph's own pixels where only the light has changed."""
        if (
            self.matte is None
            or not self.is_lit
            or not _around(self.matte.light, box, self._size).any()
        ):
            return
        shift = part_of(self.matte.light, box, self._size)
        soft = self.place.marked[box.slices] * np.float32(1 / 255)
        lay_light(target, shift, self.depth_in(box), soft)

    def _matte_range(self, box: Box) -> tuple[float, float]:
        """Between which depths the matte lies in `box`, in pixels of the region."""
        if self.matte is None:
            return np.inf, np.inf
        around = _around(self.matte.depth, box, self._size)
        scale = self._matte_scale
        return float(around.min()) * scale, float(around.max()) * scale

    @property
    def _size(self) -> tuple[int, int]:
        """Width and height of the region."""
        return self.place.region.width, self.place.region.height

    @property
    def _matte_scale(self) -> float:
        if self.matte is None:
            return 1.0
        return float(max(self.place.marked.shape) / max(self.matte.depth.shape))

    def _ramped(self, box: Box, depth: Field, matte_least: float) -> Field:
        feather = self.place.feather
        if self.is_whole:
            return np.asarray(depth > 0, dtype=np.float32)
        if min(matte_least, float(depth.min())) >= feather:
            return np.ones(depth.shape, np.float32)
        if self.matte is None:
            return ramp(depth, feather)
        inner = part_of(self.matte.depth, box, self._size) * np.float32(self._matte_scale)
        inner = np.maximum(np.minimum(depth, inner), 0)
        width = feather + (min(LEAST_WIDTH, feather) - feather) * part_of(
            self.matte.narrow, box, self._size
        )
        return ramp(inner, width)


def _around(field: Field, box: Box, size: tuple[int, int]) -> Field:
    """What of a field has a part in `part_of` for `box`, and a little around it."""
    across, down = field.shape[1] / size[0], field.shape[0] / size[1]
    left, top = max(0, int(box.x * across) - 2), max(0, int(box.y * down) - 2)
    return field[top : int(box.bottom * down) + 3, left : int(box.right * across) + 3]
