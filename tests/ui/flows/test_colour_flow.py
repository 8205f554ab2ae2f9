"""The open picture is shown in the screen's colours, and follows when they change."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QColorSpace
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from desktop.domain.draft import Draft
from desktop.domain.edit import ResultRef
from desktop.domain.identity import ContentHash, EditId
from desktop.domain.problems import Problem, ProblemKind
from desktop.domain.screen_profile import SRGB_SCREEN, ScreenChoice, ScreenSettings
from desktop.domain.settings import Settings
from desktop.domain.size import Box
from desktop.imaging.icc import converted
from desktop.storage.image_files import ImageFiles
from desktop.storage.model_table import load_models
from desktop.storage.settings_file import SettingsFile
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.errands import Errands
from desktop.ui.flows.colour_flow import ColourFlow
from desktop.ui.flows.picture_flow import PictureFlow
from desktop.ui.flows.settings_keeper import SettingsKeeper
from desktop.ui.icons import Icons
from desktop.ui.screens.colour_label import ColourLabel
from desktop.ui.theme import ThemeKeeper
from desktop.ui.workspace import OpenDocument, Workspace

_Named = QColorSpace.NamedColorSpace
P3 = bytes(QColorSpace(_Named.DisplayP3).iccProfile().data())
ADOBE = bytes(QColorSpace(_Named.AdobeRgb).iccProfile().data())
PIXELS = np.random.default_rng(8).integers(0, 256, (90, 140, 3), np.uint8)


class Bench:
    """A window with a canvas, and the settings."""

    def __init__(
        self, qtbot: QtBot, theme: ThemeKeeper, icons: Icons, models: Path, folder: Path
    ) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.canvas = CanvasView(theme, icons, self.window)
        self.window.setCentralWidget(self.canvas)
        self.errands = Errands()
        self.space = Workspace(load_models(models), Draft())
        self.space.document_changed.connect(lambda: self.canvas.set_document(self.space.document))
        self.pictures = ImageFiles(folder)
        file = SettingsFile(folder / "settings.json")
        self.keeper = SettingsKeeper(file, Settings(), self.errands, self.window)
        self.opening = PictureFlow(self.space, self.errands, self.pictures, self.window)
        self.label = ColourLabel(self.window)
        self.problems: list[Problem] = []
        parts = (self.space, self.keeper, self.canvas, self.label, self.pictures, self.errands)
        self.flow = ColourFlow(*parts, self.window)
        self.flow.problem_found.connect(self.problems.append)
        self.window.show()

    @property
    def opened(self) -> OpenDocument:
        assert self.space.open_document is not None
        return self.space.open_document

    @property
    def shown(self) -> np.ndarray:
        return self.opened.document.display

    def open(self, icc: bytes | None = None) -> None:
        store = io.BytesIO()
        Image.fromarray(PIXELS).save(store, "PNG", icc_profile=icc)
        with self.qtbot.waitSignal(self.space.document_changed):
            self.opening.open_data(store.getvalue(), "sea.png")

    def choose(self, icc: bytes, name: str = "panel.icc") -> None:
        path = self.folder / name
        path.write_bytes(icc)
        screen = ScreenSettings(choice=ScreenChoice.FILE, file=str(path))
        self.keeper.change(replace(self.keeper.value, screen=screen))

    def wait_for(self, icc: bytes | None) -> None:
        self.qtbot.waitUntil(lambda: self.space.screen().icc == icc)
        screen = self.space.screen()
        self.qtbot.waitUntil(lambda: self.opened.document.colours.screen == screen)
        self.qtbot.waitUntil(lambda: self.opened.document.colours.is_whole)


@pytest.fixture
def bench(
    qtbot: QtBot, theme: ThemeKeeper, icons: Icons, resources: Path, tmp_path: Path
) -> Iterator[Bench]:
    made = Bench(qtbot, theme, icons, resources / "models.json", tmp_path)
    yield made
    made.errands.shut_down()


def test_the_system_is_asked_for_the_screen_of_the_window(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.ui.screens.system_profile.system_profile", lambda _place: P3)
    bench.flow.begin()
    bench.open()
    bench.wait_for(P3)
    assert np.array_equal(bench.shown, converted(PIXELS, None, P3))
    assert "→" in bench.label.text()
    assert "P3" in bench.label.toolTip()


def test_what_is_open_follows_the_settings(bench: Bench) -> None:
    bench.open(ADOBE)
    assert np.array_equal(bench.shown, converted(PIXELS, ADOBE, None))
    bench.choose(P3)
    bench.wait_for(P3)
    assert np.array_equal(bench.shown, converted(PIXELS, ADOBE, P3))
    bench.keeper.change(Settings())
    bench.wait_for(None)
    assert np.array_equal(bench.shown, converted(PIXELS, ADOBE, None))


def test_all_that_is_seen_is_painted_in_the_new_colours(bench: Bench) -> None:
    bench.window.resize(500, 400)
    bench.open()
    bench.canvas.zoom_to_fit()
    before = bench.canvas.grab().toImage()
    bench.choose(P3)
    bench.wait_for(P3)
    bench.qtbot.waitUntil(lambda: bench.canvas.grab().toImage() != before)


def test_the_mask_and_its_steps_stand(bench: Bench) -> None:
    bench.open()
    bench.space.invert_mask()
    bench.choose(P3)
    bench.wait_for(P3)
    assert bench.opened.document.has_mask
    bench.space.undo_stack.undo()
    assert not bench.opened.document.has_mask


def use_part(bench: Bench) -> np.ndarray:
    """Part of a picture that was read before the screen was another one; all of its pixels."""
    other = PIXELS.copy()
    other[10:30, 20:60] = 90, 180, 60
    store = io.BytesIO()
    Image.fromarray(other).save(store, "PNG")
    file = replace(bench.opened.file, content=bench.pictures.put(store.getvalue(), ".png"))
    ref = ResultRef(edit=EditId("20261121T120000-aaaa"), index=0)
    box = Box(20, 10, 40, 20)
    bench.space.replace_region(file, ref, box, other[10:30, 20:60], SRGB_SCREEN)
    return other


def test_a_part_from_before_the_screen_changed_is_made_anew(bench: Bench) -> None:
    bench.open()
    other = use_part(bench)
    bench.choose(P3)
    bench.wait_for(P3)
    bench.space.undo_stack.undo()
    bench.wait_for(P3)
    assert np.array_equal(bench.shown, converted(PIXELS, None, P3))
    bench.space.undo_stack.redo()
    bench.wait_for(P3)
    assert np.array_equal(bench.shown, converted(other, None, P3))


def test_a_part_that_was_read_for_another_screen_is_made_anew(bench: Bench) -> None:
    bench.open()
    bench.choose(P3)
    bench.wait_for(P3)
    other = use_part(bench)
    bench.wait_for(P3)
    assert np.array_equal(bench.shown, converted(other, None, P3))
    bench.space.undo_stack.undo()
    assert bench.opened.document.colours.is_whole
    assert np.array_equal(bench.shown, converted(PIXELS, None, P3))


@pytest.mark.parametrize("name", ["torn.icc", "gone.icc"])
def test_a_useless_profile_is_said_and_srgb_takes_its_place(bench: Bench, name: str) -> None:
    bench.choose(P3)
    bench.open()
    bench.wait_for(P3)
    bench.choose(P3[:150], name)
    if name == "gone.icc":
        (bench.folder / name).unlink()
    bench.wait_for(None)
    assert [one.kind for one in bench.problems] == [ProblemKind.SCREEN_PROFILE_USELESS]
    assert name in bench.problems[0].sentence
    assert np.array_equal(bench.shown, PIXELS)
    said = "shown for sRGB, because the file chosen in the settings cannot be used"
    bench.qtbot.waitUntil(lambda: said in bench.label.toolTip())


@pytest.mark.logs
def test_a_picture_that_is_gone_stays_as_it_is_seen(bench: Bench) -> None:
    bench.open()
    gone = replace(bench.opened.file, content=ContentHash("0" * 64))
    bench.space.put_in_place(replace(bench.opened, file=gone))
    bench.choose(P3)
    bench.wait_for(P3)
    assert [one.kind for one in bench.problems] == [ProblemKind.PICTURE_GONE]
    assert np.array_equal(bench.shown, PIXELS)


def test_words_about_the_colours(bench: Bench) -> None:
    assert bench.label.text() == ""
    bench.open()
    assert bench.label.text() == "sRGB"
    assert "because the system names no other profile" in bench.label.toolTip()
    bench.space.put_in_place(None)
    assert bench.label.text() == ""
