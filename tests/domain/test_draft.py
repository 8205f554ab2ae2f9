"""Drafts: reasons why one cannot be sent, and what happens when the model changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain.draft import Draft, fitted
from desktop.domain.identity import ContentHash
from desktop.domain.image_models import ImageModel
from desktop.domain.problems import ProblemKind
from desktop.domain.recipe import InputFile, Kind
from desktop.domain.reference import Reference, add, move, remove, room_left, sent, switch
from desktop.domain.size import Size
from tests.domain.models import GPT_IMAGE_2, OLD, SUNBURST, TABLE

READY = Draft(prompt="a red fox")


def kinds(draft: Draft, model: ImageModel = GPT_IMAGE_2) -> list[ProblemKind]:
    return [problem.kind for problem in draft.problems(model)]


def file(name: str) -> InputFile:
    return InputFile(content=ContentHash(name), name=name, size=Size(10, 10))


def files(count: int) -> tuple[InputFile, ...]:
    return tuple(file(f"r{index}") for index in range(count))


def test_a_prompt_is_enough_to_generate() -> None:
    assert kinds(READY) == []
    assert READY.recipe().kind is Kind.GENERATE


def test_a_picture_or_a_reference_makes_it_an_edit() -> None:
    assert replace(READY, picture=Size(10, 10)).recipe().kind is Kind.EDIT
    on = (Reference(file=file("a")),)
    assert replace(READY, references=on).kind is Kind.EDIT
    off = (Reference(file=file("a"), is_on=False),)
    assert replace(READY, references=off).kind is Kind.GENERATE


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"prompt": " \n"}, ProblemKind.PROMPT_EMPTY),
        ({"prompt": "x" * 32_001}, ProblemKind.PROMPT_TOO_LONG),
        ({"size": Size(1000, 1000)}, ProblemKind.SIZE_ILLEGAL),
        ({"count": 11}, ProblemKind.OPTION_NOT_TAKEN),
        ({"count": 0}, ProblemKind.OPTION_NOT_TAKEN),
        ({"quality": "max"}, ProblemKind.OPTION_NOT_TAKEN),
        ({"background": "transparent"}, ProblemKind.OPTION_NOT_TAKEN),
        ({"complexity": "low"}, ProblemKind.OPTION_NOT_TAKEN),
        (
            {
                "picture": Size(9, 9),
                "references": tuple(Reference(file=one) for one in files(16)),
            },
            ProblemKind.TOO_MANY_PICTURES,
        ),
    ],
)
def test_every_fault_has_its_reason(change: dict[str, object], kind: ProblemKind) -> None:
    draft = replace(READY, **change)  # type: ignore[arg-type]
    assert kind in kinds(draft)


def test_exactly_the_limit_of_characters_is_fine() -> None:
    assert kinds(replace(READY, prompt="ä" * 32_000)) == []


def test_a_transparent_background_needs_a_format_with_alpha() -> None:
    draft = replace(READY, background="transparent", output_format="jpeg")
    assert kinds(draft, SUNBURST) == [ProblemKind.OPTION_NOT_TAKEN]
    assert kinds(replace(draft, output_format="webp"), SUNBURST) == []


def test_a_mask_needs_a_model_that_takes_one() -> None:
    draft = replace(READY, picture=Size(1024, 1024), has_mask=True)
    assert kinds(draft) == []
    assert kinds(draft, OLD) == [ProblemKind.PART_NOT_TAKEN]


def test_changing_the_model_changes_what_it_does_not_offer_and_says_so() -> None:
    draft = replace(READY, quality="max", background="transparent", size=Size(2048, 2048), count=9)
    changed, said = fitted(draft, OLD)
    assert (changed.quality, changed.background) == ("medium", "auto")
    assert changed.size == Size(1024, 1024)
    assert changed.count == 4
    assert len(said) == 4
    assert fitted(READY, GPT_IMAGE_2) == (READY, ())


def test_an_unknown_model_offers_everything() -> None:
    model = TABLE.get("gpt-image-9")
    draft = replace(READY, quality="max", background="transparent")
    assert kinds(draft, model) == []
    assert TABLE.get("gpt-image-2-2026-04-21") is GPT_IMAGE_2


def test_previews_come_with_one_result_only() -> None:
    assert replace(READY, previews=2).partial_images == 2
    assert replace(READY, previews=2, count=2).partial_images == 0


def test_sixteen_pictures_in_all() -> None:
    references, problem = add((), files(17), with_picture=False)
    assert len(references) == 16
    assert problem is not None
    assert "1 did not fit" in problem.sentence
    references, problem = add((), files(16), with_picture=True)
    assert len(references) == 15
    assert room_left(references, with_picture=True) == 0


def test_the_tray_is_reordered_switched_and_emptied() -> None:
    references, _ = add((), files(4), with_picture=False)
    assert [r.file.name for r in move(references, 0, 3)] == ["r1", "r2", "r0", "r3"]
    assert [r.file.name for r in move(references, 3, 0)] == ["r3", "r0", "r1", "r2"]
    assert [r.file.name for r in move(references, 1, 4)] == ["r0", "r2", "r3", "r1"]
    assert [r.file.name for r in remove(references, 1)] == ["r0", "r2", "r3"]
    off = switch(references, 2, is_on=False)
    assert [one.name for one in sent(off)] == ["r0", "r1", "r3"]
    assert switch(off, 2, is_on=True) == references
