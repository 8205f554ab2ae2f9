"""Names from templates: legal on every system, whatever stands in a prompt."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.name_template import (
    FIELDS,
    LONGEST_NAME,
    NameFacts,
    expand_name,
    legal_name,
    template_problem,
)

FOX = NameFacts(
    prompt="A red fox,\nin the snow",
    name="harbour",
    id="0190aabbccdd0123456789",
    created=datetime(2026, 11, 21, 10, 30, 5, tzinfo=UTC),
    model="gpt-image-2",
    quality="high",
    project="Winter",
    preset="Web",
    result=2,
    number=7,
    total=120,
    width=1024,
    height=768,
)


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("{prompt}-{id}-{result}", "a-red-fox-in-the-snow-6789-2"),
        ("{name} {width}x{height}", "harbour 1024x768"),
        ("{project}_{model}_{quality}", "Winter_gpt-image-2_high"),
        ("{Number}. {preset}", "007. Web"),
        ("{edit}", "0190aabbccdd0123456789"),
        ("plain", "plain"),
    ],
)
def test_fields_are_filled_in(template: str, name: str) -> None:
    assert expand_name(template, FOX) == name


def test_the_date_is_that_of_the_edit() -> None:
    assert expand_name("{date}", FOX) == FOX.created.astimezone().strftime("%Y-%m-%d")  # type: ignore[union-attr]


def test_what_is_not_known_leaves_no_gap() -> None:
    assert expand_name("{prompt}-{id}-{result}", NameFacts(prompt="a fox", id="abcd")) == (
        "a-fox-abcd"
    )
    assert expand_name("{project} - {prompt} - {date}", NameFacts(prompt="fox")) == "fox"
    assert expand_name("{project}", NameFacts()) == "picture"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{colour}", "{colour}"),
        ("{prompt", "brace"),
        ("prompt}", "brace"),
        ("  ", "empty"),
        ("../{prompt}", "folders"),
        ("a\\b", "folders"),
    ],
)
def test_a_template_that_cannot_be_used_is_explained(template: str, words: str) -> None:
    found = template_problem(template)
    assert found is not None
    assert words in found.sentence
    with pytest.raises(ValueError, match=r"\."):
        expand_name(template, FOX)


@pytest.mark.parametrize("name", ["con", "NUL", "com1", "lpt9.png"])
def test_names_that_windows_keeps_to_itself_get_another(name: str) -> None:
    assert legal_name(name) == f"{name}-"


def test_a_mark_of_direction_cannot_disguise_an_ending() -> None:
    assert legal_name("fox\u202egnp.exe") == "foxgnp.exe"


@given(st.text(max_size=300), st.sampled_from(FIELDS), st.text(max_size=40))
def test_a_name_is_never_a_path_and_never_too_long(text: str, field: str, other: str) -> None:
    facts = NameFacts(prompt=text, name=text, model=other, project=text, preset=other)
    made = expand_name(f"{{{field}}}-{{project}}", facts)
    assert made
    assert not set(made) & set('<>:"/\\|?*\0\n')
    assert len(made.encode()) <= LONGEST_NAME + 1
    assert made[-1] not in " ."
    assert made not in {".", ".."}
