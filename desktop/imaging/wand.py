"""Selections by colour: what is like the pixel that was pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from desktop.domain.size import Box
from desktop.imaging.selection import Selection

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STRIP = 512


def connected_like(pixels: NDArray[np.uint8], x: int, y: int, tolerance: int) -> Selection:
    """Everything that hangs together with (x, y) and differs from it by at most `tolerance`.

    `pixels` (h, w, channels); the difference counts for each channel apart, 0 to 255. Grows with
    the picture.
    """
    height, width = pixels.shape[:2]
    mask = np.zeros((height + 2, width + 2), np.uint8)
    reach = (tolerance,) * 3
    flags = 4 | (255 << 8) | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE
    _, _, _, (left, top, across, down) = cv2.floodFill(
        _three_channels(pixels), mask, (x, y), (0, 0, 0), reach, reach, flags
    )
    box = Box(left, top, across, down)
    inner = Box(left + 1, top + 1, across, down)
    return Selection(box=box, coverage=mask[inner.slices].copy())


def coloured_like(pixels: NDArray[np.uint8], colour: tuple[int, ...], fuzziness: int) -> Selection:
    """Everything of nearly this colour, wherever it is, fading out with the difference.

    Wholly up to half of `fuzziness` (the largest difference of a channel), nothing beyond it.
    """
    height, width = pixels.shape[:2]
    table = _fading(fuzziness)
    channels = min(3, pixels.shape[2])
    coverage = np.empty((height, width), np.uint8)
    wanted = np.array(colour[:channels], np.int16)
    for top in range(0, height, _STRIP):
        strip = pixels[top : top + _STRIP, :, :channels].astype(np.int16)
        off = np.abs(strip - wanted).max(axis=2).astype(np.uint8)
        cv2.LUT(off, table, dst=coverage[top : top + _STRIP])
    x, y, across, down = cv2.boundingRect(coverage)
    box = Box(x, y, across, down)
    return Selection(box=box, coverage=coverage[box.slices].copy())


def _fading(fuzziness: int) -> NDArray[np.uint8]:
    off = np.arange(256, dtype=np.float64)
    half = fuzziness / 2
    share = np.clip((fuzziness + 1 - off) / (fuzziness + 1 - half), 0, 1)
    return np.rint(255 * share).astype(np.uint8)


def _three_channels(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """OpenCV floods one channel or three, and wants to be allowed to write, though it will not."""
    channels = pixels.shape[2]
    if channels in {1, 3}:
        flooded = pixels if channels == 3 else pixels[..., 0]
        return flooded if flooded.flags.writeable else flooded.copy()
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGRA2BGR), np.uint8)
