"""Two prompts differ by words; kept and changed pieces together are both of them again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.word_changes import Change, Piece, spans_of, word_changes

KEPT, REMOVED, ADDED = Change.KEPT, Change.REMOVED, Change.ADDED


def test_words_are_told_apart() -> None:
    assert word_changes("a red fox at night", "a blue fox at night") == (
        Piece(KEPT, "a "),
        Piece(REMOVED, "red "),
        Piece(ADDED, "blue "),
        Piece(KEPT, "fox at night"),
    )
    assert word_changes("猫と夜", "犬と夜")[0] == Piece(REMOVED, "猫")
    assert word_changes("", "new") == (Piece(ADDED, "new"),)
    assert word_changes("same", "same") == (Piece(KEPT, "same"),)
    assert word_changes("", "") == ()


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_is_lost_of_either(before: str, after: str) -> None:
    pieces = word_changes(before, after)
    assert "".join(one.text for one in pieces if one.change is not ADDED) == before
    assert "".join(one.text for one in pieces if one.change is not REMOVED) == after
    gone = "".join(before[at : at + length] for at, length in spans_of(pieces, REMOVED))
    assert gone == "".join(one.text for one in pieces if one.change is REMOVED)
    new = "".join(after[at : at + length] for at, length in spans_of(pieces, ADDED))
    assert new == "".join(one.text for one in pieces if one.change is ADDED)


def test_a_very_long_prompt_is_compared_at_once() -> None:
    long = "word " * 6000
    assert word_changes(long, long + "x") == (Piece(REMOVED, long), Piece(ADDED, long + "x"))
