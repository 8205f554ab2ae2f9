"""Says whether an answer fits: good, check, spilled, changed or unchanged, from what was measured.

What is left outside the mask after registration and colour match tells whether the same scene came
back; a difference that crosses the mask's edge tells that the change did not fit the mask.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.imaging.neighbourhood import disk, percentile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]
    Bools = NDArray[np.bool_]

GOOD, CHECK, SPILLED, CHANGED = "good", "check", "spilled", "changed"
UNCHANGED, NONE = "unchanged", "none"

NEAR_SHARE = 0.03
"""How far outside the mask counts as near, as a share of the long side."""

_SCENE_FLOOR, _SCENE_NEAR, _CHECK_FLOOR, _CHECK_NEAR = 20.0, 8.0, 6.0, 5.0
_SPILL_LEAST, _SPILL_OVER = 9.0, 2.5
_SPILL_AREA = 1.2e-4
"""A spill is at least so large a share of the compared picture."""

_BLEED = 0.006
"""What lies closer to the mask, as a share of the long side, may be the change's own blur."""

_UNRELATED, _UNRELATED_FLOOR = 0.3, 0.8
"""Below this match nothing shows that both are one scene: what differs at all has to be seen."""

_DOUBTFUL, _DOUBTFUL_FLOOR = 0.55, 2.5
_BEYOND_SHIFT = 0.6
"""A spill differs by that share of the bound even from everything in the near neighbourhood."""

_UNCHANGED_SHARE = 0.005


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Residuals:
    """ΔE (Lab) left outside the mask: its 97th percentile, its median, its 80th near the edge.

    `spill` marks where a difference touches the mask's edge from outside, `crossing` the same as
    far as it reaches. `match` is 1 where nothing had to be, or could be, registered.
    """

    floor: float
    far: float
    near: float
    match: float
    spill: Bools
    crossing: Bools

    @property
    def spills(self) -> bool:
        return bool(self.spill.any())

    @property
    def is_other_scene(self) -> bool:
        if self.floor > _SCENE_FLOOR or self.near > _SCENE_NEAR:
            return True
        return self.match < _UNRELATED and self.floor > _CHECK_FLOOR

    @property
    def is_plain(self) -> bool:
        """Nothing of it has to be looked at."""
        if self.floor > _CHECK_FLOOR or self.near > _CHECK_NEAR:
            return False
        if self.match < _UNRELATED:
            return self.floor <= _UNRELATED_FLOOR
        return self.match >= _DOUBTFUL or self.floor <= _DOUBTFUL_FLOOR


def residuals(
    difference: Field, stranger: Field, outside: Bools, distance: Field, match: float
) -> Residuals:
    """From ΔE (h, w), what of it no shift by some pixels explains, what may be compared, and the
    distance to the mask (0 inside it)."""
    side = max(difference.shape)
    near = outside & (distance < NEAR_SHARE * side)
    bound = _spill_bound(difference, outside, distance)
    spill = _spill(difference > bound, stranger > _BEYOND_SHIFT * bound, distance)
    rest = outside & ~_around(spill, 0.01 * side) if spill.any() else outside
    seen, close = difference[rest][::3], difference[near & rest]
    return Residuals(
        floor=percentile(seen, 97),
        far=percentile(seen, 50),
        near=percentile(close if len(close) > 50 else seen, 80),
        match=match,
        spill=spill,
        crossing=_whole(spill, (difference > bound) & (distance > 0)),
    )


def verdict_of(found: Residuals, changed_share: float) -> str:
    """The word for it; `changed_share` is how much of the mask really changed."""
    if found.is_other_scene:
        return CHANGED
    if found.spills:
        return SPILLED
    if changed_share < _UNCHANGED_SHARE and found.floor <= _CHECK_FLOOR:
        return UNCHANGED
    return GOOD if found.is_plain else CHECK


def _spill_bound(difference: Field, outside: Bools, distance: Field) -> float:
    """The ΔE above which a difference is more than what is usual far from the mask."""
    far = difference[outside & (distance > 0.06 * max(difference.shape))][::3]
    if far.size < 500:
        far = difference[outside][::3]
    return max(_SPILL_LEAST, _SPILL_OVER * percentile(far, 95))


def _spill(differs: Bools, is_strange: Bools, distance: Field) -> Bools:
    """Connected differences that touch the mask from outside and are no mere noise or shift."""
    import cv2

    side = max(differs.shape)
    reach = (distance > 0) & (distance < 0.08 * side) & differs
    count, labels = cv2.connectedComponents(reach.astype(np.uint8))
    touching = np.zeros(count, bool)
    touching[labels[(distance > 0) & (distance <= 0.012 * side)]] = True
    beyond = np.bincount(labels[is_strange & (distance > _BLEED * side)], minlength=count)
    kept = touching & (beyond >= _SPILL_AREA * differs.size)
    kept[0] = False
    return np.asarray(kept[labels])


def _whole(spill: Bools, differs: Bools) -> Bools:
    """Everything that differs and hangs together with a spill."""
    import cv2

    if not spill.any():
        return spill
    count, labels = cv2.connectedComponents(differs.astype(np.uint8))
    kept = np.zeros(count, bool)
    kept[labels[spill]] = True
    kept[0] = False
    return np.asarray(kept[labels])


def _around(marked: Bools, radius: float) -> Bools:
    import cv2

    return np.asarray(cv2.dilate(marked.astype(np.uint8), disk(radius)) > 0)
