"""Checks a whole library: every file against its hash, every row against the files and the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.domain.identity import ContentHash, EditId
from desktop.domain.problems import ProblemError
from desktop.storage.library_report import LibraryReport
from desktop.storage.records import contents_in, edit_from_json

if TYPE_CHECKING:
    from desktop.storage.library import Library

Progress = Callable[[int, int], None]
"""Called with how many picture files are checked, and how many there are."""


def check_library(library: Library, progress: Progress | None = None) -> LibraryReport:
    """Read everything once. What is wrong stands in the report; ProblemError only from the disk."""
    files = _check_files(library, progress)
    rows = _check_rows(library, files.contents)
    in_use = rows.contents | library.journal.contents_in_use() | _waiting(library)
    logged = {edit.id for edit, _ in library.log.read().edits}
    return LibraryReport(
        edits=len(rows.edits),
        pictures=len(files.contents),
        bytes=files.bytes,
        damaged=tuple(files.damaged),
        missing=tuple(rows.missing),
        unreadable=tuple(rows.unreadable),
        not_in_history=tuple(sorted(logged - rows.edits)),
        database_faults=(*rows.faults, *library.database.faults()),
        unsettled=library.journal.unsettled(),
        orphans=len(library.pictures.orphans(in_use, older_than=timedelta(0))),
    )


def _waiting(library: Library) -> set[ContentHash]:
    """None where the database cannot be read; that stands among its faults."""
    try:
        return library.waiting.contents_in_use()
    except ProblemError:
        return set()


@dataclass
class _Files:
    contents: set[ContentHash] = field(default_factory=set)
    damaged: list[ContentHash] = field(default_factory=list)
    bytes: int = 0


@dataclass
class _Rows:
    edits: set[EditId] = field(default_factory=set)
    contents: set[ContentHash] = field(default_factory=set)
    missing: list[tuple[EditId, ContentHash]] = field(default_factory=list)
    unreadable: list[EditId] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def _check_files(library: Library, progress: Progress | None) -> _Files:
    found, all_contents = _Files(), sorted(library.pictures.contents())
    for place, content in enumerate(all_contents, 1):
        found.contents.add(content)
        if library.pictures.verify(content):
            found.bytes += library.pictures.path(content).stat().st_size
        else:
            found.damaged.append(content)
        if progress is not None:
            progress(place, len(all_contents))
    return found


def _check_rows(library: Library, kept: set[ContentHash]) -> _Rows:
    """A row added after the files were listed is looked up once more before it is called broken."""
    rows = _Rows()
    try:
        for edit, record in library.history.records():
            rows.edits.add(edit)
            needed = contents_in(record)
            rows.contents |= needed
            rows.missing += [
                (edit, content)
                for content in sorted(needed - kept)
                if not library.pictures.holds(content)
            ]
            if not _can_be_read(record):
                rows.unreadable.append(edit)
    except ProblemError as error:
        rows.faults.append(error.problem.detail or error.problem.sentence.rstrip("."))
    return rows


def _can_be_read(record: str) -> bool:
    try:
        edit_from_json(record)
    except ValueError:
        return False
    return True
