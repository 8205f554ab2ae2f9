"""Reads two pictures of the library for a comparison, with everything that a view of them needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.domain.identity import ContentHash
from desktop.domain.screen_profile import ScreenInUse, ScreenProfile, srgb_screen
from desktop.imaging.changed_places import ChangedPlaces, changed_places
from desktop.imaging.codec import read_picture
from desktop.imaging.difference import difference_of
from desktop.imaging.display import is_shown_as_is, to_display
from desktop.imaging.picture import Picture
from desktop.storage.image_files import ImageFiles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sight:
    """One picture to look at: level 0 first, each level half the one before; (h, w, 4) BGRA."""

    levels: tuple[Pixels, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """Two pictures and where they differ, pixel by pixel and as `places`.

    `is_scaled`: the second had another size.
    """

    first: Sight
    second: Sight
    difference: Sight
    places: ChangedPlaces
    changed: int
    total: int
    is_scaled: bool


def compare_pictures(
    first: ContentHash,
    second: ContentHash,
    pictures: ImageFiles,
    screen: ScreenInUse = srgb_screen,
) -> Comparison:
    """What differs are the files' own numbers; what is seen is shown for `screen`.

    ProblemError: one of them is gone or damaged. Takes time and memory with the size.
    """
    read = _read(first, pictures), _read(second, pictures)
    one, other = (to_display(picture) for picture in read)
    fitted = _fitted(other, one)
    found = difference_of(one, fitted)
    profile = screen()
    return Comparison(
        first=_sight(_managed(read[0], one, one, profile)),
        second=_sight(_managed(read[1], fitted, one, profile)),
        difference=_sight(found.pixels),
        places=changed_places(one, fitted),
        changed=found.changed,
        total=found.total,
        is_scaled=fitted is not other,
    )


def _read(content: ContentHash, pictures: ImageFiles) -> Picture:
    return read_picture(pictures.read(content), "the picture")


def _managed(picture: Picture, plain: Pixels, like: Pixels, screen: ScreenProfile) -> Pixels:
    """The picture in the screen's colours; `plain`, its own numbers, where they mean the same."""
    if is_shown_as_is(picture, screen):
        return plain
    return _fitted(to_display(picture, screen=screen), like)


def _fitted(pixels: Pixels, like: Pixels) -> Pixels:
    """Scaled to the size of `like`; itself where it has that size."""
    if pixels.shape == like.shape:
        return pixels
    import cv2

    height, width = like.shape[:2]
    way = cv2.INTER_AREA if pixels.shape[0] > height else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=way), np.uint8)


def _sight(pixels: Pixels) -> Sight:
    from desktop.imaging.pyramid import build_levels

    return Sight(levels=(pixels, *build_levels(pixels)))
