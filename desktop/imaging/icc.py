"""ICC profiles: what they are for, whether they mean sRGB, and conversion through LittleCMS.

Relative colorimetric with black point compensation throughout, as picture editors do by default.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.export_preset import ExportColours
from desktop.imaging.depth import row_strips
from desktop.imaging.icc_writing import profile_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

_SPACES = {b"RGB ": "RGB", b"GRAY": "L", b"CMYK": "CMYK", b"Lab ": "LAB"}
_HEADER = 128
_ROUNDING = 2
"""Levels by which the sRGB profiles of different makers differ; other spaces differ by tens."""

_STEPS = np.linspace(0, 255, 9).round().astype(np.uint8)
_GREYS = np.repeat(_STEPS[:, None, None], 3, axis=2)
_CUBE = np.stack(np.meshgrid(_STEPS, _STEPS, _STEPS), axis=-1).reshape(27, 27, 3)
"""Colours all over the space, by which two spaces are told apart."""


class BadProfileError(Exception):
    """A profile that LittleCMS cannot use."""


def space_of(icc: bytes | None) -> str:
    """Pillow's name of the colours a profile is for (RGB, L, CMYK, LAB), or nothing."""
    if icc is None or len(icc) < _HEADER or icc[36:40] != b"acsp":
        return ""
    return _SPACES.get(icc[16:20], "")


def fits_channels(icc: bytes | None, channels: int) -> bool:
    """Whether the profile is for pixels with that many channels (1 and 2 grey, 3 and 4 RGB)."""
    return space_of(icc) == ("RGB" if channels >= 3 else "L")


@lru_cache(maxsize=32)
def means_srgb(icc: bytes | None) -> bool:
    """Whether colours come out of the profile as sRGB would show them; no profile means sRGB."""
    if icc is None:
        return True
    if space_of(icc) not in {"RGB", "L"}:
        return False
    cube = _GREYS if space_of(icc) == "L" else _CUBE
    try:
        shown = converted(cube, icc, None)
    except BadProfileError:
        return True  # what cannot be used says nothing
    return bool(np.abs(shown.astype(int) - cube).max() <= _ROUNDING)


@lru_cache(maxsize=32)
def colours_meant(icc: bytes | None) -> ExportColours:
    """The space as which its profile shows a picture's colours; KEEP: none that Stet converts to.

    No profile means sRGB, and so does one that cannot be used.
    """
    if means_srgb(icc):
        return ExportColours.SRGB
    if space_of(icc) != "RGB":
        return ExportColours.KEEP
    cube = _CUBE
    for colours in (ExportColours.DISPLAY_P3, ExportColours.ADOBE_RGB):
        shown = converted(cube, icc, profile_of(colours))
        if np.abs(shown.astype(int) - cube).max() <= _ROUNDING:
            return colours
    return ExportColours.KEEP


def is_usable(icc: bytes | None) -> bool:
    """Whether LittleCMS can convert from the profile."""
    try:
        _transform(icc, None)
    except BadProfileError:
        return False
    return icc is not None


def converted(
    pixels: NDArray[np.uint8], source: bytes | None, target: bytes | None
) -> NDArray[np.uint8]:
    """8-bit pixels (h, w, 3) from one profile into another, a strip at a time; None is sRGB.

    A grey profile takes the first channel. BadProfileError when LittleCMS cannot.
    """
    from PIL import Image, ImageCms

    transform, mode = _transform(source, target)
    made = np.empty((*pixels.shape[:2], 3), np.uint8)
    for rows in row_strips(pixels):
        strip = pixels[rows] if mode == "RGB" else pixels[rows][..., 0]
        image = Image.fromarray(np.ascontiguousarray(strip))
        made[rows] = np.asarray(ImageCms.applyTransform(image, transform))
    return made


def image_in_srgb(image: Image, icc: bytes | None) -> NDArray[np.uint8]:
    """A CMYK or Lab image through its own profile, as sRGB (h, w, 3). BadProfileError."""
    from PIL import ImageCms

    if space_of(icc) != image.mode:
        raise BadProfileError(f"The profile is not for {image.mode}.")
    try:
        made = ImageCms.profileToProfile(
            image, _profile(icc), _profile(None), **_way(), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError) as error:
        raise BadProfileError(str(error)) from error
    return np.asarray(made)


def lab_in_srgb(image: Image) -> NDArray[np.uint8]:
    """A Lab image as sRGB (h, w, 3); Lab needs no profile of its own."""
    from PIL import ImageCms

    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB", 5000))
    return np.asarray(
        ImageCms.profileToProfile(image, lab, _profile(None), **_way(), outputMode="RGB")
    )


@lru_cache(maxsize=8)
def _transform(source: bytes | None, target: bytes | None) -> tuple[Any, str]:
    """The transform into RGB and the mode it takes."""
    from PIL import ImageCms

    mode = "L" if space_of(source) == "L" else "RGB"
    way = _way()
    try:
        made = ImageCms.buildTransform(_profile(source), _profile(target), mode, "RGB", **way)
    except (ImageCms.PyCMSError, OSError, ValueError) as error:
        raise BadProfileError(str(error)) from error
    return made, mode


def _way() -> dict[str, Any]:
    from PIL import ImageCms

    return {
        "renderingIntent": ImageCms.Intent.RELATIVE_COLORIMETRIC,
        "flags": ImageCms.Flags.BLACKPOINTCOMPENSATION | ImageCms.Flags.HIGHRESPRECALC,
    }


def _profile(icc: bytes | None) -> Any:
    from PIL import ImageCms

    if icc is None:
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    return ImageCms.ImageCmsProfile(BytesIO(icc))
