"""A picture as the screen takes it: BGRA bytes, premultiplied, in its colours if wished."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.size import Box, box_of
from desktop.imaging.depth import as_rgb, eight_bits, row_strips
from desktop.imaging.icc import BadProfileError, converted, fits_channels, means_srgb
from desktop.imaging.picture import Picture

if TYPE_CHECKING:
    from numpy.typing import NDArray


def to_display(
    picture: Picture, box: Box | None = None, *, screen: bytes | None = None
) -> NDArray[np.uint8]:
    """The picture (or the part in `box`), shape (h, w, 4), a byte each of blue, green, red, alpha.

    That is the memory of QImage.Format_RGB32 for a picture without alpha, and of
    Format_ARGB32_Premultiplied for one with. `screen` is the screen's ICC profile: colours are
    converted from the picture's own (sRGB when it has none); None shows the numbers as they are.
    Beside source and result only one strip is in memory at a time.
    """
    source = picture.pixels[(box or box_of(picture.size)).slices]
    made = np.empty((*source.shape[:2], 4), np.uint8)
    icc = picture.facts.icc if fits_channels(picture.facts.icc, source.shape[2]) else None
    is_managed = screen is not None and not (means_srgb(icc) and means_srgb(screen))
    for rows in row_strips(source):
        strip = eight_bits(source[rows])
        if is_managed:
            strip = _in_colours_of(strip, icc, screen)
        _fill(made[rows], strip)
    return made


def _in_colours_of(
    strip: NDArray[np.uint8], icc: bytes | None, screen: bytes | None
) -> NDArray[np.uint8]:
    """The strip as RGB(A) in the screen's colours; as it is where a profile is of no use."""
    try:
        shown = converted(np.ascontiguousarray(as_rgb(strip)), icc, screen)
    except BadProfileError:
        return strip
    if strip.shape[2] in {1, 3}:
        return shown
    return np.concatenate([shown, strip[..., -1:]], axis=2)


def _fill(target: NDArray[np.uint8], strip: NDArray[np.uint8]) -> None:
    """8-bit pixels into BGRA; OpenCV lets other threads run meanwhile."""
    import cv2

    channels = strip.shape[2]
    if channels == 3:
        cv2.cvtColor(strip, cv2.COLOR_RGB2BGRA, dst=target)
    elif channels == 1:
        cv2.cvtColor(strip, cv2.COLOR_GRAY2BGRA, dst=target)
    else:
        multiplied = cv2.cvtColor(_as_rgba(strip), cv2.COLOR_RGBA2mRGBA)
        cv2.cvtColor(multiplied, cv2.COLOR_RGBA2BGRA, dst=target)


def _as_rgba(strip: NDArray[Any]) -> NDArray[Any]:
    return strip if strip.shape[2] == 4 else strip[..., [0, 0, 0, 1]]
