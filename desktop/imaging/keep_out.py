"""The boxes around what is protected, to be named in a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.added_words import MOST_ZONES
from desktop.domain.size import Box, box_between, box_of

if TYPE_CHECKING:
    from desktop.imaging.mask import Mask

_LONGEST = 1024
"""Areas are told apart on a level no longer than this: some milliseconds, whatever the picture."""


def keep_out_zones(protection: Mask) -> tuple[Box, ...]:
    """One box in pixels of the picture around each area that hangs together, the largest ones.

    A box may be wider than its area by the pixels that one of the smaller level stands for.
    """
    import cv2

    if protection.is_empty:
        return ()
    level = 0
    while max(protection.level(level).shape) > _LONGEST:
        level += 1
    marked = (protection.level(level) > 0).astype("uint8")
    _, _, stats, _ = cv2.connectedComponentsWithStats(marked, connectivity=8)
    largest = sorted(stats[1:].tolist(), key=lambda row: -row[4])[:MOST_ZONES]
    around = box_of(protection.size)
    boxes = [box_between(x, y, x + width, y + height) for x, y, width, height, _ in largest]
    return tuple(_scaled(box, level).clipped(around) for box in boxes)


def _scaled(box: Box, level: int) -> Box:
    return Box(box.x << level, box.y << level, box.width << level, box.height << level)
