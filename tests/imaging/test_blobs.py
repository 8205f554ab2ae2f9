"""Separate marked places are told apart, and taken together where that costs nothing."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from desktop.domain.problems import ProblemError
from desktop.domain.size import Box, Size, SizeRule
from desktop.imaging.blobs import _bounds_of_parts, _joined_near, blob_mask, split_blobs

RULE = SizeRule()


def _mask(size: Size, *boxes: Box) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    mask = np.zeros((size.height, size.width), np.uint8)
    for box in boxes:
        mask[box.slices] = 255
    return mask


def test_far_blobs_can_be_sent_one_each_and_sharper() -> None:
    mask = _mask(Size(6000, 4000), Box(100, 100, 200, 200), Box(5600, 3700, 150, 150))
    split = split_blobs(mask, rule=RULE)
    assert split.can_be_split
    assert [blob.plan.is_exact for blob in split.apart] == [True, True]
    assert split.together.detail < 0.6
    assert sum(blob.plan.sent.pixels for blob in split.apart) < split.together.sent.pixels


def test_near_blobs_share_a_region() -> None:
    mask = _mask(Size(6000, 4000), Box(1000, 1000, 80, 80), Box(1250, 1100, 60, 60))
    split = split_blobs(mask, rule=RULE)
    assert not split.can_be_split
    assert split.apart[0].plan == split.together
    assert split.apart[0].bounds == Box(1000, 1000, 310, 160)


def test_every_marked_pixel_belongs_to_exactly_one_blob() -> None:
    random = np.random.default_rng(4)
    boxes = [
        Box(int(random.integers(0, 5800)), int(random.integers(0, 3800)), 150, 90) for _ in range(9)
    ]
    mask = _mask(Size(6000, 4000), *boxes)
    split = split_blobs(mask, rule=RULE)
    added = sum(blob_mask(mask, blob).astype(np.uint16) for blob in split.apart)
    assert np.array_equal(added, mask)
    assert all(blob.plan.box.holds(blob.bounds) for blob in split.apart)


def test_hundreds_of_specks_become_one_blob() -> None:
    mask = np.zeros((1500, 1500), np.uint8)
    mask[::40, ::40] = 255
    assert len(split_blobs(mask, rule=RULE).apart) == 1


def _plain(mask: NDArray[np.uint8]) -> list[Box]:
    """The bounds of all connected places, each pixel looked at."""
    _, _, stats, _ = cv2.connectedComponentsWithStats((mask > 0).astype(np.uint8), connectivity=8)
    return [Box(*(int(value) for value in row[:4])) for row in stats[1:]]


@given(seed=st.integers(0, 10**6), count=st.integers(1, 30), wide=st.integers(1, 700))
def test_blocks_find_the_places_that_pixels_do(seed: int, count: int, wide: int) -> None:
    random = np.random.default_rng(seed)
    mask = np.zeros((600, wide), np.uint8)
    for x, y, width, height in random.integers(0, (wide, 600, 40, 40), (count, 4)):
        mask[y : y + height + 1, x : x + width + 1] = random.integers(1, 256)
    mask[random.integers(0, 600, 9), random.integers(0, wide, 9)] = 1
    found, meant = (_joined_near(parts) for parts in (_bounds_of_parts(mask), _plain(mask)))
    assert sorted(map(str, found)) == sorted(map(str, meant))


def test_an_empty_mask_is_refused() -> None:
    with pytest.raises(ProblemError, match="marks nothing"):
        split_blobs(np.zeros((9, 9), np.uint8), rule=RULE)
