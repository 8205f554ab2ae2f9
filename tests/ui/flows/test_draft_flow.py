"""Panel, tray and price follow the draft, and what is done in them changes it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.draft import Draft
from desktop.domain.problems import ProblemKind
from desktop.domain.recipe import InputFile
from desktop.domain.size import Size
from desktop.storage.model_table import load_models
from desktop.ui.errands import Errands
from desktop.ui.flows.draft_flow import DraftFlow
from desktop.ui.icons import Icons
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.prompt.draft_change import changed
from desktop.ui.prompt.prompt_panel import PromptPanel
from desktop.ui.references.reference_tray import ReferenceTray
from desktop.ui.workspace import Workspace
from tests.ui.samples import content_of


def file(name: str) -> InputFile:
    return InputFile(content=content_of(name), name=name, size=Size(640, 480))


class Bench:
    def __init__(self, qtbot: QtBot, icons: Icons, loader: PictureLoader, table: Path) -> None:
        self.space = Workspace(load_models(table), Draft(prompt="A bowl"))
        self.panel = PromptPanel(icons)
        self.tray = ReferenceTray(icons, loader)
        for widget in (self.panel, self.tray):
            qtbot.addWidget(widget)
        self.flow = DraftFlow(self.space, self.panel, self.tray, len)

    @property
    def total(self) -> float:
        assert self.flow.estimate is not None
        assert self.flow.estimate.total_usd is not None
        return float(self.flow.estimate.total_usd.high)

    @property
    def names(self) -> list[tuple[str, bool]]:
        return [(one.file.name, one.is_on) for one in self.space.draft.references]

    def can_generate(self) -> bool:
        return self.panel._bar.button.isEnabled()


@pytest.fixture
def bench(qtbot: QtBot, icons: Icons, loader: PictureLoader, resources: Path) -> Bench:
    return Bench(qtbot, icons, loader, resources / "models.json")


def test_what_the_panel_says_changes_the_draft_and_its_price(bench: Bench) -> None:
    before = bench.total
    bench.panel.draft_edited.emit(changed(quality="high"))
    assert bench.space.draft.quality == "high"
    dear = bench.total
    assert dear > before
    bench.panel.draft_edited.emit(changed(count=3))
    assert bench.total > 2.5 * dear


def test_references_come_move_go_and_are_switched_off(bench: Bench) -> None:
    alone = bench.total
    bench.flow.add_references((file("a"), file("b"), file("c")))
    assert [name for name, _ in bench.names] == ["a", "b", "c"]
    guided = bench.total
    assert guided > alone
    bench.tray.moved.emit(2, 0)
    assert [name for name, _ in bench.names] == ["c", "a", "b"]
    bench.tray.switched.emit(1, False)
    assert bench.names[1] == ("a", False)
    assert alone < bench.total < guided
    bench.tray.removed.emit(0)
    assert [name for name, _ in bench.names] == ["a", "b"]


def test_the_seventeenth_picture_is_left_out(bench: Bench) -> None:
    bench.flow.add_references(tuple(file(str(number)) for number in range(17)))
    assert len(bench.names) == 16


def test_generate_waits_for_a_prompt_and_a_key(bench: Bench) -> None:
    assert bench.can_generate()
    bench.panel.draft_edited.emit(changed(prompt="  "))
    assert [one.kind for one in bench.flow.problems] == [ProblemKind.PROMPT_EMPTY]
    assert not bench.can_generate()
    bench.panel.draft_edited.emit(changed(prompt="A bowl"))
    bench.flow.show_key(is_missing=True)
    assert [one.kind for one in bench.flow.problems] == [ProblemKind.KEY_MISSING]
    assert not bench.can_generate()
    bench.flow.show_key(is_missing=False)
    assert bench.can_generate()


def test_what_another_model_does_not_take_is_changed_and_said(bench: Bench) -> None:
    said: list[tuple[str, ...]] = []
    bench.space.notes_found.connect(said.append)
    models, draft = bench.space.models, bench.space.draft
    taken = set(models.get(draft.model).qualities)
    richer = next(one for one in models.models if set(one.qualities) - taken)
    only_there = next(one for one in richer.qualities if one not in taken)
    bench.space.change_draft(replace(draft, model=richer.id))
    bench.space.change_draft(replace(bench.space.draft, quality=only_there))
    bench.panel.draft_edited.emit(changed(model=draft.model))
    assert bench.space.draft.quality in taken
    assert any(only_there in sentence for notes in said for sentence in notes)


def test_what_counts_exactly_is_loaded_once_and_only_for_words(bench: Bench) -> None:
    loaded: list[str] = []
    errands = Errands()
    bench.space.change_draft(replace(bench.space.draft, prompt=""))
    bench.flow.count_exactly(errands, lambda: loaded.append("all"))
    bench.space.change_draft(replace(bench.space.draft, quality="high"))
    assert loaded == []
    bench.space.change_draft(replace(bench.space.draft, prompt="A bowl"))
    bench.space.change_draft(replace(bench.space.draft, prompt="A bowl of soup"))
    errands.shut_down()
    assert loaded == ["all"]


def test_typing_is_one_step_and_the_field_keeps_its_own_undo(bench: Bench, qtbot: QtBot) -> None:
    panel, stack = bench.panel, bench.space.undo_stack
    panel.show()
    panel.activateWindow()
    field = panel._prompt
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "green ")
    assert (stack.names, bench.space.draft.prompt) == (("Prompt",), "A bowlgreen ")
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "green" not in field.text(), "the field's own undo"
    assert bench.space.draft.prompt == field.text()
    QTest.keyClicks(field, "red ")
    first, steps = field.text(), len(stack.names)
    field.clearFocus()
    field.setFocus()
    QTest.keyClicks(field, "dark ")
    assert len(stack.names) == steps + 1, "leaving the field ended the step"
    last = field.text()
    stack.undo()
    assert field.text() == bench.space.draft.prompt == first
    stack.go_to(0)
    assert field.text() == "A bowl"
    stack.go_to(steps + 1)
    assert field.text() == last
