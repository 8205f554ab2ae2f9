"""A prompt panel on the real table of models, and the hand that drives it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.draft import Draft, estimate, fitted
from desktop.domain.image_models import ImageModel, ModelTable
from desktop.storage.model_table import load_models
from desktop.ui.icons import Icons
from desktop.ui.prompt.choice_field import ChoiceField
from desktop.ui.prompt.draft_change import DraftChange
from desktop.ui.prompt.prompt_panel import PromptPanel

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def table(resources: Path) -> ModelTable:
    return load_models(resources / "models.json")


class Desk:
    """The panel as the workspace drives it: every change is applied and shown again."""

    def __init__(self, panel: PromptPanel, table: ModelTable) -> None:
        self.panel = panel
        self.table = table
        self.draft = Draft()
        self.changes: list[DraftChange] = []
        self.asked: list[str] = []
        panel.draft_edited.connect(self._apply)
        panel.generate_requested.connect(lambda: self.asked.append("last"))
        panel.generate_first_requested.connect(lambda: self.asked.append("first"))

    @property
    def model(self) -> ImageModel:
        return self.table.get(self.draft.model)

    def show(self, draft: Draft) -> None:
        """What the workspace does when the draft has become another one."""
        self.draft = draft
        models = self.table.current(TODAY)
        self.panel.show_draft(draft, self.model, models)
        self.panel.show_problems(draft.problems(self.model))
        price = estimate(draft, self.model, text_tokens=20, sent_sizes=(), output_size=draft.size)
        self.panel.show_estimate(price)

    def find(self, kind: type[QWidget], name: str) -> QWidget:
        found = self.panel.findChild(kind, name)
        assert found is not None, name
        return found

    def _apply(self, change: DraftChange) -> None:
        self.changes.append(change)
        draft, _ = fitted(change.applied_to(self.draft), self.table.get(_model_of(change, self)))
        self.show(draft)


def _model_of(change: DraftChange, desk: Desk) -> str:
    return str(dict(change.values).get("model", desk.draft.model))


@pytest.fixture
def desk(qtbot: QtBot, icons: Icons, table: ModelTable) -> Iterator[Desk]:
    panel = PromptPanel(icons)
    qtbot.addWidget(panel)
    desk = Desk(panel, table)
    desk.show(Draft())
    panel.resize(320, 900)
    panel.show()
    panel.activateWindow()
    yield desk
    panel.close()


def pick(field: ChoiceField, value: str) -> None:
    """Chooses `value` by hand: a click on its segment, or the keyboard in the list."""
    picker = field.picker
    if picker.segments.isVisible():
        place = [choice.value for choice in field.choices].index(value)
        button = picker.segments.findChildren(QPushButton)[-len(field.choices) :][place]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    else:
        pick_item(picker.box, value)


def pick_item(box: QComboBox, value: str) -> None:
    """Walks through a list with the keyboard until `value` is reached."""
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(box.count()):
        if box.currentData() == value:
            return
        QTest.keyClick(box, Qt.Key.Key_Down)
    raise AssertionError(f"{value} is not in the list")
