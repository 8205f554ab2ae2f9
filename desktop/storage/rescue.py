"""Builds a library whose database is damaged anew, from its log and from what can still be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from desktop.storage.database import read_records
from desktop.storage.disk_faults import writing
from desktop.storage.durable_files import sync_folder
from desktop.storage.library import DATABASE, Library, check_folder, take_lock
from desktop.storage.records import edit_from_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescued:
    """How many edits the history has now, and where the damaged file is (None: there was none)."""

    edits: int
    set_aside: Path | None


def rescue_library(folder: Path) -> Rescued:
    """Set the database aside under a dated name, never deleting it, and make a new one.

    ProblemError: LIBRARY_BUSY while a window has the library open, or the disk's.
    """
    check_folder(folder)
    lock = take_lock(folder)
    try:
        damaged = _set_aside(folder / DATABASE)
    finally:
        lock.release()
    with Library.open(folder) as library:
        if damaged is not None:
            _add_readable(library, damaged)
        return Rescued(edits=library.history.count(), set_aside=damaged)


def _add_readable(library: Library, damaged: Path) -> None:
    """What only the damaged file had; the log is right where both know an edit."""
    for record in read_records(damaged):
        try:
            edit = edit_from_json(record)
        except ValueError:
            continue  # torn; it stays in the file that was set aside
        if library.history.record_of(edit.id) is None:
            library.log.append(record)
            library.history.put_records([(edit, record)])


def _set_aside(path: Path) -> Path | None:
    """Give the database and its companions a dated name."""
    if not path.exists():
        return None
    stamp = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S-%f")
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    with writing(path.parent):
        for companion in ("-wal", "-shm", ""):
            old = path.with_name(path.name + companion)
            if old.exists():
                old.replace(aside.with_name(aside.name + companion))
        sync_folder(path.parent)
    return aside
