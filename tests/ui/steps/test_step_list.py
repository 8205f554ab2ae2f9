"""The panel of steps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from desktop.ui.icons import Icons
from desktop.ui.steps.step_list import StepList


@pytest.fixture
def panel(qtbot: QtBot, icons: Icons) -> StepList:
    panel = StepList(icons)
    qtbot.addWidget(panel)
    panel.resize(280, 300)
    panel.show()
    return panel


def rows(panel: StepList) -> QListWidget:
    return panel.findChildren(QListWidget)[0]


def test_steps_are_listed_and_clicked(panel: StepList) -> None:
    told: list[int] = []
    panel.step_chosen.connect(told.append)
    panel.show_steps(("Brush stroke", "Invert mask", "Lasso"), 2)
    shown = rows(panel)
    assert [shown.item(row).text() for row in range(4)] == [
        "Start",
        "Brush stroke",
        "Invert mask",
        "Lasso",
    ]
    assert shown.currentRow() == 2
    assert "again" in shown.item(3).data(Qt.ItemDataRole.AccessibleTextRole)
    place = shown.visualItemRect(shown.item(1)).center()
    QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told == [1]


def test_many_steps_are_cut_at_the_old_end(panel: StepList) -> None:
    told: list[int] = []
    panel.step_chosen.connect(told.append)
    panel.show_steps(tuple(f"Step {number}" for number in range(2000)), 2000)
    assert rows(panel).count() == 501
    assert rows(panel).currentItem().text() == "Step 1999"
    rows(panel).activated.emit(rows(panel).model().index(0, 0))
    assert told == [1500]
