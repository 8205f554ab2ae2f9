"""The total of one request for each place is the sum of theirs."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from desktop.domain.draft import Draft
from desktop.domain.size import Box, Size
from desktop.jobs.blob_offers import blob_offers
from desktop.jobs.price_draft import price_draft
from desktop.storage.model_table import load_models

SIZE = Size(2600, 1400)


def test_the_estimate_of_all_is_the_sum_of_each(resources: Path) -> None:
    model = load_models(resources / "models.json").get("gpt-image-2")
    mask = np.zeros((SIZE.height, SIZE.width), np.uint8)
    mask[100:200, 100:200] = mask[1200:1300, 2400:2500] = 255
    draft = Draft(prompt="a gull", picture=SIZE, has_mask=True, count=2)
    known = price_draft(draft, model, Box(100, 100, 2400, 1200), len)
    offers = blob_offers(draft, model, mask, known)
    assert offers is not None
    assert offers.is_choice
    assert offers.apart_estimate.total_usd == offers.apart_usd
    assert offers.apart_estimate.count == 2
