"""Opens the window's library; where that cannot be, asks what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.domain.problems import ProblemError
from desktop.storage.library import Library
from desktop.storage.rescue import rescue_library
from desktop.ui.dialogs.library_question import LibraryQuestion, Way, ask_for_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLibrary:
    """The library, and in sentences what was done to get it."""

    library: Library
    notes: tuple[str, ...] = ()


def open_library(folder: Path) -> OpenedLibrary:
    """ProblemError, of the last attempt, when the designer gives up."""
    notes: tuple[str, ...] = ()
    way = Way.AGAIN
    while True:
        try:
            if way is Way.REPAIR:
                notes = (_repair(folder),)
            return OpenedLibrary(library=Library.open(folder), notes=notes)
        except ProblemError as error:
            way = LibraryQuestion(error.problem, folder).ask()
            if way is Way.QUIT:
                raise
            if way is Way.OTHER:
                folder, notes = _other(folder)


def _repair(folder: Path) -> str:
    rescued = rescue_library(folder)
    edits = "1 edit" if rescued.edits == 1 else f"{rescued.edits:,} edits"
    kept = f" The damaged file is kept as {rescued.set_aside.name}." if rescued.set_aside else ""
    return f"The history was built anew from its records: {edits}.{kept}"


def _other(folder: Path) -> tuple[Path, tuple[str, ...]]:
    chosen = ask_for_folder(folder)
    if chosen is None:
        return folder, ()
    return chosen, (f"This run uses the library in {chosen}.",)
