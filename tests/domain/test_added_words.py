"""What a request says besides the prompt: protected areas in percent of what is sent, and notes."""

from __future__ import annotations

from dataclasses import replace

from desktop.domain.added_words import MOST_ZONES, added_words, lacks_room, sent_prompt, zones_in
from desktop.domain.draft import Draft
from desktop.domain.note_lines import (
    linked_lines,
    number_of_line,
    with_lines,
    without_empty_lines,
)
from desktop.domain.recipe import PROMPT_LIMIT, Kind, Recipe
from desktop.domain.size import Box, Size

RECIPE = Recipe(kind=Kind.EDIT, prompt="A red door", model="gpt-image-2", quality="high")
REGION = Box(100, 200, 400, 200)


def test_nothing_is_added_to_a_plain_prompt() -> None:
    assert sent_prompt(RECIPE, REGION) == "A red door"
    assert sent_prompt(RECIPE, None) == "A red door"


def test_zones_are_told_in_percent_of_what_is_sent() -> None:
    recipe = replace(RECIPE, keep_out=(Box(140, 220, 100, 60), Box(0, 0, 50, 50)))
    said = sent_prompt(recipe, REGION)
    assert said.startswith("A red door\n\nKeep this area of the first image exactly as it is")
    assert "10% to 35% of its width, 10% to 40% of its height" in said
    assert sent_prompt(recipe, Box(1000, 1000, 50, 50)) == "A red door"


def test_a_zone_that_reaches_beyond_the_region_is_cut() -> None:
    recipe = replace(RECIPE, keep_out=(Box(0, 0, 300, 4000),))
    assert "0% to 50% of its width, 0% to 100% of its height" in added_words(recipe, REGION)


def test_the_largest_zones_are_named_from_top_to_bottom() -> None:
    zones = tuple(Box(0, 20 * place, 10 + place, 10) for place in range(12))
    named = zones_in(zones, Box(0, 0, 1000, 1000))
    assert named == zones[-MOST_ZONES:]


def test_a_prompt_without_room_goes_alone() -> None:
    full = replace(RECIPE, prompt="a" * (PROMPT_LIMIT - 10), keep_out=(Box(140, 220, 9, 9),))
    assert sent_prompt(full, REGION) == full.prompt
    assert lacks_room(full, REGION)
    assert not lacks_room(RECIPE, REGION)


def test_a_draft_names_what_is_protected_unless_that_is_off() -> None:
    draft = Draft(prompt="x", picture=Size(800, 600), keep_out=(Box(0, 0, 9, 9),), notes=(1,))
    assert draft.recipe().keep_out == (Box(0, 0, 9, 9),)
    assert replace(draft, names_keep_out=False).recipe().keep_out == ()
    assert draft.recipe().notes == ()
    assert replace(draft, has_markup=True).recipe().notes == (1,)


def test_numbers_are_explained_where_a_line_begins_with_them() -> None:
    recipe = replace(RECIPE, prompt="At night\n1. a lamp\n2) \n(3) fog", notes=(1, 2, 3))
    assert added_words(recipe, REGION).startswith("The numbers 1, 3 drawn in the markup mark")
    one = replace(RECIPE, prompt="1: a lamp", notes=(1,))
    assert "The number 1 drawn in the markup marks where line 1 applies." in added_words(one, None)


def test_lines_belong_to_notes() -> None:
    assert linked_lines("Do it\n 1. one\n(2) two\n1. again") == {1: "one", 2: "two"}
    assert number_of_line("12) walls") == 12
    assert number_of_line("12 walls") is None


def test_a_note_gets_a_line_and_an_empty_one_goes_with_it() -> None:
    prompt = with_lines("At night", (1, 2))
    assert prompt == "At night\n1. \n2. "
    assert with_lines("", (1,)) == "1. "
    assert with_lines("1. lamp", (1,)) == "1. lamp"
    written = prompt.replace("1. ", "1. a lamp")
    assert without_empty_lines(written, (1, 2)) == "At night\n1. a lamp"
