"""Numbers are typed, stepped, scrubbed and reset, and only the designer's changes are signalled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.controls.number_edit import NumberEdit
from desktop.ui.controls.number_field import NumberField
from desktop.ui.controls.number_range import NumberRange
from desktop.ui.controls.slider_field import SliderField
from desktop.ui.theme import ThemeKeeper

PIXELS = NumberRange(minimum=16, maximum=4000, default=1024, unit="px")
LOG = NumberRange(minimum=1, maximum=2000, default=80, decimals=1, is_logarithmic=True)


class Heard:
    """What a field signalled, in order."""

    def __init__(self, field: NumberEdit | NumberField | SliderField) -> None:
        self.changed: list[float] = []
        self.edited: list[float] = []
        field.value_changed.connect(self.changed.append)
        field.value_edited.connect(self.edited.append)


@pytest.fixture
def field(qtbot: QtBot, theme: ThemeKeeper) -> Iterator[NumberField]:
    """A field in a window of its own that has the focus."""
    window = QWidget()
    column = QVBoxLayout(window)
    field = NumberField("Width", PIXELS, window)
    other = NumberField("Other", PIXELS, window)
    column.addWidget(field)
    column.addWidget(other)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    field.edit.setFocus()
    qtbot.waitUntil(field.edit.hasFocus)
    yield field
    window.close()


def type_over(field: NumberField, text: str) -> None:
    field.edit.selectAll()
    QTest.keyClicks(field.edit, text)


def test_typing_is_live_and_stands_on_enter(field: NumberField) -> None:
    heard = Heard(field)
    type_over(field, "1024*1.5")
    assert heard.changed == []
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert heard.changed == [1536]
    assert heard.edited[-1] == 1536
    assert field.edit.text() == "1536 px"


def test_leaving_commits_what_was_typed(field: NumberField) -> None:
    heard = Heard(field)
    type_over(field, "99")
    QTest.keyClick(field.edit, Qt.Key.Key_Tab)
    assert heard.changed == [99]
    assert field.edit.text() == "99 px"


def test_what_is_out_of_bounds_is_bounded_when_it_stands(field: NumberField) -> None:
    heard = Heard(field)
    type_over(field, "99999")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert heard.changed == [4000]
    assert all(16 <= value <= 4000 for value in heard.edited)


def test_nonsense_is_marked_kept_on_enter_and_dropped_on_leaving(field: NumberField) -> None:
    heard = Heard(field)
    type_over(field, "ten")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.edit.property("state") == "wrong"
    assert field.edit.text() == "ten"
    assert "no number" in field.edit.toolTip()
    QTest.keyClick(field.edit, Qt.Key.Key_Tab)
    assert field.edit.text() == "1024 px"
    assert field.edit.property("state") == ""
    assert heard.changed == []


def test_escape_brings_back_what_stood(field: NumberField) -> None:
    heard = Heard(field)
    type_over(field, "50")
    QTest.keyClick(field.edit, Qt.Key.Key_Escape)
    assert field.value == 1024
    QTest.keyClick(field.edit, Qt.Key.Key_Tab)
    assert heard.changed == []


def test_arrows_step_and_shift_steps_ten_times(field: NumberField) -> None:
    heard = Heard(field)
    QTest.keyClick(field.edit, Qt.Key.Key_Up)
    QTest.keyClick(field.edit, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert heard.changed == [1025, 1015]


def wheel(target: QWidget, notches: int) -> None:
    place = QPointF(target.rect().center())
    event = QWheelEvent(
        place,
        QPointF(target.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(target, event)


def test_the_wheel_turns_only_the_number_that_has_the_focus(field: NumberField) -> None:
    heard = Heard(field)
    wheel(field.edit, 2)
    assert heard.changed == [1026]
    field.edit.clearFocus()
    wheel(field.edit, 2)
    assert heard.changed == [1026]


def drag(label: QWidget, way: int, modifier: Qt.KeyboardModifier) -> None:
    start = QPoint(5, 5)
    QTest.mousePress(label, Qt.MouseButton.LeftButton, modifier, start)
    for x in range(0, way + (1 if way > 0 else -1), 5 if way > 0 else -5):
        place = QPointF(start + QPoint(x, 0))
        send_move(label, place, modifier)
    QTest.mouseRelease(label, Qt.MouseButton.LeftButton, modifier, start + QPoint(way, 0))


def send_move(label: QWidget, place: QPointF, modifier: Qt.KeyboardModifier) -> None:
    where = QPointF(label.mapToGlobal(place.toPoint()))
    button = Qt.MouseButton.LeftButton
    move = QMouseEvent(QEvent.Type.MouseMove, place, where, button, button, modifier)
    QApplication.sendEvent(label, move)


def test_dragging_the_label_scrubs_live_and_stands_once(field: NumberField) -> None:
    heard = Heard(field)
    drag(field.label, 40, Qt.KeyboardModifier.NoModifier)
    assert heard.changed == [1044]
    assert heard.edited == sorted(heard.edited)
    assert len(heard.edited) > 3
    drag(field.label, -40, Qt.KeyboardModifier.ShiftModifier)
    assert heard.changed == [1044, 844]


def test_double_click_on_the_label_resets(field: NumberField) -> None:
    heard = Heard(field)
    field.set_value(77)
    QTest.mouseDClick(field.label, Qt.MouseButton.LeftButton)
    assert heard.changed == [1024]


def test_what_the_program_sets_is_not_signalled(field: NumberField) -> None:
    heard = Heard(field)
    field.set_value(300)
    field.set_limits(NumberRange(minimum=0, maximum=200, default=10))
    assert field.value == 200
    assert heard.changed == heard.edited == []


@given(st.floats(1, 2000))
def test_a_logarithmic_position_leads_back_to_its_value(value: float) -> None:
    back = LOG.at(LOG.position(value))
    assert back == pytest.approx(value, abs=0.051)


@given(st.floats(1, 1999))
def test_a_logarithmic_step_up_always_moves(value: float) -> None:
    start = LOG.bounded(value)
    assert LOG.stepped(start, 1) > start or start == 2000
    assert LOG.stepped(start, -1) < start or start == 1


@pytest.mark.parametrize(
    ("limits", "value", "shown"),
    [
        (PIXELS, 1536, "1536 px"),
        (NumberRange(minimum=0, maximum=100, default=0, unit="%"), 50, "50%"),
        (LOG, 12.0, "12"),
        (LOG, 12.34, "12.3"),
        (NumberRange(minimum=-1, maximum=1, default=0, decimals=2), -0.001, "0"),
    ],
)
def test_numbers_read_without_idle_zeros(limits: NumberRange, value: float, shown: str) -> None:
    assert limits.shown(value) == shown


@pytest.fixture
def slider(qtbot: QtBot, theme: ThemeKeeper) -> SliderField:
    slider = SliderField("Size", LOG)
    qtbot.addWidget(slider)
    slider.resize(320, 28)
    slider.show()
    return slider


def test_the_slider_and_the_number_show_the_same(slider: SliderField) -> None:
    heard = Heard(slider)
    slider.slider.setValue(500)
    assert slider.value == pytest.approx((1 * 2000) ** 0.5, abs=0.1)
    assert heard.changed == [slider.value]
    slider.edit.setFocus()
    slider.edit.selectAll()
    QTest.keyClicks(slider.edit, "2000")
    QTest.keyClick(slider.edit, Qt.Key.Key_Return)
    assert slider.slider.value() == 1000


def test_setting_a_slider_signals_nothing(slider: SliderField) -> None:
    heard = Heard(slider)
    slider.set_value(500)
    assert slider.slider.value() == round(LOG.position(500) * 1000)
    assert heard.changed == heard.edited == []


def test_a_dragged_slider_is_live_and_stands_when_let_go(slider: SliderField) -> None:
    heard = Heard(slider)
    slider.slider.setSliderDown(True)
    slider.slider.setValue(600)
    slider.slider.setValue(700)
    assert heard.changed == []
    assert len(heard.edited) == 2
    slider.slider.setSliderDown(False)
    assert heard.changed == [heard.edited[-1]]
