"""Notes of the markup and lines of the prompt belong together, also when steps are undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.draft import Draft
from desktop.domain.identity import ContentHash
from desktop.domain.markup import Mark, MarkKind
from desktop.domain.recipe import InputFile
from desktop.domain.size import Size
from desktop.imaging.canvas_document import CanvasDocument
from desktop.storage.model_table import load_models
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.canvas.markup_settings import MarkupSettings
from desktop.ui.flows.draft_flow import DraftFlow
from desktop.ui.flows.markup_flow import MarkupFlow
from desktop.ui.icons import Icons
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.prompt.prompt_panel import PromptPanel
from desktop.ui.references.reference_tray import ReferenceTray
from desktop.ui.theme import ThemeKeeper
from desktop.ui.workspace import OpenDocument, Workspace
from tests.ui.canvas.pointing import press, release

SIZE = Size(600, 400)


class Table:
    """Canvas and prompt, joined as in the window."""

    def __init__(
        self, qtbot: QtBot, theme: ThemeKeeper, icons: Icons, models: Path, loader: PictureLoader
    ) -> None:
        self.space = Workspace(load_models(models), Draft(model="gpt-image-2.6-sunburst"))
        self.canvas = CanvasView(theme, icons)
        self.canvas.resize(600, 400)
        self.prompt = PromptPanel(icons)
        tray = ReferenceTray(icons, loader)
        for widget in (self.canvas, self.prompt, tray):
            qtbot.addWidget(widget)
        self.canvas.show()
        self.prompt.show()
        self.owner = QObject()
        self.drafts = DraftFlow(self.space, self.prompt, tray, len, self.owner)
        self.flow = MarkupFlow(self.space, self.canvas, self.prompt, self.owner)
        self.space.document_changed.connect(self._show)
        file = InputFile(content=ContentHash("a" * 64), name="sea.png", size=SIZE)
        document = CanvasDocument(np.full((400, 600, 3), 90, np.uint8))
        self.space.show_document(OpenDocument(file=file, document=document), "Open")
        self.canvas.set_tool("markup")
        self.canvas.set_markup_settings(MarkupSettings(kind=MarkKind.NOTE))

    def _show(self) -> None:
        self.canvas.set_document(self.space.document)

    @property
    def words(self) -> str:
        return self.space.draft.prompt

    def click(self, x: float, y: float) -> None:
        press(self.canvas, x, y)
        release(self.canvas, x, y)


@pytest.fixture
def table(
    qtbot: QtBot, theme: ThemeKeeper, icons: Icons, resources: Path, loader: PictureLoader
) -> Iterator[Table]:
    made = Table(qtbot, theme, icons, resources / "models.json", loader)
    yield made
    made.canvas.close()
    made.prompt.close()


def write(table: Table, prompt: str) -> None:
    table.space.change_draft(replace(table.space.draft, prompt=prompt))


def test_a_note_gets_its_line_and_takes_it_along_when_undone(table: Table) -> None:
    write(table, "At night")
    table.click(100, 100)
    table.click(300, 200)
    assert table.words == "At night\n1. \n2. "
    assert table.space.draft.notes == (1, 2)
    write(table, "At night\n1. a lamp\n2. ")
    table.space.undo_stack.undo()
    assert table.words == "At night\n1. a lamp"
    table.space.undo_stack.undo()
    assert table.words == "At night\n1. a lamp", "words that were written stay"
    table.space.undo_stack.redo()
    table.space.undo_stack.redo()
    assert table.words == "At night\n1. a lamp\n2. "


def test_pressing_a_note_leads_to_its_line(table: Table, qtbot: QtBot) -> None:
    table.click(100, 100)
    table.click(300, 200)
    write(table, "Night\n1. a lamp\n2. ")
    table.prompt.activateWindow()
    table.click(100, 100)
    assert table.space.document is not None
    assert len(table.space.document.markup) == 2, "no third note"
    qtbot.waitUntil(table.prompt._prompt.hasFocus)
    assert table.prompt._prompt.textCursor().block().text() == "1. a lamp"
    assert table.canvas._shown_note == 1
    QTest.keyClicks(table.prompt._prompt, " of brass")
    assert table.words == "Night\n1. a lamp of brass\n2. "


def test_a_line_that_was_taken_away_comes_back(table: Table) -> None:
    table.click(100, 100)
    write(table, "Night")
    table.click(100, 100)
    assert table.words == "Night\n1. "


def test_what_is_added_when_sent_is_said(table: Table) -> None:
    assert not table.prompt._added.isVisible()
    table.click(100, 100)
    write(table, "1. a lamp")
    assert table.prompt._added.text() == "When sent, the prompt also says what the numbers are for."
    assert table.prompt._added.isVisible()


def test_another_picture_leaves_the_prompt_alone(table: Table) -> None:
    table.click(100, 100)
    write(table, "1. a lamp")
    document = CanvasDocument(np.full((400, 600, 3), 9, np.uint8))
    document.markup = (
        Mark(kind=MarkKind.NOTE, colour="#ff0000", width=6, points=((50, 50),), text="7"),
    )
    file = InputFile(content=ContentHash("b" * 64), name="b.png", size=SIZE)
    table.space.show_document(OpenDocument(file=file, document=document), "Open")
    assert table.words == "1. a lamp"
