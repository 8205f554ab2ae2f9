"""The markup's file: read, refused, cut and scaled to what is sent."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.domain.problems import ProblemError
from desktop.domain.recipe import RegionMode
from desktop.domain.size import Box, Size, SizeRule
from desktop.imaging.codec import read_picture
from desktop.imaging.markup_file import markup_for_service, read_markup
from desktop.imaging.png_file import encode_png
from desktop.imaging.region import plan_region

PICTURE = Size(1536, 1024)


def layer(height: int = 1024, width: int = 1536) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    made = np.zeros((height, width, 4), np.uint8)
    made[height // 4 : height // 2, width // 4 : width // 2] = (255, 40, 0, 255)
    return made


def test_it_is_cut_with_the_region_and_scaled_without_fringes() -> None:
    plan = plan_region(
        picture=PICTURE,
        mask=None,
        rule=SizeRule(),
        mode=RegionMode.BOX,
        box=Box(256, 128, 1024, 768),
        size=Size(512, 384),
    )
    sent = read_picture(markup_for_service(layer(), plan), "sent").pixels
    assert sent.shape == (plan.sent.height, plan.sent.width, 4)
    drawn = sent[sent[..., 3] > 8]
    assert len(drawn) > 1000
    assert np.abs(drawn[:, :3].astype(int) - (255, 40, 0)).max() <= 16
    assert sent[0, -1].tolist()[3] == 0


def test_a_smaller_layer_of_the_same_shape_fits() -> None:
    found = read_markup(encode_png(layer(512, 768)), "marks", PICTURE)
    assert found.shape == (1024, 1536, 4)
    assert found[300, 500].tolist() == [255, 40, 0, 255]


@pytest.mark.parametrize("fault", ["shape", "opaque", "empty"])
def test_what_is_no_markup_is_refused_in_words(fault: str) -> None:
    made = layer(600, 600) if fault == "shape" else layer()
    if fault == "opaque":
        made[..., 3] = 255
    if fault == "empty":
        made[..., 3] = 0
    with pytest.raises(ProblemError):
        read_markup(encode_png(made), "marks.png", PICTURE)
