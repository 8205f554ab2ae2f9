"""Where two pictures differ, as a picture: what changed glows over a pale grey ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

_ROWS = 256
"""Rows compared at once, so that a large picture needs little memory beside it."""

_GLOW = (30, 60, 255)
"""Blue, green, red of a pixel that could not differ more."""

_LEAST = 0.35
"""How strongly the smallest difference glows: one step of 255 has to be seen too."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Difference:
    """`pixels` (h, w, 4) BGRA; `changed` of `total` pixels differ in any channel."""

    pixels: Pixels
    changed: int
    total: int


def difference_of(first: Pixels, second: Pixels) -> Difference:
    """Of two pictures (h, w, 4) BGRA of one size. ValueError when their sizes differ."""
    if first.shape != second.shape:
        raise ValueError(f"Pictures of {first.shape} and {second.shape} cannot be compared.")
    made = np.empty_like(first)
    changed = 0
    for top in range(0, first.shape[0], _ROWS):
        rows = slice(top, top + _ROWS)
        changed += _fill(made[rows], first[rows], second[rows])
    return Difference(pixels=made, changed=changed, total=first.shape[0] * first.shape[1])


def _fill(made: Pixels, first: Pixels, second: Pixels) -> int:
    """One strip; how many of its pixels differ."""
    import cv2

    far = cv2.absdiff(first, second).max(axis=2)
    grey = cv2.cvtColor(second, cv2.COLOR_BGRA2GRAY)
    ground = np.asarray(grey, np.float32) / 4 + 24
    share = np.where(far > 0, _LEAST + (1 - _LEAST) * far.astype(np.float32) / 255, 0)[..., None]
    glow = np.array(_GLOW, np.float32)
    made[..., :3] = ground[..., None] * (1 - share) + glow * share + 0.5
    made[..., 3] = 255
    return int(np.count_nonzero(far))
