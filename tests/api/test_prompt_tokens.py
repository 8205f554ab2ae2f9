"""Tokens are counted exactly as tiktoken counts them, offline, and without holding others up."""

from __future__ import annotations

import gzip
import shutil
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.api.prompt_tokens import (
    SPLIT_PATTERN,
    VOCABULARY_SHA256,
    PromptTokens,
    estimate_tokens,
)
from desktop.domain.problems import ProblemError, ProblemKind

VOCABULARY = Path(__file__).parents[2] / "resources" / "o200k_base.tiktoken.gz"


@pytest.fixture(scope="module")
def counter() -> PromptTokens:
    return PromptTokens(VOCABULARY)


@pytest.fixture(scope="module")
def oracle() -> Any:
    """tiktoken itself, with its own definition and our copy of the vocabulary."""
    import tiktoken
    from tiktoken_ext import openai_public  # type: ignore[import-untyped]  # no stubs

    def vendored(_address: str, expected_hash: str) -> dict[bytes, int]:
        import base64

        assert expected_hash == VOCABULARY_SHA256
        rows = gzip.decompress(VOCABULARY.read_bytes()).splitlines()
        return {base64.b64decode(token): int(rank) for token, rank in map(bytes.split, rows)}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(openai_public, "load_tiktoken_bpe", vendored)
        definition = openai_public.o200k_base()
    assert definition["pat_str"] == SPLIT_PATTERN
    return tiktoken.Encoding(**definition)


TEXTS = [
    "",
    "a red kite over the sea, 35 mm, golden hour",
    "don't WE'RE I'll they've",
    "Zażółć gęślą jaźń; Привет, мир! 你好，世界 👩‍👩‍👧‍👦",
    "<|endoftext|> and <|endofprompt|> are ordinary words here",
    "  tabs\tand\r\n\r\nlines   \n",
    "2026-11-21T04:19:00Z 1234567890",
    "a" * 500 + "^" * 500 + " " * 300,
    "a lone surrogate \ud83d here",
]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_counts_like_tiktoken(counter: PromptTokens, oracle: Any, text: str) -> None:
    assert counter.count(text) == len(oracle.encode_ordinary(text))


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=200) | st.text(alphabet="ab 'sT.\n\u00e9\u4f60", max_size=200))
def test_counts_like_tiktoken_whatever_the_text(
    counter: PromptTokens, oracle: Any, text: str
) -> None:
    assert counter.count(text) == len(oracle.encode_ordinary(text))


def test_the_longest_prompts_are_counted_in_time(counter: PromptTokens) -> None:
    counter.load()
    start = time.perf_counter()
    assert counter.count("a" * 32_000) == 4000
    assert time.perf_counter() - start < 3


def test_loading_lets_other_threads_run() -> None:
    fresh = PromptTokens(VOCABULARY)
    loading = threading.Thread(target=fresh.load)
    gaps: list[float] = []
    loading.start()
    last = time.perf_counter()
    while loading.is_alive():
        time.sleep(0.001)
        gaps.append(time.perf_counter() - last)
        last = time.perf_counter()
    assert fresh.is_loaded
    assert len(gaps) > 10
    assert sorted(gaps)[-2] < 0.1, f"longest gaps: {sorted(gaps)[-3:]}"


def test_many_threads_load_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop.api import prompt_tokens

    loads: list[Path] = []

    def ranks(path: Path) -> dict[bytes, int]:
        loads.append(path)
        return {b"a": 0, b"aa": 1}

    monkeypatch.setattr(prompt_tokens, "_ranks", ranks)
    fresh = PromptTokens(VOCABULARY)
    counts: list[int] = []
    threads = [threading.Thread(target=lambda: counts.append(fresh.count("aaa"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [2] * 8
    assert len(loads) == 1


def test_nothing_is_downloaded(counter: PromptTokens, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr(socket, "socket", None)
    assert PromptTokens(VOCABULARY).count("no network here") == 3


def test_counting_does_not_need_tiktoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tiktoken", None)
    assert PromptTokens(VOCABULARY).count("hello world") == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"no gzip", gzip.compress(b"IQ== 0\n", mtime=0)],
    ids=["empty", "no gzip", "another"],
)
def test_a_damaged_vocabulary_is_said(tmp_path: Path, content: bytes) -> None:
    damaged = tmp_path / "vocabulary.gz"
    damaged.write_bytes(content)
    with pytest.raises(ProblemError) as caught:
        PromptTokens(damaged).count("x")
    assert caught.value.problem.kind is ProblemKind.BUG


def test_a_cut_vocabulary_is_said(tmp_path: Path) -> None:
    cut = Path(shutil.copy(VOCABULARY, tmp_path))
    cut.write_bytes(cut.read_bytes()[:1000])
    with pytest.raises(ProblemError):
        PromptTokens(cut).count("x")


def test_the_quick_estimate_is_on_the_safe_side(counter: PromptTokens) -> None:
    for text in TEXTS[1:4]:
        assert counter.count(text) <= estimate_tokens(text) <= 3 * counter.count(text)
    assert estimate_tokens("") == 0
