"""Thinking in the prompt panel, and the turns of a conversation above it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from desktop.domain.conversation import Conversation
from desktop.domain.draft import Draft
from desktop.domain.edit import ResultRef
from desktop.domain.identity import EditId
from desktop.domain.turn_chain import PastTurn
from desktop.ui.icons import Icons
from desktop.ui.prompt.draft_change import DraftChange
from desktop.ui.prompt.thinking_settings import ThinkingSettings
from desktop.ui.prompt.thread_view import ThreadView
from tests.builders import model_table

MODEL = model_table().get("gpt-image-2")
TALKING = Draft(conversation=Conversation(outer_model="gpt-6.1-terra", previous="resp_1"))


@pytest.fixture
def settings(qtbot: QtBot, icons: Icons) -> ThinkingSettings:
    made = ThinkingSettings(icons)
    qtbot.addWidget(made)
    made.resize(300, 400)
    made.show()
    return made


@pytest.fixture
def heard(settings: ThinkingSettings) -> list[DraftChange]:
    changes: list[DraftChange] = []
    settings.edited.connect(changes.append)
    return changes


def test_switching_it_on_takes_the_usual_model_and_one_result(
    settings: ThinkingSettings, heard: list[DraftChange]
) -> None:
    settings.show_draft(Draft(count=4), MODEL)
    settings.switch.click()
    made = heard[0].applied_to(Draft(count=4))
    assert made.count == 1
    assert made.conversation == Conversation(outer_model=MODEL.outer_models[0].id)
    settings.show_draft(made, MODEL)
    settings.switch.click()
    assert heard[1].applied_to(made).conversation is None


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (lambda one: one.search.click(), {"search": True}),
        (lambda one: one.outer_model.box.activated.emit(1), {"outer_model": "gpt-6-luna"}),
        (lambda one: one.effort.wished.emit("high"), {"effort": "high"}),
        (lambda one: one.effort.wished.emit(""), {"effort": None}),
    ],
)
def test_every_choice_keeps_the_rest_of_the_conversation(
    settings: ThinkingSettings,
    heard: list[DraftChange],
    act: Callable[[ThinkingSettings], None],
    expected: dict[str, object],
) -> None:
    settings.show_draft(TALKING, MODEL)
    act(settings)
    assert TALKING.conversation is not None
    wanted = replace(TALKING.conversation, **expected)  # type: ignore[arg-type]
    assert heard[-1].applied_to(TALKING).conversation == wanted


def test_a_model_without_a_known_price_is_said(settings: ThinkingSettings) -> None:
    settings.show_draft(Draft(conversation=Conversation(outer_model="gpt-7")), MODEL)
    assert settings.outer_model.note == "Its price is not known."


def turn(number: int, prompt: str = "redder") -> PastTurn:
    return PastTurn(
        ref=ResultRef(edit=EditId(f"{number:022x}"), index=0),
        prompt=prompt,
        cost_usd=Decimal("0.01"),
    )


def test_turns_are_rows_and_an_earlier_one_can_be_gone_on_from(qtbot: QtBot, icons: Icons) -> None:
    view = ThreadView(icons)
    qtbot.addWidget(view)
    view.resize(280, 300)
    turns = (turn(1), turn(2), turn(3, "a very long prompt " * 20))
    view.show_turns(turns, "The service has the picture.")
    view.show()
    chosen: list[ResultRef] = []
    view.turn_chosen.connect(chosen.append)
    rows = [one for one in view.findChildren(QToolButton) if "Turn" in one.accessibleName()]
    for row in rows:
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert chosen == [turns[0].ref, turns[1].ref], "only earlier turns can be chosen"
    assert view.minimumSizeHint().width() <= 280
    view.show_turns((), "")
    assert not view.isVisible()


def test_many_turns_do_not_push_the_prompt_away(qtbot: QtBot, icons: Icons) -> None:
    view = ThreadView(icons)
    qtbot.addWidget(view)
    view.show_turns(tuple(turn(number) for number in range(1, 41)), "")
    assert view.sizeHint().height() < 320
