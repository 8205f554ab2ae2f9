"""ICC profiles of screens: whether one can be used, and what a profile is called."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

import numpy as np

from desktop.domain.problems import ProblemKind, fail
from desktop.domain.screen_profile import SRGB_SCREEN, ScreenProfile
from desktop.imaging.icc import BadProfileError, converted, means_srgb, space_of

_SPOKEN = {"L": "grey", "CMYK": "CMYK", "LAB": "Lab"}


def screen_of(icc: bytes | None, name: str = "") -> ScreenProfile:
    """The profile as pictures can be shown through it; one that means sRGB is sRGB itself.

    `name` is what to call the profile in a sentence, such as that of its file. ProblemError: it is
    damaged, or for something else than a screen.
    """
    if icc is None:
        return SRGB_SCREEN
    said = f"“{name}”" if name else "of the screen"
    space = space_of(icc)
    if not space:
        raise _useless(said, "it is damaged, or no ICC profile")
    if space != "RGB":
        raise _useless(said, f"it is for {_SPOKEN[space]} colours, and a screen shows RGB")
    try:
        converted(np.zeros((1, 1, 3), np.uint8), None, icc)
        return SRGB_SCREEN if means_srgb(icc) else ScreenProfile(name=name_of(icc), icc=icc)
    except BadProfileError as error:
        raise _useless(said, "it is damaged, or lets nothing be shown through it") from error


@lru_cache(maxsize=32)
def name_of(icc: bytes) -> str:
    """What a profile calls itself, on one line. BadProfileError."""
    from PIL import ImageCms

    try:
        told = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(icc)))
    except (ImageCms.PyCMSError, OSError, ValueError) as error:
        raise BadProfileError(str(error)) from error
    return " ".join(told.split()) or "a profile without a name"


def _useless(name: str, reason: str) -> Exception:
    return fail(ProblemKind.SCREEN_PROFILE_USELESS, name=name, reason=reason)
