"""Makes a picture smaller, cuts it to a size, and converts its colours, for a file that leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.export_preset import ExportColours
from desktop.domain.size import Size
from desktop.imaging.deep_colours import converted_deep
from desktop.imaging.depth import as_rgb, eight_bits, full_value, straight
from desktop.imaging.icc import (
    BadProfileError,
    colours_meant,
    converted,
    fits_channels,
    is_usable,
)
from desktop.imaging.icc_writing import profile_of
from desktop.imaging.picture import Picture
from desktop.imaging.rgb_space import SPACES

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """`bounds` is what to fit into (never enlarged), or with `cuts` what to fill exactly."""

    bounds: Size | None = None
    cuts: bool = False

    def size_for(self, size: Size) -> Size:
        """The size of the file's picture for one of `size`."""
        if self.bounds is None:
            return size
        if self.cuts:
            return self.bounds
        factor = min(self.bounds.width / size.width, self.bounds.height / size.height)
        return size if factor >= 1 else size.scaled(factor)

    def enlarges(self, size: Size) -> bool:
        """Whether pixels have to be made up."""
        bounds = self.bounds
        if bounds is None or not self.cuts:
            return False
        return bounds.width > size.width or bounds.height > size.height


def shaped(picture: Picture, shape: Shape) -> Picture:
    """The picture in the size that `shape` gives it, in its own depth, cut around its middle."""
    wanted = shape.size_for(picture.size)
    if wanted == picture.size:
        return picture
    pixels = picture.pixels
    if shape.cuts:
        pixels = _middle(pixels, wanted)
    return Picture(pixels=_resized(pixels, wanted), facts=picture.facts)


def in_colours(picture: Picture, target: ExportColours) -> tuple[Picture, tuple[str, ...]]:
    """The picture as RGB with the profile of `target`; sentences on what that took.

    KEEP leaves it as it is. 16-bit and floating-point pictures keep their depth where the
    profile is a matrix with curves, as those of cameras and screens are.
    """
    if target is ExportColours.KEEP:
        return picture, ()
    icc = picture.facts.icc
    own = icc if fits_channels(icc, picture.pixels.shape[2]) and is_usable(icc) else None
    notes = (_USELESS,) if icc is not None and own is None else ()
    colours: NDArray[Any] = as_rgb(picture.pixels)
    said: tuple[str, ...] = ()
    if colours_meant(own) is not target:
        colours, said = _converted(picture, own, target)
    return _with_colours(picture, colours, profile_of(target)), (*notes, *said)


_USELESS = "The picture's colour profile cannot be used; its colours were taken as sRGB."
_CLIPPED = "Values outside 0 to 1 were clipped when its colours were converted."


def _converted(
    picture: Picture, own: bytes | None, target: ExportColours
) -> tuple[NDArray[Any], tuple[str, ...]]:
    note = ""
    if picture.pixels.dtype != np.uint8:
        try:
            made = converted_deep(picture.pixels, own, SPACES[target])
            return made, (_CLIPPED,) if _goes_beyond(as_rgb(picture.pixels)) else ()
        except BadProfileError:
            note = f"The conversion to {target.shown} reduced it to 8 bits per channel."
    small = np.ascontiguousarray(as_rgb(eight_bits(picture.pixels, is_dithered=True)))
    return converted(small, own, profile_of(target)), (note,) if note else ()


def _goes_beyond(colours: NDArray[Any]) -> bool:
    """Whether values lie outside what is shown, as floating-point ones may."""
    if colours.dtype.kind != "f":
        return False
    return bool(np.fmin.reduce(colours, axis=None) < 0 or np.fmax.reduce(colours, axis=None) > 1)


def _with_colours(picture: Picture, colours: NDArray[Any], icc: bytes) -> Picture:
    """The same alpha, in the depth of the colours."""
    parts = [colours]
    if picture.has_alpha:
        alpha = picture.pixels[..., -1:]
        parts.append(alpha if alpha.dtype == colours.dtype else eight_bits(alpha))
    made = np.ascontiguousarray(np.concatenate(parts, axis=2))
    return Picture(pixels=made, facts=replace(picture.facts, icc=icc))


def _middle(pixels: NDArray[Any], wanted: Size) -> NDArray[Any]:
    """The largest part around the middle that has the proportions of `wanted`."""
    height, width = pixels.shape[:2]
    across = min(width, max(1, round(height * wanted.width / wanted.height)))
    down = min(height, max(1, round(width * wanted.height / wanted.width)))
    left, top = (width - across) // 2, (height - down) // 2
    return pixels[top : top + down, left : left + across]


def _resized(pixels: NDArray[Any], size: Size) -> NDArray[Any]:
    """Colours count by their alpha meanwhile, so that hidden ones do not bleed in."""
    if pixels.shape[2] in {1, 3}:
        return np.ascontiguousarray(_scaled(pixels, size))
    full = np.float32(full_value(pixels))
    shares = pixels.astype(np.float32) / full
    shares[..., :-1] *= shares[..., -1:]
    made = np.clip(_scaled(shares, size), 0, 1)
    made[..., :-1] = np.minimum(made[..., :-1], made[..., -1:])
    plain = straight(made) * full
    return np.ascontiguousarray((np.rint(plain) if full > 1 else plain).astype(pixels.dtype))


def _scaled(pixels: NDArray[Any], size: Size) -> NDArray[Any]:
    import cv2

    is_smaller = size.width <= pixels.shape[1] and size.height <= pixels.shape[0]
    way = cv2.INTER_AREA if is_smaller else cv2.INTER_CUBIC
    source = np.ascontiguousarray(pixels)
    made = cv2.resize(source, (size.width, size.height), interpolation=way)
    return np.asarray(made).reshape(size.height, size.width, pixels.shape[2])
