"""What each choice of a region comes to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.draft import Draft
from desktop.domain.image_models import ImageModel
from desktop.domain.recipe import RegionMode
from desktop.domain.size import Box, Size
from desktop.jobs.price_draft import price_draft
from desktop.jobs.region_offers import region_offers
from desktop.storage.model_table import load_models

MASK = Box(3000, 2000, 300, 300)
MASKED = Draft(prompt="A red bowl", picture=Size(8000, 6000), has_mask=True)


@pytest.fixture(scope="module")
def model(resources: Path) -> ImageModel:
    return load_models(resources / "models.json").get("gpt-image-2")


def test_a_region_has_more_detail_than_the_whole(model: ImageModel) -> None:
    known = price_draft(MASKED, model, MASK, len)
    region, whole = region_offers(MASKED, model, MASK, known)
    assert (region.mode, whole.mode) == (RegionMode.AUTO, RegionMode.WHOLE)
    assert region.detail == 1
    assert whole.detail < 0.3
    assert whole.box == Box(0, 0, 8000, 6000)
    assert region.box.holds(MASK)


def test_the_chosen_offer_costs_what_the_draft_costs(model: ImageModel) -> None:
    for draft in (MASKED, replace(MASKED, region_mode=RegionMode.WHOLE)):
        known = price_draft(draft, model, MASK, len)
        offers = {one.mode: one for one in region_offers(draft, model, MASK, known)}
        assert offers[draft.region_mode].estimate == known


def test_a_drawn_region_is_offered_while_there_is_one(model: ImageModel) -> None:
    box = Box(2500, 1500, 1200, 1200)
    draft = replace(MASKED, region_mode=RegionMode.BOX, region=box)
    known = price_draft(draft, model, MASK, len)
    offers = region_offers(draft, model, MASK, known)
    assert [one.mode for one in offers] == [RegionMode.AUTO, RegionMode.BOX, RegionMode.WHOLE]
    assert offers[1].box.holds(box)


def test_without_a_mask_there_is_nothing_to_choose(model: ImageModel) -> None:
    draft = replace(MASKED, has_mask=False)
    known = price_draft(draft, model, None, len)
    assert region_offers(draft, model, None, known) == ()
