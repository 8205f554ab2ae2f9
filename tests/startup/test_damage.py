"""Settings and libraries that cannot be read: a sentence and a way on, never a traceback."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop.domain.problems import ProblemError, ProblemKind
from desktop.startup import compose
from desktop.startup.desktop_program import DesktopProgram
from desktop.startup.library_opening import open_library
from desktop.startup.paths import Paths, standard_paths
from desktop.startup.window import _parser
from desktop.storage.library import DATABASE, Library
from desktop.ui.dialogs.library_question import LibraryQuestion, Way
from tests.builders import keychain_with
from tests.storage.samples import an_edit

Answer = Callable[..., list[str]]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("qt_log_ignore", "This plugin does not support ")


@pytest.fixture
def paths() -> Paths:
    """A library of three edits in the home."""
    found = standard_paths()
    with Library.open(found.library) as library:
        for number in (1, 2, 3):
            library.store_edit(an_edit(number))
    return found


@pytest.fixture
def answer(qapp: QApplication) -> Iterator[Answer]:
    """Presses these buttons, one in each question that comes; gives what was read in them."""
    timer = QTimer()
    timer.setInterval(5)

    def press(*ways: Way) -> list[str]:
        left, read = list(ways), []

        def look() -> None:
            question = QApplication.activeModalWidget()
            if isinstance(question, LibraryQuestion) and left:
                read.append(f"{question.text()}\n{question.informativeText()}")
                question._buttons[left.pop(0)].click()

        timer.timeout.connect(look)
        timer.start()
        return read

    yield press
    timer.stop()


@pytest.fixture
def start(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], DesktopProgram]]:
    monkeypatch.setattr(compose, "Keychain", keychain_with())
    running: list[DesktopProgram] = []

    def begin(*words: str) -> DesktopProgram:
        program = DesktopProgram(standard_paths(), _parser().parse_args(list(words)))
        running.append(program)
        program.start()
        return program

    yield begin
    for program in running:
        program.stop()


def damage(paths: Paths) -> None:
    (paths.library / DATABASE).write_bytes(b"This is no database. " * 500)


def test_a_damaged_library_is_repaired_by_a_click(
    paths: Paths, start: Callable[[], DesktopProgram], answer: Answer, qtbot: QtBot
) -> None:
    damage(paths)
    read = answer(Way.REPAIR)
    panels = start().window_flow.panels
    qtbot.waitUntil(lambda: panels.history.model.rowCount() == 3)
    assert "The library's database is damaged" in read[0]
    assert "nothing is deleted" in read[0]
    assert "The history was built anew from its records: 3 edits." in panels.message.text
    (kept,) = paths.library.glob(f"{DATABASE}.damaged-*")
    assert kept.read_bytes().startswith(b"This is no database.")
    assert kept.name in panels.message.text


def test_another_library_can_be_used_for_this_run(
    paths: Paths, tmp_path: Path, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(paths)
    other = tmp_path / "other"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(other))
    answer(Way.OTHER)
    opened = open_library(paths.library)
    with opened.library as library:
        assert library.folder == other
    assert opened.notes == (f"This run uses the library in {other}.",)
    assert (paths.library / DATABASE).read_bytes().startswith(b"This is no database.")


def test_giving_up_changes_nothing(paths: Paths, answer: Answer) -> None:
    damage(paths)
    answer(Way.QUIT)
    with pytest.raises(ProblemError) as caught:
        open_library(paths.library)
    assert caught.value.problem.kind is ProblemKind.LIBRARY_DAMAGED
    assert not list(paths.library.glob(f"{DATABASE}.damaged-*"))


def test_a_library_in_use_can_be_tried_again(paths: Paths, answer: Answer) -> None:
    with Library.open(paths.library):
        read = answer(Way.AGAIN, Way.QUIT)
        with pytest.raises(ProblemError):
            open_library(paths.library)
    assert len(read) == 2
    assert "Another Stet is using this library." in read[0]
    with open_library(paths.library).library as library:
        assert library.history.count() == 3


def test_a_folder_that_cannot_be_written_to_is_said(
    paths: Paths, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop.storage import library

    def read_only(*_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(paths.library))

    monkeypatch.setattr(library, "make_folder", read_only)
    read = answer(Way.QUIT)
    with pytest.raises(ProblemError):
        open_library(paths.library)
    assert "cannot be written to" in read[0]


@pytest.mark.parametrize("text", ["{", "[]", '{"theme": 7, "jobs_at_once": "many"}'])
def test_damaged_settings_are_said_and_the_window_opens(
    paths: Paths, start: Callable[[], DesktopProgram], qtbot: QtBot, text: str
) -> None:
    paths.settings.parent.mkdir(parents=True, exist_ok=True)
    paths.settings.write_text(text)
    flow = start().window_flow
    qtbot.waitUntil(flow.panels.message.isVisible)
    assert "setting" in flow.panels.message.text.lower()
    assert flow.window.isVisible()
