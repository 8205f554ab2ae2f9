"""Talking about a picture in the window: turns, a restart, a lost line, an expired conversation."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QCheckBox

from desktop.domain.edit import Edit, Outcome
from desktop.ui.flows.conversation_flow import CHANGED, KEPT_THERE, SENT_ONCE
from tests.builders import photo
from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService
from tests.journeys.conftest import Sit
from tests.journeys.designer import Designer


def think(stet: Designer) -> None:
    """Switches thinking on, as the smallest choices go."""
    stet.workspace.change_draft(replace(stet.workspace.draft, quality="low"))
    switch = stet.panels.prompt.findChild(QCheckBox, "think")
    assert isinstance(switch, QCheckBox)
    switch.click()
    assert stet.workspace.draft.conversation is not None


def ask(stet: Designer, prompt: str) -> Edit:
    """Types, presses Generate, and waits for the result."""
    known = stet.history_size
    stet.type_prompt(prompt)
    stet.generate()
    stet.wait(lambda: stet.is_judging or stet.history_size > known)
    stet.wait(lambda: stet.is_judging)
    return stet.newest()


def go_on(stet: Designer, turns: int) -> None:
    """Uses the result that is looked at, and stays with it."""
    stet.press("Go on", stet.panels.strip)
    stet.wait(lambda: len(stet.panels.prompt.turns.turns) == turns)


def test_five_turns_with_a_restart_and_a_lost_line(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    stet = sit(photograph)
    stet.paint((480, 280), (560, 300))
    outside = stet.mask == 0
    think(stet)
    edits = [ask(stet, "a kite")]
    go_on(stet, 1)
    assert stet.panels.prompt.turns.note == KEPT_THERE
    assert np.array_equal(stet.mask == 0, outside), "the mask has not stayed"
    for number, prompt in enumerate(("redder", "higher"), start=2):
        edits.append(ask(stet, prompt))
        go_on(stet, number)
    stet.leave()

    stet = sit()
    stet.wait(lambda: stet.history_size == 3)
    latest = stet.newest()
    stet.panels.history.go_on_requested.emit(
        stet.panels.history.model.tile(stet.panels.history.model.index(0)).ref
    )
    stet.wait(lambda: len(stet.panels.prompt.turns.turns) == 3)
    assert stet.panels.prompt.turns.note == KEPT_THERE
    service.next(Fault.cut(0.5))
    edits.append(ask(stet, "a longer tail"))
    assert edits[-1].parent is not None
    assert edits[-1].parent.edit == latest.id
    go_on(stet, 4)
    edits.append(ask(stet, "at dusk"))
    stet.press("Use this", stet.panels.strip)
    stet.wait(lambda: len(stet.panels.prompt.turns.turns) == 5)

    assert len(service.paid_requests) == len(service.billed) == len(service.billed_turns) == 5
    contents = [len(one.fields["input"][0]["content"]) for one in service.paid_requests]
    assert contents == [2, 1, 1, 1, 1], "the picture was sent more than once"
    assert [edit.parent.edit for edit in edits[1:] if edit.parent] == [e.id for e in edits[:-1]]
    assert all(edit.cost_usd is not None and edit.cost_usd > 0 for edit in edits)
    changed = (stet.shown != photo()).any(axis=2)
    assert not changed[outside].any()
    assert changed.any()


def test_a_mask_that_changes_sends_the_picture_again(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    stet = sit(photograph)
    stet.paint((480, 280), (560, 300))
    think(stet)
    ask(stet, "a kite")
    go_on(stet, 1)
    stet.paint((300, 400), (340, 420))
    stet.wait(lambda: stet.panels.prompt.turns.note == CHANGED)
    conversation = stet.workspace.draft.conversation
    assert conversation is not None
    assert conversation.previous is not None
    stet.act("undo")
    stet.wait(lambda: stet.panels.prompt.turns.note == KEPT_THERE)
    stet.press("End the conversation", stet.panels.prompt)
    assert not stet.panels.prompt.turns.isVisible()
    assert stet.workspace.draft.conversation is not None
    assert stet.workspace.draft.conversation.previous is None


def asked_directly(sit: Sit, photograph: Path) -> Designer:
    """The program with a first result that no conversation made."""
    stet = sit(photograph)
    stet.paint((480, 280), (560, 300))
    stet.workspace.change_draft(replace(stet.workspace.draft, quality="low"))
    ask(stet, "a kite")
    return stet


def test_a_direct_result_can_be_talked_about(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    stet = asked_directly(sit, photograph)
    go_on(stet, 1)
    assert stet.panels.prompt.turns.note == SENT_ONCE
    ask(stet, "redder")
    paths = [request.path for request in service.paid_requests]
    assert paths == ["/v1/images/edits", "/v1/responses"]


def test_going_on_is_one_step_and_undoing_it_brings_the_settings_back(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    stet = asked_directly(sit, photograph)
    stet.press("Use this", stet.panels.strip)
    space, history = stet.workspace, stet.panels.history
    stet.wait(lambda: "Use result" in space.undo_stack.names)
    space.edit_draft(replace(space.draft, prompt="an idea", quality="high", count=2))
    before, steps = space.draft, space.undo_stack.names
    history.go_on_requested.emit(history.model.tile(history.model.index(0)).ref)
    stet.wait(lambda: len(stet.panels.prompt.turns.turns) == 1)
    after = space.draft
    assert (after.quality, after.count, after.prompt) == ("low", 1, "an idea")
    assert space.undo_stack.names == (*steps, "Go on from result")
    mask = stet.mask.copy()
    for _ in range(2):
        stet.act("undo")
        assert (space.draft.quality, space.draft.count) == (before.quality, before.count)
        assert not stet.mask.any()
        stet.act("redo")
        assert (space.draft.quality, space.draft.count) == ("low", 1)
        assert np.array_equal(stet.mask, mask)
    assert mask.any()
    assert space.undo_stack.names == (*steps, "Go on from result")


def test_an_expired_conversation_goes_on_with_the_price_shown(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    stet = sit(photograph)
    stet.paint((480, 280), (560, 300))
    think(stet)
    ask(stet, "a kite")
    go_on(stet, 1)
    service.forget_responses()
    stet.type_prompt("redder")
    stet.generate()
    stet.sees("The service no longer keeps the turns before this one.")
    stet.sees("That costs $")
    assert len(service.billed) == 1
    stet.press("Send the picture again", stet.panels.message)
    stet.wait(lambda: stet.is_judging)
    assert len(service.paid_requests[-1].fields["input"][0]["content"]) == 2
    assert stet.newest().recipe.prompt == "redder"


def test_a_turn_under_way_when_the_program_ends_comes_in_at_the_next_start(
    sit: Sit, service: ImageService, photograph: Path
) -> None:
    stet = sit(photograph)
    stet.paint((480, 280), (560, 300))
    think(stet)
    service.hold()
    stet.type_prompt("a kite")
    stet.generate()
    stet.wait_for_held(service)
    stet.wait(lambda: "Preview 1" in stet.said() or bool(stet.panels.canvas._preview))
    stet.leave()
    service.release()

    stet = sit()
    stet.wait(lambda: stet.history_size == 1)
    edit = stet.newest()
    assert edit.outcome is Outcome.FINISHED
    assert (edit.cost_usd or Decimal(0)) > 0
    assert len(service.paid_requests) == 1
