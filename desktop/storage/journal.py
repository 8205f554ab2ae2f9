"""Requests that have been or may have been sent and are not settled: one folder each.

The promise it keeps: nothing that was paid for is lost, and nothing is sent twice unasked. What
happened is told from the files alone, whenever and however the program ended.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from desktop.domain.identity import ContentHash, EditId
from desktop.domain.intent import EntryState, Intent, UnsettledEdit
from desktop.domain.problems import ProblemKind, fail
from desktop.storage.disk_faults import writing
from desktop.storage.durable_files import make_folder, sweep
from desktop.storage.file_lock import FileLock, is_held
from desktop.storage.journal_entry import (
    INTENT,
    OWNER,
    SENT,
    SETTLED,
    JournalEntry,
    answer_folder_of,
    elsewhere_of,
    mark_settled,
    preview_files,
    remove_settled,
)
from desktop.storage.records import contents_in, intent_from_json

_log = logging.getLogger(__name__)

_NAME = re.compile(r"^[0-9A-Za-z][0-9A-Za-z_-]{0,63}$")


class Journal:
    """The folder `journal/`. Safe for several threads and programs at once: an entry belongs to
    whoever opened or took it up, until they let go or end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self) -> None:
        """Make the folder, and clear away entries that were settled or never came to anything, and
        files that were being written when a program was killed.

        ProblemError (disk).
        """
        with writing(self.folder):
            make_folder(self.folder)
        for folder in self._folders():
            if _is_over(folder):
                _remove(folder)
            elif folder.is_dir():
                sweep(folder)

    def open_entry(self, intent: Intent) -> JournalEntry:
        """Put down what is about to be sent; on disk, synced, when this returns.

        ProblemError (DISK_FULL and its like): nothing may be sent. FileExistsError never: an id
        has one entry, and LIBRARY_BUSY says that it is there already.
        """
        folder = self._folder(intent.edit)
        if folder.exists():
            raise fail(ProblemKind.LIBRARY_BUSY)
        return JournalEntry.open_new(folder, intent)

    def unsettled(self) -> tuple[UnsettledEdit, ...]:
        """What nobody is working on, oldest first; entries that are in hand are left out."""
        return tuple(
            _told(folder)
            for folder in self._folders()
            if not _is_over(folder) and not is_held(folder / OWNER)
        )

    def in_hand(self) -> tuple[EditId, ...]:
        """The entries that some job is working on, in this program or another."""
        return tuple(EditId(folder.name) for folder in self._folders() if is_held(folder / OWNER))

    def take_up(self, edit: EditId) -> JournalEntry:
        """Hold an unsettled entry, to finish it or to let it go (`settle`).

        ProblemError: EDIT_UNKNOWN when it is gone, LIBRARY_BUSY when a job has it in hand.
        """
        folder = self._folder(edit)
        if not folder.is_dir() or _is_over(folder):
            raise fail(ProblemKind.EDIT_UNKNOWN, name=edit)
        with writing(folder):
            owner = FileLock.take(folder / OWNER, patience=0.2)
        if owner is None:
            raise fail(ProblemKind.LIBRARY_BUSY)
        return JournalEntry(folder, _intent_of(folder)[0], owner)

    def contents_in_use(self) -> set[ContentHash]:
        """Every picture that an entry names; no clean-up may take it."""
        found: set[ContentHash] = set()
        for folder in self._folders():
            try:
                found |= contents_in((folder / INTENT).read_text("utf-8", "replace"))
            except FileNotFoundError:
                continue  # settled or not begun
        return found

    def _folder(self, edit: EditId) -> Path:
        if _NAME.match(edit) is None:
            raise ValueError(f"{edit!r} is no id of an edit.")
        return self.folder / edit

    def _folders(self) -> Iterator[Path]:
        return (path for path in sorted(self.folder.iterdir()) if path.is_dir())


def _is_over(folder: Path) -> bool:
    """Settled, or not even begun: nothing is sent before both the intent and the mark stand."""
    if (folder / SETTLED).exists():
        return True
    return not (folder / INTENT).exists() and not (folder / SENT).exists()


def _remove(folder: Path) -> None:
    """Remove an entry that is over, unless some job is just settling or beginning it."""
    try:
        owner = FileLock.take(folder / OWNER)
        if owner is None:
            return
        is_over = _is_over(folder)
        if is_over:
            mark_settled(folder)
        owner.release()
        if is_over:
            remove_settled(folder)
    except OSError as error:
        _log.info("A settled entry of the journal could not be removed: %s", error)


def _told(folder: Path) -> UnsettledEdit:
    """Everything that the files say."""
    intent, damage = _intent_of(folder)
    answer = answer_folder_of(folder)
    moved = elsewhere_of(folder)
    if moved is not None and not moved.is_dir():
        damage = damage or f"The answer had been kept in {moved}, which is gone."
    return UnsettledEdit(
        edit=EditId(folder.name),
        state=EntryState.DAMAGED if intent is None else _state_of(folder),
        intent=intent,
        sent_at=_sent_at(folder),
        answer_bytes=answer.count,
        previews=len(preview_files(folder)),
        damage=damage,
    )


def _state_of(folder: Path) -> EntryState:
    answer = answer_folder_of(folder)
    if not (folder / SENT).exists():
        return EntryState.PREPARED
    if answer.is_complete:
        return EntryState.COMPLETE
    return EntryState.PARTIAL if answer.count else EntryState.SENT


def _intent_of(folder: Path) -> tuple[Intent | None, str]:
    try:
        return intent_from_json((folder / INTENT).read_bytes()), ""
    except FileNotFoundError:
        return None, "What was meant to be sent is gone."
    except (OSError, ValueError) as error:
        _log.info("%s in the journal cannot be read: %s", folder.name, type(error).__name__)
        return None, "What was meant to be sent cannot be read any more."


def _sent_at(folder: Path) -> datetime | None:
    try:
        return datetime.fromisoformat((folder / SENT).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
