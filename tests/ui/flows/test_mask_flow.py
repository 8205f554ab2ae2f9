"""Masks from and to files and the clipboard, and those that are kept by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog, QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from desktop.domain.draft import Draft
from desktop.domain.markup import Mark, MarkKind
from desktop.domain.problems import Problem, ProblemKind
from desktop.domain.recipe import InputFile
from desktop.domain.size import Box, Size
from desktop.imaging.canvas_document import CanvasDocument
from desktop.imaging.selection import Combine
from desktop.storage.model_table import load_models
from desktop.ui.actions import Actions
from desktop.ui.errands import Errands
from desktop.ui.flows.mask_flow import MASK_FORMAT, MaskFlow
from desktop.ui.icons import Icons
from desktop.ui.workspace import OpenDocument, Workspace
from tests.ui.samples import content_of


class Window(QMainWindow):
    """The part of the main window that this flow uses."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[str] = []

    def show_note(self, sentence: str) -> None:
        self.notes.append(sentence)


@dataclass
class Bench:
    space: Workspace
    flow: MaskFlow
    actions: Actions
    window: Window
    qtbot: QtBot

    def open(self, width: int = 400, height: int = 300, channels: int = 3) -> CanvasDocument:
        pixels = np.full((height, width, channels), 90, np.uint8)
        if channels == 4:
            pixels[:100, :, :] = 0
            pixels[100:, :, 3] = 255
        document = CanvasDocument(pixels)
        file = InputFile(content=content_of(f"{width}"), name="sea.jpg", size=Size(width, height))
        self.space.show_document(OpenDocument(file=file, document=document), "Open")
        return document

    def mark(self, box: Box) -> None:
        document = self.space.document
        assert document is not None
        mask = document.copy_mask()
        mask[box.slices] = 255
        self.space.set_mask(mask, "Mark")

    @property
    def bounds(self) -> Box | None:
        return self.space.mask_bounds


@pytest.fixture
def bench(qtbot: QtBot, icons: Icons, resources: Path) -> Iterator[Bench]:
    window = Window()
    qtbot.addWidget(window)
    errands = Errands()
    space = Workspace(load_models(resources / "models.json"), Draft(prompt="A bowl"))
    actions = Actions(icons, window)
    flow = MaskFlow(space, errands, actions, window)  # type: ignore[arg-type]  # as much as it uses
    yield Bench(space, flow, actions, window, qtbot)
    errands.shut_down()


BOX = Box(50, 60, 100, 80)


def test_a_mask_is_saved_and_loaded_again(bench: Bench, tmp_path: Path) -> None:
    bench.open()
    bench.mark(BOX)
    file = tmp_path / "mask.png"
    bench.flow.save(file)
    bench.qtbot.waitUntil(lambda: bench.window.notes == ["Saved mask.png."])
    saved = cv2.imread(str(file), cv2.IMREAD_UNCHANGED)
    assert saved is not None
    assert saved.shape == (300, 400)
    bench.space.clear_mask()
    bench.flow.load(file)
    bench.qtbot.waitUntil(lambda: bench.bounds == BOX)
    assert bench.space.undo_stack.names[-1] == "Load mask"
    bench.space.undo_stack.undo()
    assert bench.bounds is None


def test_the_alpha_of_a_picture_is_a_mask_and_a_larger_one_is_scaled(
    bench: Bench, tmp_path: Path
) -> None:
    bench.open()
    picture = np.full((600, 800, 4), 255, np.uint8)
    picture[120:280, 100:300, 3] = 0
    file = tmp_path / "hole.png"
    cv2.imwrite(str(file), picture)
    bench.flow.load(file)
    bench.qtbot.waitUntil(lambda: bench.bounds == BOX)


@pytest.mark.parametrize("kind", ["other shape", "missing"])
def test_a_mask_that_does_not_fit_is_said_and_changes_nothing(
    bench: Bench, tmp_path: Path, kind: str
) -> None:
    bench.open()
    bench.mark(BOX)
    file = tmp_path / "mask.png"
    if kind == "other shape":
        cv2.imwrite(str(file), np.full((400, 400), 255, np.uint8))
    with bench.qtbot.waitSignal(bench.flow.problem_found) as told:
        bench.flow.load(file)
    trouble: Problem = told.args[0]
    wanted = ProblemKind.MASK_SIZE_DIFFERS if kind == "other shape" else ProblemKind.BAD_ARGUMENT
    assert trouble.kind is wanted
    assert bench.bounds == BOX


def test_a_mask_is_copied_to_another_picture(bench: Bench) -> None:
    bench.open()
    bench.mark(BOX)
    clipboard = QGuiApplication.clipboard()
    with bench.qtbot.waitSignal(clipboard.dataChanged):
        bench.actions["copy_mask"].trigger()
    assert clipboard.mimeData().hasFormat(MASK_FORMAT)
    bench.open(800, 600)
    bench.actions["paste_mask"].trigger()
    bench.qtbot.waitUntil(lambda: bench.bounds is not None)
    assert bench.bounds is not None
    assert abs(bench.bounds.x - 100) <= 1
    assert abs(bench.bounds.width - 200) <= 2


def test_without_a_copied_mask_nothing_is_pasted(bench: Bench) -> None:
    bench.open()
    QGuiApplication.clipboard().setText("words")
    bench.actions["paste_mask"].trigger()
    assert bench.window.notes == ["There is no mask on the clipboard. Copy one first."]


def test_masks_are_kept_by_name_and_used_in_every_way(bench: Bench) -> None:
    document = bench.open()
    bench.mark(BOX)
    bench.actions["keep_mask"].trigger()
    dialog = bench.window.findChildren(QInputDialog)[0]
    assert dialog.textValue() == "Mask 1"
    dialog.setTextValue("Sky & sea")
    dialog.accept()
    bench.qtbot.waitUntil(lambda: document.shelf.names == ("Sky & sea",))
    bench.space.clear_mask()
    bench.flow.use("Sky & sea", Combine.REPLACE)
    bench.qtbot.waitUntil(lambda: bench.bounds == BOX)
    bench.flow.use("Sky & sea", Combine.SUBTRACT)
    bench.qtbot.waitUntil(lambda: bench.bounds is None)
    menu = bench.actions["kept_masks"].menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["Sky && sea"]
    bench.flow.forget("Sky & sea")
    assert not bench.actions["kept_masks"].isEnabled()


def test_what_is_transparent_is_masked(bench: Bench) -> None:
    bench.open()
    assert not bench.actions["mask_transparency"].isEnabled()
    bench.open(400, 300, 4)
    bench.actions["mask_transparency"].trigger()
    assert bench.bounds == Box(0, 0, 400, 100)


def test_what_is_protected_is_left_out_of_every_order(bench: Bench) -> None:
    bench.open()
    bench.mark(BOX)
    bench.actions["protect_mask"].trigger()
    assert bench.space.undo_stack.names[-1] == "Protect what is marked"
    captured = bench.space.capture().mask
    assert captured is not None
    assert captured[BOX.slices].max() == 0
    assert np.count_nonzero(captured) == 400 * 300 - BOX.width * BOX.height
    assert bench.space.draft.has_mask
    bench.mark(Box(0, 0, 400, 300))
    again = bench.space.capture().mask
    assert again is not None
    assert np.array_equal(again, captured)
    bench.actions["unprotect"].trigger()
    assert bench.bounds == Box(0, 0, 400, 300)
    assert not bench.actions["unprotect"].isEnabled()
    bench.space.undo_stack.undo()
    final = bench.space.capture().mask
    assert final is not None
    assert np.array_equal(final, captured)


def test_markup_is_a_step_and_goes_out_instead_of_the_mask(bench: Bench) -> None:
    document = bench.open()
    mark = Mark(kind=MarkKind.BOX, colour="#ff0000", width=4, points=((10, 10), (90, 70)))
    bench.space.take_marks((mark,), "Box")
    captured = bench.space.capture()
    assert captured.markup is not None
    assert captured.mask is None
    assert captured.draft.has_markup
    assert not captured.draft.has_mask
    bench.mark(BOX)
    assert bench.space.capture().markup is None
    bench.space.send_markup(is_chosen=True)
    again = bench.space.capture()
    assert again.markup is not None
    assert again.mask is None
    bench.space.undo_stack.go_to(1)
    assert len(document.markup) == 0
    bench.space.undo_stack.go_to(2)
    assert list(document.markup) == [mark]


def test_what_is_protected_holds_with_markup_too(bench: Bench) -> None:
    bench.open()
    bench.mark(BOX)
    bench.space.protect_mask()
    mark = Mark(kind=MarkKind.PEN, colour="#ff0000", width=4, points=((10, 10), (90, 70)))
    bench.space.take_marks((mark,), "Pen")
    captured = bench.space.capture()
    assert captured.markup is not None
    assert captured.mask is not None
    assert captured.mask[BOX.slices].max() == 0
    assert not captured.draft.has_mask
