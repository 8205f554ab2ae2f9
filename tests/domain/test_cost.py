"""Token and dollar figures against the published vectors."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.cost import (
    DollarRange,
    Estimate,
    TokenRange,
    Usage,
    cost_of,
    input_image_tokens,
    level_tokens,
)
from desktop.domain.draft import Draft, estimate
from desktop.domain.image_models import ImageModel
from desktop.domain.size import Size
from tests.domain.models import GPT_IMAGE_2, OLD, PRICES, SUNBURST, TABLE

GPT_IMAGE_2_TOKENS = {
    (1024, 1024): (196, 1756, 7024),
    (1536, 1024): (158, 1372, 5488),
    (1024, 1536): (158, 1372, 5488),
    (1024, 768): (134, 1204, 4815),
    (976, 704): (129, None, None),
    (960, 720): (130, None, None),
    (1792, 1024): (None, None, 5063),
    (2048, 1152): (157, 1413, 5650),
    (2048, 2048): (397, 3568, 14272),
    (2560, 1440): (205, 1843, 7370),
    (3584, 2048): (337, 3027, 12329),
    (3840, 2160): (371, 3336, 13342),
    (2880, 2880): (659, 5930, 23719),
    (1440, 480): (54, 517, 2067),
    (816, 816): (171, 1536, 6143),
}

GPT_IMAGE_25_TOKENS = {
    (1024, 1024): (196, 439, 1756, 3122, 7024),
    (1536, 1024): (158, 343, 1372, 2459, 5488),
    (2048, 1152): (157, 367, 1413, 2511, 5650),
    (2048, 2048): (397, 892, 3568, 6343, 14272),
    (2560, 1440): (205, 478, 1843, 3276, 7370),
    (3840, 2160): (371, 865, 3336, 5930, 13342),
}

INPUT_TOKENS = {
    (1024, 1024): 1024,
    (1800, 2400): 1452,
    (512, 512): 1024,
    (256, 256): 256,
    (1024, 512): 512,
    (1536, 1024): 1536,
    (2048, 2048): 1521,
    (3840, 2160): 1508,
}


@pytest.mark.parametrize(("size", "expected"), GPT_IMAGE_2_TOKENS.items())
def test_output_tokens_of_gpt_image_2(
    size: tuple[int, int], expected: tuple[int | None, ...]
) -> None:
    for quality, tokens in zip(("low", "medium", "high"), expected, strict=True):
        if tokens is not None:
            assert GPT_IMAGE_2.output.tokens(Size(*size), quality) == tokens


@pytest.mark.parametrize(("size", "expected"), GPT_IMAGE_25_TOKENS.items())
def test_output_tokens_of_gpt_image_2_5(size: tuple[int, int], expected: tuple[int, ...]) -> None:
    for quality, tokens in zip(("low", "medium", "high", "xhigh", "max"), expected, strict=True):
        assert SUNBURST.output.tokens(Size(*size), quality) == tokens


@pytest.mark.parametrize(("size", "tokens"), INPUT_TOKENS.items())
def test_tokens_of_input_pictures(size: tuple[int, int], tokens: int) -> None:
    assert input_image_tokens(Size(*size)) == tokens


sides = st.integers(1, 10_000)


@given(sides, sides)
def test_an_input_picture_never_costs_more_than_the_budget(width: int, height: int) -> None:
    assert 1 <= input_image_tokens(Size(width, height)) <= 1536


@given(sides, sides, st.sampled_from([16, 24, 48, 64, 96]))
def test_turning_a_picture_does_not_change_its_price(width: int, height: int, level: int) -> None:
    assert level_tokens(Size(width, height), level) == level_tokens(Size(height, width), level)


def dollars(
    *,
    text: int,
    pictures: tuple[Size, ...] = (),
    size: Size,
    quality: str,
    count: int = 1,
    previews: int = 0,
    factor: str = "1",
    model: ImageModel = GPT_IMAGE_2,
) -> Decimal:
    draft = Draft(prompt="x", quality=quality, size=size, count=count, previews=previews)
    found = estimate(
        draft,
        model,
        text_tokens=text,
        sent_sizes=pictures,
        output_size=size,
        factor=Decimal(factor),
    ).total_usd
    assert found is not None
    assert found.is_exact
    return found.low


SQUARE = Size(1024, 1024)


def test_worked_jobs() -> None:
    assert dollars(text=20, size=SQUARE, quality="medium") == Decimal("0.05281")
    assert dollars(text=20, size=SQUARE, quality="medium", factor="0.5") == Decimal("0.026405")
    assert dollars(text=20, size=SQUARE, quality="medium", previews=2) == Decimal("0.05881")
    two = (SQUARE, SQUARE)
    edit = dollars(text=50, pictures=two, size=SQUARE, quality="medium")
    assert edit == Decimal("0.069344")
    assert dollars(text=20, size=SQUARE, quality="low", count=4) == Decimal("0.02404")


@pytest.mark.parametrize(
    ("model", "quality", "size", "factor", "expected"),
    [
        (GPT_IMAGE_2, "high", Size(3840, 2160), "1", "0.40026"),
        (GPT_IMAGE_2, "high", Size(3840, 2160), "0.5", "0.20013"),
        (SUNBURST, "high", SQUARE, "1", "0.05268"),
        (SUNBURST, "max", SQUARE, "1", "0.21072"),
    ],
)
def test_worked_outputs(
    model: ImageModel, quality: str, size: Size, factor: str, expected: str
) -> None:
    draft = Draft(prompt="x", quality=quality, previews=0)
    found = estimate(
        draft, model, text_tokens=0, sent_sizes=(), output_size=size, factor=Decimal(factor)
    )
    assert found.output_usd == DollarRange(Decimal(expected), Decimal(expected))


def test_a_choice_left_to_the_service_is_a_range() -> None:
    found = GPT_IMAGE_2.output_tokens(None, "medium")
    assert found == TokenRange(1372, 1756)
    assert GPT_IMAGE_2.output_tokens(SQUARE, "auto") == TokenRange(196, 7024)


def test_an_unknown_price_is_unknown_and_not_zero() -> None:
    unknown = TABLE.get("gpt-image-9")
    found = estimate(Draft(prompt="x"), unknown, text_tokens=1, sent_sizes=(), output_size=SQUARE)
    assert found.total_usd is None
    assert not found.is_known
    assert any("not known" in caveat for caveat in found.caveats)


def test_a_size_without_a_figure_has_no_price() -> None:
    found = estimate(
        Draft(prompt="x", quality="high"), OLD, text_tokens=1, sent_sizes=(), output_size=SQUARE
    )
    assert found.total_usd is None


def test_the_parts_add_up() -> None:
    whole = Estimate(
        text_tokens=100,
        picture_tokens=(1024, 512),
        output_tokens=TokenRange(100, 200),
        partial_tokens=200,
        count=3,
        prices=PRICES,
    )
    assert whole.text_usd == DollarRange(Decimal("0.0015"), Decimal("0.0015"))
    assert whole.pictures_usd == DollarRange(Decimal("0.036864"), Decimal("0.036864"))
    assert whole.output_usd == DollarRange(Decimal("0.027"), Decimal("0.036"))
    assert whole.total_usd == DollarRange(Decimal("0.065364"), Decimal("0.074364"))
    assert whole.parts is not None
    assert whole.parts.total == whole.total_usd
    assert whole.parts.pictures == (Decimal("0.008192"), Decimal("0.004096"))
    assert whole.total_tokens == TokenRange(3 * 1936, 3 * 2036)


def test_the_cost_of_what_was_used() -> None:
    usage = Usage(text_input=14, image_input=1024, image_output=1756, text_output=0)
    assert cost_of(usage, PRICES) == Decimal("0.060942")
    assert cost_of(usage, PRICES, Decimal("0.5")) == Decimal("0.030471")
    assert usage.total == 2794
