"""Pixels out of a Pillow image, whatever its mode: palette, grey, alpha, CMYK, Lab, 16-bit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.imaging.icc import BadProfileError, image_in_srgb, lab_in_srgb
from desktop.imaging.picture_header import Decoded

if TYPE_CHECKING:
    from PIL.Image import Image

CMYK_NOTE = "CMYK was converted to sRGB for editing; the file itself is unchanged."
CMYK_GUESSED_NOTE = (
    "CMYK without a usable profile was converted to sRGB by the plain formula, so that its colours "
    "are approximate; the file itself is unchanged."
)
LAB_NOTE = "Lab was converted to sRGB for editing; the file itself is unchanged."
PREMULTIPLIED_NOTE = "Colours that were multiplied with alpha in the file were taken apart."

_PLAIN = frozenset({"L", "LA", "RGB", "RGBA", "F"})


def pixels_of(image: Image, icc: bytes | None = None) -> Decoded:
    """The decoded pixels; `icc` is the file's profile, for CMYK.

    CMYK without a usable profile becomes RGB by Pillow's formula, 255 - min(255, ink + black).
    Raises what Pillow raises when the file is broken; ValueError for modes without a meaning here.
    """
    image.load()
    if image.mode == "CMYK":
        return _from_cmyk(image, icc)
    if image.mode == "LAB":
        return Decoded(pixels=lab_in_srgb(image), notes=(LAB_NOTE,), is_converted=True)
    if image.mode.startswith("I;16"):
        return Decoded(pixels=np.asarray(image).astype(np.uint16)[..., None])
    notes = (PREMULTIPLIED_NOTE,) if image.mode in {"RGBa", "La"} else ()
    mode = _target(image)
    shown = image if mode == image.mode else image.convert(mode)
    pixels: Any = np.asarray(shown)
    return Decoded(pixels=pixels.reshape(*pixels.shape[:2], -1), notes=notes)


def _target(image: Image) -> str:
    """The mode in which the pixels can be taken over."""
    has_key = "transparency" in image.info
    if image.mode in {"P", "PA"}:
        is_clear = has_key or image.mode == "PA" or _has_alpha_palette(image)
        return "RGBA" if is_clear else "RGB"
    if has_key and image.mode in {"1", "L", "RGB"}:
        return "RGBA" if image.mode == "RGB" else "LA"
    if image.mode in _PLAIN:
        return image.mode
    targets = {"1": "L", "La": "LA", "RGBa": "RGBA", "RGBX": "RGB", "YCbCr": "RGB", "HSV": "RGB"}
    if image.mode not in targets:
        raise ValueError(f"Pixels of the mode {image.mode} have no meaning here.")
    return targets[image.mode]


def _has_alpha_palette(image: Image) -> bool:
    return image.palette is not None and image.palette.mode == "RGBA"


def _from_cmyk(image: Image, icc: bytes | None) -> Decoded:
    try:
        pixels, note = image_in_srgb(image, icc), CMYK_NOTE
    except BadProfileError:
        pixels, note = np.asarray(image.convert("RGB")), CMYK_GUESSED_NOTE
    return Decoded(pixels=pixels, notes=(note,), is_converted=True)
