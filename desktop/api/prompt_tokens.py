"""Counts a prompt's tokens as the service does (o200k), without a network and without a pause.

The vocabulary and the rule for splitting are those of OpenAI's tiktoken. Counting is done here,
because building tiktoken's own tables holds the interpreter lock for 212 ms in one piece, in
which no window can paint. This loads in about the same time and never holds it for long.
"""

from __future__ import annotations

import binascii
import gzip
import hashlib
import heapq
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from desktop.api.token_ranks import TokenRanks
from desktop.domain.problems import ProblemKind, fail

VOCABULARY_SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
"""Of the unpacked file; the value that tiktoken expects for o200k_base."""

_UPPER, _LOWER = r"\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}", r"\p{Ll}\p{Lm}\p{Lo}\p{M}"
_BEFORE, _SHORTENED = r"[^\r\n\p{L}\p{N}]?", r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?"

SPLIT_PATTERN = (
    rf"{_BEFORE}[{_UPPER}]*[{_LOWER}]+{_SHORTENED}|{_BEFORE}[{_UPPER}]+[{_LOWER}]*{_SHORTENED}"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""How o200k_base splits a text into pieces before it looks for tokens in each."""

_CACHED_PIECES = 20_000


def estimate_tokens(text: str) -> int:
    """Roughly how many tokens a text has, rather too many than too few; takes no time.

    One token per three letters of ASCII (English needs one per four), and per two bytes of UTF-8
    for everything else.
    """
    plain = len(text.encode("ascii", "ignore"))
    other = len(text.encode("utf-8", "replace")) - plain
    return -(-plain // 3) + -(-other // 2)


class PromptTokens:
    """Counts tokens; the vocabulary is loaded once, on first use or by `load`. Thread-safe."""

    def __init__(self, vocabulary: Path) -> None:
        self._vocabulary = vocabulary
        self._loading = threading.Lock()
        self._ranks = TokenRanks(())
        self._split: Callable[[str], Iterator[str]] | None = None
        self._counted: dict[str, int] = {}

    @property
    def is_loaded(self) -> bool:
        """Whether `count` answers at once."""
        return self._split is not None

    def load(self) -> None:
        """Takes about 0.3 s, so call it in a thread. Raises ProblemError if the file is bad."""
        with self._loading:
            if self._split is None:
                self._ranks = _ranks(self._vocabulary)
                self._split = _splitter()

    def count(self, text: str) -> int:
        """Tokens of `text`; names of special tokens count as ordinary text."""
        self.load()
        return sum(self._count_piece(piece) for piece in self._pieces(text))

    def _pieces(self, text: str) -> Iterator[str]:
        assert self._split is not None
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return self._split(whole)

    def _count_piece(self, piece: str) -> int:
        count = self._counted.get(piece)
        if count is None:
            if len(self._counted) >= _CACHED_PIECES:
                self._counted.clear()
            count = merged_length(piece.encode(), self._ranks)
            self._counted[piece] = count
        return count


class Ranks(Protocol):
    """Tells a token's rank; None of what is no token."""

    def get(self, token: bytes, /) -> int | None: ...


def merged_length(piece: bytes, ranks: Ranks) -> int:
    """How many tokens a piece becomes by byte-pair encoding.

    Neighbours are merged for as long as any pair is a token: lowest rank first, then from the
    left. `after[i]` is where the token at `i` ends, `before[i]` where the one to its left starts.
    """
    if ranks.get(piece) is not None:
        return 1
    end = len(piece)
    after = list(range(1, end + 1))
    before = list(range(-1, end))
    found = ((ranks.get(piece[i : i + 2]), i) for i in range(end - 1))
    pairs = [(rank, i, i + 2) for rank, i in found if rank is not None]
    heapq.heapify(pairs)
    count = end
    while pairs:
        _, left, right_end = heapq.heappop(pairs)
        right = after[left]
        if right >= end or right < 0 or after[right] != right_end:
            continue
        after[left], after[right] = right_end, -1
        count -= 1
        if right_end < end:
            before[right_end] = left
        _offer(piece, ranks, pairs, left, after)
        if before[left] >= 0:
            _offer(piece, ranks, pairs, before[left], after)
    return count


def _offer(
    piece: bytes,
    ranks: Ranks,
    pairs: list[tuple[int, int, int]],
    left: int,
    after: list[int],
) -> None:
    """Puts the pair that starts at `left` up for merging, if it is a token."""
    right = after[left]
    if right < len(piece):
        rank = ranks.get(piece[left : after[right]])
        if rank is not None:
            heapq.heappush(pairs, (rank, left, after[right]))


def _ranks(vocabulary: Path) -> TokenRanks:
    """Token bytes to rank. A plain loop, because it lets other threads in between its rows."""
    try:
        text = gzip.decompress(vocabulary.read_bytes())
    except (OSError, EOFError, ValueError) as error:
        raise fail(ProblemKind.BUG, reason="its table of tokens cannot be read.") from error
    if hashlib.sha256(text).hexdigest() != VOCABULARY_SHA256:
        raise fail(ProblemKind.BUG, reason="its table of tokens is damaged.")
    tokens = (binascii.a2b_base64(row.partition(b" ")[0]) for row in _rows(text))
    return TokenRanks(tokens, text.count(b"\n"))


def _rows(text: bytes) -> Iterator[bytes]:
    """Each with a token and its rank, which is the row's number counted from 0."""
    start = 0
    while (end := text.find(b"\n", start)) >= 0:
        yield text[start:end]
        start = end + 1


def _splitter() -> Callable[[str], Iterator[str]]:
    import regex  # type: ignore[import-untyped]  # its stubs are a package of their own

    pattern = regex.compile(SPLIT_PATTERN)
    return lambda text: (match[0] for match in pattern.finditer(text))
