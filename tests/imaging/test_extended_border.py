"""What is new reaches to the border of the picture, where nothing is to be faded into."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.domain.recipe import Blend
from desktop.domain.size import Box, Size
from desktop.imaging.alpha import Alpha, Place
from desktop.imaging.region import RegionPlan

PICTURE = Size(300, 200)


@pytest.mark.parametrize("beyond", [0, 4])
def test_the_border_of_the_picture_is_no_edge(beyond: int) -> None:
    """Whether the region fits the picture or goes beyond it by some mirrored pixels."""
    box = Box(-beyond, 0, PICTURE.width + 2 * beyond, PICTURE.height)
    marked = np.zeros((box.height, box.width), np.uint8)
    marked[:, beyond : beyond + 60] = 255
    plan = RegionPlan(box=box, sent=box.size, picture=PICTURE)
    alpha = Alpha.made(Place(plan=plan, marked=marked, blend=Blend(feather=40)), None)
    row = alpha.of(Box(0, 0, box.width, box.height))[100]
    assert (row[:beyond] == 0).all(), "nothing is written beyond the picture"
    assert (row[beyond : beyond + 20] == 1).all(), "no fading at the picture's own border"
    assert 0 < row[beyond + 50] < 1, "fading towards what stands"
    assert (row[beyond + 60 :] == 0).all()
