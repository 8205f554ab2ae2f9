"""Memory for what is composed before it is shown, used again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from desktop.ui.qimage import image_over

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage

    from desktop.domain.size import Box

_SIDE = 512


class Scratch:
    """Room for `pixels` of BGRA, or for more, which is then made for the occasion.

    What is small gets the same image each time: Qt makes its means of drawing for every new image,
    which takes longer than drawing a few thousand pixels.
    """

    def __init__(self, pixels: int) -> None:
        self._memory = np.empty(max(pixels, _SIDE * _SIDE) * 4, np.uint8)
        self._corner = self._memory[: _SIDE * _SIDE * 4].reshape(_SIDE, _SIDE, 4)
        self._small = {
            has_alpha: image_over(self._corner, has_alpha=has_alpha) for has_alpha in (False, True)
        }

    def room(self, box: Box, *, has_alpha: bool) -> tuple[QImage, NDArray[np.uint8]]:
        """An image that begins with room for a box of this size, and that room (h, w, 4)."""
        width, height = box.width, box.height
        if width <= _SIDE and height <= _SIDE:
            return self._small[has_alpha], self._corner[:height, :width]
        count = width * height * 4
        memory = self._memory if count <= len(self._memory) else np.empty(count, np.uint8)
        pixels = memory[:count].reshape(height, width, 4)
        return image_over(pixels, has_alpha=has_alpha), pixels
