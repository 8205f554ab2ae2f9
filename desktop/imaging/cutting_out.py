"""Takes only the transparency from an answer without background: the colours stay the picture's.

Where the answer is opaque it shows what the picture shows, so that is where both are compared.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.size import Box
from desktop.imaging.alpha import Place
from desktop.imaging.answer_pixels import (
    as_float,
    flattened_colours,
    in_profile,
    matching_channels,
    resized,
)
from desktop.imaging.comparison import Comparison, compare
from desktop.imaging.laying import Told
from desktop.imaging.neighbourhood import widened
from desktop.imaging.patches import Workshop, part_of
from desktop.imaging.picture import Picture
from desktop.imaging.region import RegionPlan, cut_region
from desktop.imaging.region_pixels import RegionPixels, region_pixels
from desktop.imaging.registration import WORK_SIDE
from desktop.imaging.verdict import CHANGED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]

UNASKED_TRANSPARENCY = (
    "The answer came with transparency that was not asked for; the picture stands where it is."
)

OPAQUE = 0.98
LEAST_SHARE = 0.001
"""An answer is transparent when at least so much of it is."""


def is_transparent(answer: Picture) -> bool:
    """Whether an answer really has transparent parts, not only a channel for them."""
    if not answer.has_alpha:
        return False
    step = max(1, answer.size.longest // 1024)
    seen = as_float(np.ascontiguousarray(answer.pixels[::step, ::step, -1:]))
    return bool(np.mean(seen < OPAQUE) >= LEAST_SHARE)


def filled(answer: Picture, picture: Picture, plan: RegionPlan) -> Picture:
    """An answer whose transparency nobody asked for, with the picture under what is not there."""
    alpha = as_float(np.ascontiguousarray(answer.pixels[..., -1:]))
    colours = as_float(in_profile(answer, picture))
    region = flattened_colours(cut_region(picture.pixels, plan), (255, 255, 255))
    under = as_float(resized(region, answer.size))
    under += (colours - under) * alpha
    icc = picture.facts.icc if picture.pixels.shape[2] >= 3 else None
    pixels = np.rint(under * np.float32(255)).astype(np.uint8)
    return Picture(pixels=pixels, facts=replace(answer.facts, icc=icc))


def cut_out(
    picture: Picture, answer: Picture, place: Place, told: Told
) -> tuple[NDArray[Any], Comparison | None]:
    """The picture with the answer's transparency inside the mask; it gains alpha where it has none.

    Half transparent edges take the answer's colour, which has no background in it; everything
    else keeps the picture's own. Without anything opaque to compare the answer is taken as it is.
    """
    region, opacity = _region(picture, answer, place)
    told.step(0.1)
    comparison = _compared(region)
    told.step(0.6)
    pixels = _with_alpha(picture.pixels)
    inside = place.plan.inside
    target = pixels[inside.slices]
    local = Box(inside.x - place.plan.box.x, inside.y - place.plan.box.y, *_sides(inside))
    colours, alpha = _moved(region, opacity, comparison)
    size = (place.plan.box.width, place.plan.box.height)
    alpha = np.clip(part_of(alpha, local, size), 0, 1)
    share = place.marked[local.slices].astype(np.float32) / 255
    own = alpha >= OPAQUE if comparison is not None else np.zeros(alpha.shape, bool)
    change = matching_channels(np.clip(part_of(colours, local, size), 0, 1), target.shape[2])
    _recolour(target, change, (share > 0) & ~own & (alpha > 0))
    left = np.asarray(1 - share * (1 - alpha), dtype=np.float32)
    _fade(target, left, share > 0)
    return pixels, comparison


def _sides(box: Box) -> tuple[int, int]:
    return box.width, box.height


def _region(picture: Picture, answer: Picture, place: Place) -> tuple[RegionPixels, Field]:
    """The region with the picture itself under the answer's transparent parts, and the alpha."""
    nothing = np.zeros(place.marked.shape, np.uint8)
    region = region_pixels(picture, place.plan, answer, nothing)
    alpha = as_float(np.ascontiguousarray(answer.pixels[..., -1:]))
    opacity = resized(alpha, region.grid)[..., 0]
    colours = resized(as_float(in_profile(answer, picture)), region.grid)
    under = as_float(region.original)
    shown = under + (colours - under) * opacity[..., None]
    clear = widened((opacity < OPAQUE).astype(np.uint8), 3) * 255
    marked = np.maximum(region.marked, clear)
    return (
        RegionPixels(grid=region.grid, original=region.original, answer=shown, marked=marked),
        opacity,
    )


def _compared(region: RegionPixels) -> Comparison | None:
    if np.count_nonzero(region.marked == 0) < 0.005 * region.marked.size:
        return None
    found = compare(*region.at_work(WORK_SIDE), matches_colour=False)
    return None if found.verdict == CHANGED else found


def _moved(
    region: RegionPixels, opacity: Field, comparison: Comparison | None
) -> tuple[Field, Field]:
    """Colours (h, w, 3) and alpha (h, w) where the original's pixels are, on the grid."""
    import cv2

    whole = Box(0, 0, region.grid.width, region.grid.height)
    if comparison is None or comparison.is_same:
        return as_float(region.answer), opacity
    shop = Workshop(region=region, comparison=comparison)
    at = shop.map_of(whole)
    colours, alpha = (
        cv2.remap(one, at[0], at[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        for one in (as_float(region.answer), opacity)
    )
    return np.asarray(colours, dtype=np.float32), np.asarray(alpha, dtype=np.float32)


def _with_alpha(pixels: NDArray[Any]) -> NDArray[Any]:
    if pixels.shape[2] in {2, 4}:
        return pixels.copy()
    opaque = np.iinfo(pixels.dtype).max if pixels.dtype.kind == "u" else 1
    return np.concatenate([pixels, np.full_like(pixels[..., :1], opaque)], axis=2)


def _recolour(target: NDArray[Any], change: Field, where: NDArray[np.bool_]) -> None:
    top = np.iinfo(target.dtype).max if target.dtype.kind == "u" else 1
    made = change * np.float32(top)
    made = np.rint(made) if target.dtype.kind == "u" else made
    np.copyto(target[..., :-1], made.astype(target.dtype), where=where[..., None])


def _fade(target: NDArray[Any], share: Field, where: NDArray[np.bool_]) -> None:
    made = target[..., -1].astype(np.float32) * share
    made = np.rint(made) if target.dtype.kind == "u" else made
    np.copyto(target[..., -1], made.astype(target.dtype), where=where)
