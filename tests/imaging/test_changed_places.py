"""Places that an edit changed are found, told apart, and made into a mask."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from desktop.domain.size import Size
from desktop.imaging.changed_places import changed_places
from tests.builders import photo

SIZE = Size(900, 600)


def bgra(size: Size = SIZE) -> NDArray[np.uint8]:
    pixels = np.asarray(photo(size), np.uint8)[..., :3]
    return np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])


def drawn(pixels: NDArray[np.uint8], *boxes: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    made = pixels.copy()
    for x, y, width, height in boxes:
        made[y : y + height, x : x + width, :3] = (30, 220, 40)
    return made


BOXES = ((100, 100, 160, 120), (600, 350, 90, 90))


def test_two_places_are_told_apart_the_larger_first() -> None:
    before = bgra()
    places = changed_places(before, drawn(before, *BOXES))
    assert places.count == 2
    assert places.place_at(180 / 900, 160 / 600) == 1
    assert places.place_at(645 / 900, 395 / 600) == 2
    assert places.place_at(0.5, 0.1) == 0
    assert places.place_at(1.5, -1) == 0


def test_the_mask_covers_the_chosen_place_and_no_other() -> None:
    before = bgra()
    places = changed_places(before, drawn(before, *BOXES))
    mask = places.mask({2}, SIZE)
    assert mask.shape == (600, 900)
    assert mask[350:440, 600:690].min() == 255
    assert mask[:300, :400].max() == 0
    both = places.mask({1, 2, 99}, SIZE)
    assert both[100:220, 100:260].min() == 255
    assert np.count_nonzero(both) < 2.2 * sum(width * height for _, _, width, height in BOXES)
    box = places.bounds(2)
    assert 70 <= box.size.width <= 110
    with pytest.raises(ValueError, match="no place 3"):
        places.bounds(3)


def test_what_a_model_does_everywhere_is_no_change() -> None:
    before = bgra()
    noise = np.random.default_rng(3).normal(0, 4, before.shape)
    moved = np.roll(before, 1, axis=1)
    moved[:, :1] = before[:, :1]
    drifted = cv2.GaussianBlur(moved, (0, 0), 0.8).astype(np.float64) + noise + (6, 9, 5, 0)
    after = drifted.clip(0, 255).astype(np.uint8)
    assert changed_places(before, after).count == 0
    assert changed_places(before, drawn(after, *BOXES)).count == 2
    assert changed_places(before, before).count == 0


def test_sizes_have_to_agree() -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        changed_places(bgra(), bgra(Size(20, 30)))
