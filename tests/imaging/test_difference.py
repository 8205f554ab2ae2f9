"""The picture of a difference: nothing is overlooked, and nothing is made up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from desktop.imaging.difference import difference_of

SHAPE = (7, 9, 4)
PICTURES = arrays(np.uint8, SHAPE, elements=st.integers(0, 3))


@given(PICTURES, PICTURES)
def test_every_differing_pixel_is_counted_and_glows(first: np.ndarray, second: np.ndarray) -> None:
    found = difference_of(first, second)
    differs = (first != second).any(axis=2)
    assert (found.changed, found.total) == (int(differs.sum()), 63)
    glows = found.pixels[..., 2] > found.pixels[..., 0]
    assert np.array_equal(glows, differs)
    assert (found.pixels[..., 3] == 255).all()


def test_a_large_difference_glows_more_than_a_small_one() -> None:
    first = np.full((300, 2, 4), 100, np.uint8)
    second = first.copy()
    second[299, 0] += 1
    second[299, 1] += 120
    found = difference_of(first, second)
    assert found.changed == 2
    assert found.pixels[299, 1, 2] > found.pixels[299, 0, 2] > found.pixels[0, 0, 2]


def test_two_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        difference_of(np.zeros((2, 2, 4), np.uint8), np.zeros((2, 3, 4), np.uint8))
