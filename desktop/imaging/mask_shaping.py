"""Reshapes a mask: grow, shrink, feather, smooth, fill holes, remove specks, border.

Every function takes a mask (h, w) and gives a new one. Lengths are pixels of the picture. They
grow with what they are given: hand in only the part that is marked and its surroundings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from desktop.imaging.selection import Selection, Shaping

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from desktop.domain.size import Box

    Pixels = NDArray[np.uint8]

_LARGEST_KERNEL = 7
_HALF = 127


def grown(mask: Pixels, pixels: int) -> Pixels:
    """Everything as far outside as `pixels`, soft edges keep their softness."""
    return _moved(mask, pixels, cv2.dilate)


def shrunk(mask: Pixels, pixels: int) -> Pixels:
    """The opposite; the border of the picture does not count as an edge."""
    return _moved(mask, pixels, cv2.erode)


def feathered(mask: Pixels, pixels: float) -> Pixels:
    """Edges fade over about `pixels` to each side of where they were."""
    if pixels <= 0:
        return mask.copy()
    return np.asarray(
        cv2.GaussianBlur(mask, (0, 0), pixels / 2, borderType=cv2.BORDER_REPLICATE), np.uint8
    )


def smoothed(mask: Pixels, pixels: float) -> Pixels:
    """Rounds corners and evens ragged edges smaller than `pixels`; edges come out sharp."""
    soft = feathered(mask, pixels).astype(np.float32)
    steep = np.clip((soft - 127.5) * max(1.0, pixels / 2) + 127.5, 0, 255)
    return np.asarray(np.rint(steep), np.uint8)


def without_holes(mask: Pixels) -> Pixels:
    """What the mask wholly surrounds is marked too; the border of the picture surrounds nothing."""
    height, width = mask.shape
    # A rim of unmarked pixels joins everything that reaches the border.
    solid = np.zeros((height + 2, width + 2), np.uint8)
    solid[1:-1, 1:-1] = mask > _HALF
    cv2.floodFill(solid, None, (0, 0), 2, flags=4)
    filled = mask.copy()
    filled[solid[1:-1, 1:-1] == 0] = 255
    return filled


def without_specks(mask: Pixels, pixels: int) -> Pixels:
    """Islands of fewer than `pixels` pixels disappear."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        (mask > 0).astype(np.uint8), connectivity=8
    )
    keep = np.ones(count, bool)
    keep[1:] = stats[1:, cv2.CC_STAT_AREA] >= pixels
    return np.where(keep[labels], mask, 0).astype(np.uint8)


def border_of(mask: Pixels, pixels: int) -> Pixels:
    """A band along the edge, `pixels` wide, half of it inside."""
    outer = grown(mask, (pixels + 1) // 2)
    inner = shrunk(mask, pixels // 2)
    return np.asarray(cv2.subtract(outer, inner), np.uint8)


def _moved(mask: Pixels, pixels: int, step: Callable[..., object]) -> Pixels:
    """Moves the edge by discs: as many as it takes, none larger than OpenCV is quick with."""
    found, left = mask.copy(), pixels
    while left > 0:
        radius = min(left, _LARGEST_KERNEL)
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
        found = np.asarray(step(found, disc, borderType=cv2.BORDER_REPLICATE), np.uint8)
        left -= radius
    return found


def reshaped(mask: Pixels, shaping: Shaping, amount: int) -> Pixels:
    """A new mask; `amount` is pixels of length, for specks of area, and nothing for holes."""
    ways: dict[Shaping, Callable[[], Pixels]] = {
        Shaping.GROW: lambda: grown(mask, amount),
        Shaping.SHRINK: lambda: shrunk(mask, amount),
        Shaping.FEATHER: lambda: feathered(mask, amount),
        Shaping.SMOOTH: lambda: smoothed(mask, amount),
        Shaping.FILL_HOLES: lambda: without_holes(mask),
        Shaping.REMOVE_SPECKS: lambda: without_specks(mask, amount),
        Shaping.BORDER: lambda: border_of(mask, amount),
    }
    return ways[shaping]()


def feathered_selection(selection: Selection, pixels: int, limits: Box) -> Selection:
    """The selection with edges that fade, as far as they lie inside `limits`."""
    if pixels <= 0 or selection.box.is_empty:
        return selection
    box = selection.box.grown(2 * pixels)
    laid = np.zeros((box.height, box.width), np.uint8)
    laid[2 * pixels : -2 * pixels, 2 * pixels : -2 * pixels] = selection.coverage
    return Selection(box=box, coverage=feathered(laid, pixels)).clipped(limits)
