"""The mask with what crosses its edge taken in, so that a change that spilled fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from desktop.imaging.neighbourhood import disk

if TYPE_CHECKING:
    from numpy.typing import NDArray

BEYOND_SHARE = 0.008
"""How far the mask goes beyond what was found, as a share of the spill's longer side, and"""

BEYOND_LEAST = 6
"""at least so many pixels: room for the ramp, which lies inside the mask."""


def grown_for_spill(mask: NDArray[np.uint8], spill: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """`mask` (h, w; 255 change) and the places where a change crosses its edge, with some room.

    `spill` (h, w) is as a verdict of "spilled" marks it; nothing that was marked is lost.
    """
    import cv2

    if not spill.any():
        return mask.copy()
    rows, columns = np.flatnonzero(spill.any(axis=1)), np.flatnonzero(spill.any(axis=0))
    side = max(int(rows[-1] - rows[0]), int(columns[-1] - columns[0])) + 1
    reach = max(BEYOND_LEAST, round(BEYOND_SHARE * side))
    top, left = max(0, int(rows[0]) - reach), max(0, int(columns[0]) - reach)
    near = np.s_[top : int(rows[-1]) + reach + 1, left : int(columns[-1]) + reach + 1]
    wide = cv2.dilate(spill[near].astype(np.uint8) * 255, disk(reach))
    made = mask.copy()
    made[near] = np.maximum(made[near], wide)
    return made
