"""A large picture is seen roughly while it is read; nothing of that stays, whatever comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.draft import Draft
from desktop.domain.problems import Problem
from desktop.imaging.canvas_document import CanvasDocument
from desktop.storage.image_files import ImageFiles
from desktop.storage.model_table import load_models
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.errands import Errands
from desktop.ui.flows.picture_flow import PictureFlow
from desktop.ui.flows.stage import Stage
from desktop.ui.icons import Icons
from desktop.ui.theme import ThemeKeeper
from desktop.ui.workspace import Workspace
from tests.builders import jpeg


class Opening:
    """Opening, stage and canvas, joined as in the window; it keeps what the canvas was given."""

    def __init__(
        self, qtbot: QtBot, theme: ThemeKeeper, icons: Icons, models: Path, folder: Path
    ) -> None:
        self.qtbot = qtbot
        self.canvas = CanvasView(theme, icons)
        self.canvas.resize(600, 400)
        qtbot.addWidget(self.canvas)
        self.canvas.show()
        self.errands = Errands()
        self.space = Workspace(load_models(models), Draft())
        pictures = ImageFiles(folder / "pictures")
        pictures.prepare()
        self.flow = PictureFlow(self.space, self.errands, pictures)
        self.stage = Stage(self.space, self.canvas)
        self.seen: list[tuple[int, int]] = []
        self.flow.look_taken.connect(self.stage.show_coming)
        self.flow.look_taken.connect(self._see)
        self.flow.look_over.connect(self.stage.end_coming)
        self.space.document_changed.connect(self._show)

    def _see(self) -> None:
        assert self.canvas.document is not None
        size = self.canvas.document.size
        self.seen.append((size.width, size.height))
        assert self.space.document is not self.canvas.document

    def _show(self) -> None:
        self.canvas.set_document(self.space.document)


@pytest.fixture
def opening(
    qtbot: QtBot, theme: ThemeKeeper, icons: Icons, resources: Path, tmp_path: Path
) -> Iterator[Opening]:
    made = Opening(qtbot, theme, icons, resources / "models.json", tmp_path)
    yield made
    made.errands.shut_down()
    made.canvas.close()


def test_the_rough_view_gives_way_to_the_picture(opening: Opening, tmp_path: Path) -> None:
    path = tmp_path / "large.jpg"
    path.write_bytes(jpeg(np.full((3000, 4000, 3), 120, np.uint8)))
    opening.flow.open_files((path,))
    opening.qtbot.waitUntil(lambda: opening.space.document is not None)
    assert opening.canvas.document is opening.space.document
    opening.flow._show_look(opening.flow._turn, "late", np.zeros((30, 40, 4), np.uint8))
    assert opening.canvas.document is opening.space.document, "a late look is not shown"
    assert opening.seen in ([], [(500, 375)])


def test_what_cannot_be_opened_leaves_what_was_there(opening: Opening, tmp_path: Path) -> None:
    told: list[Problem] = []
    opening.flow.problem_found.connect(told.append)
    path = tmp_path / "odd.jpg"
    path.write_bytes(b"no picture")
    opening.flow._turn += 1
    opening.flow._show_look(opening.flow._turn, "odd.jpg", np.full((30, 40, 4), 255, np.uint8))
    assert opening.canvas.document is not None
    assert isinstance(opening.canvas.document, CanvasDocument)
    opening.flow.open_files((path,))
    opening.qtbot.waitUntil(lambda: bool(told))
    assert opening.canvas.document is None
