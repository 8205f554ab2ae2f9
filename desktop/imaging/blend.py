"""The ramp with which an answer is laid in: it lies inside the mask, and touches nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

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
    place = np.clip(depth / np.maximum(width, 1e-3), 0.0, 1.0)
    return np.asarray(place * place * (3.0 - 2.0 * place), dtype=np.float32)


def lay(target: NDArray[Any], change: Field, alpha: Field) -> None:
    """Move `target` towards `change` in place, by `alpha`; where alpha is 0 nothing is written.

    `target` (h, w, c) in its own depth, `change` (h, w, c) float 0..1, `alpha` (h, w) 0..1.
    """
    touched = alpha > 0
    share = alpha[touched][:, None]
    top = float(np.iinfo(target.dtype).max) if target.dtype.kind == "u" else 1.0
    before = np.nan_to_num(target[touched].astype(np.float32))
    after = before * (1 - share) + change[touched] * np.float32(top) * share
    target[touched] = np.rint(after).clip(0, top) if target.dtype.kind == "u" else after


def lay_with_alpha(target: NDArray[Any], change: Field, share: Field) -> None:
    """The same for a picture whose last channel is straight alpha; the change is opaque.

    A pixel's new alpha is a(1 - s) + s; its colour is the mean of both, weighted by their alpha.
    """
    touched = share > 0
    top = float(np.iinfo(target.dtype).max) if target.dtype.kind == "u" else 1.0
    before = np.nan_to_num(target[touched].astype(np.float32)) / np.float32(top)
    opacity, part = before[:, -1:], share[touched][:, None]
    under = opacity * (1 - part)
    after = (before[:, :-1] * under + change[touched] * part) / (under + part)
    both = np.concatenate([after, under + part], axis=1) * np.float32(top)
    target[touched] = np.rint(both).clip(0, top) if target.dtype.kind == "u" else both
