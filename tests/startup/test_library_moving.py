"""The library moves before it is opened, once, and whatever happens it is somewhere whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.settings import Settings
from desktop.startup.library_moving import move_if_wanted
from desktop.storage.library import Library
from desktop.storage.settings_file import SettingsFile
from tests.storage.samples import an_edit

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def file(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "config" / "settings.json")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "library"
    with Library.open(made) as library:
        library.store_edit(an_edit(1))
    return made


def test_nothing_moves_unasked(folder: Path, file: SettingsFile) -> None:
    moved = move_if_wanted(folder, Settings(), file)
    assert (moved.folder, moved.notes) == (folder, ())
    assert not file.path.exists()


def test_it_moves_once_and_is_remembered(folder: Path, file: SettingsFile, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    moved = move_if_wanted(folder, replace(Settings(), moves_library_to=str(target)), file)
    assert moved.folder == target
    assert str(target) in moved.notes[0]
    settings, _ = file.load()
    assert (settings.library, settings.moves_library_to) == (str(target), None)
    with Library.open(target) as library:
        assert library.history.count() == 1
    assert not folder.exists()


def test_what_cannot_be_moved_stays_and_is_said(
    folder: Path, file: SettingsFile, tmp_path: Path
) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "work.txt").write_text("somebody's")
    wish = replace(Settings(), moves_library_to=str(tmp_path / "taken"))
    moved = move_if_wanted(folder, wish, file)
    assert moved.folder == folder
    assert "could not be moved" in moved.notes[0]
    assert "not empty" in moved.notes[0]
    settings, _ = file.load()
    assert (settings.library, settings.moves_library_to) == (None, None)
    with Library.open(folder) as library:
        assert library.history.count() == 1
