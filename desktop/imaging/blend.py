"""The ramp with which an answer is laid in: it lies inside the mask, and touches nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.imaging.depth import full_value, rounded
from desktop.imaging.neighbourhood import each_channel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.uint8]
    Field = NDArray[np.float32]

LEAST_FEATHER, MOST_FEATHER = 6.0, 48.0
"""Bounds of the width that is chosen when the designer leaves it open, in pixels."""

FEATHER_SHARE = 0.016
"""That width as a share of the region's long side."""


def usual_feather(long_side: int) -> float:
    """The ramp's width in pixels where the designer leaves it open."""
    return float(np.clip(FEATHER_SHARE * long_side, LEAST_FEATHER, MOST_FEATHER))


def grown(mask: Mask, by: int) -> Mask:
    """The mask with everything within `by` pixels of it marked too; shape (h, w), 255 change."""
    if by <= 0:
        return mask
    import cv2

    reach = cv2.distanceTransform((mask == 0).astype(np.uint8), cv2.DIST_L2, 5)
    return np.maximum(mask, np.where(reach <= by, 255, 0).astype(np.uint8))


def depth_inside(marked: NDArray[np.bool_]) -> Field:
    """Distance in pixels from each marked pixel to the nearest unmarked one; 0 where unmarked.

    What lies beyond the array counts as marked: the picture's own border is no edge.
    """
    import cv2

    if marked.all():
        return np.full(marked.shape, np.inf, np.float32)
    return np.asarray(
        cv2.distanceTransform(marked.astype(np.uint8), cv2.DIST_L2, 5), dtype=np.float32
    )


def ramp(depth: Field, width: float | Field) -> Field:
    """From 0 at the mask's edge to 1 at `width` pixels inside it (smoothstep of the depth).

    A width of 0 is a hard edge: 1 wherever the depth is above 0.
    """
    place = np.asarray(depth / np.maximum(width, np.float32(1e-3)), dtype=np.float32)
    np.clip(place, 0.0, 1.0, out=place)
    made = np.float32(3.0) - np.float32(2.0) * place
    made *= place
    made *= place
    return made


def lay(target: NDArray[Any], change: Field, alpha: Field) -> None:
    """Move `target` towards `change` in place, by `alpha`; where alpha is 0 nothing is written.

    `target` (h, w, c) in its own depth, `change` (h, w, c) in its values, which it may leave a
    little, `alpha` (h, w) 0..1.
    """
    made = change
    if alpha.min() < 1:
        before = _finite(target)
        made = np.clip(change, 0, np.float32(full_value(target)))
        made -= before
        made *= each_channel(alpha) if made.shape[2] == 3 else alpha[..., None]
        made += before
    _write(target, made, alpha)


def lay_with_alpha(target: NDArray[Any], change: Field, alpha: Field) -> None:
    """The same for a picture whose last channel is straight alpha; the change is opaque.

    A pixel's new alpha is a(1 - s) + s; its colour is the mean of both, weighted by their alpha.
    """
    full, share = np.float32(full_value(target)), alpha[..., None]
    before = _finite(target)
    under = before[..., -1:] * ((1 - share) / full)
    opacity = under + share
    colours = before[..., :-1] * under + np.clip(change, 0, full) * share
    colours /= np.maximum(opacity, 1e-6)
    _write(target, np.concatenate([colours, opacity * full], axis=2), alpha)


def _finite(pixels: NDArray[Any]) -> Field:
    if pixels.dtype.kind == "u":
        return pixels.astype(np.float32)
    return np.asarray(np.nan_to_num(pixels), dtype=np.float32)


def _write(target: NDArray[Any], made: Field, alpha: Field) -> None:
    """Where `alpha` is above 0, within the range of `target`; whole numbers are rounded."""
    import cv2

    is_whole = target.dtype.kind == "u"
    written = rounded(made, 1.0, target.dtype) if is_whole else np.clip(made, 0, 1)
    if alpha.min() <= 0:
        # Many times faster than numpy's copyto: its `where` is spread over the channels one by one.
        where = (alpha > 0).astype(np.uint8)
        kept = np.ascontiguousarray(target)
        written = np.asarray(cv2.copyTo(written, where, kept)).reshape(target.shape)
    target[...] = written
