"""A library with a few results, and the library's window joined with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.draft import Draft
from desktop.domain.edit import Outcome, ResultRef
from desktop.storage.library import Library
from desktop.storage.model_table import load_models
from desktop.ui.errands import Errands
from desktop.ui.flows.library_flow import LibraryFlow
from desktop.ui.history.history_panel import HistoryPanel
from desktop.ui.icons import Icons
from desktop.ui.library.library_window import LibraryWindow
from desktop.ui.mime import DraggedPicture
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.workspace import Workspace
from tests.storage.samples import START, a_result, an_edit, edit_id
from tests.ui.samples import png

PROMPTS = ("a red fox", "a blue teapot", "the red fox by night", "refused", "two of them")


@dataclass
class Bench:
    library: Library
    panel: HistoryPanel
    flow: LibraryFlow
    qtbot: QtBot

    @property
    def window(self) -> LibraryWindow:
        window = self.flow.window
        assert window is not None
        return window

    def prompts(self) -> list[str]:
        model = self.window.model
        items = [model.item(row) for row in range(model.rowCount())]
        return [item.prompt for item in items if item is not None]

    def wait_for(self, *prompts: str) -> None:
        self.qtbot.waitUntil(lambda: self.prompts() == list(prompts))

    def choose(self, *rows: int) -> None:
        self.window.grid.choose_rows(list(rows))


def fill(library: Library) -> None:
    """Five edits, the last with two results, the third made from the first."""
    for number, prompt in enumerate(PROMPTS):
        pictures = [png(40 + number, 30 + at) for at in range(2 if number == 4 else 1)]
        for picture in pictures:
            library.pictures.put(picture, ".png")
        results = tuple(a_result(picture, at) for at, picture in enumerate(pictures))
        edit = an_edit(number, prompt, results=results, created=START + timedelta(minutes=number))
        if prompt == "refused":
            edit = replace(edit, results=(), outcome=Outcome.REFUSED)
        if number == 2:
            edit = replace(edit, parent=ResultRef(edit=edit_id(0), index=0))
        library.store_edit(edit)


@pytest.fixture
def bench(
    tmp_path: Path, qtbot: QtBot, icons: Icons, loader: PictureLoader, resources: Path
) -> Iterator[Bench]:
    errands = Errands()
    host = QWidget()
    qtbot.addWidget(host)
    with Library.open(tmp_path / "library") as library:
        fill(library)
        panel = HistoryPanel(icons, loader, errands.submit, _no_file)
        qtbot.addWidget(panel)
        space = Workspace(load_models(resources / "models.json"), Draft(), host)
        flow = LibraryFlow(panel, library, space, errands, _no_file, host)
        flow.show()
        bench = Bench(library, panel, flow, qtbot)
        bench.wait_for("two of them", "two of them", *reversed(PROMPTS[:4]))
        yield bench
        flow.shut_down()
        errands.shut_down()


def _no_file(_picture: DraggedPicture) -> Path:
    raise AssertionError("Nothing is dragged here.")
