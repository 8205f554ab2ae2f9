"""An answer in the picture's own terms: its profile, its channels, its depth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.size import Size
from desktop.imaging.depth import as_rgb, eight_bits, full_value
from desktop.imaging.icc import fits_channels, means_srgb
from desktop.imaging.picture import Picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.float32]

_LUMA = np.array([[0.299], [0.587], [0.114]], np.float32)


def as_float(pixels: NDArray[Any]) -> Pixels:
    """Pixels as float32 from 0 to 1, whatever their depth; what is not a number becomes 0."""
    if pixels.dtype.kind == "u":
        scale = np.float32(1 / full_value(pixels))
        return np.asarray(np.multiply(pixels, scale, dtype=np.float32))
    return np.asarray(np.clip(np.nan_to_num(pixels), 0, 1), dtype=np.float32)


def resized(pixels: NDArray[Any], size: Size) -> NDArray[Any]:
    """Pixels (h, w, c) at another size: by area when smaller, Lanczos (clipped) when larger.

    The same depth comes back; the same array where the size is the same.
    """
    import cv2

    if pixels.shape[:2] == (size.height, size.width):
        return pixels
    is_smaller = size.pixels < pixels.shape[0] * pixels.shape[1]
    way = cv2.INTER_AREA if is_smaller else cv2.INTER_LANCZOS4
    made = cv2.resize(pixels, (size.width, size.height), interpolation=way)
    shaped = np.asarray(made).reshape(size.height, size.width, pixels.shape[2])
    return shaped if shaped.dtype.kind == "u" else np.clip(shaped, 0, 1)


def in_profile(answer: Picture, picture: Picture) -> NDArray[Any]:
    """The answer's colours as RGB in the picture's profile, (h, w, 3); 8 bits stay 8 bits.

    An answer without a profile is sRGB. Where both profiles mean the same, or one of them does
    not fit its channels, the colours stay as they are.
    """
    colours = np.ascontiguousarray(as_rgb(answer.pixels))
    source, target = answer.facts.icc, picture.facts.icc
    if source is not None and not fits_channels(source, answer.pixels.shape[2]):
        source = None
    if source == target or not fits_channels(target or b"", picture.pixels.shape[2]):
        return colours if source is None or source == target else _converted(colours, source, None)
    if means_srgb(source) and means_srgb(target):
        return colours
    return _converted(colours, source, target)


def _converted(colours: NDArray[Any], source: bytes | None, target: bytes | None) -> NDArray[Any]:
    """Through LittleCMS at 8 bits; unchanged where it cannot."""
    from PIL import Image, ImageCms

    from desktop.imaging.icc import space_of

    try:
        modes = [space_of(one) or "RGB" for one in (source, target)]
        transform = ImageCms.buildTransform(
            _profile(source),
            _profile(target),
            modes[0],
            modes[1],
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (OSError, ImageCms.PyCMSError):
        return colours
    seen = eight_bits(colours)
    image = Image.fromarray(seen if modes[0] == "RGB" else np.ascontiguousarray(seen[..., 0]))
    made = np.asarray(ImageCms.applyTransform(image, transform))
    return as_rgb(made.reshape(*made.shape[:2], -1))


def _profile(icc: bytes | None) -> Any:
    from io import BytesIO

    from PIL import ImageCms

    if icc is None:
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    return ImageCms.ImageCmsProfile(BytesIO(icc))


def flattened_colours(pixels: NDArray[Any], ground: tuple[int, int, int]) -> NDArray[Any]:
    """RGB of the same depth, (h, w, 3), with what is transparent laid on `ground` (0..255)."""
    colours = as_rgb(pixels)
    if pixels.shape[2] in {1, 3}:
        return colours
    full = full_value(pixels)
    share = pixels[..., -1:].astype(np.float32) / np.float32(full)
    below = np.array(ground, np.float32) / 255 * np.float32(full)
    made = colours * share + below * (1 - share)
    return np.asarray(np.rint(made).astype(pixels.dtype) if pixels.dtype.kind == "u" else made)


def matching_channels(colours: Pixels, channels: int) -> Pixels:
    """Colours (h, w, 3) as a picture's colour channels: luma for grey, no alpha."""
    return np.asarray(colours @ _LUMA if channels < 3 else colours, dtype=np.float32)
