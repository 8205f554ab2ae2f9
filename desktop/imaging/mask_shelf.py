"""Masks that are kept by name beside a picture, packed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.domain.size import Size, box_of
from desktop.imaging.mask_patch import packed, unpacked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from desktop.imaging.mask_patch import Content

ASPECT_TOLERANCE = 0.01
"""Masks whose sides are alike but for this share fit by scaling."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeptMask:
    """One mask at rest: its name, the size of the picture it was made for, and its pixels."""

    name: str
    size: Size
    content: Content

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """The mask (h, w), 255 change; a new array."""
        found = unpacked(self.content, box_of(self.size))
        if isinstance(found, int):
            return np.full((self.size.height, self.size.width), found, np.uint8)
        return np.array(found)

    @property
    def bytes_held(self) -> int:
        return len(self.content) if isinstance(self.content, bytes) else 8


def kept_mask(name: str, pixels: NDArray[np.uint8]) -> KeptMask:
    """A mask (h, w) to keep."""
    size = Size(int(pixels.shape[1]), int(pixels.shape[0]))
    return KeptMask(name=name, size=size, content=packed(np.ascontiguousarray(pixels)))


def fits_by_scaling(mask: Size, picture: Size) -> bool:
    """The mask has the picture's shape, whatever its size."""
    ratio = (mask.width * picture.height) / (mask.height * picture.width)
    return abs(ratio - 1) <= ASPECT_TOLERANCE


def scaled(pixels: NDArray[np.uint8], size: Size) -> NDArray[np.uint8]:
    """The mask (h, w) at another size; no mark is lost when it gets smaller."""
    import cv2

    height, width = pixels.shape
    if (width, height) == (size.width, size.height):
        return pixels
    how = cv2.INTER_AREA if size.width < width else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, (size.width, size.height), interpolation=how), np.uint8)


class MaskShelf:
    """Kept masks in the order in which they came; a name is there once."""

    def __init__(self) -> None:
        self._masks: dict[str, KeptMask] = {}

    @property
    def masks(self) -> tuple[KeptMask, ...]:
        return tuple(self._masks.values())

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._masks)

    def free_name(self) -> str:
        """“Mask 1”, or the next number that is free."""
        number = 1
        while f"Mask {number}" in self._masks:
            number += 1
        return f"Mask {number}"

    def keep(self, mask: KeptMask) -> None:
        """Takes the place of one with the same name."""
        self._masks[mask.name] = mask

    def take(self, name: str) -> KeptMask | None:
        return self._masks.get(name)

    def forget(self, name: str) -> None:
        self._masks.pop(name, None)
