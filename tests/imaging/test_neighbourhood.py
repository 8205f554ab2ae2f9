"""Parts of an enlarged field: the same as the whole field enlarged, and cut."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.size import Box
from desktop.imaging.neighbourhood import enlarged_part

WIDE, HIGH = 210, 170


def field(channels: int) -> np.ndarray:
    chance = np.random.default_rng(3)
    made = cv2.GaussianBlur(chance.random((HIGH, WIDE, channels), np.float32), (0, 0), 1.5)
    return np.asarray(made, dtype=np.float32).reshape(HIGH, WIDE, channels)


@given(
    width=st.integers(WIDE, 1400),
    height=st.integers(HIGH, 1400),
    corner=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    side=st.integers(1, 300),
    cubic=st.booleans(),
)
def test_a_part_is_the_whole_cut(
    width: int, height: int, corner: tuple[float, float], side: int, cubic: bool
) -> None:
    values = field(3)
    left, top = int(corner[0] * (width - 1)), int(corner[1] * (height - 1))
    box = Box(left, top, min(side, width - left), min(side, height - top))
    share = WIDE / width, HIGH / height
    first = max(0, int(box.x * share[0]) - 48), max(0, int(box.y * share[1]) - 48)
    end = int(box.right * share[0]) + 48, int(box.bottom * share[1]) + 48
    part = values[first[1] : end[1], first[0] : end[0]]
    made = enlarged_part(part, first, share, box, cubic=cubic)
    way = cv2.INTER_CUBIC if cubic else cv2.INTER_LINEAR
    whole = np.asarray(cv2.resize(values, (width, height), interpolation=way))
    assert made.shape == (box.height, box.width, 3)
    assert np.abs(made - whole[box.slices]).max() < 0.02


@pytest.mark.parametrize("size", [(WIDE, HIGH), (WIDE * 2, HIGH * 5)])
def test_a_grey_field_keeps_its_shape(size: tuple[int, int]) -> None:
    values, box = field(1)[..., 0], Box(31, 17, 60, 40)
    made = enlarged_part(values, (0, 0), (WIDE / size[0], HIGH / size[1]), box, cubic=False)
    whole = np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_LINEAR))
    np.testing.assert_allclose(made, whole[box.slices], atol=1e-5)
