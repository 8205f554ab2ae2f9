"""The region's pixels as the comparison needs them: original and answer on one grid.

The grid is the coarser of the region's box and the answer, so that neither is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.size import Box, Size
from desktop.imaging.answer_pixels import as_float, flattened_colours, in_profile, resized
from desktop.imaging.depth import eight_bits
from desktop.imaging.neighbourhood import halved, widened
from desktop.imaging.picture import Picture
from desktop.imaging.plain_colours import ground_of
from desktop.imaging.region import RegionPlan, cut_region

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]
    Mask = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RegionPixels:
    """Original and answer, both RGB (h, w, 3) at the size `grid`, in any depth.

    `marked` (h, w) is 255 where the mask or mirrored pixels allow no comparison. `is_exact` says
    that nothing was resampled, `is_coarser` that what is made of them will be enlarged.
    """

    grid: Size
    original: NDArray[Any]
    answer: NDArray[Any]
    marked: Mask
    is_exact: bool = False
    is_coarser: bool = False

    def original_rgb(self, box: Box) -> Field:
        """Float RGB from 0 to 1 of a box of the grid."""
        return as_float(self.original[box.slices])

    def is_outside(self, box: Box) -> NDArray[np.bool_]:
        """What lies outside the mask by more than a few pixels."""
        reach = box.grown(5).clipped(Box(0, 0, self.grid.width, self.grid.height))
        wide = widened(self.marked[reach.slices], 4) == 0
        local = box.seen_from(reach)
        return np.asarray(wide[local.slices])

    def at_work(self, side: int) -> tuple[Field, Field, Mask]:
        """Original, answer and mask no larger than `side`, float RGB from 0 to 1."""
        scale = min(1.0, side / self.grid.longest)
        size = self.grid.scaled(scale) if scale < 1 else self.grid
        covered = resized((self.marked > 0).astype(np.float32)[..., None], size)[..., 0] > 0.01
        original, answer = (as_float(resized(one, size)) for one in (self.original, self.answer))
        return original, answer, np.where(covered, 255, 0).astype(np.uint8)


def region_pixels(
    picture: Picture, plan: RegionPlan, answer: Picture, marked: Mask
) -> RegionPixels:
    """From the whole picture and the answer; `marked` (box.height, box.width) is the mask."""
    is_coarser = plan.sent.pixels < plan.box.width * plan.box.height
    grid = plan.sent if is_coarser else plan.box.size
    region = cut_region(picture.pixels, plan)
    original = resized(flattened_colours(region, _ground(picture)), grid)
    return RegionPixels(
        grid=grid,
        original=original,
        answer=_answer_at(in_profile(answer, picture), grid),
        marked=_covered(_with_padding(marked, plan), grid),
        is_exact=grid == plan.box.size == answer.size,
        is_coarser=is_coarser,
    )


def _covered(marked: Mask, grid: Size) -> Mask:
    """Above 0 where anything of a pixel of the grid is marked."""
    import cv2

    if marked.shape == (grid.height, grid.width):
        return marked
    binary = np.asarray(cv2.threshold(marked, 0, 255, cv2.THRESH_BINARY)[1], dtype=np.uint8)
    if min(marked.shape[0] / grid.height, marked.shape[1] / grid.width) >= 2:
        binary = halved(binary)  # exact halves take a tenth of the time of any other share
    return np.ascontiguousarray(resized(binary[..., None], grid)[..., 0])


def _answer_at(colours: NDArray[Any], grid: Size) -> NDArray[Any]:
    if colours.shape[:2] == (grid.height, grid.width):
        return colours
    return resized(as_float(colours), grid)


def _ground(picture: Picture) -> tuple[int, int, int]:
    """What the picture was laid on when it was sent; of no matter without alpha."""
    if not picture.has_alpha:
        return (255, 255, 255)
    step = max(1, picture.size.longest // 512)
    return ground_of(eight_bits(np.ascontiguousarray(picture.pixels[::step, ::step])))


def _with_padding(marked: Mask, plan: RegionPlan) -> Mask:
    """The mask of the region with its mirrored rim marked too."""
    if plan.padding.is_empty:
        return marked
    whole = np.full(marked.shape, 255, np.uint8)
    inside = plan.inside
    local = inside.seen_from(plan.box)
    whole[local.slices] = marked[local.slices]
    return whole
