"""Two marked places far apart: a request each, both prices seen, both results in one picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desktop.domain.size import Size
from desktop.ui.prompt.estimate_view import EstimateView
from desktop.ui.prompt.region_choice import RegionChoice
from tests.builders import opened, photo, png
from tests.fakes.image_service import ImageService
from tests.journeys.conftest import Sit
from tests.journeys.designer import Designer

LARGE = Size(2600, 1400)


@pytest.fixture
def panorama(tmp_path: Path) -> Path:
    path = tmp_path / "panorama.png"
    path.write_bytes(png(photo(LARGE)))
    return path


def choice_of(stet: Designer) -> RegionChoice:
    found = stet.window.findChild(RegionChoice)
    assert isinstance(found, RegionChoice)
    return found


def total(stet: Designer) -> str:
    found = stet.window.findChild(EstimateView, "estimate")
    assert isinstance(found, EstimateView)
    return found.total


def uses_it(stet: Designer) -> None:
    before = stet.content
    stet.press("Use this")
    stet.wait(lambda: stet.content != before)


def test_two_places_have_a_request_each_and_both_results_are_used(
    sit: Sit, service: ImageService, panorama: Path
) -> None:
    stet = sit(panorama)
    before = opened(panorama.read_bytes())
    stet.paint((200, 200), (260, 220))
    assert not choice_of(stet).apart.isVisible()
    stet.paint((2350, 1150), (2400, 1180))
    stet.type_prompt("a gull")
    stet.wait(choice_of(stet).apart.isVisible)
    mask = stet.mask
    once = total(stet)
    assert "2 places" in choice_of(stet).apart.text()
    choice_of(stet).apart.click()
    each = choice_of(stet).apart.text().rpartition("· ")[2]
    assert each.lstrip("$") in total(stet)
    assert total(stet) != once
    stet.generate()
    stet.wait(lambda: len(service.billed) == 2)
    for _ in range(2):
        stet.wait(lambda: stet.is_judging)
        uses_it(stet)
    changed = (stet.picture != before).any(axis=2)
    assert not changed[mask == 0].any()
    assert changed[:700, :1300].any(), "the first place"
    assert changed[700:, 1300:].any(), "the second place"
    assert len(service.billed) == 2
    assert np.array_equal(stet.shown, stet.picture)


def test_one_place_is_one_request(sit: Sit, service: ImageService, panorama: Path) -> None:
    stet = sit(panorama)
    stet.paint((200, 200), (260, 220))
    stet.type_prompt("a gull")
    stet.generate()
    stet.wait(lambda: stet.is_judging)
    assert len(service.billed) == 1
    assert stet.program.window_flow._masked.blobs.captures() == ()
