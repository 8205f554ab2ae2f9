"""A result is looked at first, and becomes the picture only when somebody says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.edit import Edit
from desktop.ui.icons import Icons
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.variations.variation_model import VariationModel, choices_of
from desktop.ui.variations.variation_strip import VariationStrip
from tests.ui.samples import content_of, edit, result

ORIGINAL = content_of("original")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def strip(qtbot: QtBot, icons: Icons, loader: PictureLoader) -> Iterator[VariationStrip]:
    made = VariationStrip(icons, loader)
    made.resize(700, 200)
    qtbot.addWidget(made)
    yield made
    made.hide()


@pytest.fixture
def previews(strip: VariationStrip) -> list[int | None]:
    seen: list[int | None] = []
    strip.previewed.connect(seen.append)
    return seen


def offer(qtbot: QtBot, strip: VariationStrip, made: Edit) -> None:
    strip.show_edit(made, ORIGINAL)
    qtbot.waitExposed(strip)
    strip.take_focus()


def press(strip: VariationStrip, key: Qt.Key) -> None:
    QTest.keyClick(strip._view, key)


def test_the_first_result_is_previewed(
    qtbot: QtBot, strip: VariationStrip, previews: list[int | None]
) -> None:
    assert strip.isHidden()
    offer(qtbot, strip, edit(1, results=3))
    assert strip.isVisible()
    assert previews == [0]
    assert strip._banner.isVisible()
    assert strip._banner.text() == "Preview"


def test_arrows_step_and_the_original_is_the_first(
    qtbot: QtBot, strip: VariationStrip, previews: list[int | None]
) -> None:
    offer(qtbot, strip, edit(1, results=2))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left):
        press(strip, key)
    assert previews == [0, 1, 0, None]
    assert not strip._banner.isVisible()
    assert not strip._use.isEnabled()


def test_a_click_looks(qtbot: QtBot, strip: VariationStrip, previews: list[int | None]) -> None:
    offer(qtbot, strip, edit(1, results=2))
    for row in (2, 0):
        rect = strip._view.visualRect(strip._model.index(row))
        QTest.mouseClick(strip._view.viewport(), LEFT, pos=rect.center())
    assert previews == [0, 1, None]


def test_enter_accepts_what_is_seen(qtbot: QtBot, strip: VariationStrip) -> None:
    offer(qtbot, strip, edit(1, results=3))
    press(strip, Qt.Key.Key_Right)
    with qtbot.assertNotEmitted(strip.declined), qtbot.waitSignal(strip.accepted) as accepted:
        press(strip, Qt.Key.Key_Return)
    assert accepted.args == [1]
    assert strip.isHidden()


def test_a_double_click_and_the_button_accept_too(qtbot: QtBot, strip: VariationStrip) -> None:
    offer(qtbot, strip, edit(1, results=3))
    place = strip._view.visualRect(strip._model.index(3)).center()
    QTest.mouseClick(strip._view.viewport(), LEFT, pos=place)
    with qtbot.waitSignal(strip.accepted) as accepted:
        QTest.mouseDClick(strip._view.viewport(), LEFT, pos=place)
    assert accepted.args == [2]
    offer(qtbot, strip, edit(2, results=1))
    with qtbot.waitSignal(strip.accepted) as accepted:
        strip._use.click()
    assert accepted.args == [0]


@pytest.mark.parametrize("way", ["escape", "button", "enter on the original"])
def test_the_original_is_kept(qtbot: QtBot, strip: VariationStrip, way: str) -> None:
    offer(qtbot, strip, edit(1, results=2))
    with qtbot.assertNotEmitted(strip.accepted), qtbot.waitSignal(strip.declined):
        if way == "escape":
            press(strip, Qt.Key.Key_Escape)
        elif way == "button":
            strip._keep.click()
        else:
            press(strip, Qt.Key.Key_Left)
            press(strip, Qt.Key.Key_Return)
    assert strip.isHidden()


def test_closing_says_nothing(
    qtbot: QtBot, strip: VariationStrip, previews: list[int | None]
) -> None:
    offer(qtbot, strip, edit(1, results=2))
    previews.clear()
    with qtbot.assertNotEmitted(strip.declined), qtbot.assertNotEmitted(strip.accepted):
        strip.close_strip()
    assert previews == []


def test_a_new_edit_replaces_the_old_one(
    qtbot: QtBot, strip: VariationStrip, previews: list[int | None]
) -> None:
    offer(qtbot, strip, edit(1, results=4))
    press(strip, Qt.Key.Key_End)
    offer(qtbot, strip, edit(2, results=1))
    assert previews == [0, 3, 0]
    assert strip._model.rowCount() == 2


def test_names_proofs_and_verdicts() -> None:
    placement = result(0).placement
    assert placement is not None
    spilled = result(1, placement=replace(placement, verdict="spilled"), rescued=True)
    made = replace(edit(1, results=2), results=(result(0), spilled), simulated=True)
    first, one, two = choices_of(made, None)
    assert (first.name, first.words, first.labels, first.content) == ("Original", "", "", None)
    assert (one.name, one.words) == ("Result 1", "0 px changed outside · Fits")
    assert one.short_words == "0 px changed outside"
    assert two.labels == "Simulated, Rescued"
    assert two.words == "Crosses the mask · 0 px changed outside"
    assert two.short_words == "Crosses the mask"
    assert choices_of(edit(1), None)[1].name == "Result"


def test_the_model_answers_qt_s_tester(qapp: QApplication) -> None:
    model = VariationModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    model.show_edit(edit(1, results=4), ORIGINAL)
    spoken = model.data(model.index(4), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Result 4, 0 px changed outside · Fits"
    tooltip = model.data(model.index(1), Qt.ItemDataRole.ToolTipRole)
    assert tooltip is not None
    assert "0 of 47,312,204 pixels changed outside the mask" in tooltip
    model.clear()
    assert model.rowCount() == 0


@pytest.mark.parametrize("width", [300, 900])
def test_every_state_can_be_drawn(qtbot: QtBot, strip: VariationStrip, width: int) -> None:
    strip.resize(width, 200)
    wrong = result(1, outside_changed=12)
    made = replace(edit(1, results=2), results=(result(0), wrong), simulated=True)
    strip.show_edit(made, None)
    assert not strip.grab().isNull()
    assert strip.minimumSizeHint().width() <= 460
