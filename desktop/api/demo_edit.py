"""Edits a picture the way the demo engine does: visibly inside the mask, with a drift outside.

Arrays are float32 from 0 to 1 with the shape (height, width, 3); masks (height, width), where 1
means change. The drift (a shift, a change of colour and sharpness) is what real models do too;
without it nobody would see what laying the result back into the picture is good for.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.api.demo_scene import Pixels, chance_for, mood_for, ramp, scene
from desktop.domain.size import Box, Size, box_between

Mask = NDArray[np.float32]
Spot = tuple[int, int]
"""Column and row in pixels."""

_REMOVING = ("remove", "erase", "delete", "clean up", "without ", "retouch", "get rid")
_FILLING_SIDE = 640
"""Longest side on which a removed thing is filled in; enough for surroundings that are soft."""


def edited(picture: Pixels, mask: Mask | None, prompt: str, index: int) -> tuple[Pixels, Spot]:
    """The picture after the edit, and where the mark goes: low and right in what was painted."""
    height, width = picture.shape[:2]
    drifted = _drifted(picture, prompt, index)
    box = _box(mask) if mask is not None else None
    if mask is None or box is None:
        return _treated(drifted, prompt, index), (width, height)
    if any(word in prompt.lower() for word in _REMOVING):
        filled = _filled(drifted, mask)
    else:
        filled = drifted.copy()
        filled[box.slices] = scene(prompt, box.size, index)
    soft = _softened(mask, box)[..., None]
    return np.asarray(drifted + (filled - drifted) * soft, np.float32), _spot(mask, box)


def _drifted(picture: Pixels, prompt: str, index: int) -> Pixels:
    """Moved by up to two pixels, a little warmer, brighter and softer, always the same way."""
    import cv2

    height, width = picture.shape[:2]
    chance = chance_for(prompt, Size(width, height), index)
    across, down = chance.uniform(0.6, 2.0, 2) * chance.choice((-1, 1), 2)
    move = np.array([[1, 0, across], [0, 1, down]], np.float32)
    moved = _floats(
        cv2.warpAffine(
            picture, move, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT
        )
    )
    gain = np.array((1.012, 1.0, 0.982), np.float32) * np.float32(chance.uniform(1.0, 1.02))
    return np.asarray(np.clip(moved * gain + 0.004, 0, 1), np.float32)


def _treated(picture: Pixels, prompt: str, index: int) -> Pixels:
    """The whole picture, gently: graded towards a mood's colours and light, with a soft bloom."""
    import cv2

    height, width = picture.shape[:2]
    mood = mood_for(prompt, chance_for(prompt, Size(width, height), index))
    lit = picture * np.float32(0.6 if mood.stars else 1.0)
    graded = ramp(lit.mean(axis=2), (mood.near, *mood.sky[1:3], mood.glow))
    bloom = _floats(cv2.GaussianBlur(lit, (0, 0), max(2.0, min(height, width) / 60)))
    mixed = 0.58 * lit + 0.42 * graded
    return np.asarray(np.clip(1 - (1 - mixed) * (1 - 0.16 * bloom), 0, 1), np.float32)


def _filled(picture: Pixels, mask: Mask) -> Pixels:
    """The masked part made up from what surrounds it."""
    import cv2

    height, width = mask.shape
    work = Size(width, height).scaled(min(1.0, _FILLING_SIDE / max(width, height)))
    small = cv2.resize(picture, (work.width, work.height), interpolation=cv2.INTER_AREA)
    hole = cv2.resize(mask, (work.width, work.height), interpolation=cv2.INTER_AREA) > 0.02
    hole_bytes = cv2.dilate(hole.astype(np.uint8), np.ones((5, 5), np.uint8))
    filled = cv2.inpaint((small * 255).astype(np.uint8), hole_bytes, 5, cv2.INPAINT_TELEA)
    large = cv2.resize(filled, (width, height), interpolation=cv2.INTER_CUBIC)
    return _floats(large) / np.float32(255)


def _spot(mask: Mask, box: Box) -> Spot:
    """The rightmost marked column a little above the lower end of the mask."""
    row = box.y + int(box.height * 0.88)
    columns = np.flatnonzero(mask[row] > 0.5)
    return (int(columns[-1]) if columns.size else box.right, row)


def _softened(mask: Mask, box: Box) -> Mask:
    """With an edge as wide as a brush would leave, inside the mask: nothing spills over it."""
    import cv2

    radius = max(1.0, min(box.width, box.height) / 60)
    return np.clip(2 * _floats(cv2.GaussianBlur(mask, (0, 0), radius)) - 1, 0, 1)


def _box(mask: Mask) -> Box | None:
    """The smallest box around everything that is to change; None when nothing is."""
    marked = mask > 0.5
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    if rows.size == 0:
        return None
    return box_between(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def _floats(pixels: Any) -> NDArray[np.float32]:
    return np.asarray(pixels, np.float32)
