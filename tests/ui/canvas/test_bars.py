"""The tool rail and the brush bar show what is set and say what is chosen."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.domain.settings import BrushSettings
from desktop.ui.canvas.brush_bar import BrushBar
from desktop.ui.canvas.tool_rail import ToolRail
from desktop.ui.canvas.tool_set import TOOLS
from desktop.ui.controls.number_edit import NumberEdit
from desktop.ui.icons import Icons


@pytest.fixture
def bar(qtbot: QtBot, icons: Icons) -> BrushBar:
    made = BrushBar(icons)
    qtbot.addWidget(made)
    made.resize(1000, made.height())
    made.show()
    return made


def number(bar: BrushBar, name: str) -> NumberEdit:
    return next(edit for edit in bar.findChildren(NumberEdit) if edit.accessibleName() == name)


def test_the_rail_says_which_tool_was_chosen(qtbot: QtBot, icons: Icons) -> None:
    rail = ToolRail(icons)
    qtbot.addWidget(rail)
    chosen: list[str] = []
    rail.tool_chosen.connect(chosen.append)
    for kind in TOOLS:
        rail.button(kind.name).click()
    assert chosen == [kind.name for kind in TOOLS]
    rail.show_tool("brush")
    assert rail.button("brush").isChecked()
    assert not rail.button(TOOLS[-1].name).isChecked()


def test_the_rail_has_two_columns_where_one_is_too_high(qtbot: QtBot, icons: Icons) -> None:
    rail = ToolRail(icons)
    qtbot.addWidget(rail)
    rail.show()
    wide: list[int] = []
    for height in (rail.sizeHint().height(), rail.minimumSizeHint().height(), 900):
        rail.resize(rail.width(), height)
        row = rail.layout()
        assert row is not None
        row.activate()
        boxes = [rail.button(kind.name).geometry() for kind in TOOLS]
        assert all(rail.rect().contains(box) for box in boxes)
        assert not any(a.intersects(b) for a, b in combinations(boxes, 2))
        wide.append(rail.width())
    assert wide[0] == wide[2] < wide[1]


def test_every_tool_has_a_name_a_key_and_a_tip(qtbot: QtBot, icons: Icons) -> None:
    rail = ToolRail(icons)
    qtbot.addWidget(rail)
    for kind in TOOLS:
        button = rail.button(kind.name)
        assert button.accessibleName() == kind.text
        assert f"({kind.key})" in button.toolTip()


def test_a_typed_size_is_told(bar: BrushBar) -> None:
    told: list[BrushSettings] = []
    bar.brush_changed.connect(told.append)
    edit = number(bar, "Size")
    edit.selectAll()
    QTest.keyClicks(edit, "120")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert told[-1].diameter == 120
    assert told[-1].hardness == BrushSettings().hardness


def test_what_is_shown_is_not_told_back(bar: BrushBar) -> None:
    told: list[BrushSettings] = []
    bar.brush_changed.connect(told.append)
    bar.show_brush(BrushSettings(diameter=33, hardness=0.25))
    assert told == []
    assert number(bar, "Size").text() == "33 px"
    assert number(bar, "Hardness").text() == "25%"


def test_buttons_say_what_is_asked_for(bar: BrushBar, qtbot: QtBot) -> None:
    bar.show_mask(has_picture=True, has_mask=True)
    tools = {button.accessibleName(): button for button in bar.findChildren(QToolButton)}
    with qtbot.waitSignal(bar.invert_requested):
        tools["Invert the mask"].click()
    with qtbot.waitSignal(bar.clear_requested):
        tools["Clear the mask"].click()
    with qtbot.waitSignal(bar.overlay_toggled) as shown:
        tools["Show or hide the mask's tint"].click()
    assert shown.args == [False]
    pushes = {button.text(): button for button in bar.findChildren(QPushButton)}
    with qtbot.waitSignal(bar.fit_requested):
        pushes["Fit"].click()
    with qtbot.waitSignal(bar.actual_requested):
        pushes["100%"].click()
    with qtbot.waitSignal(bar.tool_chosen) as chosen:
        pushes["Eraser"].click()
    assert chosen.args == ["eraser"]


def test_a_typed_zoom_is_told(bar: BrushBar) -> None:
    bar.show_mask(has_picture=True, has_mask=False)
    told: list[float] = []
    bar.zoom_chosen.connect(told.append)
    bar.show_zoom(0.333)
    edit = number(bar, "Zoom")
    assert edit.text() == "33%"
    edit.selectAll()
    QTest.keyClicks(edit, "250%")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert told == [2.5]


def test_what_cannot_be_done_is_disabled_and_says_why(bar: BrushBar) -> None:
    bar.show_mask(has_picture=True, has_mask=False)
    tools = {button.accessibleName(): button for button in bar.findChildren(QToolButton)}
    assert tools["Invert the mask"].isEnabled()
    assert not tools["Clear the mask"].isEnabled()
    assert "nothing is marked" in tools["Clear the mask"].toolTip()


@pytest.mark.parametrize("width", [280, 500, 700, 1000])
def test_it_fits_whatever_room_there_is(bar: BrushBar, width: int) -> None:
    bar.resize(width, bar.height())
    assert bar.width() == width
    bar.grab()


@pytest.mark.parametrize("width", [360, 480, 500, 528, 560, 590, 700, 730, 850, 870, 1200])
def test_nothing_in_the_bar_lies_over_another(bar: BrushBar, width: int) -> None:
    bar.resize(width, bar.height())
    row = bar.layout()
    assert row is not None
    for _ in range(3):  # what is hidden inside a part is heard of by the bar a little later
        QApplication.processEvents()
    items = [row.itemAt(place) for place in range(row.count())]
    places = [None if item is None else item.widget() for item in items]
    shown = [one for one in places if one is not None and one.isVisible()]
    for left, right in pairwise(shown):
        assert left.geometry().right() < right.x(), f"{left} lies over {right}"
    short = {one: one.minimumSizeHint().width() - one.width() for one in shown}
    assert max(short.values()) <= 4, short
    assert shown[-1].geometry().right() < width
