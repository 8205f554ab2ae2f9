"""Stars and labels are the same in the history as in the library's window, given in either."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from desktop.domain.library_item import Label, Marks, MarksChange
from desktop.domain.library_query import LibraryQuery
from desktop.ui.flows.history_flow import SearchSource
from desktop.ui.history.history_list import HistoryList
from desktop.ui.tiles.mark_painting import LABEL_COLOURS
from tests.ui.library.conftest import Bench


@pytest.fixture
def tiles(bench: Bench) -> HistoryList:
    """The history of the library, with every page read and painted."""
    bench.panel.resize(700, 500)
    bench.panel.show()
    bench.panel.show_source(SearchSource(bench.library.history, ""))
    bench.qtbot.waitUntil(lambda: bench.panel.model.rowCount() == 6)
    found = bench.panel.findChild(HistoryList)
    assert found is not None
    return found


def marks(bench: Bench) -> list[Marks]:
    return [bench.panel.model.marks_at(row) for row in range(bench.panel.model.rowCount())]


def stars(bench: Bench) -> list[int]:
    return [one.rating for one in marks(bench)]


def choose(tiles: HistoryList, row: int) -> None:
    tiles.setCurrentIndex(tiles.model().index(row, 0))


def test_a_digit_rates_in_the_history_and_zero_takes_it_back(
    bench: Bench, tiles: HistoryList
) -> None:
    choose(tiles, 2)
    QTest.keyClick(tiles, Qt.Key.Key_4)
    bench.qtbot.waitUntil(lambda: stars(bench) == [0, 0, 4, 0, 0, 0])
    found = bench.library.catalogue.page(LibraryQuery(least_rating=4))
    assert [one.prompt for one in found] == ["refused"]
    QTest.keyClick(tiles, Qt.Key.Key_0)
    bench.qtbot.waitUntil(lambda: stars(bench) == [0] * 6)


def test_what_is_marked_in_the_library_shows_in_the_history_and_undo_too(
    bench: Bench, tiles: HistoryList
) -> None:
    bench.choose(1, 3)
    bench.window.marked.emit(
        bench.window.grid.chosen_numbers(), MarksChange(rating=2, label=Label.RED)
    )
    bench.qtbot.waitUntil(lambda: stars(bench).count(2) == 2)
    assert {one.label for one in marks(bench) if one.rating} == {Label.RED}
    index = tiles.model().index(stars(bench).index(2), 0)
    assert str(tiles.model().data(index)).endswith("2 stars, Red label")
    bench.window.undo_wanted.emit()
    bench.qtbot.waitUntil(lambda: stars(bench) == [0] * 6)


def test_marks_of_before_are_read_with_the_page(bench: Bench) -> None:
    numbers = bench.library.catalogue.numbers(LibraryQuery()).tolist()
    bench.library.catalogue.change(numbers[-1:], MarksChange(label=Label.BLUE))
    bench.panel.show_source(SearchSource(bench.library.history, ""))
    bench.qtbot.waitUntil(lambda: bench.panel.model.rowCount() == 6)
    bench.qtbot.waitUntil(lambda: marks(bench)[-1].label is Label.BLUE)


def test_label_and_stars_are_painted(bench: Bench, tiles: HistoryList) -> None:
    assert not _has(tiles.grab().toImage(), LABEL_COLOURS[Label.GREEN])
    numbers = bench.library.catalogue.numbers(LibraryQuery()).tolist()
    bench.window.marked.emit(numbers[:1], MarksChange(label=Label.GREEN))
    bench.qtbot.waitUntil(lambda: _has(tiles.grab().toImage(), LABEL_COLOURS[Label.GREEN]))


def _has(image: QImage, colour: QColor) -> bool:
    pixels = np.frombuffer(image.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.uint32)
    return bool((pixels == colour.rgb()).any())
