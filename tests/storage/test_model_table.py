"""The table of models: as shipped, extended by people, and told apart from nonsense."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.image_models import ModelTable
from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.size import Size
from desktop.storage.model_table import load_models

GOOD: dict[str, Any] = {
    "updated": "2026-11-21",
    "source": "tests",
    "default": "a",
    "models": [
        {
            "id": "a",
            "name": "A",
            "snapshots": ["a-1"],
            "prices": {"text_input": "5", "image_input": "8", "image_output": "30.25"},
            "output": {"levels": {"low": 16}},
            "ends": "2027-01-31",
        },
        {"id": "b", "like": "a"},
    ],
}


@pytest.fixture
def shipped(resources: Path) -> ModelTable:
    return load_models(resources / "models.json")


def table(tmp_path: Path, content: object, extra: object = None) -> ModelTable:
    builtin = tmp_path / "models.json"
    builtin.write_text(content if isinstance(content, str) else json.dumps(content))
    more = tmp_path / "more.json"
    if extra is not None:
        more.write_text(extra if isinstance(extra, str) else json.dumps(extra))
    return load_models(builtin, more)


def complaint(tmp_path: Path, content: object, extra: object = None) -> str:
    with pytest.raises(ProblemError) as caught:
        table(tmp_path, content, extra)
    assert caught.value.problem.kind is ProblemKind.BAD_ARGUMENT
    return caught.value.problem.sentence


def changed(**model: object) -> dict[str, Any]:
    return {**GOOD, "models": [{**GOOD["models"][0], **model}, GOOD["models"][1]]}


def test_the_shipped_table(shipped: ModelTable) -> None:
    assert shipped.updated == date(2026, 11, 21)
    two, flare = shipped.get("gpt-image-2"), shipped.get("gpt-image-2.6-flare")
    assert two.prices is not None
    assert two.prices.image_output == Decimal(30)
    assert two.output.tokens(Size(1024, 1024), "high") == 7024
    assert Size(3840, 2160) in two.presets
    assert flare.name == "GPT Image 2.6 Flare"
    assert flare.takes_markup
    assert flare.complexities == ("low", "medium", "high")
    assert not flare.output.is_measured
    assert flare.prices == two.prices
    old = shipped.get("gpt-image-1.5")
    assert old.output.tokens(Size(1024, 1536), "medium") == 1584
    assert old.ends == date(2026, 12, 1)


def test_a_model_is_like_another_but_has_its_own_names_and_end(tmp_path: Path) -> None:
    found = table(tmp_path, GOOD)
    a, b = found.models
    assert b.name == "b"
    assert b.prices == a.prices
    assert (a.snapshots, b.snapshots) == (("a-1",), ())
    assert (a.ends, b.ends) == (date(2027, 1, 31), None)


def test_people_can_add_and_replace_models(tmp_path: Path) -> None:
    extra = {
        "source": "my contract",
        "default": "c",
        "models": [
            {"id": "c", "like": "b", "max_count": 2},
            {"id": "a", "name": "Mine", "formats": ["webp"]},
        ],
    }
    found = table(tmp_path, GOOD, extra)
    assert [model.id for model in found.models] == ["b", "c", "a"]
    assert found.get("c").max_count == 2
    assert found.get("c").prices == found.get("b").prices
    assert found.get("a").formats == ("webp",)
    assert found.get("a").prices is None
    assert (found.default, found.source) == ("c", "tests; my contract")


def test_without_a_second_file_nothing_is_missing(tmp_path: Path) -> None:
    assert table(tmp_path, GOOD).default == "a"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": "red"}, "“a” does not take “colour”"),
        ({"is_known": False}, "“a” does not take “is_known”"),
        ({"max_count": "10"}, "“a.max_count” should be a whole number, not “10”"),
        ({"max_count": 0}, "“a” needs a max_count and max_pictures of at least 1"),
        ({"qualities": "low"}, "“a.qualities” should be a list, not “low”"),
        ({"default_quality": "best"}, "default quality “best”"),
        ({"presets": ["1024x"]}, '“a.presets” should be a size such as "1536x1024"'),
        ({"presets": ["1000x1000"]}, "“a” offers 1000×1000 but does not make it"),
        ({"sizes": {"step": 8}}, "“a.sizes” does not take “step”"),
        ({"sizes": {"fixed": [5]}}, "“a.sizes.fixed” should be"),
        ({"prices": {"text_input": 5}}, "should be a number in quotes"),
        ({"prices": {"text_input": "5"}}, "“a.prices” should be complete"),
        (
            {"prices": {"text_input": "-1", "image_input": "8", "image_output": "3"}},
            "“a.prices” has a price below 0",
        ),
        ({"prices": {"per_picture": "1"}}, "“a.prices” does not take “per_picture”"),
        ({"output": 5}, "“a.output” should be a group of names and values"),
        ({"output": {"levels": {"low": 0}}}, "“a.output” has a figure below 1"),
        ({"output": {"levels": {"huge": 96}}}, "“huge”, which is no quality of it"),
        ({"output": {"fixed": {"1024": {"low": 1}}}}, "“a.output” should be a size"),
        ({"output": {"tokens": 1}}, "“a.output” does not take “tokens”"),
        ({"ends": "soon"}, "“a.ends” should be a day such as"),
        ({"takes_mask": 1}, "“a.takes_mask” should be true or false"),
        ({"id": ""}, "model 1 has no “id”"),
        ({"id": "b"}, "“b” is there twice"),
        ({"like": "z"}, "“a” is like “z”, which does not stand before it"),
    ],
)
def test_every_fault_is_named(tmp_path: Path, change: dict[str, object], said: str) -> None:
    assert said in complaint(tmp_path, changed(**change))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "it is not JSON"),
        ("[]", "it has no list “models”"),
        ({"models": 5}, "it has no list “models”"),
        ({**GOOD, "price": 1}, "it does not take “price”"),
        ({**GOOD, "default": "z"}, "the default “z” is not in the table"),
        ({**GOOD, "updated": 5}, "“updated” should be a day"),
        ({**GOOD, "source": ""}, "“source” must say where the figures are from"),
    ],
)
def test_a_table_that_makes_no_sense(tmp_path: Path, content: object, said: str) -> None:
    assert said in complaint(tmp_path, content)


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    sentence = complaint(tmp_path, changed(max_count="x", takes_mask=3, colour=1))
    assert sentence.count("“a") == 3


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ("nonsense", "it is not JSON"),
        ({"models": [{"id": "c", "max_count": "x"}]}, "“c.max_count” should be a whole number"),
        ({"models": [], "default": "z"}, "the default “z” is not in the table"),
        ({"models": [], "updated": "x"}, "“updated” should be a day"),
    ],
)
def test_faults_in_the_second_file_name_it(tmp_path: Path, extra: object, said: str) -> None:
    sentence = complaint(tmp_path, GOOD, extra)
    assert said in sentence
    assert "more.json" in sentence


def test_a_missing_table_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="No such file"):
        load_models(tmp_path / "none.json")
