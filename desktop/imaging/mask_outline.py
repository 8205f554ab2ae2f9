"""The edge of the mask as a dashed line, for looking at the picture without a tint over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

HALF_MARKED = 128
"""The outline runs where the mask is half marked, as that of a soft selection does elsewhere."""
_DASH = 4
_DARK = np.array(0xFF000000, np.uint32).view(np.int32)
_LIGHT = np.array(0xFFFFFFFF, np.uint32).view(np.int32)


def outlined(mask: NDArray[np.uint8], corner: tuple[int, int], width: int = 1) -> NDArray[np.int32]:
    """The line inside the marks of `mask` (h, w), packed BGRA: dark and light dashes, else 0.

    `corner` (x, y) says where the part lies, so that dashes of neighbouring parts meet; the rim
    of the part counts as an edge. `width` in pixels.
    """
    height, across = mask.shape
    inside = np.asarray(cv2.threshold(mask, HALF_MARKED - 1, 255, cv2.THRESH_BINARY)[1], np.uint8)
    side = 2 * width + 1
    kernel = np.ones((side, side), np.uint8)
    shrunk = cv2.erode(inside, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=(0,))
    line = cv2.subtract(inside, np.asarray(shrunk, np.uint8))
    places = np.add.outer(np.arange(corner[1], corner[1] + height), corner[0] + np.arange(across))
    dashes = np.where((places // (_DASH * width)) & 1, _LIGHT, _DARK)
    return np.where(line > 0, dashes, np.int32(0)).astype(np.int32)


def magnified(
    mask: NDArray[np.uint8], columns: NDArray[np.intp], rows: NDArray[np.intp]
) -> NDArray[np.uint8]:
    """The values of `mask` at these columns and rows; 0 beside it."""
    height, width = mask.shape
    wide = np.take(mask, np.clip(rows, 0, height - 1), axis=0)
    found = np.take(wide, np.clip(columns, 0, width - 1), axis=1)
    found[(rows < 0) | (rows >= height)] = 0
    found[:, (columns < 0) | (columns >= width)] = 0
    return found
