"""`stet history` marks results, finds them by what was said of them, and empties the trash."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop.cli.exit_codes import BAD_INPUT, DONE
from desktop.domain.edit import Edit
from desktop.storage.library import DATABASE, Library
from tests.cli.conftest import Stet
from tests.cli.test_history import store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def three(folder: Path) -> list[Edit]:
    with Library.open(folder) as library:
        return [
            store(library, 0x1000 * number, f"fox {number}", results=number) for number in (1, 2, 3)
        ]


def names(value: dict[str, list[dict[str, object]]]) -> list[object]:
    return [one["id"] for one in value["results"]]


def test_stars_and_tags_are_given_and_found(stet: Stet, folder: Path, three: list[Edit]) -> None:
    one, two, _ = (edit.id for edit in three)
    stet("history", "star", "4", f"{two}.2", one, "--library", folder)
    stet("history", "tag", f"{two}.2", "--add", "hero", "--add", "print", "--library", folder)
    value = stet("history", "list", "--stars", "3", "--library", folder, "--json").json
    assert names(value) == [f"{two}.2", f"{one}.1"]
    assert value["results"][0]["tags"] == ["hero", "print"]
    value = stet("history", "list", "--search", "hero", "--library", folder, "--json").json
    assert [edit["id"] for edit in value["edits"]] == [two]
    stet("history", "tag", f"{two}.2", "--remove", "Hero", "--library", folder)
    found = stet("history", "list", "--tag", "hero", "--library", folder, "--json").json
    assert names(found) == []


def test_label_note_and_project(stet: Stet, folder: Path, three: list[Edit]) -> None:
    name = f"{three[0].id}.1"
    marks = ("--label", "green", "--note", "for Ōta", "--to-project", "Poster")
    value = stet("history", "mark", name, *marks, "--library", folder, "--json").json
    assert (
        value["results"][0] | {"label": "green", "note": "for Ōta", "project": "Poster"}
        == (value["results"][0])
    )
    filters = ("--of-project", "Poster", "--label", "green", "--search", "ota")
    assert names(stet("history", "list", *filters, "--library", folder, "--json").json) == [name]
    lines = stet("history", "list", "--sort", "project", "--library", folder).out.splitlines()
    assert lines[0].startswith(name)


def test_the_trash_is_filled_seen_taken_back_and_emptied(
    stet: Stet, folder: Path, three: list[Edit]
) -> None:
    one, _, last = (edit.id for edit in three)
    stet("history", "trash", one, f"{last}.2", "--library", folder)
    value = stet("history", "list", "--trash", "--library", folder, "--json").json
    assert names(value) == [f"{last}.2", f"{one}.1"]
    assert len(stet("history", "list", "--library", folder, "--json").json["edits"]) == 2
    stet("history", "restore", one, "--library", folder)
    asked = stet("history", "empty-trash", "--library", folder, "--json").json
    assert asked["results"] == 1
    done = stet("history", "empty-trash", "--yes", "--library", folder, "--json").json
    assert (done["deleted"], done["files"], done["still_used"]) == (1, 0, 2)
    with Library.open(folder) as library:
        assert [result.index for result in library.history.get(last).results] == [0, 2]
        assert library.check().is_clean


def test_what_is_not_there_is_said(stet: Stet, folder: Path, three: list[Edit]) -> None:
    assert stet("history", "star", "3", f"{three[0].id}.9", "--library", folder).code == BAD_INPUT
    assert stet("history", "trash", "ffff", "--library", folder).code == BAD_INPUT


def test_a_damaged_index_of_words_is_made_anew(stet: Stet, folder: Path, three: list[Edit]) -> None:
    stet("history", "star", "5", three[0].id, "--library", folder)
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        connection.execute("DELETE FROM finds_data WHERE id > 10")
        connection.commit()
    assert stet("history", "check", "--library", folder).code != DONE
    done = stet("history", "check", "--repair", "--library", folder)
    assert done.code == DONE
    assert "made anew" in done.err
    found = stet(
        "history", "list", "--search", "fox", "--stars", "5", "--library", folder, "--json"
    )
    assert names(found.json) == [f"{three[0].id}.1"]
