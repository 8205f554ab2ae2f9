"""The compact vocabulary answers as a dict would."""

from __future__ import annotations

import binascii
import gzip
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from desktop.api.token_ranks import TokenRanks


@given(st.lists(st.binary(max_size=6), unique=True, max_size=300), st.binary(max_size=6))
def test_it_answers_as_a_dict_would(tokens: list[bytes], other: bytes) -> None:
    ranks, known = (
        TokenRanks(tokens, len(tokens)),
        {token: rank for rank, token in enumerate(tokens)},
    )
    assert len(ranks) == len(known)
    assert [ranks.get(token) for token in tokens] == list(range(len(tokens)))
    assert ranks.get(other) == known.get(other)
    assert (other in ranks) == (other in known)


def test_the_vocabulary_numbers_its_rows(resources: Path) -> None:
    """What lets the table do without the numbers in the file."""
    rows = gzip.decompress((resources / "o200k_base.tiktoken.gz").read_bytes()).splitlines()
    assert [int(row.split()[1]) for row in rows] == list(range(len(rows)))
    ranks = TokenRanks((binascii.a2b_base64(row.split()[0]) for row in rows), len(rows))
    assert len(ranks) == len(rows) == 199_998
    for place in range(0, len(rows), 1999):
        assert ranks.get(binascii.a2b_base64(rows[place].split()[0])) == place
