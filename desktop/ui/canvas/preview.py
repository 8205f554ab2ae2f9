"""A picture laid over the canvas for a while: a partial of a running edit, or a result to judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from desktop.domain.size import Box, Size
from desktop.ui.canvas.viewport import Viewport, shown_level
from desktop.ui.qimage import image_over

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Preview:
    """Pixels (h, w, 4), BGRA premultiplied, shown over `box` of the picture at whatever size."""

    def __init__(self, pixels: NDArray[np.uint8], box: Box, caption: str) -> None:
        self._levels = [np.ascontiguousarray(pixels)]
        self._has_alpha = bool(pixels[..., 3].min() < 255)
        self._images = [image_over(self._levels[0], has_alpha=self._has_alpha)]
        self._box = box
        self._caption = caption

    @property
    def box(self) -> Box:
        """Where it lies, in pixels of the picture."""
        return self._box

    @property
    def has_alpha(self) -> bool:
        return self._has_alpha

    @property
    def caption(self) -> str:
        return self._caption

    def paint(self, painter: QPainter, rect: QRect, viewport: Viewport) -> None:
        """Paints what of it lies in `rect` of the view."""
        image = self._image_for(viewport.zoom)
        painter.save()
        painter.setClipRect(rect)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setTransform(viewport.transform)
        painter.drawImage(
            QRectF(self._box.x, self._box.y, self._box.width, self._box.height), image
        )
        painter.restore()

    def _image_for(self, zoom: float) -> QImage:
        """The image whose pixels come out between half and full size."""
        wanted = shown_level(zoom * self._box.width / self._images[0].width())
        while len(self._levels) <= wanted and min(self._levels[-1].shape[:2]) > 1:
            self._levels.append(_halved(self._levels[-1]))
            self._images.append(image_over(self._levels[-1], has_alpha=self._has_alpha))
        return self._images[min(wanted, len(self._images) - 1)]


def _halved(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    from desktop.imaging.pyramid import halve, level_size

    size = level_size(Size(pixels.shape[1], pixels.shape[0]), 1)
    half = np.empty((size.height, size.width, 4), np.uint8)
    halve(pixels, half, Box(0, 0, pixels.shape[1], pixels.shape[0]))
    return half
