"""Every record comes back from JSON as it went in, and what cannot be read says so."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.cost import Usage
from desktop.domain.edit import (
    Answered,
    Edit,
    Outcome,
    Placement,
    Result,
    ResultRef,
    StoredPicture,
)
from desktop.domain.identity import ContentHash, EditId, hash_of
from desktop.domain.intent import Intent, PlannedPlacement
from desktop.domain.problems import Billed, Problem, ProblemKind
from desktop.domain.recipe import Blend, InputFile, Inputs, Kind, Recipe, RegionMode
from desktop.domain.size import Box, Size
from desktop.storage.records import (
    contents_in,
    edit_from_json,
    edit_to_json,
    intent_from_json,
    intent_to_json,
)
from tests.storage.samples import START, an_edit, an_intent

numbers = st.integers(0, 2**40)
texts = st.text(max_size=30)
hashes = st.binary(max_size=4).map(hash_of)
ids = st.text("0123456789abcdef", min_size=22, max_size=22).map(EditId)
sizes = st.builds(Size, st.integers(1, 10_000), st.integers(1, 10_000))
boxes = st.builds(Box, *[st.integers(-500, 10_000)] * 4)
dollars = st.decimals(min_value=0, max_value=10_000, allow_nan=False, places=9)
floats = st.floats(allow_nan=False)
times = st.integers(0, 2**52).map(lambda count: START + timedelta(microseconds=count))
pairs = st.lists(st.tuples(texts, floats), max_size=3).map(tuple)
files = st.builds(InputFile, content=hashes, name=texts, size=sizes)
inputs = st.builds(
    Inputs,
    picture=st.none() | files,
    mask=st.none() | hashes,
    references=st.lists(files, max_size=3).map(tuple),
)
pictures = st.builds(StoredPicture, content=hashes, media_type=texts, size=sizes)
blends = st.builds(Blend, grow=numbers, feather=st.none() | numbers, colour_match=st.booleans())
whole = st.builds(
    Recipe,
    kind=st.sampled_from(Kind),
    prompt=texts,
    model=texts,
    quality=texts,
    size=st.none() | sizes,
    count=st.integers(1, 10),
    compression=st.none() | st.integers(0, 100),
    region_mode=st.sampled_from([RegionMode.AUTO, RegionMode.WHOLE]),
    blend=blends,
)
boxed = st.builds(
    lambda recipe, box: replace(recipe, region_mode=RegionMode.BOX, region=box), whole, boxes
)
placements = st.builds(Placement, region=boxes, sent_size=sizes, verdict=texts, measures=pairs)
results = st.builds(
    Result,
    index=st.integers(0, 9),
    original=pictures,
    picture=pictures,
    outside_changed=st.none() | numbers,
    outside_total=st.none() | numbers,
    placement=st.none() | placements,
    rescued=st.booleans(),
)
problems = st.builds(
    Problem,
    kind=st.sampled_from(ProblemKind),
    sentence=texts,
    remedy=texts,
    billed=st.sampled_from(Billed),
    retry_after=st.none() | floats,
    categories=st.lists(texts, max_size=2).map(tuple),
)
usages = st.builds(
    Usage,
    text_input=numbers,
    image_output=numbers,
    extra=st.dictionaries(texts, numbers, max_size=2),
)
parents = st.builds(ResultRef, edit=ids, index=st.integers(0, 9))
edits = st.builds(
    Edit,
    id=ids,
    created=times,
    recipe=whole | boxed,
    inputs=inputs,
    outcome=st.sampled_from(Outcome),
    results=st.lists(results, max_size=3).map(tuple),
    simulated=st.booleans(),
    profile=texts,
    parent=st.none() | parents,
    estimate_usd=st.none() | dollars,
    usage=st.none() | usages,
    cost_usd=st.none() | dollars,
    seconds=st.floats(0, 1e6),
    request_id=st.none() | texts,
    answered=st.builds(Answered, size=texts, revised_prompt=texts),
    problem=st.none() | problems,
    notes=st.lists(texts, max_size=2).map(tuple),
)
intents = st.builds(
    Intent,
    edit=ids,
    created=times,
    recipe=whole | boxed,
    inputs=inputs,
    placement=st.none() | st.builds(PlannedPlacement, region=boxes, sent_size=sizes, numbers=pairs),
    parent=st.none() | parents,
    highest_usd=st.none() | dollars,
    expected_bytes=numbers,
)


@settings(deadline=None)
@given(edits)
def test_any_edit_comes_back(edit: Edit) -> None:
    text = edit_to_json(edit)
    assert "\n" not in text
    again = edit_from_json(text)
    assert again == edit
    assert repr(again) == repr(edit)
    assert str(again.cost_usd) == str(edit.cost_usd)


@settings(deadline=None)
@given(intents)
def test_any_intent_comes_back(intent: Intent) -> None:
    assert repr(intent_from_json(intent_to_json(intent))) == repr(intent)


@settings(deadline=None)
@given(edits)
def test_every_picture_of_an_edit_is_found_in_its_record(edit: Edit) -> None:
    named = {edit.inputs.mask, edit.inputs.picture.content if edit.inputs.picture else None}
    named |= {file.content for file in edit.inputs.references}
    named |= {result.original.content for result in edit.results}
    named |= {result.picture.content for result in edit.results}
    assert contents_in(edit_to_json(edit)) >= named - {None}


def test_times_are_kept_in_utc() -> None:
    east = datetime(2026, 11, 21, 10, 0, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    again = edit_from_json(edit_to_json(an_edit(created=east)))
    assert again.created == east
    assert again.created.tzinfo is UTC


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        edit_to_json(an_edit(created=START.replace(tzinfo=None)))


def test_numbers_that_are_none_come_back() -> None:
    measures = (("nothing", math.nan), ("endless", math.inf), ("below", -math.inf))
    placement = Placement(region=Box(0, 0, 1, 1), sent_size=Size(1, 1), measures=measures)
    intent = replace(
        an_intent(),
        placement=PlannedPlacement(
            region=placement.region, sent_size=placement.sent_size, numbers=measures
        ),
    )
    again = intent_from_json(intent_to_json(intent)).placement
    assert again is not None
    assert math.isnan(again.number("nothing", 0))
    assert again.numbers[1:] == measures[1:]


def test_dollars_are_exact() -> None:
    tenth = an_edit(cost_usd=Decimal("0.1"), estimate_usd=Decimal("1E-9"))
    again = edit_from_json(edit_to_json(tenth))
    assert (str(again.cost_usd), str(again.estimate_usd)) == ("0.1", "1E-9")


def test_half_a_character_in_a_file_name_does_no_harm() -> None:
    odd = InputFile(content=ContentHash("a" * 64), name="caf\udce9.png", size=Size(1, 1))
    again = edit_from_json(edit_to_json(an_edit(inputs=Inputs(picture=odd))))
    assert again.inputs.picture is not None
    assert again.inputs.picture.name == "caf\ufffd.png"


def test_fields_of_a_later_version_are_passed_over() -> None:
    document = json.loads(edit_to_json(an_edit()))
    document["stars"] = 5
    document["recipe"]["frames"] = {"count": 12}
    assert edit_from_json(json.dumps(document)) == an_edit()


def test_a_problem_of_a_later_version_keeps_its_words() -> None:
    problem = Problem(kind=ProblemKind.QUOTA, sentence="It rained.", remedy="Wait.")
    document = json.loads(edit_to_json(an_edit(problem=problem)))
    document["problem"]["kind"] = "weather"
    again = edit_from_json(json.dumps(document)).problem
    assert again is not None
    assert (again.kind, again.sentence) == (ProblemKind.SERVICE_SAID, "It rained.")


@pytest.mark.parametrize(
    "change",
    [
        {"id": 7},
        {"created": "yesterday"},
        {"outcome": "lost"},
        {"cost_usd": "much"},
        {"recipe": {}},
        {"recipe": None},
        {"results": [{"index": 0}]},
    ],
)
def test_a_record_that_makes_no_sense_is_refused(change: dict[str, object]) -> None:
    document = {**json.loads(edit_to_json(an_edit())), **change}
    with pytest.raises(ValueError):  # noqa: PT011 - the words are pydantic's
        edit_from_json(json.dumps(document))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"'])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are pydantic's
        edit_from_json(text)
