"""The library's window finds, marks, moves and throws away, and takes all of it back."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMessageBox, QPushButton

from desktop.domain.edit import Edit
from desktop.domain.identity import EditId
from desktop.domain.library_item import ItemKind, Label, MarksChange
from desktop.domain.library_query import LibraryQuery, SavedSearch, SortBy
from desktop.ui.history.history_list import HistoryList
from desktop.ui.history.history_menu import Wish
from desktop.ui.library.library_grid import LibraryGrid
from desktop.ui.library.side_list import Place, PlaceKind
from desktop.ui.mime import PICTURES_FORMAT
from tests.storage.samples import edit_id
from tests.ui.library.conftest import PROMPTS, Bench

ALL = ("two of them", "two of them", *reversed(PROMPTS[:4]))
FOXES = ("the red fox by night", "a red fox")


def search_of(bench: Bench) -> QLineEdit:
    found = bench.window.bar.findChild(QLineEdit)
    assert found is not None
    return found


def test_it_finds_while_one_types(bench: Bench) -> None:
    QTest.keyClicks(search_of(bench), "fox")
    bench.wait_for(*FOXES)
    QTest.keyClicks(search_of(bench), " -night ")
    bench.wait_for("a red fox")
    search_of(bench).clear()
    bench.wait_for(*ALL)


def test_typing_in_the_grid_begins_a_search(bench: Bench) -> None:
    QTest.keyClick(bench.window.grid, Qt.Key.Key_T)
    QTest.keyClicks(search_of(bench), "ea")
    bench.wait_for("a blue teapot")
    assert search_of(bench).text() == "tea"


def test_filters_and_order(bench: Bench) -> None:
    bench.window.look_for(LibraryQuery(kinds=(ItemKind.REFUSED,)))
    bench.wait_for("refused")
    bench.window.look_for(LibraryQuery(is_descending=False, sort=SortBy.KIND))
    bench.wait_for("a red fox", "a blue teapot", *PROMPTS[2:3], *ALL[:2], "refused")
    labels = [button.text() for button in bench.window.bar.findChildren(QPushButton)]
    assert "Kind" in labels
    bench.window.bar.show_query(LibraryQuery(kinds=(ItemKind.REFUSED,), least_rating=3))
    labels = [button.text() for button in bench.window.bar.findChildren(QPushButton)]
    assert {"Kind: Refused", "Stars: 3 and more"} <= set(labels)


def marks(bench: Bench, row: int) -> object:
    item = bench.window.model.item(row)
    assert item is not None
    return item.marks


def rating(bench: Bench, row: int) -> int:
    item = bench.window.model.item(row)
    return -1 if item is None else item.marks.rating


def test_digits_give_stars_and_undo_takes_them_away(bench: Bench) -> None:
    bench.choose(0, 2)
    QTest.keyClick(bench.window.grid, Qt.Key.Key_4)
    bench.qtbot.waitUntil(lambda: (rating(bench, 0), rating(bench, 2)) == (4, 4))
    assert rating(bench, 1) == 0
    bench.window.undo_wanted.emit()
    bench.qtbot.waitUntil(lambda: (rating(bench, 0), rating(bench, 2)) == (0, 0))
    bench.window.redo_wanted.emit()
    bench.qtbot.waitUntil(lambda: (rating(bench, 0), rating(bench, 2)) == (4, 4))


def test_marks_from_the_side_panel(bench: Bench) -> None:
    bench.choose(5)
    inspector = bench.window.inspector
    inspector.changed.emit(MarksChange(label=Label.GREEN, with_tags=("hero",), note="for Ōta"))
    bench.qtbot.waitUntil(lambda: "hero" in str(marks(bench, 5)))
    bench.window.bar.begin_search("hero")
    bench.wait_for("a red fox")
    bench.window.bar.begin_search("ota")
    bench.wait_for("a red fox")
    bench.choose(0)
    field = next(one for one in inspector.findChildren(QLineEdit) if one.accessibleName() == "Tags")
    assert field.text() == "hero"
    field.setText("hero, print")
    field.editingFinished.emit()
    bench.qtbot.waitUntil(lambda: "print" in str(marks(bench, 0)))


def test_results_are_dragged_to_a_project(bench: Bench) -> None:
    bench.window.project_added.emit("Poster")
    places = bench.window.places
    bench.qtbot.waitUntil(lambda: _row_of(places, "Poster") >= 0)
    bench.choose(4, 5)
    data = QMimeData()
    data.setData(PICTURES_FORMAT, b"[]")
    rect = places.visualRect(places.model().index(_row_of(places, "Poster"), 0))
    event = QDropEvent(
        QPointF(rect.center()),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    places.dropEvent(event)
    bench.qtbot.waitUntil(lambda: _row_of(places, "Poster  2") >= 0)
    places.choose(Place(PlaceKind.PROJECT, "Poster"))
    places.place_chosen.emit(places.place())
    bench.wait_for("a blue teapot", "a red fox")


def _row_of(places: object, words: str) -> int:
    model = places.model()  # type: ignore[attr-defined]
    rows = range(model.rowCount())
    return next((row for row in rows if model.index(row, 0).data() == words), -1)


def test_delete_goes_to_the_trash_and_comes_back(bench: Bench) -> None:
    bench.choose(5)
    QTest.keyClick(bench.window.grid, Qt.Key.Key_Delete)
    bench.wait_for(*ALL[:5])
    bench.qtbot.waitUntil(lambda: len(bench.library.catalogue.trashed()) == 1)
    bench.qtbot.waitUntil(lambda: len(bench.flow._undo) == 1)
    bench.window.undo_wanted.emit()
    bench.wait_for(*ALL)
    assert bench.library.catalogue.trashed() == ()


def answer(bench: Bench, text: str) -> None:
    """Presses the button of the question that stands on the screen."""

    def shown() -> QMessageBox | None:
        boxes = bench.window.findChildren(QMessageBox)
        return next((box for box in boxes if box.isVisible()), None)

    bench.qtbot.waitUntil(lambda: shown() is not None)
    box = shown()
    assert box is not None
    next(button for button in box.buttons() if button.text() == text).click()


def test_the_trash_is_emptied_after_a_question_and_spares_what_is_used(bench: Bench) -> None:
    first = bench.library.history.get(edit_id(0)).results[0].picture.content
    second = bench.library.history.get(edit_id(1)).results[0].picture.content
    bench.flow._opened.add(first)
    bench.choose(4, 5)
    QTest.keyClick(bench.window.grid, Qt.Key.Key_Delete)
    bench.qtbot.waitUntil(lambda: len(bench.library.catalogue.trashed()) == 2)
    bench.window.look_for(LibraryQuery(in_trash=True))
    bench.wait_for("a blue teapot", "a red fox")
    bench.window.empty_wanted.emit()
    answer(bench, "Empty the trash")
    bench.qtbot.waitUntil(lambda: bench.window.model.rowCount() == 0)
    assert bench.library.pictures.verify(first)
    assert not bench.library.pictures.holds(second)
    assert bench.library.history.find(edit_id(1)) is None


def test_a_search_is_kept_under_a_name(bench: Bench) -> None:
    bench.window.search_kept.emit(SavedSearch(name="Foxes", query=LibraryQuery(text="fox")))
    places = bench.window.places
    bench.qtbot.waitUntil(lambda: _row_of(places, "Foxes") >= 0)
    places.choose(Place(PlaceKind.SEARCH, "Foxes"))
    places.place_chosen.emit(places.place())
    bench.wait_for(*FOXES)
    assert search_of(bench).text() == "fox"


def test_commands_are_those_of_the_history(bench: Bench) -> None:
    with bench.qtbot.waitSignal(bench.panel.canvas_requested) as told:
        bench.window.wished.emit(Wish.CANVAS, bench.window.model.item(0))
    assert told.args == [bench.window.model.item(0).ref]  # type: ignore[union-attr]
    with bench.qtbot.waitSignal(bench.panel.compare_requested):
        bench.window.compared.emit(bench.window.model.item(5), bench.window.model.item(0))


def test_everything_chosen_is_exported_together(bench: Bench) -> None:
    items = [item for item in map(bench.window.model.item, (0, 1, 2)) if item is not None]
    with bench.qtbot.waitSignal(bench.panel.export_requested) as told:
        bench.window.exported.emit([item.number for item in items])
    wanted = tuple(item.ref for item in items if item.ref)
    assert told.args == [wanted]
    assert len(wanted) > 1


def test_what_comes_meanwhile_is_shown_and_the_choice_stays(bench: Bench) -> None:
    bench.choose(2)
    edit = bench.library.history.get(edit_id(1))
    later = replace(edit, id=edit_id(99), created=edit.created.replace(year=2027))
    bench.library.store_edit(later)
    bench.panel.insert(later)
    bench.wait_for("a blue teapot", *ALL)
    bench.qtbot.waitUntil(lambda: bench.window.grid.chosen_rows() == [range(3, 4)])


def test_the_tree_is_shown_with_what_changed(bench: Bench) -> None:
    item = bench.window.model.item(3)
    assert item is not None
    assert item.parent is not None
    bench.window.lineage_wanted.emit(item)
    bench.qtbot.waitUntil(lambda: bench.flow.lineage.dialog is not None)
    dialog = bench.flow.lineage.dialog
    assert dialog is not None
    nodes = dialog.view.lineage.nodes
    assert [(node.item.prompt, node.depth) for node in nodes] == [(FOXES[1], 0), (FOXES[0], 1)]
    bench.qtbot.waitUntil(lambda: "<u" in dialog._prompt.text())
    QTest.keyClick(dialog.view, Qt.Key.Key_Left)
    assert [node.item.prompt for node in dialog.view.chosen()] == [FOXES[1]]
    with bench.qtbot.waitSignal(dialog.canvas_wanted):
        QTest.keyClick(dialog.view, Qt.Key.Key_Return)
    child = dialog.view.place_of(nodes[1]).center()
    QTest.mouseClick(
        dialog.view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ControlModifier,
        child,
    )
    with bench.qtbot.waitSignal(bench.panel.compare_requested):
        dialog._compare.click()
    dialog.close()


def test_shift_and_a_band_choose_several(bench: Bench) -> None:
    grid: LibraryGrid = bench.window.grid
    first, third = (grid.visualRect(grid.model().index(row, 0)).center() for row in (0, 2))
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=first)
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, shift, third)
    assert grid.chosen_count() == 3
    QTest.keySequence(grid, QKeySequence("Ctrl+A"))
    assert grid.chosen_count() == 6
    assert grid.chosen_numbers() == bench.library.catalogue.numbers(LibraryQuery()).tolist()


@pytest.mark.parametrize("width", [72, 200, 420])
def test_tiles_of_any_size_fill_the_width(bench: Bench, width: int) -> None:
    grid = bench.window.grid
    grid.set_tile_width(width)
    shown = bench.window.grab()
    assert not shown.isNull()
    last = grid.sheet.rect(min(grid.sheet.columns, 6) - 1)
    assert last.right() <= grid.viewport().width()


def test_the_history_throws_away_and_takes_back_too(bench: Bench) -> None:
    panel, catalogue = bench.panel, bench.library.catalogue
    panel.resize(900, 200)
    panel.show()
    panel.search_changed.connect(lambda text: panel.show_source(_Pages(bench, text)))
    panel.read_anew()
    bench.qtbot.waitUntil(lambda: panel.model.rowCount() == 6)
    view = panel.focusProxy()
    assert isinstance(view, HistoryList)
    view.setCurrentIndex(panel.model.index(0))
    QTest.keyClick(view, Qt.Key.Key_Delete)
    bench.qtbot.waitUntil(lambda: len(catalogue.trashed()) == 1)
    bench.qtbot.waitUntil(lambda: panel.model.rowCount() == 5)
    undo = [one for one in panel.findChildren(QPushButton) if one.text() == "Undo"]
    undo[0].click()
    bench.qtbot.waitUntil(lambda: not catalogue.trashed())
    bench.qtbot.waitUntil(lambda: panel.model.rowCount() == 6)
    panel.lineage_requested.emit(panel.model.tile(panel.model.index(0)).ref)
    bench.qtbot.waitUntil(lambda: bench.flow.lineage.dialog is not None)


@dataclass(frozen=True)
class _Pages:
    bench: Bench
    text: str

    def page(self, before: EditId | None, limit: int) -> tuple[Edit, ...]:
        return self.bench.library.history.search(self.text, before, limit)
