"""Separate marked places of one mask: one region for all of them, or one region each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from desktop.domain.problems import ProblemKind, fail
from desktop.domain.recipe import RegionMode
from desktop.domain.size import Box, Size, SizeRule
from desktop.imaging.region import CONTEXT_LEAST, RegionPlan, plan_region

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BLOCK = 16
assert 2 * _BLOCK < CONTEXT_LEAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """Marked places that lie close together: their bounds, and the region that would be sent."""

    bounds: Box
    plan: RegionPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobSplit:
    """The two ways to send a mask: all `together`, or `apart` one request each.

    `apart` has one entry when nothing can be told apart. The bounds in it never overlap, so
    `blob_mask` cuts the mask of each.
    """

    together: RegionPlan
    apart: tuple[Blob, ...]

    @property
    def bounds(self) -> Box:
        """Of everything that is marked."""
        return reduce(Box.united, (blob.bounds for blob in self.apart))

    @property
    def can_be_split(self) -> bool:
        return len(self.apart) > 1


def split_blobs(mask: NDArray[np.uint8], *, rule: SizeRule) -> BlobSplit:
    """The plans for a mask (h, w; 255 change), ready to be priced by their `sent` sizes.

    Places are taken together where one region costs no more pixels than two and is no coarser.
    Raises ProblemError when the mask is empty.
    """
    picture = Size(int(mask.shape[1]), int(mask.shape[0]))
    boxes = _joined_near(_bounds_of_parts(mask))
    if not boxes:
        raise fail(ProblemKind.MASK_EMPTY)
    blobs = _joined_cheap([_blob(box, picture, rule) for box in boxes], picture, rule)
    everything = reduce(Box.united, boxes)
    return BlobSplit(together=_blob(everything, picture, rule).plan, apart=tuple(blobs))


def blob_mask(mask: NDArray[np.uint8], blob: Blob) -> NDArray[np.uint8]:
    """The mask with this blob only, same shape."""
    alone = np.zeros_like(mask)
    alone[blob.bounds.slices] = mask[blob.bounds.slices]
    return alone


def _bounds_of_parts(mask: NDArray[np.uint8]) -> list[Box]:
    """Bounds of the marked places, looked for among blocks of pixels.

    What lies in neighbouring blocks is closer than the least context, so it would be joined
    anyway; the same goes for another place that reaches between the blocks of this one.
    """
    import cv2

    whole = Box(*cv2.boundingRect(mask))
    if whole.is_empty:
        return []
    marked = mask[whole.slices]
    full = whole.height // _BLOCK * _BLOCK
    rows = marked[:full].reshape(-1, _BLOCK, whole.width).max(axis=1)
    if full < whole.height:
        rows = np.vstack((rows, marked[full:].max(axis=0)))
    blocks = np.maximum.reduceat(rows, np.arange(0, whole.width, _BLOCK), axis=1)
    _, _, stats, _ = cv2.connectedComponentsWithStats((blocks > 0).astype(np.uint8), connectivity=8)
    places = (Box(*(_BLOCK * int(value) for value in row[:4])) for row in stats[1:])
    return [_shrunk(marked, place, whole) for place in places]


def _shrunk(marked: NDArray[np.uint8], place: Box, whole: Box) -> Box:
    """The bounds of what is marked in `place`, both from the corner of `whole`, in the mask."""
    import cv2

    x, y, width, height = cv2.boundingRect(marked[place.slices])
    return Box(whole.x + place.x + x, whole.y + place.y + y, width, height)


def _joined_near(boxes: list[Box]) -> list[Box]:
    """Boxes united until none comes closer to another than the least context."""
    joined: list[Box] = []
    for start in boxes:
        box, others = start, joined
        while True:
            near = [other for other in others if not _apart(box, other)]
            if not near:
                break
            others = [other for other in others if other not in near]
            for other in near:
                box = box.united(other)
        joined = [*others, box]
    return joined


def _apart(one: Box, other: Box) -> bool:
    return one.grown(CONTEXT_LEAST).clipped(other).is_empty


def _blob(box: Box, picture: Size, rule: SizeRule) -> Blob:
    plan = plan_region(picture=picture, mask=box, rule=rule, mode=RegionMode.AUTO)
    return Blob(bounds=box, plan=plan)


def _joined_cheap(blobs: list[Blob], picture: Size, rule: SizeRule) -> list[Blob]:
    """Blobs united while a pair can share a region without more pixels or less detail."""
    while True:
        pairs = (
            (one, other, _blob(one.bounds.united(other.bounds), picture, rule))
            for one, other in combinations(blobs, 2)
        )
        better = next((found for found in pairs if _is_better(*found)), None)
        if better is None:
            return blobs
        one, other, both = better
        rest = [blob for blob in blobs if blob not in (one, other)]
        inside = [blob for blob in rest if not _apart(blob.bounds, both.bounds)]
        bounds = both.bounds
        for blob in inside:
            bounds = bounds.united(blob.bounds)
        blobs = [*(blob for blob in rest if blob not in inside), _blob(bounds, picture, rule)]


def _is_better(one: Blob, other: Blob, both: Blob) -> bool:
    if not _apart(one.bounds, other.bounds):
        return True
    pixels = one.plan.sent.pixels + other.plan.sent.pixels
    detail = min(one.plan.detail, other.plan.detail)
    return both.plan.sent.pixels <= pixels and both.plan.detail >= 0.99 * detail
