"""A number field reads small sums exactly as arithmetic says, and refuses everything else."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.ui.controls.arithmetic import evaluate


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1024*1.5", 1536),
        ("1024 × 1,5", 1536),
        ("3840/2 - 16", 1904),
        ("-(2 + 3) * 4", -20),
        ("2+3*4", 14),
        ("(2+3)*4", 20),
        ("1,024", 1024),
        ("1,234,567", 1234567),
        ("0,125", 0.125),
        ("1,5", 1.5),
        (".5", 0.5),
        ("--3", 3),
        ("8÷2", 4),
        ("16:9*9", 16),
        ("7−2", 5),
    ],
)
def test_sums_are_read(text: str, value: float) -> None:
    assert evaluate(text) == pytest.approx(value)


REFUSED = (
    *("", "   ", "abc", "1+", "(1", "1)", "2 3", "1/0", "1..2", "*2", "1e5", "0x10", "9" * 90),
    *("__import__('os')", "2**3", "(" * 40 + "1" + ")" * 39, "1;2", "½", "٣"),
)


@pytest.mark.parametrize("text", REFUSED)
def test_everything_else_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        evaluate(text)


numbers = st.integers(0, 99999).map(str)
sums = st.recursive(
    numbers,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"{t[0]} {t[1]} {t[2]}"),
        inner.map(lambda one: f"({one})"),
        inner.map(lambda one: f"-({one})"),
    ),
    max_leaves=6,
)


@given(sums.filter(lambda text: len(text) <= 80))
def test_it_agrees_with_python(text: str) -> None:
    assert evaluate(text) == pytest.approx(eval(text))


@given(st.text(max_size=30))
def test_no_text_does_anything_but_be_read_or_refused(text: str) -> None:
    try:
        value = evaluate(text)
    except ValueError:
        return
    assert math.isfinite(value)
