"""How far a picture is extended: by shape, by numbers, by percent, by dragging, and why not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.size import Size
from desktop.imaging.region import Borders
from desktop.ui.controls.number_field import NumberField
from desktop.ui.controls.segmented import Segmented
from desktop.ui.dialogs.cut_out_dialog import CutOutDialog
from desktop.ui.dialogs.extend_dialog import ExtendDialog
from desktop.ui.theme import ThemeKeeper
from tests.ui.canvas.pointing import LEFT, stroke

PICTURE = Size(1500, 1000)


@pytest.fixture
def dialog(qtbot: QtBot, theme: ThemeKeeper) -> Iterator[ExtendDialog]:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    made = ExtendDialog(PICTURE, image)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


def choose(row: Segmented, text: str) -> None:
    found = [one for one in row.findChildren(QPushButton) if one.text() == text]
    QTest.mouseClick(found[-1], LEFT)


def type_into(field: NumberField, text: str) -> None:
    field.edit.setFocus()
    field.edit.selectAll()
    QTest.keyClicks(field.edit, text)
    QTest.keyClick(field.edit, Qt.Key.Key_Tab)


def test_nothing_added_cannot_be_done(dialog: ExtendDialog) -> None:
    assert not dialog._extend.isEnabled()
    assert "nothing to add" in dialog.outcome


def test_a_shape_grows_one_way_only(dialog: ExtendDialog) -> None:
    choose(dialog.shape, "16:9")
    assert dialog.borders == Borders(left=139, right=139)
    assert dialog.outcome == "1500×1000 becomes 1778×1000."
    choose(dialog.anchor, "Left")
    assert dialog.borders == Borders(right=278)
    choose(dialog.shape, "1:1")
    assert dialog.borders == Borders(bottom=500)
    assert [one.text for one in dialog.anchor.choices] == ["Top", "Middle", "Bottom"]


def test_a_shape_that_it_has_is_said(dialog: ExtendDialog) -> None:
    choose(dialog.shape, "3:2")
    assert "has the shape 3:2 already" in dialog.outcome
    assert not dialog._extend.isEnabled()


def test_numbers_are_pixels_or_percent(dialog: ExtendDialog) -> None:
    type_into(dialog.sides["left"], "100")
    type_into(dialog.sides["bottom"], "50")
    assert dialog.borders == Borders(left=100, bottom=50)
    choose(dialog.unit, "Percent")
    assert dialog.sides["bottom"].value == 5
    type_into(dialog.sides["right"], "10")
    assert dialog.borders == Borders(left=100, right=150, bottom=50)
    assert dialog.shape.value == "free"


def test_a_side_is_dragged_in_the_preview(dialog: ExtendDialog) -> None:
    type_into(dialog.sides["right"], "300")
    frame = dialog.preview.frame
    scale = frame.width() / 1800
    edge = QPointF(frame.right(), frame.center().y())
    stroke(dialog.preview, (edge.x(), edge.y()), (edge.x() - 100 * scale, edge.y()))
    assert dialog.borders.right == pytest.approx(200, abs=3)
    assert dialog.sides["right"].value == dialog.borders.right
    middle = dialog.preview.frame.center()
    before = dialog.borders
    stroke(dialog.preview, (middle.x(), middle.y()), (middle.x() - 30, middle.y()))
    assert dialog.borders == before, "the middle is no side"


def test_too_large_is_said(dialog: ExtendDialog) -> None:
    for side in ("left", "right", "top", "bottom"):
        type_into(dialog.sides[side], "30000")
    assert "more than Stet works on" in dialog.outcome
    assert not dialog._extend.isEnabled()


def test_what_is_asked_for_is_what_was_seen(qtbot: QtBot, dialog: ExtendDialog) -> None:
    choose(dialog.shape, "1:1")
    with qtbot.waitSignal(dialog.extend_requested) as asked:
        QTest.mouseClick(dialog._extend, LEFT)
    assert asked.args == [Borders(top=250, bottom=250)]
    assert not dialog.isVisible()


def test_a_cut_out_says_what_is_kept(qtbot: QtBot, theme: ThemeKeeper) -> None:
    dialog = CutOutDialog("GPT Image 2", "About $0.056")
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.keyClicks(dialog.kept, " the cup ")
    with qtbot.waitSignal(dialog.cut_out_requested) as asked:
        QTest.keyClick(dialog.kept, Qt.Key.Key_Return)
    assert asked.args == ["the cup"]
