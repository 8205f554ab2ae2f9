"""A picture in another frame: cropped, let out, turned, mirrored, at another size; masks follow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.problems import ProblemKind, fail
from desktop.domain.size import Box, Size, box_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from desktop.domain.markup import Mark, Markup

LONGEST = 60_000
MOST_PIXELS = 250_000_000


class Turn(StrEnum):
    """Quarter turns, and mirrors."""

    LEFT = "left"
    RIGHT = "right"
    HALF = "half"
    ACROSS = "across"
    """Mirrored left to right."""
    DOWN = "down"
    """Mirrored top to bottom."""


class Resampling(StrEnum):
    """How the pixels of another size are found."""

    AUTOMATIC = "automatic"
    """The mean of what falls into a pixel where it gets smaller, cubic where it gets larger."""
    SOFT = "soft"
    """The same, but linear where it gets larger: no rims beside edges."""
    SHARP = "sharp"
    """The same, but Lanczos over eight pixels where it gets larger."""
    NEAREST = "nearest"
    """No new colours: squares stay squares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reframing:
    """One of three: a `turn`, a `box` that may reach beyond the picture, or another `size`.

    `resampling` is how another size is made.
    """

    turn: Turn | None = None
    box: Box | None = None
    size: Size | None = None
    resampling: Resampling = Resampling.AUTOMATIC

    def __post_init__(self) -> None:
        if sum(one is not None for one in (self.turn, self.box, self.size)) != 1:
            raise ValueError("A reframing is a turn, a box or a size.")

    def new_size(self, picture: Size) -> Size:
        """ProblemError: it holds nothing of the picture, or more than Stet works on."""
        if self.turn is not None:
            is_quarter = self.turn in {Turn.LEFT, Turn.RIGHT}
            return Size(picture.height, picture.width) if is_quarter else picture
        if self.box is not None:
            if self.box.clipped(box_of(picture)).is_empty:
                raise _refused("The frame holds nothing of the picture.")
            return _checked(Size(self.box.width, self.box.height))
        assert self.size is not None
        return _checked(self.size)

    def pixels(self, pixels: NDArray[Any]) -> NDArray[Any]:
        """Pixels (h, w, channels); what is new beyond an edge is mirrored from the picture."""
        if self.box is not None:
            return _framed(pixels, self.box, None)
        return self._moved(pixels)

    def mask(self, mask: NDArray[np.uint8], beyond: int) -> NDArray[np.uint8]:
        """A mask (h, w) that goes with the picture; `beyond` is its value in new area."""
        if self.box is not None:
            return _framed(mask, self.box, beyond)
        return self._moved(mask)

    def markup(self, markup: Markup, picture: Size) -> Markup:
        """The same marks over the new picture."""
        return tuple(self._mark(mark, picture) for mark in markup)

    def _moved(self, pixels: NDArray[Any]) -> NDArray[Any]:
        if self.size is not None:
            return _resized(pixels, self.size, self.resampling)
        if self.turn in {Turn.LEFT, Turn.RIGHT, Turn.HALF}:
            quarters = {Turn.LEFT: 1, Turn.HALF: 2, Turn.RIGHT: 3}[self.turn]
            return np.ascontiguousarray(np.rot90(pixels, quarters))
        return np.ascontiguousarray(np.flip(pixels, 1 if self.turn is Turn.ACROSS else 0))

    def _mark(self, mark: Mark, picture: Size) -> Mark:
        points = tuple(self._point(x, y, picture) for x, y in mark.points)
        if self.size is None:
            return replace(mark, points=points)
        return replace(mark, points=points, width=mark.width * self.size.width / picture.width)

    def _point(self, x: float, y: float, picture: Size) -> tuple[float, float]:
        width, height = picture.width, picture.height
        if self.box is not None:
            return x - self.box.x, y - self.box.y
        if self.size is not None:
            return x * self.size.width / width, y * self.size.height / height
        return {
            Turn.LEFT: (y, width - x),
            Turn.RIGHT: (height - y, x),
            Turn.HALF: (width - x, height - y),
            Turn.ACROSS: (width - x, y),
            Turn.DOWN: (x, height - y),
        }[self.turn or Turn.HALF]


def _framed(pixels: NDArray[Any], box: Box, beyond: int | None) -> NDArray[Any]:
    """`beyond` None mirrors, else it is the value of what is new."""
    height, width = pixels.shape[:2]
    inside = box.clipped(Box(0, 0, width, height))
    part = pixels[inside.slices]
    sides = (
        (inside.y - box.y, box.bottom - inside.bottom),
        (inside.x - box.x, box.right - inside.right),
    )
    if not any(sides[0] + sides[1]):
        return np.ascontiguousarray(part)
    around = (*sides, (0, 0))[: pixels.ndim]
    if beyond is not None:
        return np.pad(part, around, constant_values=beyond)
    can_mirror = min(inside.width, inside.height) > 1
    return np.ascontiguousarray(np.pad(part, around, mode="reflect" if can_mirror else "edge"))


def _resized(pixels: NDArray[Any], size: Size, how: Resampling) -> NDArray[Any]:
    """Colours are weighed by alpha, so that what is transparent bleeds into nothing."""
    if pixels.ndim == 2:
        return _scaled(pixels, size, how)
    channels, kind = pixels.shape[2], pixels.dtype
    shape = (size.height, size.width, channels)
    if how is Resampling.NEAREST:
        return np.reshape(_scaled(pixels, size, how), shape)
    work = pixels.astype(np.float32)
    if channels in {2, 4}:
        work[..., :-1] *= work[..., -1:]
    found: NDArray[Any] = np.reshape(_scaled(work, size, how), shape)
    if channels in {2, 4}:
        colours = found[..., :-1] / np.maximum(found[..., -1:], 1e-6)
        found = np.concatenate([colours, found[..., -1:]], axis=2)
    if kind == np.float32:
        return found.clip(0, 1)
    whole: NDArray[Any] = np.rint(found).clip(0, np.iinfo(kind).max).astype(kind)
    return whole


def _scaled(pixels: NDArray[Any], size: Size, how: Resampling) -> NDArray[Any]:
    """First what gets smaller, by its mean, then what gets larger: one way for each side."""
    import cv2

    if how is Resampling.NEAREST:
        wanted = (size.width, size.height)
        return np.asarray(cv2.resize(pixels, wanted, interpolation=cv2.INTER_NEAREST_EXACT))
    larger = {Resampling.SOFT: cv2.INTER_LINEAR, Resampling.SHARP: cv2.INTER_LANCZOS4}
    height, width = pixels.shape[:2]
    less = min(width, size.width), min(height, size.height)
    found: NDArray[Any] = pixels
    if less != (width, height):
        found = np.asarray(cv2.resize(found, less, interpolation=cv2.INTER_AREA))
    if less != (size.width, size.height):
        by = larger.get(how, cv2.INTER_CUBIC)
        found = np.asarray(cv2.resize(found, (size.width, size.height), interpolation=by))
    return found


def _checked(size: Size) -> Size:
    if size.longest > LONGEST or size.pixels > MOST_PIXELS:
        raise _refused(f"{size.shown} pixels are more than Stet works on.")
    return size


def _refused(reason: str) -> Exception:
    return fail(ProblemKind.BAD_ARGUMENT, reason=reason, suggestion="Choose another frame or size.")
