"""Where an edit changed a picture: separate places, to keep some of them and restore the rest."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.domain.size import Box, Size

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

WORK_SIDE = 768
"""Long side at which places are looked for."""

MOST_PLACES = 60
_LEAST_SHARE = 0.0004
_BLUR = 1.2
_TOLERANCE = 14
"""Steps of 255 beyond what the neighbourhood has: less is how a model draws the same thing anew."""

_JOINED, _MARGIN = 9, 9
"""Pixels (at work size) up to which places are one, and that are taken along around them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChangedPlaces:
    """`labels` (h, w) at work size: 0 stands, 1 to `count` are places, the largest first."""

    labels: NDArray[np.uint8]
    count: int

    def place_at(self, x: float, y: float) -> int:
        """The place at a point given as shares of width and height; 0: nothing changed there."""
        height, width = self.labels.shape
        column, row = int(x * width), int(y * height)
        if not (0 <= column < width and 0 <= row < height):
            return 0
        return int(self.labels[row, column])

    def bounds(self, place: int) -> Box:
        """In pixels of `labels`. ValueError when there is no such place."""
        rows, columns = np.nonzero(self.labels == place)
        if not rows.size:
            raise ValueError(f"There is no place {place}.")
        left, top = int(columns.min()), int(rows.min())
        return Box(left, top, int(columns.max()) - left + 1, int(rows.max()) - top + 1)

    def mask(self, chosen: AbstractSet[int], size: Size) -> NDArray[np.uint8]:
        """The mask (h, w; 255 change) of the chosen places at the picture's own size."""
        import cv2

        table = np.zeros(256, np.uint8)
        table[[place for place in chosen if 0 < place <= self.count]] = 255
        scaled = cv2.resize(
            table[self.labels], (size.width, size.height), interpolation=cv2.INTER_LINEAR
        )
        return np.where(scaled > 127, 255, 0).astype(np.uint8)


def changed_places(before: Pixels, after: Pixels) -> ChangedPlaces:
    """Of two pictures (h, w, 4) BGRA of one size. ValueError when their sizes differ.

    Colours that drifted as a whole and edges that moved by a pixel are no change.
    """
    if before.shape != after.shape:
        raise ValueError(f"Pictures of {before.shape} and {after.shape} cannot be compared.")
    import cv2

    old, new = (_at_work_size(pixels) for pixels in (before, after))
    drift = np.median((new - old).reshape(-1, 3), axis=0)
    new = new - drift
    kernel = np.ones((3, 3), np.uint8)
    above = new - cv2.dilate(old, kernel)
    below = cv2.erode(old, kernel) - new
    beyond = np.maximum(above, below).max(axis=2)
    changed = np.where(beyond > _TOLERANCE, 255, 0).astype(np.uint8)
    opened = cv2.morphologyEx(changed, cv2.MORPH_OPEN, kernel)
    joined = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, _disk(_JOINED))
    return _labelled(np.asarray(cv2.dilate(joined, _disk(_MARGIN)), np.uint8))


def _at_work_size(pixels: Pixels) -> NDArray[np.float32]:
    import cv2

    height, width = pixels.shape[:2]
    scale = min(1.0, WORK_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(pixels[..., :3], size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), _BLUR), np.float32)


def _disk(side: int) -> NDArray[np.uint8]:
    import cv2

    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


def _labelled(changed: NDArray[np.uint8]) -> ChangedPlaces:
    import cv2

    count, parts, facts, _ = cv2.connectedComponentsWithStats(changed)
    areas = facts[1:count, cv2.CC_STAT_AREA]
    least = _LEAST_SHARE * changed.size
    order = [int(at) + 1 for at in np.argsort(-areas) if areas[at] >= least][:MOST_PLACES]
    table = np.zeros(count, np.uint8)
    table[order] = np.arange(1, len(order) + 1, dtype=np.uint8)
    return ChangedPlaces(labels=table[parts], count=len(order))
