"""A fault of Stet itself is written down, shown once, and quotes nobody."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.settings import Theme
from desktop.startup.crash_watch import CrashWatch
from desktop.ui.dialogs.crash_dialog import CrashDialog
from desktop.ui.icons import Icons
from desktop.ui.theme import ThemeKeeper

pytestmark = pytest.mark.logs
SECRET = "a portrait of our unannounced client, sk-test-0123456789"


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def watch(
    qapp: QApplication, window: QWidget, resources: Path, tmp_path: Path
) -> Iterator[CrashWatch]:
    theme = ThemeKeeper(qapp, resources)
    theme.choose(Theme.DARK)
    made = CrashWatch(tmp_path / "logs", Icons(resources / "icons", theme), window)
    made.begin()
    yield made
    made.end()


def _fail() -> None:
    raise ValueError(SECRET)


def _raise_uncaught() -> None:
    """What Python and Qt do with an exception that nobody caught."""
    try:
        _fail()
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)


def _dialogs(window: QWidget) -> list[CrashDialog]:
    return window.findChildren(CrashDialog)


def test_it_is_shown_and_written_without_its_words(
    watch: CrashWatch, window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    _raise_uncaught()
    qtbot.waitUntil(lambda: bool(_dialogs(window)))
    (file,) = (tmp_path / "logs").glob("fault-*.txt")
    written = file.read_text(encoding="utf-8")
    view = _dialogs(window)[0].findChild(QPlainTextEdit)
    assert isinstance(view, QPlainTextEdit)
    assert view.toPlainText() == written
    assert "ValueError" in written
    assert "test_crash_watch.py" in written
    assert "portrait" not in written
    assert "sk-test" not in written
    _dialogs(window)[0].close()


def test_the_same_fault_is_shown_once(
    watch: CrashWatch, window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    for _ in range(3):
        _raise_uncaught()
    qtbot.waitUntil(lambda: bool(_dialogs(window)))
    assert len(list((tmp_path / "logs").glob("fault-*.txt"))) == 1
    _dialogs(window)[0].close()


def test_the_report_of_an_earlier_run_is_shown_whole(
    watch: CrashWatch, window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    watch.show_earlier("Fatal Python error: Segmentation fault", tmp_path / "fault-1.txt")
    qtbot.waitUntil(lambda: bool(_dialogs(window)))
    view = _dialogs(window)[0].findChild(QPlainTextEdit)
    assert isinstance(view, QPlainTextEdit)
    assert view.toPlainText() == "Fatal Python error: Segmentation fault"
    _dialogs(window)[0].close()


def test_it_comes_from_any_thread(watch: CrashWatch, window: QWidget, qtbot: QtBot) -> None:
    thread = threading.Thread(target=_fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(_dialogs(window)))
    _dialogs(window)[0].close()


def test_a_folder_that_cannot_be_written_is_said(
    watch: CrashWatch, window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be", encoding="utf-8")
    _raise_uncaught()
    qtbot.waitUntil(lambda: bool(_dialogs(window)))
    _dialogs(window)[0].close()


def test_only_some_reports_are_kept(
    watch: CrashWatch, window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    for day in range(10, 30):
        (folder / f"fault-202501{day}-000000-000000.txt").write_text("old", encoding="utf-8")
    _raise_uncaught()
    qtbot.waitUntil(lambda: bool(_dialogs(window)))
    kept = sorted(folder.glob("fault-*.txt"))
    assert len(kept) == 10
    assert "ValueError" in kept[-1].read_text(encoding="utf-8")
    _dialogs(window)[0].close()


def test_afterwards_the_hooks_are_as_they_were(watch: CrashWatch) -> None:
    watch.end()
    assert "CrashWatch" not in repr(sys.excepthook)
    assert "CrashWatch" not in repr(threading.excepthook)
