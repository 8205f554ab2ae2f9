"""RGB to CIE Lab (sRGB's curve and primaries, D65) and back, by tables of 65,536 steps.

OpenCV's own conversion makes tables for an eighth of a second when it is first used, which is long
while somebody waits for one small region; these take some milliseconds, and are more exact. Where
light is moved OpenCV's serves, because that is seldom, and in the same Lab as other tools do it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.imaging.depth import rounded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]
    Doubles = NDArray[np.float64]

_LAST, _STEPS = 65535, np.dtype(np.uint16)
_TO_XYZ = np.array(
    [
        [0.412453 / 0.950456, 0.357580 / 0.950456, 0.180423 / 0.950456],
        [0.212671, 0.715160, 0.072169],
        [0.019334 / 1.088754, 0.119193 / 1.088754, 0.950227 / 1.088754],
    ]
)
"""Linear RGB to X, Y and Z, each 1 for white."""

_TO_LAB = np.array([[0.0, 116, 0, -16], [500, -500, 0, 0], [0, 200, -200, 0]])
"""From the curves of X, Y and Z, and 1."""

_LOWEST, _SPAN = -0.5, 2.25
"""Where the table of the curve's inverse begins, and how far it reaches: beyond all colours."""


def to_lab(pixels: NDArray[Any]) -> Field:
    """Lab of RGB (h, w, 3) in whole numbers, or float from 0 to 1 (clipped)."""
    import cv2

    scaled = pixels if pixels.dtype.kind == "u" else rounded(pixels, _LAST, _STEPS)
    linear = cv2.LUT(scaled, _linear(256 if scaled.dtype == np.uint8 else _LAST + 1))
    xyz = cv2.transform(linear, _TO_XYZ * _LAST).astype(np.uint16)
    return np.asarray(cv2.transform(cv2.LUT(xyz, _curve()), _TO_LAB), dtype=np.float32)


def to_rgb(lab: Field) -> Field:
    """RGB from 0 to 1 (clipped) of Lab, (h, w, 3)."""
    import cv2

    curves = np.zeros((3, 4))
    curves[:, :3] = np.linalg.inv(_TO_LAB[:, :3])
    curves[:, 3] = curves[:, :3] @ -_TO_LAB[:, 3] - _LOWEST
    roots = rounded(np.asarray(cv2.transform(lab, curves)), _LAST / _SPAN, _STEPS)
    linear = np.asarray(cv2.transform(cv2.LUT(roots, _uncurved()), np.linalg.inv(_TO_XYZ)))
    return np.asarray(cv2.LUT(rounded(linear, _LAST, _STEPS), _encoded()), dtype=np.float32)


@cache
def _linear(count: int) -> Field:
    """sRGB's curve taken back, from 0 to 1 in `count` steps."""
    seen = np.linspace(0, 1, count)
    return _table(np.where(seen <= 0.04045, seen / 12.92, ((seen + 0.055) / 1.055) ** 2.4))


@cache
def _encoded() -> Field:
    light = np.linspace(0, 1, _LAST + 1)
    return _table(np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055))


@cache
def _curve() -> Field:
    """Lab's cube root, straight near black, for values rounded down."""
    light = np.minimum((np.arange(_LAST + 1) + 0.5) / _LAST, 1)
    return _table(np.where(light > 216 / 24389, np.cbrt(light), light * 841 / 108 + 4 / 29))


@cache
def _uncurved() -> Field:
    root = _LOWEST + np.linspace(0, _SPAN, _LAST + 1)
    return _table(np.where(root > 6 / 29, root**3, (root - 4 / 29) * 108 / 841))


def _table(values: Doubles) -> Field:
    return values.astype(np.float32)
