"""An answer in the picture's own terms: its profile, and as many pixels as the region has."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.size import Size
from desktop.imaging.picture import Picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.float32]


def as_float(pixels: NDArray[Any]) -> Pixels:
    """Pixels as float32 from 0 to 1, whatever their depth."""
    if pixels.dtype.kind == "u":
        return np.asarray(
            pixels.astype(np.float32) / np.float32(np.iinfo(pixels.dtype).max), dtype=np.float32
        )
    return np.nan_to_num(pixels.astype(np.float32, copy=False))


def in_colour(pixels: Pixels) -> Pixels:
    """Grey as three equal channels; colour as it is; alpha is dropped."""
    if pixels.shape[2] >= 3:
        return pixels[..., :3]
    return np.repeat(pixels[..., :1], 3, axis=2)


def resized(pixels: Pixels, size: Size) -> Pixels:
    """Pixels (h, w, c) at another size: by area when smaller, Lanczos (clipped) when larger."""
    import cv2

    if pixels.shape[:2] == (size.height, size.width):
        return pixels
    is_smaller = size.pixels < pixels.shape[0] * pixels.shape[1]
    way = cv2.INTER_AREA if is_smaller else cv2.INTER_LANCZOS4
    made = cv2.resize(pixels, (size.width, size.height), interpolation=way)
    shaped = made.reshape(size.height, size.width, pixels.shape[2])
    return np.clip(shaped, 0.0, 1.0)


def answer_in_region(answer: Picture, picture: Picture, size: Size) -> Pixels:
    """The answer's colours in the picture's profile, shape (size.height, size.width, 3)."""
    return resized(in_profile(answer, picture.facts.icc), size)


def in_profile(answer: Picture, icc: bytes | None) -> Pixels:
    """The answer's colours in the profile `icc` (None: sRGB), (h, w, 3) float from 0 to 1.

    An answer without a profile is sRGB. Where both profiles mean the same, or one of them is not
    for RGB or grey, the colours stay as they are.
    """
    colours = in_colour(as_float(answer.pixels))
    if icc == answer.facts.icc:
        return colours
    convert = _conversion(answer.facts.icc, icc)
    return colours if convert is None else convert(colours)


def _conversion(source: bytes | None, target: bytes | None) -> Callable[[Pixels], Pixels] | None:
    """From one profile to the other; None where nothing would change or it cannot be done."""
    from PIL import Image, ImageCms

    try:
        profiles = _profile(source), _profile(target)
        mode = {"RGB ": "RGB", "GRAY": "L"}[profiles[1].profile.xcolor_space]
        transform = ImageCms.buildTransform(
            *profiles,
            "RGB",
            mode,
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION | ImageCms.Flags.HIGHRESPRECALC,
        )
    except (KeyError, OSError, ImageCms.PyCMSError):
        return None

    def convert(colours: Pixels) -> Pixels:
        seen = Image.fromarray(np.rint(colours * 255).astype(np.uint8))
        made = ImageCms.applyTransform(seen, transform)
        assert made is not None
        pixels = np.asarray(made)
        return in_colour(as_float(pixels.reshape(*pixels.shape[:2], -1)))

    return convert if _changes_colours(convert) else None


def _profile(icc: bytes | None) -> Any:
    from PIL import ImageCms

    if icc is None:
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    return ImageCms.ImageCmsProfile(BytesIO(icc))


def _changes_colours(convert: Callable[[Pixels], Pixels]) -> bool:
    """Whether a grid of colours comes out changed by more than rounding."""
    steps = np.linspace(0, 255, 9).round().astype(np.float32) / 255
    cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1)
    grid = np.asarray(cube.reshape(27, 27, 3), dtype=np.float32)
    return bool(np.abs(convert(grid) - grid).max() > 1.5 / 255)


def matching_channels(colours: Pixels, channels: int) -> Pixels:
    """Colours (h, w, 3) with as many channels as a picture: grey by luma, alpha opaque."""
    made = colours
    if channels < 3:
        made = colours @ np.array([[0.299], [0.587], [0.114]], np.float32)
    if channels in {2, 4}:
        made = np.concatenate([made, np.ones_like(made[..., :1])], axis=2)
    return np.asarray(made, dtype=np.float32)
