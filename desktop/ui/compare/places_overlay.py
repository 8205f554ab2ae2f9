"""The overlay of changed places: what is kept is clear with an outline, what goes is shaded."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QImage

if TYPE_CHECKING:
    from desktop.imaging.changed_places import ChangedPlaces

_KEPT = QColor(63, 134, 232)
_SHADE = (0, 0, 0, 120)
_PENDING = (229, 72, 77, 120)


def places_overlay(places: ChangedPlaces, chosen: AbstractSet[int]) -> QImage:
    """An image at the size of the places: outlined where chosen, red where it would be restored,
    dark where nothing changed."""
    import cv2
    import numpy as np

    labels = places.labels
    height, width = labels.shape
    keeps = np.zeros(256, np.uint8)
    keeps[[place for place in chosen if place > 0]] = 1
    is_kept = keeps[labels].astype(bool)
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[:] = _SHADE
    pixels[labels > 0] = (_PENDING[2], _PENDING[1], _PENDING[0], _PENDING[3])
    pixels[is_kept] = (0, 0, 0, 0)
    edge = cv2.dilate(is_kept.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool) & ~is_kept
    pixels[edge] = (_KEPT.blue(), _KEPT.green(), _KEPT.red(), 255)
    image = QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_ARGB32)
    return image.copy()
