"""The formulas give the published figures (facts, sections 6.2 to 6.4)."""

from __future__ import annotations

import pytest

from tests.fakes.capabilities import MODELS
from tests.fakes.size_rule import Dimensions
from tests.fakes.usage import input_tokens, output_tokens, prompt_tokens

TWO = [
    ("1024x1024", 196, 1756, 7024),
    ("1536x1024", 158, 1372, 5488),
    ("1024x768", 134, 1204, 4815),
    ("1440x480", 54, 517, 2067),
    ("816x816", 171, 1536, 6143),
    ("2048x2048", 397, 3568, 14272),
    ("3584x2048", 337, 3027, 12329),
    ("3840x2160", 371, 3336, 13342),
    ("2160x3840", 371, 3336, 13342),
    ("2880x2880", 659, 5930, 23719),
]
TWO_FIVE = [
    ("1024x1024", 196, 439, 1756, 3122, 7024),
    ("1536x1024", 158, 343, 1372, 2459, 5488),
    ("2560x1440", 205, 478, 1843, 3276, 7370),
    ("3840x2160", 371, 865, 3336, 5930, 13342),
]


def dimensions(text: str) -> Dimensions:
    width, height = text.split("x")
    return Dimensions(int(width), int(height))


@pytest.mark.parametrize(("size", "low", "medium", "high"), TWO)
def test_output_of_gpt_image_2(size: str, low: int, medium: int, high: int) -> None:
    abilities = MODELS["gpt-image-2"]
    levels = ("low", "medium", "high")
    found = [output_tokens(abilities, dimensions(size), level) for level in levels]
    assert found == [low, medium, high]


@pytest.mark.parametrize(("size", "expected"), [(row[0], row[1:]) for row in TWO_FIVE])
def test_output_of_2_5(size: str, expected: tuple[int, ...]) -> None:
    abilities = MODELS["gpt-image-2.5-sunburst"]
    levels = ("low", "medium", "high", "xhigh", "max")
    assert tuple(output_tokens(abilities, dimensions(size), level) for level in levels) == expected


def test_output_of_the_models_before() -> None:
    abilities = MODELS["gpt-image-1.5"]
    assert output_tokens(abilities, Dimensions(1024, 1024), "high") == 4160
    assert output_tokens(abilities, Dimensions(1024, 1536), "low") == 408
    assert output_tokens(abilities, Dimensions(1536, 1024), "medium") == 1568


@pytest.mark.parametrize(
    ("size", "tokens"),
    [
        ("1024x1024", 1024),
        ("1800x2400", 1452),
        ("512x512", 1024),
        ("256x256", 256),
        ("1024x512", 512),
        ("1536x1024", 1536),
        ("2048x2048", 1521),
        ("3840x2160", 1508),
    ],
)
def test_input_pictures(size: str, tokens: int) -> None:
    assert input_tokens(dimensions(size)) == tokens


def test_prompt_tokens_are_those_of_the_vocabulary_and_six() -> None:
    assert prompt_tokens("hello world") == 2 + 6
    assert prompt_tokens("a red fox in the snow, late light") == 9 + 6
