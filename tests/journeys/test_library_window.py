"""The library in the running program: found, marked, put on the canvas, thrown away, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.library_query import LibraryQuery
from desktop.ui.library.library_window import LibraryWindow
from tests.fakes.image_service import ImageService
from tests.journeys.conftest import Sit
from tests.journeys.designer import Designer


@pytest.fixture
def stet(sit: Sit, photograph: Path) -> Designer:
    """An edit was just made, and its result taken."""
    stet = sit(photograph)
    stet.paint((480, 280), (560, 300))
    stet.type_prompt("a red sail")
    stet.generate()
    stet.wait(lambda: stet.is_judging)
    stet.press("Keep original")
    return stet


def opened(stet: Designer) -> LibraryWindow:
    stet.act("library")
    window = stet.program.window_flow._history.tiles.window
    assert window is not None
    stet.wait(lambda: window.model.rowCount() == 1 and window.model.item(0) is not None)
    return window


def test_all_of_it_is_on_the_screen(stet: Designer) -> None:
    window, room = opened(stet), stet.window.screen().availableSize()
    assert window.height() < room.height()
    assert window.width() < room.width()


def test_from_the_canvas_to_the_library_and_back(stet: Designer, service: ImageService) -> None:
    window = opened(stet)
    found: list[int] = []
    window.model.first_shown.connect(found.append)
    window.bar.begin_search("sai")
    stet.wait(lambda: found == [1])
    window.grid.choose_rows([0])
    QTest.keyClick(window.grid, Qt.Key.Key_5)
    stet.wait(lambda: bool(stet.library.catalogue.numbers(LibraryQuery(least_rating=5)).size))
    before = stet.content
    QTest.keyClick(window.grid, Qt.Key.Key_Return)
    stet.wait(lambda: stet.content != before)
    assert stet.content == stet.newest().results[0].picture.content
    assert len(service.paid_requests) == 1


def test_thrown_away_and_taken_back(stet: Designer) -> None:
    window = opened(stet)
    window.grid.choose_rows([0])
    QTest.keyClick(window.grid, Qt.Key.Key_Delete)
    stet.wait(lambda: stet.history_size == 0 and len(stet.library.catalogue.trashed()) == 1)
    window.undo_wanted.emit()
    stet.wait(lambda: stet.history_size == 1 and not stet.library.catalogue.trashed())
