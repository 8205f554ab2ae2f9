"""A small table of models for tests of the rules, written out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from desktop.domain.cost import TokenPrices
from desktop.domain.image_models import ImageModel, ModelTable, OutputTokens
from desktop.domain.size import Size, SizeRule

PRICES = TokenPrices(
    text_input=Decimal(5),
    image_input=Decimal(8),
    image_output=Decimal(30),
    text_output=Decimal(10),
)

GPT_IMAGE_2 = ImageModel(
    id="gpt-image-2",
    name="GPT Image 2",
    snapshots=("gpt-image-2-2026-04-21",),
    presets=(Size(1024, 1024),),
    prices=PRICES,
    output=OutputTokens(levels={"low": 16, "medium": 48, "high": 96}),
)

SUNBURST = ImageModel(
    id="gpt-image-2.5-sunburst",
    name="GPT Image 2.5 Sunburst",
    qualities=("low", "medium", "high", "xhigh", "max", "auto"),
    backgrounds=("auto", "opaque", "transparent"),
    takes_markup=True,
    prices=PRICES,
    output=OutputTokens(levels={"low": 16, "medium": 24, "high": 48, "xhigh": 64, "max": 96}),
)

OLD = ImageModel(
    id="gpt-image-1.5",
    name="GPT Image 1.5",
    sizes=SizeRule(fixed=(Size(1024, 1024), Size(1536, 1024), Size(1024, 1536))),
    prices=PRICES,
    output=OutputTokens(fixed={(Size(1024, 1024), "low"): 272}),
    takes_mask=False,
    max_count=4,
    ends=date(2026, 12, 1),
)

TABLE = ModelTable(
    models=(GPT_IMAGE_2, SUNBURST, OLD),
    updated=date(2026, 11, 21),
    source="tests",
    default="gpt-image-2",
)
