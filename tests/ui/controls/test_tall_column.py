"""A column in a scroll area is as tall as what is in it needs, whatever comes and goes."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from desktop.ui.controls.tall_column import TallColumn


def test_nothing_is_squeezed_when_the_text_that_wraps_goes_and_others_come(qtbot: QtBot) -> None:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    qtbot.addWidget(scroll)
    inside = TallColumn()
    scroll.setWidget(inside)
    words = QLabel("Words enough that they need more than one line here. " * 3)
    words.setWordWrap(True)
    inside.column.addWidget(words)
    buttons = [QPushButton(str(number)) for number in range(12)]
    for button in buttons:
        inside.column.addWidget(button)
        button.hide()
    scroll.resize(240, 160)
    scroll.show()
    words.hide()
    for button in buttons:
        button.show()
    qtbot.waitUntil(lambda: inside.height() >= inside.column.totalMinimumSize().height())
    needed = buttons[0].minimumSizeHint().height()
    qtbot.waitUntil(lambda: all(button.height() >= needed for button in buttons))
