"""How the mask shows: for each of its 256 values the colour that is laid over the picture."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class MaskLook(StrEnum):
    """What the tint marks."""

    MARKED = "marked"
    """The part that will change."""
    PROTECTED = "protected"
    """The part that stands."""
    BLACK_AND_WHITE = "black and white"
    """The mask alone, white where the picture will change."""
    OUTLINE = "outline"
    """A dashed line along the edge of what will change."""
    HIDDEN = "hidden"


def tint_table(look: MaskLook, colour: str, opacity: float) -> NDArray[np.int32] | None:
    """BGRA, premultiplied and packed, for the mask's values 0 to 255; None when no tint shows.

    `colour` is #rrggbb, `opacity` that of a fully marked pixel, 0 to 1.
    """
    if look in {MaskLook.HIDDEN, MaskLook.OUTLINE}:
        return None
    values = np.arange(256, dtype=np.float64)
    if look is MaskLook.BLACK_AND_WHITE:
        grey = np.stack([values, values, values, np.full(256, 255.0)], axis=1)
        return _packed(grey)
    strength = (255 - values if look is MaskLook.PROTECTED else values) / 255 * opacity
    blue, green, red = (int(colour[at : at + 2], 16) for at in (5, 3, 1))
    return _packed(strength[:, None] * np.array([blue, green, red, 255.0]))


def _packed(rows: NDArray[np.float64]) -> NDArray[np.int32]:
    return np.rint(rows).astype(np.uint8).view("<i4").astype(np.int32).reshape(256)
