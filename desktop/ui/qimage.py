"""Pixels that numpy and Qt share: an image over an array, without a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Format = QImage.Format


def image_over(pixels: NDArray[np.uint8], *, has_alpha: bool = False) -> QImage:
    """An image of BGRA pixels (h, w, 4), premultiplied where they have alpha.

    It shares the memory: the array must outlive the image and its rows must be contiguous.
    """
    height, width = pixels.shape[:2]
    form = _Format.Format_ARGB32_Premultiplied if has_alpha else _Format.Format_RGB32
    return QImage(pixels.data, width, height, pixels.strides[0], form)


def words_as_image(words: NDArray[np.int32]) -> QImage:
    """An image of packed BGRA pixels (h, w), premultiplied, without a copy."""
    height, width = words.shape
    form = _Format.Format_ARGB32_Premultiplied
    return QImage(words.data, width, height, words.strides[0], form)


def pixels_of(image: QImage) -> NDArray[np.uint8]:
    """A view of a 32-bit image's memory as (h, w, 4) BGRA; the image must outlive it."""
    assert image.depth() == 32
    rows = np.frombuffer(image.bits(), np.uint8)
    return rows.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width()]
