"""News of a newer version: nobody is asked unbidden, it is said once, and nothing is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop import __version__
from desktop.domain.settings import Settings
from desktop.domain.update import NoNews, Release, UpdateSettings
from desktop.storage.settings_file import SettingsFile
from desktop.ui.controls.message_bar import MessageBar
from desktop.ui.errands import Errands
from desktop.ui.flows.engine import NewsDesk
from desktop.ui.flows.settings_keeper import SettingsKeeper
from desktop.ui.flows.update_flow import UpdateFlow
from desktop.ui.icons import Icons
from desktop.ui.settings.update_field import UpdateState

PAGE = "https://news.example/99"
NEWER = Release(version="99.0.0", page=PAGE)
AGREED = UpdateSettings(is_wanted=True, asked="2026-01-01")
TODAY = datetime.now().astimezone().date().isoformat()


class Bench:
    """A flow on a desk that says what the test wants; `asked` counts the questions."""

    def __init__(self, qtbot: QtBot, icons: Icons, folder: Path) -> None:
        self.qtbot = qtbot
        self.errands = Errands()
        self.owner = QObject()
        self.message = MessageBar(icons)
        qtbot.addWidget(self.message)
        self.file = SettingsFile(folder / "settings.json")
        self.asked = 0
        self.says: Release | NoNews = NEWER
        self.states: list[UpdateState] = []

    def make(self, updates: UpdateSettings, *, is_set_up: bool = True) -> UpdateFlow:
        settings = Settings(updates=updates)
        self.keeper = SettingsKeeper(self.file, settings, self.errands, self.owner)
        desk = NewsDesk(host="news.example", newest=self._newest) if is_set_up else None
        flow = UpdateFlow(desk, self.keeper, self.errands, self.message, self.owner)
        flow.state_changed.connect(self.states.append)
        return flow

    def until_heard(self, flow: UpdateFlow) -> None:
        self.qtbot.waitUntil(lambda: bool(flow.state.heard) and not flow.state.is_asking)

    def close(self) -> None:
        self.keeper.save_now(self.keeper.value)
        self.errands.shut_down()

    def _newest(self) -> Release | NoNews:
        self.asked += 1
        return self.says


@pytest.fixture
def bench(qtbot: QtBot, icons: Icons, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(qtbot, icons, tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("updates", [UpdateSettings(), UpdateSettings(is_wanted=True, asked=TODAY)])
def test_nobody_is_asked_unbidden_or_twice_a_day(bench: Bench, updates: UpdateSettings) -> None:
    flow = bench.make(updates)
    flow.begin()
    assert bench.states == []
    assert bench.asked == 0


def test_a_build_without_an_address_asks_nobody(bench: Bench) -> None:
    flow = bench.make(AGREED, is_set_up=False)
    flow.begin()
    flow.look_now()
    assert flow.state == UpdateState()
    assert bench.states == []


def test_a_newer_version_is_said_and_its_page_opened_by_a_click_only(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(QUrl(url).url()))
    flow = bench.make(AGREED)
    flow.begin()
    bench.until_heard(flow)
    assert bench.states[0].is_asking
    assert f"Stet 99.0.0 is there; this is {__version__}." in bench.message.text
    assert opened == []
    button = bench.message.findChild(QPushButton, "show_new_version")
    assert isinstance(button, QPushButton)
    button.click()
    assert opened == [PAGE]
    assert bench.keeper.value.updates == replace(AGREED, asked=TODAY, told="99.0.0")


def test_the_same_version_is_said_once(bench: Bench) -> None:
    flow = bench.make(replace(AGREED, told="99.0.0"))
    flow.begin()
    bench.until_heard(flow)
    assert bench.message.isHidden()
    assert flow.state.heard == "Stet 99.0.0 is there."


def test_a_message_that_stands_is_not_covered(bench: Bench) -> None:
    bench.message.show_message("An edit was interrupted.")
    flow = bench.make(AGREED)
    flow.begin()
    bench.until_heard(flow)
    assert bench.message.text == "An edit was interrupted."
    assert bench.keeper.value.updates.told == ""


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (NoNews(sentence="news.example could not be asked."), "could not be asked"),
        (Release(version=__version__, page=PAGE), "There is no newer version."),
        (Release(version="0.0.1", page=PAGE), "There is no newer version."),
    ],
)
def test_no_news_stands_in_the_settings_only(
    bench: Bench, says: Release | NoNews, words: str
) -> None:
    bench.says = says
    flow = bench.make(UpdateSettings())
    flow.look_now()
    flow.look_now()
    bench.until_heard(flow)
    assert words in flow.state.heard
    assert bench.asked == 1, "one question at a time"
    assert bench.message.isHidden()


def test_a_fault_does_not_leave_it_asking_for_ever(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    flow = bench.make(UpdateSettings())

    def breaks() -> Release | NoNews:
        raise ZeroDivisionError

    broken: Callable[[], Release | NoNews] = breaks
    flow._desk = NewsDesk(host="news.example", newest=broken)
    with caplog.at_level("CRITICAL"):
        flow.look_now()
        bench.until_heard(flow)
    assert not flow.state.is_asking
