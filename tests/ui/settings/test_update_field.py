"""The choice to hear of new versions: off at first, hidden where a build asks nobody."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.settings import Settings
from desktop.domain.update import UpdateSettings
from desktop.ui.icons import Icons
from desktop.ui.settings.general_page import GeneralPage
from desktop.ui.settings.update_field import UpdateState

HOST = UpdateState(host="news.example")


def page(qtbot: QtBot, icons: Icons, state: UpdateState) -> GeneralPage:
    made = GeneralPage(icons)
    qtbot.addWidget(made)
    made.show_settings(Settings())
    made.show_update_state(state)
    made.show()
    return made


def test_a_build_that_asks_nobody_says_so_and_offers_nothing(qtbot: QtBot, icons: Icons) -> None:
    made = page(qtbot, icons, UpdateState())
    field = made.updates
    assert not field.choice.isVisible()
    assert not field.look.isVisible()
    assert "not set up" in field.words


def test_it_is_off_until_the_designer_agrees(qtbot: QtBot, icons: Icons) -> None:
    made = page(qtbot, icons, HOST)
    heard: list[Settings] = []
    made.edited.connect(heard.append)
    assert made.updates.choice.value == "off"
    assert "news.example is asked for one signed file" in made.updates.words
    never, daily = made.updates.choice.findChildren(QPushButton)
    QTest.mouseClick(daily, Qt.MouseButton.LeftButton)
    QTest.mouseClick(never, Qt.MouseButton.LeftButton)
    assert [one.updates for one in heard] == [UpdateSettings(is_wanted=True), UpdateSettings()]


def test_agreeing_forgets_nothing_that_was_said(qtbot: QtBot, icons: Icons) -> None:
    made = page(qtbot, icons, HOST)
    known = UpdateSettings(asked="2026-01-01", told="0.5.0")
    made.show_settings(Settings(updates=known))
    heard: list[Settings] = []
    made.edited.connect(heard.append)
    QTest.mouseClick(made.updates.choice.findChildren(QPushButton)[1], Qt.MouseButton.LeftButton)
    assert heard[-1].updates == replace(known, is_wanted=True)


def test_asking_now_shows_what_is_heard(qtbot: QtBot, icons: Icons) -> None:
    made = page(qtbot, icons, HOST)
    asked: list[bool] = []
    made.update_look_requested.connect(lambda: asked.append(True))
    QTest.mouseClick(made.updates.look, Qt.MouseButton.LeftButton)
    assert asked == [True]
    made.show_update_state(replace(HOST, is_asking=True))
    assert not made.updates.look.isEnabled()
    assert made.updates.words.endswith("Asking…")
    made.show_update_state(replace(HOST, heard="There is no newer version."))
    assert made.updates.words.endswith("There is no newer version.")
