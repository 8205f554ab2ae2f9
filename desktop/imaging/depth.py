"""Depths and alpha: 16-bit and float to 8 bits, with or without dither, and alpha taken apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STRIP = 1 << 18
"""Samples worked on at once: they stay in the cache, and no second picture stands in memory."""


def row_strips(pixels: NDArray[Any]) -> Iterator[slice]:
    """The rows of `pixels` in strips that fit the cache."""
    height = pixels.shape[0]
    rows = max(1, _STRIP // max(1, pixels[0].size))
    for top in range(0, height, rows):
        yield slice(top, min(top + rows, height))


def eight_bits(pixels: NDArray[Any], *, is_dithered: bool = False) -> NDArray[np.uint8]:
    """The same picture with 8 bits per channel; uint8 comes back as it is.

    Rounded to nearest, or dithered with a fixed pattern so that the same picture always gives the
    same bytes; values that 8 bits can hold stay exact either way. Float is clipped to 0..1, and
    what is not a number becomes 0.
    """
    if pixels.dtype == np.uint8:
        return pixels
    reduce = _dithered if is_dithered else _rounded
    made = np.empty(pixels.shape, np.uint8)
    for rows in row_strips(pixels):
        made[rows] = reduce(pixels[rows], rows.start).reshape(made[rows].shape)
    return made


def _rounded(strip: NDArray[Any], _: int) -> NDArray[np.uint8]:
    import cv2

    if strip.dtype == np.uint16:
        return np.asarray(cv2.convertScaleAbs(strip, alpha=1 / 257), np.uint8)
    return np.asarray(cv2.convertScaleAbs(_clipped(strip), alpha=255), np.uint8)


def _dithered(strip: NDArray[Any], first_row: int) -> NDArray[np.uint8]:
    """Rounded down after evenly spread noise below 1 was added."""
    if strip.dtype == np.uint16:
        scaled = strip.astype(np.float32) / np.float32(257)
    else:
        scaled = _clipped(strip) * np.float32(255)
    noise = np.random.default_rng(first_row).random(strip.shape, np.float32)
    scaled += np.minimum(noise, np.float32(0.996))  # 254.999 + noise must not round up to 256
    return scaled.astype(np.uint8)


def _clipped(strip: NDArray[Any]) -> NDArray[np.float32]:
    """Within 0 to 1; what is not a number becomes 0."""
    return np.asarray(np.fmin(np.fmax(strip, np.float32(0)), np.float32(1)))


def full_value(pixels: NDArray[Any]) -> float:
    """What stands for white or opaque: 255, 65535 or 1."""
    return float(np.iinfo(pixels.dtype).max) if pixels.dtype.kind == "u" else 1.0


def rounded(values: NDArray[Any], factor: float, depth: np.dtype[Any]) -> NDArray[Any]:
    """Float `values` (h, w, c) times `factor` as the nearest whole numbers of `depth`, uint8 or
    uint16; what lies beyond them becomes the first or last."""
    import cv2

    kind = cv2.CV_8U if depth.itemsize == 1 else cv2.CV_16U
    made = cv2.addWeighted(values, factor, values, 0, 0, dtype=kind)  # twice as fast as multiply
    return np.asarray(made).reshape(values.shape)


def straight(pixels: NDArray[Any]) -> NDArray[Any]:
    """Pixels whose colours were multiplied with alpha (the last channel), taken apart again."""
    made = np.empty_like(pixels)
    full = full_value(pixels)
    for rows in row_strips(pixels):
        alpha = pixels[rows][..., -1:].astype(np.float64)
        colour = pixels[rows][..., :-1] * (full / np.where(alpha > 0, alpha, full))
        if pixels.dtype.kind == "u":
            colour = np.minimum(np.rint(colour), full)
        made[rows][..., :-1] = colour
        made[rows][..., -1:] = pixels[rows][..., -1:]
    return made


def as_rgb(pixels: NDArray[Any]) -> NDArray[Any]:
    """Three colour channels: grey three times, alpha left out."""
    if pixels.shape[2] >= 3:
        return pixels[..., :3]
    return np.repeat(pixels[..., :1], 3, axis=2)


def flattened(pixels: NDArray[np.uint8], ground: tuple[int, int, int]) -> NDArray[np.uint8]:
    """8-bit pixels laid over the colour `ground`, (h, w, 3); opaque ones keep their values."""
    if pixels.shape[2] in {1, 3}:
        return np.ascontiguousarray(as_rgb(pixels))
    made = np.empty((*pixels.shape[:2], 3), np.uint8)
    below = np.array(ground, np.uint32)
    for rows in row_strips(pixels):
        alpha = pixels[rows][..., -1:].astype(np.uint32)
        colour = as_rgb(pixels[rows][..., :-1]).astype(np.uint32)
        made[rows] = (colour * alpha + below * (255 - alpha) + 127) // 255
    return made
