"""Prompt and settings are steps of the same history as the mask; a burst of changes is one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.draft import Draft
from desktop.domain.identity import ContentHash
from desktop.domain.recipe import InputFile
from desktop.domain.reference import Reference
from desktop.domain.size import Size
from desktop.imaging.canvas_document import CanvasDocument
from desktop.storage.model_table import load_models
from desktop.ui import draft_step
from desktop.ui.flows.open_steps import StepKeeper, steps_again
from desktop.ui.undo import MaskStep
from desktop.ui.workspace import OpenDocument, Workspace

MODELS = load_models(Path(__file__).parents[2] / "resources" / "models.json")
FILE = InputFile(content=ContentHash("a" * 64), name="sea.png", size=Size(64, 48))


class Clock:
    """Time that passes only when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(draft_step, "time", made)
    return made


@pytest.fixture
def space(qapp: object) -> Workspace:
    made = Workspace(MODELS, Draft())
    document = CanvasDocument(np.zeros((48, 64, 3), np.uint8))
    made.put_in_place(OpenDocument(file=FILE, document=document))
    return made


def edit(space: Workspace, **values: object) -> None:
    space.edit_draft(replace(space.draft, **values))  # type: ignore[arg-type]


def test_settings_are_named_steps_among_the_others(space: Workspace, clock: Clock) -> None:
    edit(space, quality="high")
    space.invert_mask()
    edit(space, count=3)
    edit(space, size=Size(1024, 1536))
    edit(space, output_format="jpeg")
    edit(space, prompt="A red boat")
    assert space.undo_stack.names == (
        "Quality: high",
        "Invert mask",
        "Variations: 3",
        f"Size: {Size(1024, 1536).shown}",
        "Format: JPEG",
        "Prompt",
    )
    space.undo_stack.go_to(1)
    assert space.draft == replace(space.draft, quality="high", count=1, size=None, prompt="")
    space.undo_stack.undo()
    assert space.draft.quality == Draft().quality
    space.undo_stack.go_to(99)
    assert (space.draft.prompt, space.draft.count) == ("A red boat", 3)


def test_a_burst_is_one_step_and_a_pause_or_leaving_ends_it(space: Workspace, clock: Clock) -> None:
    stack = space.undo_stack
    for text in ("A", "A b", "A boat"):
        clock.now += 1
        edit(space, prompt=text)
    in_a_burst = len(stack.names)
    clock.now += draft_step.PAUSE_SECONDS + 0.1
    edit(space, prompt="A boat at sea")
    stack.close_step()
    edit(space, prompt="A boat at sea, red")
    assert (in_a_burst, len(stack.names)) == (1, 3)
    seen = []
    for _ in range(3):
        stack.undo()
        seen.append(space.draft.prompt)
    assert seen == ["A boat at sea", "A boat", ""]


def test_what_is_set_back_at_once_leaves_no_step(space: Workspace, clock: Clock) -> None:
    edit(space, quality="high")
    edit(space, quality=Draft().quality)
    assert space.undo_stack.names == ()
    assert not space.undo_stack.can_undo


def test_each_reference_is_a_step(space: Workspace, clock: Clock) -> None:
    one, two = Reference(file=FILE), Reference(file=replace(FILE, name="b.png"))
    space.set_references((one,))
    space.set_references((one, two))
    assert space.undo_stack.names == ("References", "References")
    space.undo_stack.undo()
    assert space.draft.references == (one,)


def test_a_model_takes_what_it_changed_back_with_it(space: Workspace, clock: Clock) -> None:
    edit(space, size=Size(3840, 2160), quality="medium")
    before = space.draft
    other = next(one for one in MODELS.models if not one.sizes.allows(Size(3840, 2160)))
    edit(space, model=other.id)
    assert space.draft.size != before.size
    assert space.undo_stack.names[-1] == f"Model: {other.name}"
    space.undo_stack.undo()
    assert space.draft == before
    space.undo_stack.redo()
    assert space.draft.model == other.id


def test_what_the_canvas_says_of_the_draft_is_no_step(space: Workspace, clock: Clock) -> None:
    space.invert_mask()
    assert space.undo_stack.names == ("Invert mask",)
    assert space.draft.has_mask
    edit(space, prompt="A boat")
    space.clear_mask()
    space.undo_stack.go_to(1)
    assert (space.draft.prompt, space.draft.has_mask) == ("", True)


def test_prompts_count_against_the_memory(space: Workspace, clock: Clock) -> None:
    space.undo_stack.set_limit(400_000)
    for number in range(40):
        clock.now += 10
        edit(space, prompt=f"{number} " + "x" * 8000)
    assert space.undo_stack.bytes_held <= 400_000
    assert 2 < len(space.undo_stack.names) < 40


def test_steps_are_there_again_after_a_crash(space: Workspace, clock: Clock) -> None:
    edit(space, prompt="A boat", count=2)
    space.invert_mask()
    edit(space, quality="low")
    document = space.document
    kept, files = StepKeeper().kept(space.undo_stack.done_steps, document)
    assert len(files) == 1
    other = Workspace(MODELS, space.draft)
    assert document is not None
    other.put_in_place(OpenDocument(file=FILE, document=document))
    marked = space.undo_stack.done_steps[1]
    assert isinstance(marked, MaskStep)
    patches = dict.fromkeys(files, marked.patch)
    other.undo_stack.adopt(steps_again(kept, patches, other, document))
    assert other.undo_stack.names == ("Prompt and settings", "Invert mask", "Quality: low")
    other.undo_stack.go_to(0)
    assert (other.draft.prompt, other.draft.count, other.draft.quality) == ("", 1, "medium")
    assert not document.has_mask


OTHER = "gpt-image-2.6-sunburst"
PLAIN = replace(MODELS, models=(MODELS.get("gpt-image-1.5"),), default="gpt-image-1.5")
"""What a service with a single model offers."""


@pytest.fixture
def said(space: Workspace) -> list[str]:
    made: list[str] = []
    space.notes_found.connect(made.extend)
    return made


def test_a_model_that_another_service_had_does_not_come_back(
    space: Workspace, clock: Clock, said: list[str]
) -> None:
    edit(space, model=OTHER)
    edit(space, quality="max")
    space.use_models(PLAIN)
    edit(space, prompt="A boat")
    said.clear()
    seen = []
    for place in (2, 1, 0, 1, 2, 3):
        space.undo_stack.go_to(place)
        seen.append((space.draft.model, space.draft.quality, space.draft.problems(space.model)[1:]))
    assert seen == [("gpt-image-1.5", "medium", ())] * 6
    assert space.draft.prompt == "A boat"
    assert any(f"does not offer {OTHER}: GPT Image 1.5 is chosen" in one for one in said)


def test_with_the_service_its_models_come_back(space: Workspace, clock: Clock) -> None:
    edit(space, model=OTHER)
    edit(space, quality="max")
    space.use_models(PLAIN)
    space.use_models(MODELS)
    space.undo_stack.go_to(0)
    assert space.draft.model == Draft().model
    space.undo_stack.go_to(2)
    assert (space.draft.model, space.draft.quality) == (OTHER, "max")


def test_what_an_earlier_request_asked_for_is_taken_as_far_as_it_is_offered(
    space: Workspace, clock: Clock, said: list[str]
) -> None:
    space.use_models(PLAIN, [MODELS])
    said.clear()
    before = space.draft
    space.reuse_draft(replace(before, prompt="A boat", model=OTHER, quality="max"))
    assert (space.draft.model, space.draft.quality) == ("gpt-image-1.5", "medium")
    assert space.draft.prompt == "A boat"
    assert f"This service does not offer {OTHER}: GPT Image 1.5 is chosen instead." in said
    assert space.undo_stack.names == ("Prompt",), "nothing else came of it"
    space.undo_stack.undo()
    assert space.draft == before


def test_models_of_services_that_might_be_in_use_are_known(
    space: Workspace, said: list[str]
) -> None:
    theirs = replace(MODELS, models=(*MODELS.models, MODELS.unknown_model("theirs")))
    space.use_models(MODELS, [theirs])
    space.reuse_draft(replace(space.draft, model="theirs"))
    assert space.draft.model == MODELS.default
    space.reuse_draft(replace(space.draft, model="typed"))
    assert space.draft.model == "typed"


def test_a_model_that_nobody_lists_stays_a_choice(space: Workspace, clock: Clock) -> None:
    edit(space, model="my-own")
    space.use_models(PLAIN)
    assert space.draft.model == "my-own"
    space.undo_stack.undo()
    assert space.draft.model == "gpt-image-1.5"
    space.undo_stack.redo()
    assert space.draft.model == "my-own"


def test_steps_of_an_earlier_run_bring_back_only_what_is_offered_now(
    space: Workspace, clock: Clock
) -> None:
    edit(space, model=OTHER)
    space.undo_stack.close_step()
    edit(space, model=Draft().model)
    kept, _ = StepKeeper().kept(space.undo_stack.done_steps, space.document)
    other = Workspace(MODELS, space.draft)
    other.use_models(PLAIN)
    assert space.document is not None
    other.undo_stack.adopt(steps_again(kept, {}, other, space.document))
    other.undo_stack.undo()
    assert other.draft.model == "gpt-image-1.5"


CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("quality"), st.sampled_from(["low", "medium", "high", "auto"])),
        st.tuples(st.just("count"), st.integers(1, 4)),
        st.tuples(st.just("prompt"), st.text("ab ", max_size=6)),
        st.tuples(st.just("invert"), st.none()),
        st.tuples(st.just("undo"), st.none()),
        st.tuples(st.just("redo"), st.none()),
        st.tuples(st.just("pause"), st.none()),
    ),
    max_size=40,
)


@settings(deadline=None)
@given(CHANGES)
def test_going_back_and_forth_comes_to_the_same(
    changes: list[tuple[str, object]],
) -> None:
    """Undoing everything and doing it again gives the same draft and mask."""
    space = Workspace(MODELS, Draft())
    document = CanvasDocument(np.zeros((8, 8, 3), np.uint8))
    space.put_in_place(OpenDocument(file=FILE, document=document))
    first = space.draft
    for name, value in changes:
        if name == "invert":
            space.invert_mask()
        elif name == "pause":
            space.undo_stack.close_step()
        elif name in {"undo", "redo"}:
            getattr(space.undo_stack, name)()
        else:
            edit(space, **{name: value})
    last, mask, done = space.draft, document.copy_mask(), space.undo_stack.done
    space.undo_stack.go_to(0)
    assert space.draft == first
    assert not document.has_mask
    space.undo_stack.go_to(done)
    assert space.draft == last
    assert np.array_equal(document.copy_mask(), mask)
