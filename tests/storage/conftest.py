"""A library, its parts, and disks that fail on demand."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.storage.database import Database
from desktop.storage.history import History
from desktop.storage.journal import Journal
from desktop.storage.library import Library


@pytest.fixture(autouse=True)
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what was asked to be synced, in order.

    The waiting itself is left out: it would be most of the time these tests take.
    """
    names: list[str] = []

    def note(descriptor: int) -> None:
        os.fstat(descriptor)
        place = Path(f"/proc/self/fd/{descriptor}")
        names.append(place.readlink().name if place.is_symlink() else "")

    monkeypatch.setattr(os, "fsync", note)
    return names


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a library may be made."""
    return tmp_path / "library"


@pytest.fixture
def library(folder: Path) -> Iterator[Library]:
    with Library.open(folder) as opened:
        yield opened


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(tmp_path / "library.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def history(database: Database) -> History:
    return History(database)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    made = Journal(tmp_path / "journal")
    made.prepare()
    return made


@pytest.fixture
def failing() -> Callable[[int], Callable[..., None]]:
    """Makes a stand-in that raises OSError with the given number, whatever it is called with."""

    def make(number: int = errno.ENOSPC) -> Callable[..., None]:
        def stand_in(*arguments: object, **named: object) -> None:
            raise OSError(number, os.strerror(number))

        return stand_in

    return make
