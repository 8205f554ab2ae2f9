"""`stet library`: where it is, moving it, taking it along, and never with a key."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from desktop.domain.edit import Edit
from desktop.storage.library import Library
from tests.builders import Ring
from tests.cli.conftest import Stet
from tests.cli.test_history import store

SECRET = "sk-proj-very-secret-0123456789abcdefghij"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def three(folder: Path) -> list[Edit]:
    with Library.open(folder) as library:
        return [store(library, 0x1000 * number, f"fox {number}") for number in (1, 2, 3)]


def test_it_is_taken_along_and_comes_back(
    stet: Stet, folder: Path, three: list[Edit], ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    project = stet.folder / "all.stet"
    said = stet("library", "export", "-o", project, "--library", folder, "--json")
    assert said.code == 0, said.err
    assert (said.json["edits"], said.json["pictures"]) == (3, 2)
    with zipfile.ZipFile(project) as archive:
        assert all(SECRET.encode() not in archive.read(name) for name in archive.namelist())
    other = stet.folder / "other"
    taken = stet("library", "import", project, "--library", other, "--json").json
    assert taken["edits"] == [edit.id for edit in three]
    assert stet("history", "check", "--library", other).code == 0
    again = stet("library", "import", project, "--library", other)
    assert "3 edits were there already." in again.out


def test_parts_are_chosen(stet: Stet, folder: Path, three: list[Edit]) -> None:
    words = ("library", "export", "--library", folder, "--json", "-o")
    one = stet(*words, stet.folder / "one.stet", "--edit", three[1].id)
    assert one.json["edits"] == 1
    found = stet(*words, stet.folder / "found.stet", "--search", "fox 3")
    assert found.json["edits"] == 1
    none = stet(*words, stet.folder / "none.stet", "--project", "nobody's")
    assert none.code == 2
    assert not (stet.folder / "none.stet").exists()


def test_no_file_is_replaced_unasked(stet: Stet, folder: Path, three: list[Edit]) -> None:
    target = stet.folder / "work.stet"
    target.write_bytes(b"somebody's work")
    words = ("library", "export", "-o", target, "--library", folder)
    assert stet(*words).code == 7
    assert target.read_bytes() == b"somebody's work"
    assert stet(*words, "--replace").code == 0


def test_moving_is_remembered(stet: Stet, three: list[Edit], folder: Path) -> None:
    """First by an option, which the settings have nothing to do with; then the usual one."""
    first = stet.folder / "first"
    assert stet("library", "move", first, "--library", folder).out == f"{first}\n"
    assert stet("library", "where").out != f"{first}\n"
    usual = Path(stet("library", "where").out.strip())
    with Library.open(usual) as library:
        store(library, 9)
    second = stet.folder / "second"
    assert stet("library", "move", second).code == 0
    assert stet("library", "where").out == f"{second}\n"
    assert stet("history", "list").out.count("\n") == 1


def test_an_open_library_says_so(stet: Stet, folder: Path, three: list[Edit]) -> None:
    with Library.open(folder):
        said = stet("library", "move", stet.folder / "new", "--library", folder, "--json")
    assert (said.code, said.json["error"]["kind"]) == (7, "library_busy")
