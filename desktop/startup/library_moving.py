"""Moves the library before the window opens it, when that was asked for in the last run."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication, QProgressDialog

from desktop.domain.problems import ProblemError
from desktop.domain.settings import Settings
from desktop.storage.library_move import move_library
from desktop.storage.settings_file import SettingsFile

_TURN_MS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Where the library is now, the settings that say so, and what came of it in sentences."""

    folder: Path
    settings: Settings
    notes: tuple[str, ...] = ()


def move_if_wanted(folder: Path, settings: Settings, file: SettingsFile) -> Moved:
    """The wish is forgotten whatever comes of it; a fault leaves the library where it was."""
    if settings.moves_library_to is None:
        return Moved(folder=folder, settings=settings)
    target = Path(settings.moves_library_to)
    after = replace(settings, moves_library_to=None)
    try:
        _move(folder, target)
    except ProblemError as error:
        file.save(after)
        said = f"The library could not be moved and is where it was. {error.problem.text}"
        return Moved(folder=folder, settings=after, notes=(said,))
    after = replace(after, library=str(target))
    file.save(after)
    return Moved(folder=target, settings=after, notes=(f"The library is in {target} now.",))


def _move(source: Path, target: Path) -> None:
    """In a thread, while a dialog shows how far it is; it cannot be stopped half-way."""
    progress = QProgressDialog(f"Moving the library to {target}", "", 0, 0)
    progress.setWindowTitle("Stet")
    progress.setCancelButton(None)
    progress.setMinimumDuration(300)
    work = _Work(source, target)
    work.start()
    while work.is_alive():
        progress.setMaximum(work.total)
        progress.setValue(work.done)
        QApplication.processEvents()
        QThread.msleep(_TURN_MS)
    work.join()
    progress.close()
    progress.deleteLater()
    if work.fault is not None:
        raise work.fault


class _Work(threading.Thread):
    """Counts and faults are read by the thread that waits for it."""

    def __init__(self, source: Path, target: Path) -> None:
        super().__init__(name="library move")
        self._source = source
        self._target = target
        self.done = 0
        self.total = 0
        self.fault: Exception | None = None

    def run(self) -> None:
        try:
            move_library(self._source, self._target, self._tell)
        except Exception as error:  # noqa: BLE001  # handed over, and raised where it is awaited
            self.fault = error

    def _tell(self, done: int, total: int) -> None:
        self.done, self.total = done, total
