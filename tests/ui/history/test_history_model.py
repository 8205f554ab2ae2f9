"""The history reads by pages, stays in order, and is never torn by what comes in between."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.edit import Edit, Outcome
from desktop.domain.identity import EditId
from desktop.domain.problems import ProblemKind, fail
from desktop.ui.history.history_model import PAGE, HistoryModel
from tests.ui.samples import Pages, edit, pages, result


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as made:
        yield made


@pytest.fixture
def model(qapp: QApplication, pool: ThreadPoolExecutor) -> HistoryModel:
    made = HistoryModel(pool.submit)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning, made)
    return made


def read(qtbot: QtBot, model: HistoryModel, source: Pages) -> None:
    with qtbot.waitSignal(model.page_read):
        model.show_source(source)


def numbers(model: HistoryModel) -> list[int]:
    rows = range(model.rowCount())
    return [int(model.tile(model.index(row)).edit.id[:12], 16) for row in rows]


def test_the_first_page_comes_by_itself(qtbot: QtBot, model: HistoryModel) -> None:
    source = pages(3)
    with qtbot.waitSignal(model.page_read):
        model.show_source(source)
        assert model.rowCount() == 0
        assert model.is_reading
    assert numbers(model) == [3, 2, 1]
    assert not model.canFetchMore()


def test_pages_follow_each_other_by_key(qtbot: QtBot, model: HistoryModel) -> None:
    source = pages(2 * PAGE + 5)
    read(qtbot, model, source)
    while model.canFetchMore() or model.is_reading:
        with qtbot.waitSignal(model.page_read):
            model.fetchMore()
    assert numbers(model) == list(range(2 * PAGE + 5, 0, -1))
    assert source.asked == [None, edit(PAGE + 6).id, edit(6).id]


def test_pages_are_read_on_another_thread(qtbot: QtBot, model: HistoryModel) -> None:
    seen: list[str] = []

    class Watching(Pages):
        def page(self, before: EditId | None, limit: int) -> tuple[Edit, ...]:
            seen.append(threading.current_thread().name)
            return super().page(before, limit)

    read(qtbot, model, Watching(pages(1).edits))
    assert seen != [threading.main_thread().name]


def test_every_result_has_a_row_of_its_own(qtbot: QtBot, model: HistoryModel) -> None:
    source = Pages((edit(3, results=4), edit(2, results=0), edit(1)))
    read(qtbot, model, source)
    assert numbers(model) == [3, 3, 3, 3, 2, 1]
    refs = [model.tile(model.index(row)).ref for row in range(6)]
    assert [ref.index if ref else None for ref in refs] == [0, 1, 2, 3, None, 0]
    draggable = [
        bool(model.flags(model.index(row)) & Qt.ItemFlag.ItemIsDragEnabled) for row in range(6)
    ]
    assert draggable == [True, True, True, True, False, True]


def test_a_new_edit_stands_at_the_top(qtbot: QtBot, model: HistoryModel) -> None:
    read(qtbot, model, pages(2))
    model.insert(edit(7, results=2))
    assert numbers(model) == [7, 7, 2, 1]


def test_an_older_one_takes_the_place_of_its_age(qtbot: QtBot, model: HistoryModel) -> None:
    read(qtbot, model, Pages((edit(9), edit(5), edit(1))))
    model.insert(edit(6))
    model.insert(edit(0))
    assert numbers(model) == [9, 6, 5, 1, 0]


def test_the_same_edit_twice_is_one_row(qtbot: QtBot, model: HistoryModel) -> None:
    model.insert(edit(7))
    model.insert(edit(7, prompt="Changed"))
    read(qtbot, model, pages(2))
    model.insert(edit(3))
    assert numbers(model) == [3, 2, 1]


def test_what_came_while_a_page_was_on_its_way_is_not_doubled(
    qtbot: QtBot, model: HistoryModel
) -> None:
    with qtbot.waitSignal(model.page_read):
        model.show_source(pages(3))
        model.insert(edit(3))
    assert sorted(numbers(model), reverse=True) == [3, 2, 1]


def test_older_than_all_that_is_read_waits_for_its_page(qtbot: QtBot, model: HistoryModel) -> None:
    source = pages(PAGE + 50)
    read(qtbot, model, source)
    model.insert(edit(20))
    assert model.rowCount() == PAGE
    with qtbot.waitSignal(model.page_read):
        model.fetchMore()
    assert numbers(model).count(20) == 1


def test_an_update_changes_rows_in_place_or_their_number(qtbot: QtBot, model: HistoryModel) -> None:
    read(qtbot, model, Pages((edit(3), edit(2, results=0), edit(1))))
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.update_edit(edit(3, prompt="Now blue"))
    assert changed.args[0].row() == 0
    assert model.tile(model.index(0)).edit.recipe.prompt == "Now blue"
    finished = replace(edit(2, results=0), outcome=Outcome.FINISHED)
    model.update_edit(replace(finished, results=(result(0), result(1))))
    assert numbers(model) == [3, 2, 2, 1]
    model.update_edit(edit(99))
    assert numbers(model) == [3, 2, 2, 1]


def test_removing_takes_all_results(qtbot: QtBot, model: HistoryModel) -> None:
    read(qtbot, model, Pages((edit(3), edit(2, results=3), edit(1))))
    model.remove(edit(2).id)
    model.remove(edit(42).id)
    assert numbers(model) == [3, 1]
    model.insert(edit(2, results=3))
    assert numbers(model) == [3, 2, 2, 2, 1]


class Held:
    """Runs nothing until it is told to, so that answers can be made late."""

    def __init__(self) -> None:
        self.jobs: list[Callable[[], None]] = []

    def __call__(self, job: Callable[[], None]) -> Future[None]:
        self.jobs.append(job)
        return Future()


def test_an_answer_to_an_earlier_question_is_dropped(qtbot: QtBot, qapp: QApplication) -> None:
    held = Held()
    model = HistoryModel(held)
    model.show_source(pages(5))
    model.show_source(pages(2))
    with qtbot.waitSignal(model.page_read):
        for job in held.jobs:
            job()
    assert numbers(model) == [2, 1]


def test_a_page_that_cannot_be_read_is_told_and_can_be_tried_again(
    qtbot: QtBot, model: HistoryModel
) -> None:
    damage = fail(ProblemKind.LIBRARY_DAMAGED, reason="disk", suggestion="Restore it.")
    source = Pages(pages(3).edits, problem=damage)
    with qtbot.waitSignal(model.problem_found) as found:
        model.show_source(source)
    assert found.args == [damage.problem]
    assert not model.canFetchMore()
    source.problem = None
    with qtbot.waitSignal(model.page_read):
        model.read_again()
    assert numbers(model) == [3, 2, 1]


@pytest.mark.logs
def test_a_fault_beside_the_window_is_logged(
    qapp: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Pages):
        def page(self, before: EditId | None, limit: int) -> tuple[Edit, ...]:
            raise RuntimeError("a fault")

    with ThreadPoolExecutor(1) as pool:
        HistoryModel(pool.submit).show_source(Broken(()))
    assert "Work beside the window failed" in caplog.text


def test_a_row_can_be_read_aloud(qtbot: QtBot, model: HistoryModel) -> None:
    read(qtbot, model, Pages((edit(2, results=2, prompt="Make <b>it</b> night\nplease"),)))
    spoken = model.data(model.index(1), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken is not None
    assert spoken.startswith("Make <b>it</b> night, result 2 of 2, 1536×1024, gpt-image-2, ")
    assert spoken.endswith("$0.0527 for 2 results")
    tooltip = model.data(model.index(1), Qt.ItemDataRole.ToolTipRole)
    assert tooltip is not None
    assert "&lt;b>it" in tooltip
    assert model.data(model.index(1), Qt.ItemDataRole.DecorationRole) is None
