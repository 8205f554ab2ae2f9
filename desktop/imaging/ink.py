"""How dabs become mask: joined by their maximum, or laid over each other up to an opacity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np

from desktop.domain.size import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from desktop.imaging.mask import Mask


class Ink(Protocol):
    """Takes the dabs of one stroke, cut to `rows` and `columns` of the mask."""

    @property
    def wants_inverted(self) -> bool:
        """Dabs are to come as 255 where they are not."""
        ...

    def stamp(self, dab: NDArray[np.uint8], rows: slice, columns: slice, strength: float) -> None:
        """Takes a dab; `strength` from 0 to 1 weakens it."""
        ...

    def settle(self, box: Box) -> None:
        """The mask is to show what was stamped in `box`."""
        ...


class JoinedInk:
    """Straight into the mask, by maximum; or out of it, by minimum. Stamping twice does no harm."""

    def __init__(self, mask: Mask, *, wipes: bool) -> None:
        self._pixels = mask.pixels
        self._wipes = wipes
        self._join = cv2.min if wipes else cv2.max

    @property
    def wants_inverted(self) -> bool:
        return self._wipes

    def stamp(self, dab: NDArray[np.uint8], rows: slice, columns: slice, _strength: float) -> None:
        target = self._pixels[rows, columns]
        self._join(target, dab, dst=target)

    def settle(self, box: Box) -> None:
        """It is there already."""


class LaidInk:
    """Gathers the stroke apart from the mask and lays it over what was there, never more opaque.

    With `flow` below 1 dabs add up: each covers that share of what is left. At full flow the
    strongest dab counts, so that a stroke across itself stays even.
    """

    def __init__(self, mask: Mask, *, wipes: bool, opacity: float, flow: float) -> None:
        self._mask = mask
        self._wipes = wipes
        self._opacity = opacity
        self._flow = flow
        shape = mask.pixels.shape
        # Fresh zeros take no memory until the stroke passes there.
        self._wet = np.zeros(shape, np.uint8 if flow >= 1 else np.float32)

    @property
    def wants_inverted(self) -> bool:
        return False

    def stamp(self, dab: NDArray[np.uint8], rows: slice, columns: slice, strength: float) -> None:
        target = self._wet[rows, columns]
        if self._flow >= 1:
            weak = dab if strength >= 1 else cv2.convertScaleAbs(dab, alpha=strength)
            cv2.max(target, weak, dst=target)
        else:
            cover = np.multiply(dab, self._flow * strength / 255, dtype=np.float32)
            cover *= 1 - target
            target += cover

    def settle(self, box: Box) -> None:
        before = np.empty((box.height, box.width), np.uint8)
        self._mask.read_before(box, before)
        wet = self._wet[box.slices]
        full = self._opacity if self._flow >= 1 else 255 * self._opacity
        cover = cv2.convertScaleAbs(wet, alpha=full)
        target = self._mask.pixels[box.slices]
        room = before if self._wipes else cv2.bitwise_not(before)
        change = cv2.multiply(room, cover, scale=1 / 255)
        (cv2.subtract if self._wipes else cv2.add)(before, change, dst=target)
