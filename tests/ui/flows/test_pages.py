"""A file with several pages is asked about before it is opened, and what is left out is said."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.draft import Draft
from desktop.domain.problems import Problem
from desktop.domain.size import Size
from desktop.storage.image_files import ImageFiles
from desktop.storage.model_table import load_models
from desktop.ui.dialogs.page_dialog import PageDialog
from desktop.ui.errands import Errands
from desktop.ui.flows.picture_flow import PageQuestion, PictureFlow
from desktop.ui.theme import ThemeKeeper
from desktop.ui.workspace import Workspace

SIZES = (Size(40, 30), Size(50, 20), Size(60, 10))


class Opening:
    """What the flow says, and the dialogs that it leads to."""

    def __init__(self, qtbot: QtBot, space: Workspace, flow: PictureFlow) -> None:
        self.qtbot, self.space, self.flow = qtbot, space, flow
        self.notes: list[str] = []
        self.asked: list[PageQuestion] = []
        self.problems: list[Problem] = []
        flow.note_made.connect(self.notes.append)
        flow.page_wanted.connect(self.asked.append)
        flow.problem_found.connect(self.problems.append)

    def question(self) -> PageQuestion:
        self.qtbot.waitUntil(lambda: bool(self.asked))
        return self.asked.pop()

    def file(self) -> tuple[str, Size]:
        """What is open by now."""
        self.qtbot.waitUntil(lambda: self.space.open_document is not None)
        found = self.space.open_document
        assert found is not None
        return found.file.name, found.file.size


@pytest.fixture
def opening(qtbot: QtBot, resources: Path, tmp_path: Path) -> Iterator[Opening]:
    errands = Errands()
    space = Workspace(load_models(resources / "models.json"), Draft())
    pictures = ImageFiles(tmp_path / "pictures")
    pictures.prepare()
    yield Opening(qtbot, space, PictureFlow(space, errands, pictures))
    errands.shut_down()


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "Scan.tif"
    with tifffile.TiffWriter(path) as writer:
        for number, size in enumerate(SIZES):
            pixels = np.full((size.height, size.width, 3), 50 * number, np.uint8)
            writer.write(pixels, photometric="rgb")
    return path


def test_the_page_that_was_chosen_is_opened(opening: Opening, scan: Path) -> None:
    opening.flow.open_files((scan,))
    question = opening.question()
    assert (question.name, question.sizes) == ("Scan.tif", SIZES)
    assert opening.space.document is None
    opening.flow.open_page(question, 3)
    assert opening.file() == ("Scan, page 3.tif", SIZES[2])
    assert opening.notes == []


def test_the_first_page_says_that_there_are_others(opening: Opening, scan: Path) -> None:
    opening.flow.open_data(scan.read_bytes(), "Scan.tif")
    opening.flow.open_page(opening.question(), 1)
    assert opening.file()[0] == "Scan.tif"
    opening.qtbot.waitUntil(lambda: bool(opening.notes))
    assert "has 3 pages; this is the first" in opening.notes[0]


def test_what_was_converted_on_opening_is_said(opening: Opening) -> None:
    made = BytesIO()
    Image.new("CMYK", (40, 30), (10, 20, 30, 0)).save(made, "TIFF")
    opening.flow.open_data(made.getvalue(), "print.tif")
    assert opening.file()[0] == "print.tif"
    opening.qtbot.waitUntil(lambda: bool(opening.notes))
    assert "CMYK" in opening.notes[0]


def test_what_was_converted_of_a_later_page_is_said_too(opening: Opening) -> None:
    made, inks = BytesIO(), Image.new("CMYK", (40, 30), (10, 20, 30, 0))
    inks.save(made, "TIFF", save_all=True, append_images=[inks])
    opening.flow.open_data(made.getvalue(), "print.tif")
    opening.flow.open_page(opening.question(), 2)
    assert opening.file()[0] == "print, page 2.tif"
    opening.qtbot.waitUntil(lambda: bool(opening.notes))
    assert "CMYK" in opening.notes[0]


def test_a_reference_of_several_pages_says_so(opening: Opening, scan: Path) -> None:
    with opening.qtbot.waitSignal(opening.flow.references_read) as read:
        opening.flow.add_files((scan,))
    assert [one.name for one in read.args[0]] == ["Scan.tif"]
    (note,) = opening.notes
    assert note.startswith("“Scan.tif”: This TIFF has 3 pages; this is the first")


def test_a_file_that_went_meanwhile_is_a_problem(opening: Opening, scan: Path) -> None:
    opening.flow.open_files((scan,))
    question = opening.question()
    scan.unlink()
    opening.flow.open_page(question, 2)
    opening.qtbot.waitUntil(lambda: bool(opening.problems))
    assert opening.space.open_document is None


def test_the_dialog_answers_by_keys(qtbot: QtBot, theme: ThemeKeeper) -> None:
    dialog = PageDialog("Scan.tif", SIZES)
    qtbot.addWidget(dialog)
    heard: list[int] = []
    dialog.page_chosen.connect(heard.append)
    dialog.open()
    QApplication.processEvents()
    assert dialog.pages.model().index(1, 0).data() == "Page 2   50×20"
    QTest.keyClick(dialog.pages, Qt.Key.Key_Down)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert heard == [2]
    assert not dialog.isVisible()
    dialog.open()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert heard == [2]
