"""A picture as the screen takes it: BGRA bytes, premultiplied, or its own opaque pixels.

Colours go from the picture's own profile (sRGB when it has none) into the screen's.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.screen_profile import SRGB_SCREEN, ScreenProfile, ShownColours
from desktop.domain.size import Box, box_of
from desktop.imaging.depth import as_rgb, eight_bits, row_strips
from desktop.imaging.icc import BadProfileError, converted, fits_channels, means_srgb
from desktop.imaging.picture import Picture
from desktop.imaging.screen_icc import name_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

_THREADS = 2
_WORTH_THREADS = 1 << 20


def to_display(
    picture: Picture, box: Box | None = None, *, screen: ScreenProfile | None = None
) -> NDArray[np.uint8]:
    """The picture (or the part in `box`), shape (h, w, 4), a byte each of blue, green, red, alpha.

    That is the memory of QImage.Format_RGB32 for a picture without alpha, and of
    Format_ARGB32_Premultiplied for one with. Colours are converted for `screen`; None shows the
    numbers as they are. Beside source and result only some strips are in memory at a time.
    """
    source = picture.pixels[(box or box_of(picture.size)).slices]
    made = np.empty((*source.shape[:2], 4), np.uint8)
    icc = _profile_of(picture)
    is_managed = screen is not None and not _looks_the_same(icc, screen.icc)

    def work(rows: slice) -> None:
        strip = eight_bits(source[rows])
        if is_managed and screen is not None:
            strip = _in_colours_of(strip, icc, screen.icc)
        _fill(made[rows], strip)

    _for_all_strips(work, source, is_dear=is_managed)
    return made


def shown_pixels(picture: Picture, screen: ScreenProfile = SRGB_SCREEN) -> NDArray[np.uint8]:
    """The same in the smallest form that can be shown: 8-bit opaque pictures stay RGB or grey.

    Where no colour must be converted these are the picture's own pixels, shared and read only.
    """
    source: NDArray[Any] = picture.pixels
    if source.dtype.name != "uint8" or picture.has_alpha:
        return to_display(picture, screen=screen)
    icc = _profile_of(picture)
    if _looks_the_same(icc, screen.icc):
        return source
    made = np.empty((*source.shape[:2], 3), np.uint8)

    def work(rows: slice) -> None:
        made[rows] = as_rgb(_in_colours_of(source[rows], icc, screen.icc))

    _for_all_strips(work, source, is_dear=True)
    return made


def shown_colours(picture: Picture, screen: ScreenProfile = SRGB_SCREEN) -> ShownColours:
    """From where to where the colours of `shown_pixels` are brought."""
    icc = _profile_of(picture)
    if icc is None or means_srgb(icc):
        return ShownColours(screen=screen)
    try:
        return ShownColours(picture=name_of(icc), screen=screen)
    except BadProfileError:
        return ShownColours(picture="an unreadable profile, taken as sRGB", screen=screen)


def is_shown_as_is(picture: Picture, screen: ScreenProfile) -> bool:
    """Its numbers mean on the screen what they mean in the picture."""
    return _looks_the_same(_profile_of(picture), screen.icc)


def _profile_of(picture: Picture) -> bytes | None:
    icc = picture.facts.icc
    return icc if fits_channels(icc, picture.pixels.shape[2]) else None


def _looks_the_same(icc: bytes | None, screen: bytes | None) -> bool:
    """The numbers mean on the screen what they mean in the picture."""
    return icc == screen or (means_srgb(icc) and means_srgb(screen))


def _for_all_strips(work: Callable[[slice], None], source: NDArray[Any], *, is_dear: bool) -> None:
    if not is_dear or source.size < _WORTH_THREADS:
        for rows in row_strips(source):
            work(rows)
        return
    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(work, row_strips(source)))


def _in_colours_of(
    strip: NDArray[np.uint8], icc: bytes | None, screen: bytes | None
) -> NDArray[np.uint8]:
    """The strip as RGB(A) in the screen's colours; a picture's useless profile counts as sRGB."""
    colours = np.ascontiguousarray(as_rgb(strip))
    for source in (icc, None):
        try:
            shown = converted(colours, source, screen)
            break
        except BadProfileError:
            continue
    else:
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
