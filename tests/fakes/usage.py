"""What a picture costs in tokens, by the formulas and tables of the facts, sections 6.2 to 6.4."""

from __future__ import annotations

import base64
import gzip
import math
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from tests.fakes.capabilities import Abilities
from tests.fakes.size_rule import Dimensions

PROMPT_EXTRA = 6
PARTIAL_TOKENS = 100
PATCH = 32
MOST_PATCHES = 1536

_one_loads = threading.Lock()
_VOCABULARY = Path(__file__).parents[2] / "resources" / "o200k_base.tiktoken.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens of one whole answer."""

    text_tokens: int
    image_tokens: int
    output_tokens: int

    @property
    def input_tokens(self) -> int:
        return self.text_tokens + self.image_tokens

    def as_json(self, *, has_output_details: bool = True) -> dict[str, Any]:
        """The object on the wire; the details of the output are optional there."""
        found: dict[str, Any] = {
            "input_tokens": self.input_tokens,
            "input_tokens_details": {
                "text_tokens": self.text_tokens,
                "image_tokens": self.image_tokens,
            },
            "output_tokens": self.output_tokens,
            "total_tokens": self.input_tokens + self.output_tokens,
        }
        if has_output_details:
            found["output_tokens_details"] = {
                "image_tokens": self.output_tokens,
                "text_tokens": 0,
            }
        return found


def output_tokens(abilities: Abilities, size: Dimensions, quality: str) -> int:
    """Image tokens of one picture of this size; `quality` must be a resolved one."""
    if abilities.levels:
        return _level_tokens(size, abilities.levels[quality])
    shape = "square" if size.width == size.height else "portrait"
    shape = "landscape" if size.width > size.height else shape
    return abilities.fixed_tokens[shape, quality]


def _level_tokens(size: Dimensions, level: int) -> int:
    """Section 6.2: patches along both sides, times a weight that grows with the area."""
    long, short = max(size), min(size)
    across = (2 * level * short + long) // (2 * long)
    return -(-(level * across * (2_000_000 + size.width * size.height)) // 4_000_000)


def input_tokens(size: Dimensions) -> int:
    """Image tokens of one input picture (section 6.4), at most 1536."""
    width, height = _billed_canvas(size)
    patches = math.ceil(width / PATCH) * math.ceil(height / PATCH)
    if patches <= MOST_PATCHES:
        return patches
    scale = math.sqrt(PATCH * PATCH * MOST_PATCHES / (width * height))
    across, down = width * scale / PATCH, height * scale / PATCH
    scale *= min(math.floor(across) / across, math.floor(down) / down)
    return math.ceil(round(width * scale) / PATCH) * math.ceil(round(height * scale) / PATCH)


def _billed_canvas(size: Dimensions) -> tuple[float, float]:
    """Small pictures are enlarged at most twice towards 1024, long ones padded to 3:1."""
    factor = min(2.0, max(1.0, 1024 / max(size)))
    width, height = size.width * factor, size.height * factor
    return max(width, height / 3), max(height, width / 3)


def prompt_tokens(prompt: str) -> int:
    """Tokens of the o200k vocabulary and the six that the service adds."""
    return len(_encoding().encode_ordinary(prompt)) + PROMPT_EXTRA


@cache
def _encoding() -> Any:
    """tiktoken's own o200k, with the vocabulary read from the resources: nothing is fetched."""
    import tiktoken
    from tiktoken_ext import openai_public  # type: ignore[import-untyped]

    with _one_loads, mock.patch.object(openai_public, "load_tiktoken_bpe", _vocabulary):
        return tiktoken.Encoding(**openai_public.o200k_base())


def _vocabulary(_address: str, expected_hash: str) -> dict[bytes, int]:
    assert expected_hash
    rows = gzip.decompress(_VOCABULARY.read_bytes()).splitlines()
    return {base64.b64decode(token): int(rank) for token, rank in map(bytes.split, rows)}
