"""What a file says about where it comes from: true, and nothing that is nobody's business."""

from __future__ import annotations

import json
from dataclasses import replace

from desktop.domain.edit import Result
from desktop.domain.provenance import DEMO, SourceType, provenance_of
from desktop.domain.recipe import InputFile, Inputs
from desktop.domain.size import Size
from tests.storage.samples import a_result, an_edit

SOURCE = InputFile(
    content=a_result(b"own").picture.content, name="Secret client.jpg", size=Size(9, 9)
)


def laid_in() -> Result:
    return replace(a_result(b"made"), original=a_result(b"answer").original)


def test_what_was_made_of_words_is_generated() -> None:
    edit = an_edit(results=(a_result(),))
    said = provenance_of(edit, edit.results[0])
    assert said is not None
    assert said.source is SourceType.GENERATED
    assert said.source.address.endswith("/trainedAlgorithmicMedia")
    assert said.parameters == (
        "a red fox\nSize: 64x48, Model: gpt-image-2, Quality: high, "
        + said.parameters.rpartition(", ")[2]
    )


def test_what_was_laid_into_a_picture_is_a_composite() -> None:
    edit = an_edit(inputs=Inputs(picture=SOURCE), results=(laid_in(),))
    said = provenance_of(edit, edit.results[0])
    assert said is not None
    assert said.source is SourceType.COMPOSITE


def test_no_file_name_no_service_and_no_cost_is_told() -> None:
    edit = an_edit(inputs=Inputs(picture=SOURCE), results=(laid_in(),), profile="acme-corp")
    said = provenance_of(edit, edit.results[0])
    assert said is not None
    told = json.loads(said.recipe)
    assert told["picture"] == SOURCE.content
    assert (told["prompt"], told["model"], told["result"]) == ("a red fox", "gpt-image-2", 1)
    for word in ("Secret", "acme", "0.21", "cost", "usd"):
        assert word not in said.recipe
        assert word not in said.parameters


def test_the_demo_engine_claims_no_model() -> None:
    edit = an_edit(results=(a_result(),), simulated=True)
    said = provenance_of(edit, edit.results[0])
    assert said is not None
    assert said.source is SourceType.SIMULATED
    assert said.model == DEMO
    assert DEMO in said.parameters


def test_without_a_model_nothing_is_claimed() -> None:
    edit = an_edit(results=(a_result(),))
    bare = replace(edit, recipe=replace(edit.recipe, model=""))
    assert provenance_of(bare, bare.results[0]) is None
