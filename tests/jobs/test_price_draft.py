"""The price that is shown is the price of what is sent: same region, same sizes, same counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.cost import input_image_tokens
from desktop.domain.draft import Draft
from desktop.domain.profile import Profile
from desktop.domain.recipe import InputFile, RegionMode
from desktop.domain.reference import Reference
from desktop.domain.size import Box, Size, box_of
from desktop.imaging.mask_bounds import mask_bounds
from desktop.jobs.edit_order import Capture
from desktop.jobs.prepare_edit import prepare_edit
from desktop.jobs.price_draft import plan_for, price_draft
from desktop.jobs.take_order import take_order
from desktop.storage.image_files import ImageFiles
from tests.builders import model_table, opened, photo, png

MODELS = model_table()
TODAY = datetime(2026, 11, 21, tzinfo=UTC).date()
CURRENT = [model.id for model in MODELS.current(TODAY)]


def letters(text: str) -> int:
    return len(text)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> ImageFiles:
    files = ImageFiles(tmp_path_factory.mktemp("library") / "pictures")
    files.prepare()
    return files


@st.composite
def boxes(draw: st.DrawFn, size: Size) -> Box:
    x = draw(st.integers(0, size.width - 1))
    y = draw(st.integers(0, size.height - 1))
    return Box(x, y, draw(st.integers(1, size.width - x)), draw(st.integers(1, size.height - y)))


@st.composite
def captures(draw: st.DrawFn) -> tuple[Draft, Size | None, Box | None]:
    """A draft, the size of its picture and what is marked in it."""
    side = st.integers(1, 900)
    model = MODELS.get(draw(st.sampled_from(CURRENT)))
    size = draw(st.none() | st.builds(Size, side, side))
    mask = draw(st.none() | boxes(size)) if size else None
    mode = draw(st.sampled_from(list(RegionMode))) if size else RegionMode.AUTO
    asked = draw(st.none() | st.sampled_from(model.presets[:3])) if model.presets else None
    count = draw(st.integers(1, model.max_count))
    draft = Draft(
        prompt="a red kite",
        model=model.id,
        quality=draw(st.sampled_from(model.qualities)),
        size=asked,
        count=count,
        previews=draw(st.integers(0, 3)),
        picture=size,
        has_mask=mask is not None,
        region_mode=mode,
        region=draw(boxes(size)) if size and mode is RegionMode.BOX else None,
    )
    return draft, size, mask


def _stored(pictures: ImageFiles, size: Size, name: str, seed: int = 1) -> InputFile:
    content = pictures.put(png(photo(size, seed)), ".png")
    return InputFile(content=content, name=name, size=size)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(captures(), st.lists(st.builds(Size, st.integers(1, 300), st.integers(1, 300)), max_size=2))
def test_the_estimate_is_of_what_is_really_sent(
    pictures: ImageFiles,
    captured: tuple[Draft, Size | None, Box | None],
    others: list[Size],
) -> None:
    draft, size, box = captured
    files = tuple(_stored(pictures, one, "other.png", seed=2) for one in others)
    draft = replace(draft, references=tuple(Reference(file=file) for file in files))
    picture = _stored(pictures, size, "photo.png") if size else None
    mask = None
    if size is not None and box is not None:
        mask = np.zeros((size.height, size.width), np.uint8)
        mask[box.slices] = 255
        assert mask_bounds(mask) == box
    model = MODELS.get(draft.model)
    with patch("os.fsync"):
        order = take_order(
            "0" * 22,  # type: ignore[arg-type]
            Capture(draft=draft, picture=picture, mask=mask),
            pictures,
        )
        prepared = prepare_edit(order, pictures, model)
    priced = price_draft(draft, model, box, letters)
    sent = [_size_of(file.data) for file in prepared.request.images]
    assert priced.picture_tokens == tuple(map(input_image_tokens, sent))
    assert priced.count == prepared.request.count
    assert priced.partial_tokens == model.partial_tokens * prepared.request.partial_images
    assert priced.text_tokens == letters(prepared.request.prompt) + model.prompt_extra_tokens
    asked = None if prepared.request.size == "auto" else _parsed(prepared.request.size)
    assert priced.output_tokens == model.output_tokens(asked, prepared.request.quality)
    plan = plan_for(draft, model, box)
    assert plan == prepared.plan
    if plan is not None:
        assert asked == plan.sent == sent[0]
        assert model.sizes.allows(plan.sent)
        if box is not None:
            assert plan.box.holds(box)


def test_references_that_are_switched_off_cost_nothing() -> None:
    size = Size(512, 512)
    file = InputFile(content="0" * 64, name="x.png", size=size)  # type: ignore[arg-type]
    draft = Draft(prompt="x", references=(Reference(file=file, is_on=False),))
    model = MODELS.get("gpt-image-2")
    assert price_draft(draft, model, None, letters).picture_tokens == ()
    on = replace(draft, references=(Reference(file=file),))
    assert price_draft(on, model, None, letters).picture_tokens == (1024,)


@pytest.mark.parametrize(
    ("changes", "text", "dollars"),
    [
        ({"quality": "medium"}, 20, "0.05281"),
        ({"quality": "medium", "previews": 2}, 20, "0.05881"),
        ({"quality": "low", "count": 4}, 20, "0.02404"),
        ({"quality": "medium", "references": 2}, 50, "0.069344"),
    ],
)
def test_the_worked_jobs_of_the_facts(changes: dict[str, object], text: int, dollars: str) -> None:
    square = Size(1024, 1024)
    file = InputFile(content="0" * 64, name="x.png", size=square)  # type: ignore[arg-type]
    number = changes.get("references", 0)
    assert isinstance(number, int)
    wanted = changes | {"references": (Reference(file=file),) * number}
    usual = Draft(prompt="x", size=square, previews=0)
    draft = replace(usual, **wanted)  # type: ignore[arg-type]
    estimate = price_draft(draft, MODELS.get("gpt-image-2"), None, lambda _: text)
    assert estimate.total_usd is not None
    assert estimate.total_usd.is_exact
    assert estimate.total_usd.low == Decimal(dollars)


def test_a_region_that_keeps_data_costs_a_tenth_more() -> None:
    draft = Draft(prompt="a red kite", model="gpt-image-2", quality="high", size=Size(1024, 1024))
    usual = price_draft(draft, MODELS.get("gpt-image-2"), None, letters)
    europe = MODELS.seen_through(Profile(base_url="https://eu.api.openai.com/v1"))
    there = price_draft(draft, europe.get("gpt-image-2"), None, letters)
    assert usual.total_usd is not None
    assert there.total_usd == usual.total_usd.times(Decimal("1.1"))


def test_a_model_without_a_price_is_unknown_and_not_free() -> None:
    draft = Draft(prompt="x", model="gpt-image-9")
    estimate = price_draft(draft, MODELS.get("gpt-image-9"), None, letters)
    assert not estimate.is_known
    assert estimate.total_usd is None


def test_without_a_mask_the_whole_picture_goes() -> None:
    size = Size(1600, 1200)
    draft = Draft(prompt="x", picture=size)
    plan = plan_for(draft, MODELS.get("gpt-image-2"), None)
    assert plan is not None
    assert plan.box.holds(box_of(size))


def _parsed(text: str) -> Size:
    width, _, height = text.partition("x")
    return Size(int(width), int(height))


def _size_of(data: bytes) -> Size:
    height, width = opened(data).shape[:2]
    return Size(width, height)
