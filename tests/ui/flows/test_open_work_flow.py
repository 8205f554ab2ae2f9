"""A kill loses no work: picture, masks, draft and view come back after a click."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.draft import Draft
from desktop.domain.markup import Mark, MarkKind
from desktop.domain.recipe import InputFile
from desktop.domain.settings import BrushSettings
from desktop.domain.size import Box, Size, box_of
from desktop.imaging.canvas_document import CanvasDocument
from desktop.imaging.mask_file import read_mask, write_mask
from desktop.imaging.mask_shelf import kept_mask
from desktop.imaging.selection import Combine, Selection
from desktop.imaging.stroke_point import StrokeMode, StrokePoint
from desktop.storage.image_files import ImageFiles
from desktop.storage.model_table import load_models
from desktop.storage.open_work_files import OpenWorkFiles
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.errands import Errands
from desktop.ui.flows.open_work_flow import OpenWorkFlow
from desktop.ui.icons import Icons
from desktop.ui.theme import ThemeKeeper
from desktop.ui.workspace import OpenDocument, Workspace

SIZE = Size(400, 300)
MARK, KEPT = Box(50, 60, 100, 80), Box(200, 100, 60, 60)


class Run:
    """One run of the program over the folder."""

    def __init__(
        self, qtbot: QtBot, theme: ThemeKeeper, icons: Icons, folder: Path, table: Path
    ) -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        self.window.resize(600, 500)
        self.canvas = CanvasView(theme, icons, self.window)
        self.canvas.resize(600, 500)
        qtbot.addWidget(self.window)
        self.window.show()
        self.errands = Errands()
        (folder / "pictures").mkdir(exist_ok=True)
        self.pictures = ImageFiles(folder / "pictures")
        self.space = Workspace(load_models(table), Draft())
        self.files = OpenWorkFiles(folder / "open")
        self.flow = OpenWorkFlow(
            self.space, self.canvas, self.files, self.pictures, self.errands, self.window
        )
        self.space.document_changed.connect(self._show)

    def _show(self) -> None:
        self.canvas.set_document(self.space.document)

    def open(self) -> CanvasDocument:
        pixels = np.random.default_rng(4).integers(0, 256, (300, 400, 3), np.uint8)
        done, data = cv2.imencode(".png", pixels[..., ::-1])
        assert done
        file = InputFile(
            content=self.pictures.put(data.tobytes(), ".png"), name="sea.png", size=SIZE
        )
        document = CanvasDocument(pixels)
        self.space.show_document(OpenDocument(file=file, document=document), "Open")
        return document

    def question(self) -> QMessageBox:
        self.qtbot.waitUntil(lambda: bool(self.window.findChildren(QMessageBox)))
        return self.window.findChildren(QMessageBox)[0]

    def end(self) -> None:
        self.flow._timer.stop()
        self.errands.shut_down()


Start = Callable[[], Run]


@pytest.fixture
def start(
    qtbot: QtBot, theme: ThemeKeeper, icons: Icons, resources: Path, tmp_path: Path
) -> Iterator[Start]:
    runs: list[Run] = []

    def one() -> Run:
        for before in runs:
            before.end()
        runs.append(Run(qtbot, theme, icons, tmp_path, resources / "models.json"))
        return runs[-1]

    yield one
    for run in runs:
        run.end()


def selection(box: Box) -> Selection:
    return Selection(box=box, coverage=np.full((box.height, box.width), 255, np.uint8))


def saved(run: Run) -> None:
    """Whatever waits to be saved is on disk."""
    run.qtbot.waitUntil(lambda: run.flow._may_save)
    run.flow.save_now()
    run.qtbot.waitUntil(lambda: not run.flow._is_saving)


def test_a_killed_run_is_offered_and_restored(start: Start) -> None:
    first = start()
    first.flow.begin()
    document = first.open()
    first.space.take_patch(document.select(selection(MARK), Combine.ADD, "Mark"))
    document.protect(selection(Box(0, 0, 40, 40)), Combine.ADD, "Protect")
    coverage = np.zeros((300, 400), np.uint8)
    coverage[KEPT.slices] = 200
    document.shelf.keep(kept_mask("Sky", coverage))
    first.space.tell_shelf_changed()
    first.canvas.set_zoom(3.0)
    first.canvas.turn_view(20)
    first.space.change_draft(
        Draft(prompt="A boat", picture=SIZE, has_mask=True, quality="high", count=2)
    )
    saved(first)
    place = first.canvas.view_place
    second = start()
    second.flow.begin()
    box = second.question()
    assert "sea.png" in box.text()
    with second.qtbot.waitSignal(second.flow.restored):
        next(one for one in box.buttons() if one.text() == "Restore").click()
    found = second.space.document
    assert found is not None
    assert np.array_equal(found.display[..., :3], document.display)
    assert np.array_equal(found.mask.pixels, document.mask.pixels)
    assert np.array_equal(found.protection.pixels, document.protection.pixels)
    kept = found.shelf.take("Sky")
    assert kept is not None
    assert np.array_equal(kept.pixels, coverage)
    draft = second.space.draft
    assert (draft.prompt, draft.quality, draft.count) == ("A boat", "high", 2)
    assert draft.has_mask
    assert second.canvas.view_place.zoom == pytest.approx(place.zoom)
    assert second.canvas.view_place.x == pytest.approx(place.x, abs=1)
    assert second.canvas.view_place.rotation == pytest.approx(20)
    third = start()
    second.files.clear()
    third.flow.begin()
    third.qtbot.waitUntil(lambda: third.flow._may_save)
    assert third.window.findChildren(QMessageBox) == []


def test_a_model_that_the_service_in_use_has_not_is_not_restored(start: Start) -> None:
    first = start()
    first.flow.begin()
    first.open()
    other = first.space.models.models[0].id
    first.space.change_draft(replace(first.space.draft, prompt="A boat", model=other))
    saved(first)
    second = start()
    models = second.space.models
    kept = models.models[1]
    second.space.use_models(replace(models, models=(kept,), default=kept.id))
    said: list[str] = []
    second.space.notes_found.connect(said.extend)
    second.flow.begin()
    with second.qtbot.waitSignal(second.flow.restored):
        next(one for one in second.question().buttons() if one.text() == "Restore").click()
    assert (second.space.draft.model, second.space.draft.prompt) == (kept.id, "A boat")
    assert f"This service does not offer {other}: {kept.name} is chosen instead." in said


def test_an_orderly_end_offers_nothing(start: Start) -> None:
    first = start()
    first.flow.begin()
    first.open()
    saved(first)
    first.flow.shut_down()
    second = start()
    second.flow.begin()
    second.qtbot.waitUntil(lambda: second.flow._may_save)
    assert second.window.findChildren(QMessageBox) == []


def test_what_is_discarded_is_not_offered_again(start: Start) -> None:
    first = start()
    first.flow.begin()
    first.open()
    saved(first)
    second = start()
    second.flow.begin()
    next(one for one in second.question().buttons() if one.text() == "Discard").click()
    assert second.files.interrupted() is None
    assert second.space.document is None


def test_masks_are_written_only_when_they_changed(start: Start) -> None:
    run = start()
    run.flow.begin()
    document = run.open()
    run.space.take_patch(document.select(selection(box_of(SIZE)), Combine.ADD, "Mark"))
    saved(run)
    file = next(run.files._now.glob("mask.png"))
    file.unlink()
    run.space.change_draft(Draft(prompt="Words", picture=SIZE, has_mask=True))
    saved(run)
    assert not file.exists()
    run.space.take_patch(document.clear_mask())
    run.space.undo_stack.undo()
    saved(run)
    assert file.exists()


def test_half_a_stroke_is_never_written(start: Start) -> None:
    run = start()
    run.flow.begin()
    document = run.open()
    run.space.take_patch(document.select(selection(MARK), Combine.ADD, "Mark"))
    document.begin_stroke(BrushSettings(diameter=20), StrokeMode.ADD)
    document.extend_stroke([StrokePoint(350, 20)])
    run.qtbot.waitUntil(lambda: run.flow._may_save)
    run.flow.save_now()
    assert not run.flow._is_saving
    file = run.files._now / "mask.png"
    assert not file.exists()
    run.space.take_patch(document.end_stroke())
    run.qtbot.waitUntil(lambda: file.exists() and not run.flow._is_saving)
    assert np.array_equal(read_mask(file.read_bytes(), "mask", SIZE), document.mask.pixels)


def test_no_timer_runs_when_nothing_changes(start: Start) -> None:
    run = start()
    run.flow.begin()
    run.open()
    saved(run)
    assert not run.flow._timer.isActive()


def test_nothing_is_kept_before_anything_was_done(start: Start) -> None:
    run = start()
    run.flow.begin()
    run.qtbot.waitUntil(lambda: run.flow._may_save)
    assert not run.flow._timer.isActive()
    run.open()
    assert run.flow._timer.isActive()


def test_what_was_done_before_it_began_is_kept_too(start: Start) -> None:
    run = start()
    run.open()
    assert not run.flow._timer.isActive()
    run.flow.begin()
    run.qtbot.waitUntil(run.flow._timer.isActive)


def test_undo_goes_on_after_a_kill(start: Start) -> None:
    first = start()
    first.flow.begin()
    document = first.open()
    space, stack = first.space, first.space.undo_stack
    states = [document.copy_mask()]
    for part in (MARK, KEPT, Box(10, 200, 300, 60)):
        space.take_patch(document.select(selection(part), Combine.ADD, f"Mark {part.x}"))
        states.append(document.copy_mask())
    note = Mark(kind=MarkKind.NOTE, colour="#ff0000", width=4, points=((9, 9),), text="1")
    space.take_marks((note,), "Note")
    space.protect_mask()
    saved(first)
    names, guard = stack.names, document.protection.pixels.copy()
    second = start()
    second.flow.begin()
    box = second.question()
    with second.qtbot.waitSignal(second.flow.restored):
        next(one for one in box.buttons() if one.text() == "Restore").click()
    again, found = second.space.undo_stack, second.space.document
    assert found is not None
    assert again.names == ("Restore sea.png", *names[1:])
    again.undo()
    assert not found.protection.pixels.any()
    assert np.array_equal(found.copy_mask(), states[3])
    again.undo()
    assert not found.markup
    for wanted in (states[2], states[1], states[0]):
        again.undo()
        assert np.array_equal(found.copy_mask(), wanted)
    again.go_to(len(again.names))
    assert np.array_equal(found.protection.pixels, guard)
    assert list(found.markup) == [note]
    assert not found.copy_mask().any()


def test_steps_are_written_once_and_forgotten_ones_go(start: Start) -> None:
    run = start()
    run.flow.begin()
    document = run.open()
    for box in (MARK, KEPT):
        run.space.take_patch(document.select(selection(box), Combine.ADD, "Mark"))
        saved(run)
    files = {path.name: path.stat().st_mtime_ns for path in run.files._now.glob("*.step")}
    assert len(files) == 2
    run.space.take_patch(document.select(selection(Box(0, 0, 9, 9)), Combine.ADD, "Mark"))
    saved(run)
    later = {path.name: path.stat().st_mtime_ns for path in run.files._now.glob("*.step")}
    assert files.items() < later.items()
    run.space.undo_stack.undo()
    saved(run)
    assert len(list(run.files._now.glob("*.step"))) == 2


def test_steps_that_do_not_fit_the_masks_are_left_out(start: Start) -> None:
    first = start()
    first.flow.begin()
    document = first.open()
    first.space.take_patch(document.select(selection(MARK), Combine.ADD, "Mark"))
    saved(first)
    other = np.zeros((300, 400), np.uint8)
    other[5:9, 5:9] = 255
    (first.files._now / "mask.png").write_bytes(write_mask(other))
    second = start()
    second.flow.begin()
    box = second.question()
    with second.qtbot.waitSignal(second.flow.restored):
        next(one for one in box.buttons() if one.text() == "Restore").click()
    assert second.space.undo_stack.names == ("Restore sea.png",)
