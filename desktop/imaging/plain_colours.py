"""Colours as every program understands them: 8-bit sRGB, with nothing hidden under transparency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.imaging.depth import as_rgb, eight_bits
from desktop.imaging.icc import BadProfileError, converted, fits_channels, means_srgb

if TYPE_CHECKING:
    from numpy.typing import NDArray

WHITE, GREY = (255, 255, 255), (128, 128, 128)

_LIGHT = 225
_SAMPLES = 512
"""Rows and columns looked at, at most, to judge how light a picture is."""


def in_srgb(pixels: NDArray[Any], icc: bytes | None) -> NDArray[np.uint8]:
    """Any depth and channels as 8-bit sRGB, (h, w, 3), alpha left out; deeper pixels are dithered.

    A profile that does not fit the channels or is damaged counts as sRGB.
    """
    colours = np.ascontiguousarray(as_rgb(eight_bits(pixels, is_dithered=True)))
    if not fits_channels(icc, pixels.shape[2]) or means_srgb(icc):
        return colours
    try:
        return converted(colours, icc, None)
    except BadProfileError:
        return colours


def ground_of(pixels: NDArray[np.uint8]) -> tuple[int, int, int]:
    """What to lay a picture with alpha on: white, or grey when what shows is nearly white."""
    step = max(1, max(pixels.shape[:2]) // _SAMPLES)
    seen = pixels[::step, ::step]
    weight = seen[..., -1].astype(np.float64)
    lightness = as_rgb(seen[..., :-1] if seen.shape[2] == 2 else seen).mean(axis=2)
    light = float((weight * (lightness > _LIGHT)).sum())
    return GREY if light > 0.5 * float(weight.sum()) > 0 else WHITE


def hides_colours(pixels: NDArray[np.uint8]) -> bool:
    """Whether wholly transparent pixels carry another colour than their ground."""
    if pixels.shape[2] in {1, 3}:
        return False
    clear = pixels[..., -1] == 0
    return bool((as_rgb(pixels[..., :-1])[clear] != ground_of(pixels)).any())


def with_ground(colours: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """RGBA (h, w, 4) in which wholly transparent pixels have the colour of their ground."""
    made = np.concatenate([colours, alpha[..., None]], axis=2)
    made[..., :3][alpha == 0] = ground_of(made)
    return made
