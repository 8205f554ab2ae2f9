"""Pixels shown as squares: every pixel of the screen takes the one pixel under its middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def pixels_under(start: int, count: int, origin: float, zoom: float) -> NDArray[np.intp]:
    """Which pixel lies under the middle of each of `count` screen pixels from `start` on.

    `origin` is where the picture begins on the screen; a negative `zoom` runs backwards from there.
    """
    middles = np.arange(start, start + count, dtype=np.float64) + (0.5 - origin)
    return np.floor(middles / zoom).astype(np.intp)


def magnify(
    source: NDArray[np.uint8],
    columns: NDArray[np.intp],
    rows: NDArray[np.intp],
    target: NDArray[np.uint8],
) -> None:
    """Fills `target` (rows, columns, 4) with the pixels of `source` (h, w, 4) that these name."""
    words = source.view(np.uint32)[..., 0]
    wide = np.take(words, columns, axis=1, mode="clip")
    out = target.view(np.uint32)[..., 0]
    if out.flags.c_contiguous:
        np.take(wide, rows, axis=0, out=out, mode="clip")
    else:
        out[...] = wide[rows]
