"""Puts an edit of the whole picture back onto the picture's own pixels: position only, no mask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.recipe import Blend
from desktop.imaging.alpha import Place
from desktop.imaging.comparison import Comparison, compare
from desktop.imaging.laying import Told, lay_patches
from desktop.imaging.picture import Picture
from desktop.imaging.region import RegionPlan
from desktop.imaging.region_pixels import RegionPixels, region_pixels
from desktop.imaging.registration import WORK_SIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_MATCH = 0.3
"""Below this match nothing is moved: the answer shows something else."""


def aligned(
    picture: Picture, plan: RegionPlan, answer: Picture, told: Told
) -> tuple[NDArray[Any], Comparison | None]:
    """The answer's pixels where the picture's own would be, in the picture's shape and depth.

    Where the region does not reach, the picture stands. The comparison is None where the two have
    too little in common to say how they lie on each other.
    """
    nothing = np.zeros((plan.box.height, plan.box.width), np.uint8)
    region = region_pixels(picture, plan, answer, nothing)
    told.step(0.05)
    found = compare(
        *region.at_work(WORK_SIDE),
        matches_colour=False,
        is_small=region.grid.longest < 1.5 * WORK_SIDE,
    )
    told.step(0.4)
    comparison = found if found.is_same or found.registration.match >= LEAST_MATCH else None
    pixels = picture.pixels.copy()
    lay_patches(pixels, _everywhere(region), comparison, _place(plan), told)
    return pixels, comparison


def _everywhere(region: RegionPixels) -> RegionPixels:
    marked = np.full(region.marked.shape, 255, np.uint8)
    return RegionPixels(
        grid=region.grid, original=region.original, answer=region.answer, marked=marked
    )


def _place(plan: RegionPlan) -> Place:
    """Everything of the region that lies on the picture."""
    inside = plan.inside
    marked = np.zeros((plan.box.height, plan.box.width), np.uint8)
    here = inside.seen_from(plan.box)
    marked[here.slices] = 255
    return Place(plan=plan, marked=marked, blend=Blend(feather=0, colour_match=False))
