"""What a result is called: the beginning of its prompt, cut between words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.storage.samples import an_edit


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("a red sail", "a red sail"),
        ("  a red sail \nand a blue one", "a red sail"),
        ("", "Result"),
        (" \n ", "Result"),
        ("word " * 20, "word word word word word word word word word word word word"),
        ("x" * 61 + " end", "x" * 60),
        ("x" * 60 + " end", "x" * 60),
        ("猫" * 70, "猫" * 60),
    ],
)
def test_the_first_line_up_to_sixty_characters(prompt: str, name: str) -> None:
    edit = an_edit(1, "x")
    assert replace(edit, recipe=replace(edit.recipe, prompt=prompt)).result_name == name


@given(st.text())
def test_never_empty_and_never_long(prompt: str) -> None:
    edit = an_edit(1, "x")
    name = replace(edit, recipe=replace(edit.recipe, prompt=prompt)).result_name
    assert 0 < len(name) <= 60
    assert name == name.strip()
