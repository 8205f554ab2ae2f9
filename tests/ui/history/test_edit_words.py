"""An edit is told truly: what was asked, what came, what it cost."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from desktop.domain.cost import Usage
from desktop.domain.edit import Answered, Edit, Outcome
from desktop.domain.problems import ProblemKind, problem
from desktop.domain.recipe import RegionMode
from desktop.ui.history.edit_words import (
    OUTCOME_ICONS,
    Comparison,
    comparisons,
    cost_facts,
    cost_words,
    making_facts,
    outcome_sentence,
    place_words,
    rewritten_prompt,
    share_words,
    size_words,
    title,
)
from tests.ui.samples import edit, result


def row(made: Edit, name: str) -> Comparison:
    return next(one for one in comparisons(made) if one.name == name)


def test_differences_are_marked() -> None:
    answered = Answered(size="1024x1024", quality="medium", background="opaque")
    made = edit(1, results=2, answered=answered)
    assert row(made, "Size") == Comparison(
        name="Size", asked="1536×1024", answered="1024×1024", differs=True
    )
    assert row(made, "Quality").differs
    assert not row(made, "Background").differs
    assert row(made, "Format") == Comparison(name="Format", asked="png", answered="not said")
    assert not row(made, "Results").differs


def test_fewer_results_than_asked_differ() -> None:
    made = edit(1, results=1)
    made = replace(made, recipe=replace(made.recipe, count=4))
    assert row(made, "Results").differs
    assert all(one.name != "Results" for one in comparisons(edit(1, results=0)))


def test_a_rewritten_prompt_is_shown_only_when_it_differs() -> None:
    assert rewritten_prompt(edit(1)) == ""
    same = edit(1, answered=Answered(revised_prompt=" A red apple on a table\n"))
    assert rewritten_prompt(same) == ""
    other = edit(1, answered=Answered(revised_prompt="A green apple"))
    assert rewritten_prompt(other) == "A green apple"


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (edit(1), "$0.0527"),
        (edit(1, results=4, cost_usd=Decimal("0.2108")), "$0.2108 for 4 results"),
        (edit(1, simulated=True), "no cost"),
        (edit(1, cost_usd=None), "cost not known"),
        (edit(1, results=0, outcome=Outcome.UNKNOWN), "may be billed"),
        (
            edit(1, results=0, problem=problem(ProblemKind.REFUSED, what="r", categories="")),
            "not billed",
        ),
        (
            edit(1, results=0, problem=problem(ProblemKind.CANCELLED)),
            "may be billed",
        ),
    ],
)
def test_what_it_did_cost(made: Edit, words: str) -> None:
    assert cost_words(made) == words


def test_one_result_shows_its_share() -> None:
    assert share_words(edit(1, results=4, cost_usd=Decimal("0.2108"))) == "$0.0527"
    assert share_words(edit(1, simulated=True)) == "no cost"


def test_the_cost_stands_beside_the_estimate() -> None:
    facts = {fact.name: fact.value for fact in cost_facts(edit(1))}
    assert facts["Cost in all"] == "$0.0527, 3 % more than estimated"
    assert facts["Estimated"] == "$0.0510"
    assert facts["Prompt"] == "345 tokens"
    assert facts["Pictures made"] == "1,756 tokens"
    assert facts["Tokens in all"] == "3,157 tokens"
    assert "Text made" not in facts
    exact = edit(1, estimate_usd=Decimal("0.0527"), usage=Usage(extra={"audio": 5}))
    facts = {fact.name: fact.value for fact in cost_facts(exact)}
    assert facts["Cost in all"] == "$0.0527, as estimated"
    assert facts["audio"] == "5 tokens"


def test_how_it_was_made() -> None:
    facts = {fact.name: fact.value for fact in making_facts(edit(1))}
    assert facts["Took"] == "41 s"
    assert facts["Region"] == "300×200 at 10, 20, sent as 1200×800"
    whole = edit(1)
    whole = replace(whole, recipe=replace(whole.recipe, region_mode=RegionMode.WHOLE))
    assert "Region" not in {fact.name for fact in making_facts(whole)}
    simulated = {fact.name: fact.value for fact in making_facts(edit(1, simulated=True))}
    assert simulated["Service"] == "Demo engine (simulated)"


def test_every_outcome_has_a_sign_and_a_sentence() -> None:
    for outcome in Outcome:
        assert OUTCOME_ICONS[outcome]
        assert outcome_sentence(edit(1, results=0, outcome=outcome)).endswith(".")


def test_titles_sizes_and_places() -> None:
    made = edit(1, results=3, prompt="\n\n make it   night\nnow")
    assert title(made) == "make it night"
    assert title(edit(1, prompt="  ")) == "Without a prompt"
    assert place_words(made, made.results[1]) == "2/3"
    assert place_words(edit(1), result(0)) == ""
    assert size_words(made, None) == "1536×1024"
    auto = edit(1, results=0)
    auto = replace(auto, recipe=replace(auto.recipe, size=None))
    assert size_words(auto, None) == "auto"
