"""Another frame is one step, with masks and marks, and undone whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.draft import Draft
from desktop.domain.markup import Mark, MarkKind
from desktop.domain.recipe import InputFile
from desktop.domain.size import Box, Size
from desktop.imaging.canvas_document import CanvasDocument
from desktop.imaging.selection import Combine, Selection
from desktop.storage.image_files import ImageFiles
from desktop.storage.model_table import load_models
from desktop.ui.actions import Actions
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.controls.number_edit import NumberEdit
from desktop.ui.dialogs.resize_dialog import ResizeDialog
from desktop.ui.errands import Errands
from desktop.ui.flows.reframe_flow import ReframeFlow
from desktop.ui.icons import Icons
from desktop.ui.theme import ThemeKeeper
from desktop.ui.workspace import OpenDocument, Workspace

MARK = Mark(kind=MarkKind.NOTE, colour="#ff0000", width=3, points=((60.0, 50.0),), text="1")


class Bench:
    """A canvas, its workspace and the actions."""

    def __init__(
        self, qtbot: QtBot, theme: ThemeKeeper, icons: Icons, models: Path, folder: Path
    ) -> None:
        self.qtbot = qtbot
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.canvas = CanvasView(theme, icons, self.window)
        self.errands = Errands()
        self.space = Workspace(load_models(models), Draft())
        self.actions = Actions(icons, self.window)
        pictures = ImageFiles(folder)
        self.flow = ReframeFlow(
            self.space, self.canvas, pictures, self.errands, self.actions, self.window
        )
        self.pixels = np.random.default_rng(4).integers(0, 256, (80, 120, 3), np.uint8)
        done, data = cv2.imencode(".png", self.pixels[..., ::-1])
        assert done
        content = pictures.put(data.tobytes(), ".png")
        file = InputFile(content=content, name="sea.png", size=Size(120, 80))
        document = CanvasDocument(self.pixels)
        coverage = np.full((20, 30), 255, np.uint8)
        box = Box(50, 40, 30, 20)
        document.select(Selection(box=box, coverage=coverage), Combine.ADD, "Mark")
        document.markup = (MARK,)
        self.space.show_document(OpenDocument(file=file, document=document), "Open")

    @property
    def document(self) -> CanvasDocument:
        assert self.space.document is not None
        return self.space.document

    def wait(self, steps: int) -> None:
        self.qtbot.waitUntil(lambda: self.space.undo_stack.done == steps)


@pytest.fixture
def bench(
    qtbot: QtBot, theme: ThemeKeeper, icons: Icons, resources: Path, tmp_path: Path
) -> Iterator[Bench]:
    (tmp_path / "pictures").mkdir()
    made = Bench(qtbot, theme, icons, resources / "models.json", tmp_path / "pictures")
    yield made
    made.errands.shut_down()


def test_a_crop_takes_mask_and_marks_along_and_is_undone(bench: Bench) -> None:
    before = bench.document
    bench.canvas.frame_chosen.emit(Box(40, 30, 60, 40))
    bench.wait(2)
    assert bench.space.undo_stack.names[-1] == "Crop"
    assert np.array_equal(bench.document.display[..., :3], bench.pixels[30:70, 40:100])
    assert bench.document.mask_bounds == Box(10, 10, 30, 20)
    assert list(bench.document.markup[0].points[0]) == [20, 20]
    assert bench.space.draft.picture == Size(60, 40)
    bench.space.undo_stack.undo()
    assert bench.document is before
    assert bench.space.draft.picture == Size(120, 80)


def test_room_beyond_the_edge_is_marked(bench: Bench) -> None:
    bench.space.clear_mask()
    bench.canvas.frame_chosen.emit(Box(0, 0, 150, 80))
    bench.wait(3)
    assert bench.space.undo_stack.names[-1] == "Extend picture"
    assert bench.document.mask_bounds == Box(120, 0, 30, 80)
    assert np.array_equal(bench.document.display[:, :120, :3], bench.pixels)


def test_the_menu_turns_and_mirrors(bench: Bench) -> None:
    bench.actions["rotate_right"].trigger()
    bench.wait(2)
    assert np.array_equal(bench.document.display[..., :3], np.rot90(bench.pixels, 3))
    assert bench.document.mask_bounds == Box(20, 50, 20, 30)
    bench.actions["mirror_down"].trigger()
    bench.wait(3)
    assert np.array_equal(bench.document.display[..., :3], np.rot90(bench.pixels, 3)[::-1])
    bench.space.undo_stack.go_to(1)
    assert np.array_equal(bench.document.display, bench.pixels)


def test_without_a_picture_there_is_nothing_to_turn(bench: Bench) -> None:
    bench.space.show_document(None, "Close picture")
    assert not bench.actions["rotate_left"].isEnabled()
    bench.flow.frame(Box(0, 0, 10, 10))
    assert bench.space.undo_stack.done == 2


def test_another_size_is_one_step_with_mask_and_marks(bench: Bench) -> None:
    before = bench.document
    bench.actions["resize"].trigger()
    (dialog,) = bench.window.findChildren(ResizeDialog)
    QTest.keyClicks(_cleared(dialog.width_field.edit), "60")
    assert dialog.wanted == Size(60, 40)
    assert "60×40" in dialog.outcome
    QTest.keyClick(dialog.width_field.edit, Qt.Key.Key_Return)
    QTest.mouseClick(_main(dialog), Qt.MouseButton.LeftButton)
    bench.wait(2)
    assert bench.space.undo_stack.names[-1] == "Resize"
    assert bench.document.size == Size(60, 40)
    assert bench.document.mask_bounds == Box(25, 20, 15, 10)
    assert list(bench.document.markup[0].points[0]) == [30, 25]
    assert bench.space.draft.picture == Size(60, 40)
    bench.space.undo_stack.undo()
    assert bench.document is before


def _main(dialog: ResizeDialog) -> QPushButton:
    return next(one for one in dialog.findChildren(QPushButton) if one.text() == "Resize")


def _cleared(edit: NumberEdit) -> NumberEdit:
    edit.selectAll()
    return edit
