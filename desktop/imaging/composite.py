"""Lays a model's answer back into the picture: inside the mask the change, outside it not one bit.

This is the entrance; the steps stand in `registration`, `colour`, `detail`, `matte`, `blend` and
`verdict`. Everything happens around the mask, in the picture's own depth, channels and profile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.problems import ProblemKind, fail
from desktop.domain.recipe import Blend
from desktop.domain.size import Box, Size, box_of
from desktop.imaging.aligning import aligned
from desktop.imaging.alpha import Place
from desktop.imaging.blend import grown
from desktop.imaging.comparison import LEAST_EVIDENCE_SHARE, Comparison, compare
from desktop.imaging.cutting_out import cut_out, is_transparent
from desktop.imaging.laying import IsCancelled, Progress, Told, lay_answer
from desktop.imaging.picture import Picture
from desktop.imaging.region import RegionPlan, place_region
from desktop.imaging.region_pixels import RegionPixels, region_pixels
from desktop.imaging.registration import WORK_SIDE
from desktop.imaging.verdict import NONE, SPILLED

if TYPE_CHECKING:
    from numpy.typing import NDArray

NO_EVIDENCE = (
    "The mask covers so much of the region that nothing outside it could be compared: "
    "the answer was laid in where it came, without matching position or colour."
)

NOT_ALIGNED = (
    "The answer has too little in common with the picture to be put back onto its pixels: "
    "it was only brought to the picture's size."
)

_STRIP = 1 << 19
"""Bytes compared at once: they stay in the cache, and no second picture stands in memory."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Composed:
    """The picture with the change laid in, and the truth about it.

    `pixels` have the picture's shape, depth and channels (and alpha after them where an answer
    with a transparent background was laid in); they differ from the picture only within `box`, and
    never outside the (grown) mask. `outside_changed` of `outside_total` pixels were counted
    afterwards. `verdict` is good, check, spilled, changed or unchanged; none where nothing could
    be compared. `spill` (whole picture, bool) marks where a change crosses the mask's edge.
    `notes` are sentences for the designer.
    """

    pixels: NDArray[Any]
    box: Box
    outside_changed: int
    outside_total: int
    verdict: str = "none"
    measures: tuple[tuple[str, float], ...] = ()
    spill: NDArray[np.bool_] | None = None
    notes: tuple[str, ...] = ()


def compose(
    *,
    picture: Picture,
    mask: NDArray[np.uint8] | None,
    plan: RegionPlan,
    answer: Picture,
    blend: Blend,
    progress: Progress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> Composed:
    """The picture with `answer` laid in where `mask` (h, w; 255 change) allows it.

    Without a mask the whole region changes. Calling it again with another mask or blend lays the
    same answer in anew. Raises ProblemError: mask of another size, empty mask, cancelled.
    """
    _check(picture, mask, plan)
    told = Told(progress=progress, is_cancelled=is_cancelled)
    marked = _marked_within(picture.size, mask, plan, blend)
    place = Place(plan=plan, marked=marked, blend=blend)
    if is_transparent(answer):
        pixels, comparison = cut_out(picture, answer, place, told)
        box, notes = plan.inside, (NO_EVIDENCE,) if comparison is None else ()
    else:
        region = region_pixels(picture, plan, answer, marked)
        told.step(0.05)
        comparison = _compared(region, blend)
        told.step(0.4)
        pixels = picture.pixels.copy()
        box = lay_answer(pixels, region, comparison, place, told)
        notes = (NO_EVIDENCE,) if comparison is None else ()
    counted = count_outside_changes(picture.pixels, pixels, _whole_mask(place))
    told.step(1.0)
    return _composed(pixels, box, counted, comparison, plan, notes)


def _compared(region: RegionPixels, blend: Blend) -> Comparison | None:
    """None where hardly anything lies outside the mask."""
    work = region.at_work(WORK_SIDE)
    if np.count_nonzero(work[2] == 0) < LEAST_EVIDENCE_SHARE * work[2].size:
        return None
    return compare(
        *work,
        matches_colour=blend.colour_match,
        is_small=region.grid.longest < 1.5 * WORK_SIDE,
        may_be_same=region.is_exact,
    )


def align_whole(
    *,
    picture: Picture,
    plan: RegionPlan,
    answer: Picture,
    progress: Progress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> Composed:
    """An edit without a mask, put back onto the picture's own pixels: moved, not recoloured.

    The result has the picture's shape and depth; everything may differ, so nothing is counted.
    """
    if plan.picture != picture.size:
        raise ValueError(f"The plan is for {plan.picture.shown}, not {picture.size.shown}.")
    told = Told(progress=progress, is_cancelled=is_cancelled)
    pixels, comparison = aligned(picture, plan, answer, told)
    told.step(1.0)
    notes = (NOT_ALIGNED,) if comparison is None else ()
    return _composed(pixels, plan.inside, (0, 0), comparison, plan, notes)


def count_outside_changes(
    before: NDArray[Any], after: NDArray[Any], mask: NDArray[np.uint8] | None
) -> tuple[int, int]:
    """How many of the pixels with mask 0 differ in any bit, and how many there are.

    `before` and `after` (h, w, c) are compared as they are in memory; if only `after` has alpha,
    that must be opaque. Without a mask nothing is outside.
    """
    import cv2

    if mask is None:
        return 0, 0
    standing = 0
    count = max(1, _STRIP // max(1, before[0].nbytes))
    for top in range(0, before.shape[0], count):
        rows = slice(top, top + count)
        stands = cv2.bitwise_or(_same(before[rows], after[rows]), mask[rows])
        standing += cv2.countNonZero(stands)
    return mask.size - standing, mask.size - cv2.countNonZero(mask)


def _check(picture: Picture, mask: NDArray[np.uint8] | None, plan: RegionPlan) -> None:
    if plan.picture != picture.size:
        raise ValueError(f"The plan is for {plan.picture.shown}, not {picture.size.shown}.")
    if mask is None:
        return
    size = Size(int(mask.shape[1]), int(mask.shape[0]))
    if size != picture.size:
        raise fail(ProblemKind.MASK_SIZE_DIFFERS, mask=size.shown, picture=picture.size.shown)
    if not mask.any():
        raise fail(ProblemKind.MASK_EMPTY)


def _marked_within(
    picture: Size, mask: NDArray[np.uint8] | None, plan: RegionPlan, blend: Blend
) -> NDArray[np.uint8]:
    """The grown mask in the region, shape (box.height, box.width); 0 beyond the picture."""
    box, inside = plan.box, plan.inside
    marked = np.zeros((box.height, box.width), np.uint8)
    here = inside.seen_from(box)
    if mask is None:
        marked[here.slices] = 255
        return marked
    reach = inside.grown(blend.grow + 1).clipped(box_of(picture))
    wide = grown(mask[reach.slices], blend.grow)
    there = inside.seen_from(reach)
    marked[here.slices] = wide[there.slices]
    return marked


def _whole_mask(place: Place) -> NDArray[np.uint8]:
    """The grown mask at the picture's size."""
    plan = place.plan
    if plan.box == box_of(plan.picture):
        return place.marked
    whole = np.zeros((plan.picture.height, plan.picture.width), np.uint8)
    whole[plan.inside.slices] = place.marked[place.inside.slices]
    return whole


def _composed(
    pixels: NDArray[Any],
    box: Box,
    counted: tuple[int, int],
    comparison: Comparison | None,
    plan: RegionPlan,
    notes: tuple[str, ...],
) -> Composed:
    return Composed(
        pixels=pixels,
        box=box,
        outside_changed=counted[0],
        outside_total=counted[1],
        verdict=NONE if comparison is None else comparison.verdict,
        measures=() if comparison is None else comparison.measures,
        spill=None if comparison is None else _spill_in_picture(comparison, plan),
        notes=notes,
    )


def _spill_in_picture(comparison: Comparison, plan: RegionPlan) -> NDArray[np.bool_] | None:
    import cv2

    if comparison.verdict != SPILLED:
        return None
    size = (plan.box.width, plan.box.height)
    small = comparison.found.crossing.astype(np.uint8)
    region = np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_NEAREST))
    empty = np.zeros((plan.picture.height, plan.picture.width), np.uint8)
    return np.asarray(place_region(empty, region, plan) > 0)


def _same(before: NDArray[Any], after: NDArray[Any]) -> NDArray[np.uint8]:
    """255 where no channel differs in any bit (so that -0.0, 0.0 and every NaN are told apart)."""
    import cv2

    bits = {1: np.uint8, 2: np.uint16, 4: np.int32}[before.dtype.itemsize]
    channels = before.shape[2]
    unlike = np.bitwise_xor(before.view(bits), after[..., :channels].view(bits))
    none = (0,) * 4
    same = np.asarray(cv2.inRange(unlike, none, none), dtype=np.uint8)
    if after.shape[2] > channels:
        opaque = np.iinfo(after.dtype).max if after.dtype.kind == "u" else 1.0
        same[after[..., channels] != opaque] = 0
    return same
