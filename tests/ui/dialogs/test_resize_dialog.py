"""Another size is typed in pixels or percent, in proportion or not, and nonsense cannot be sent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.size import Size
from desktop.imaging.reframing import Reframing, Resampling
from desktop.ui.controls.number_field import NumberField
from desktop.ui.dialogs.resize_dialog import ResizeDialog

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[ResizeDialog]:
    made = ResizeDialog(Size(3000, 2000))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def write(field: NumberField, text: str) -> None:
    field.edit.setFocus()
    field.edit.selectAll()
    QTest.keyClicks(field.edit, text)
    QTest.keyClick(field.edit, Qt.Key.Key_Return)


def choose(dialog: ResizeDialog, unit: str) -> None:
    place = [choice.value for choice in dialog.unit.choices].index(unit)
    QTest.mouseClick(dialog.unit.findChildren(QPushButton)[place], LEFT)


def button(dialog: ResizeDialog) -> QPushButton:
    return next(one for one in dialog.findChildren(QPushButton) if one.text() == "Resize")


def test_the_other_side_follows_in_proportion(dialog: ResizeDialog) -> None:
    assert not button(dialog).isEnabled()
    write(dialog.width_field, "1500")
    assert dialog.wanted == Size(1500, 1000)
    assert dialog.outcome == "It becomes 1500×1000, 0.25 × as many pixels."
    write(dialog.height_field, "500+100")
    assert dialog.wanted == Size(900, 600)
    assert dialog.width_field.value == 900


def test_percent_and_sides_of_their_own(dialog: ResizeDialog) -> None:
    choose(dialog, "%")
    write(dialog.width_field, "50")
    assert dialog.wanted == Size(1500, 1000)
    assert dialog.height_field.value == 50
    QTest.mouseClick(dialog.linked, LEFT, pos=dialog.linked.rect().center() / 8)
    if dialog.linked.isChecked():
        dialog.linked.click()
    write(dialog.height_field, "25")
    assert dialog.wanted == Size(1500, 500)
    choose(dialog, "px")
    assert (dialog.width_field.value, dialog.height_field.value) == (1500, 500)
    dialog.linked.click()
    assert dialog.wanted == Size(1500, 1000)


def test_what_is_too_large_is_said_and_not_done(dialog: ResizeDialog) -> None:
    write(dialog.width_field, "60000")
    assert not button(dialog).isEnabled()
    assert "more than Stet works on" in dialog.outcome


def test_what_is_asked_for_is_the_size_and_the_way(dialog: ResizeDialog, qtbot: QtBot) -> None:
    write(dialog.width_field, "300")
    dialog.way.setCurrentIndex(3)
    with qtbot.waitSignal(dialog.resize_requested) as asked:
        QTest.mouseClick(button(dialog), LEFT)
    wanted = Reframing(size=Size(300, 200), resampling=Resampling.NEAREST)
    assert asked.args == [wanted]
