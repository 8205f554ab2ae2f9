"""The small widgets: they choose, fold, elide and tell, and long texts never push them wider."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.cost import DollarRange
from desktop.domain.problems import ProblemKind, ServiceWords, problem
from desktop.ui.controls.choice_box import ChoiceBox
from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.flow_box import FlowBox
from desktop.ui.controls.flow_layout import FlowLayout
from desktop.ui.controls.key_value import Fact, KeyValue
from desktop.ui.controls.message_bar import MessageBar, Severity
from desktop.ui.controls.money import dollar_range, dollars
from desktop.ui.controls.paragraph import Paragraph, SteadyParagraph
from desktop.ui.controls.section import Section
from desktop.ui.controls.segmented import Choice, Segmented
from desktop.ui.controls.tooltips import plain_tooltip
from desktop.ui.icons import Icons

LONG = "An_unbroken_name_that_is_much_longer_than_any_panel_is_wide_" * 4
THREE = tuple(Choice(value=value, text=value.title()) for value in ("low", "medium", "high"))


@pytest.fixture
def segmented(qtbot: QtBot, icons: Icons) -> Segmented:
    row = Segmented("Quality")
    row.set_choices(THREE)
    row.set_value("low")
    qtbot.addWidget(row)
    row.show()
    row.activateWindow()
    return row


def buttons(widget: QWidget) -> list[QPushButton]:
    return [one for one in widget.findChildren(QPushButton) if not one.isHidden()]


def test_a_segment_is_chosen_by_mouse_and_by_arrow_keys(qtbot: QtBot, segmented: Segmented) -> None:
    heard: list[str] = []
    segmented.chosen.connect(heard.append)
    QTest.mouseClick(buttons(segmented)[1], Qt.MouseButton.LeftButton)
    segmented.take_focus()
    qtbot.waitUntil(buttons(segmented)[1].hasFocus)
    QTest.keyClick(buttons(segmented)[1], Qt.Key.Key_Right)
    assert heard == ["medium", "high"]
    assert segmented.value == "high"


def test_segments_set_by_the_program_are_not_signalled(segmented: Segmented) -> None:
    heard: list[str] = []
    segmented.chosen.connect(heard.append)
    segmented.set_value("high")
    segmented.set_choices(THREE[1:])
    assert segmented.value == "high"
    segmented.set_value("gone")
    assert segmented.value == ""
    assert heard == []
    assert [button.property("place") for button in buttons(segmented)] == ["first", "last"]


def test_a_section_folds_by_click_and_key(qtbot: QtBot, icons: Icons) -> None:
    section = Section("Blend", icons)
    inside = QLabel("inside")
    section.set_content(inside)
    section.set_summary(LONG)
    qtbot.addWidget(section)
    section.show()
    heard: list[bool] = []
    section.toggled.connect(heard.append)
    title = buttons(section)[0]
    QTest.mouseClick(title, Qt.MouseButton.LeftButton)
    assert not inside.isVisible()
    QTest.keyClick(title, Qt.Key.Key_Right)
    QTest.keyClick(title, Qt.Key.Key_Right)
    assert inside.isVisible()
    QTest.mouseClick(section, Qt.MouseButton.LeftButton, pos=title.geometry().topRight() * 2)
    assert heard == [False, True, False]
    section.set_expanded(is_expanded=True)
    assert len(heard) == 3
    assert section.minimumSizeHint().width() < 280


def test_an_elided_label_keeps_its_text_and_tells_it(qtbot: QtBot, icons: Icons) -> None:
    label = ElidedLabel(f"<b>{LONG}</b>", elide=Qt.TextElideMode.ElideMiddle)
    qtbot.addWidget(label)
    label.resize(120, 20)
    label.show()
    assert label.minimumSizeHint().width() < 60
    assert label.is_elided
    assert "&lt;b&gt;" in label.toolTip()
    label.set_text("short")
    assert label.toolTip() == ""
    assert label.accessibleName() == "short"


def test_text_from_outside_is_no_markup_in_a_tooltip() -> None:
    assert plain_tooltip("a <b>\n& c") == "<p>a &lt;b&gt;<br>&amp; c</p>"
    assert plain_tooltip("") == ""


def test_a_paragraph_breaks_inside_long_words(qtbot: QtBot, icons: Icons) -> None:
    paragraph = Paragraph(LONG)
    qtbot.addWidget(paragraph)
    line = paragraph.fontMetrics().lineSpacing()
    assert paragraph.minimumSizeHint().width() <= 60
    assert paragraph.heightForWidth(200) > 5 * line
    assert paragraph.heightForWidth(200) > paragraph.heightForWidth(400)
    paragraph.set_text("one\ntwo\n\nfour")
    assert paragraph.heightForWidth(400) == pytest.approx(4 * line, abs=5)
    assert paragraph.hasHeightForWidth(), "a layout gives it the height that its width needs"


def test_a_message_shows_a_problem_in_full_and_copies_its_request_id(
    qtbot: QtBot, icons: Icons
) -> None:
    bar = MessageBar(icons)
    qtbot.addWidget(bar)
    trouble = problem(ProblemKind.CONNECTION_CUT, ServiceWords(request_id="req_42"))
    bar.show_problem(trouble)
    for part in (trouble.sentence, "It may have been billed.", trouble.remedy):
        assert part in bar.text
    copy = next(one for one in buttons(bar) if one.text() == "Copy request ID")
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "req_42"


def test_a_message_has_buttons_and_goes_when_closed(qtbot: QtBot, icons: Icons) -> None:
    bar = MessageBar(icons)
    qtbot.addWidget(bar)
    assert bar.isHidden()
    bar.show_message(LONG, Severity.INFO)
    bar.set_actions((("again", "Ask again"), ("let_go", "Let it go")))
    assert bar.minimumSizeHint().width() < 280
    with qtbot.waitSignal(bar.action_chosen) as chosen:
        QTest.mouseClick(buttons(bar)[0], Qt.MouseButton.LeftButton)
    assert chosen.args == ["again"]
    close = bar.findChild(QToolButton, "close")
    assert close is not None
    with qtbot.waitSignal(bar.closed):
        QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert bar.isHidden()
    bar.show_message("Fine.", can_close=False)
    assert [one.text() for one in buttons(bar)] == []


def test_facts_replace_each_other(qtbot: QtBot, icons: Icons) -> None:
    table = KeyValue()
    qtbot.addWidget(table)
    table.show_facts((Fact(name="a", value=LONG), Fact(name=LONG, value="2")))
    table.show_facts((Fact(name="c", value="3"),))
    shown = [label.text() for label in table.findChildren(QLabel) if not label.isHidden()]
    assert shown == ["c", "3"]
    assert table.minimumSizeHint().width() < 280


def test_a_choice_box_does_not_grow_with_its_texts(qtbot: QtBot, icons: Icons) -> None:
    box = ChoiceBox("Model")
    qtbot.addWidget(box)
    box.addItems(["short", LONG])
    assert box.sizeHint().width() < 200


def test_a_flow_goes_on_in_the_next_row(qtbot: QtBot, icons: Icons) -> None:
    host = QWidget()
    column = QVBoxLayout(host)
    flow = FlowLayout()
    column.addLayout(flow)
    labels = [QLabel("word " * 5) for _ in range(6)]
    for label in labels:
        flow.addWidget(label)
    qtbot.addWidget(host)
    assert flow.heightForWidth(200) > 2 * flow.heightForWidth(2000)
    host.resize(240, 400)
    host.show()
    assert all(label.geometry().right() < 240 for label in labels)
    assert len({label.y() for label in labels}) > 1


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "$0"),
        ("0.00002", "under $0.0001"),
        ("0.00588", "$0.0059"),
        ("0.069344", "$0.069"),
        ("0.2107", "$0.21"),
        ("1234.5", "$1,234.50"),
    ],
)
def test_dollars_read_short_and_never_round_to_nothing(amount: str, text: str) -> None:
    assert dollars(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        ("0.04", "0.05", "$0.040 – $0.050"),
        ("0.0412", "0.2107", "$0.04 – $0.21"),
        ("0.0527", "0.0527", "$0.053"),
        ("0.05271", "0.05273", "$0.053"),
        ("0.00001", "0.2", "up to $0.20"),
        ("0.00474", "0.2107", "$0.0047 – $0.21"),
        ("0", "1.5", "$0 – $1.50"),
    ],
)
def test_a_range_of_dollars_uses_the_same_decimals(low: str, high: str, text: str) -> None:
    assert dollar_range(DollarRange(Decimal(low), Decimal(high))) == text


def test_a_steady_paragraph_is_as_high_as_its_words_need(qtbot: QtBot) -> None:
    column, usual, steady = QWidget(), Paragraph(LONG), SteadyParagraph()
    qtbot.addWidget(column)
    lines = QVBoxLayout(column)
    for one in (usual, steady):
        lines.addWidget(one)
    lines.addStretch(1)
    column.resize(300, 900)
    with qtbot.waitExposed(column):
        column.show()
    assert steady.height() < 2 * steady.fontMetrics().lineSpacing()
    steady.set_text(LONG)
    qtbot.waitUntil(lambda: steady.height() == usual.height())
    column.resize(150, 900)
    qtbot.waitUntil(lambda: steady.height() == usual.height())
    assert steady.height() > 5 * steady.fontMetrics().lineSpacing()
    assert not steady.hasHeightForWidth()
    larger = steady.font()
    larger.setPixelSize(30)
    before = steady.height()
    steady.setFont(larger)
    assert steady.height() > 2 * before


def test_a_flow_box_takes_the_height_of_the_rows_that_it_shows(qtbot: QtBot) -> None:
    box = FlowBox(spacing=4)
    qtbot.addWidget(box)
    made = [QPushButton("A button", box) for _ in range(4)]
    box.add(*made)
    box.resize(2000, 10)
    box.show()
    box.fit()
    one = made[0].sizeHint()
    assert box.height() == one.height()
    assert [button.x() for button in made] == [(one.width() + 4) * place for place in range(4)]
    box.resize(2 * one.width() + 4, box.height())
    assert box.height() == 2 * one.height() + 4
    assert made[2].geometry().topLeft() == made[0].geometry().bottomLeft() + QPoint(0, 5)
    made[0].hide()
    made[1].hide()
    box.fit()
    assert box.height() == one.height()
    assert made[2].pos() == QPoint(0, 0)
    made[3].setText(LONG)
    box.fit()
    assert made[3].x() == 0
    assert made[3].width() <= max(box.width(), made[3].minimumSizeHint().width())
