"""Catches faults of Stet itself: a report stays on this computer, and the designer works on."""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QUrl, Signal, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop import __version__
from desktop.startup.logging_setup import scrub
from desktop.ui.dialogs.crash_dialog import CrashDialog, CrashReport
from desktop.ui.icons import Icons

_log = logging.getLogger(__name__)
_MOST_REPORTS = 10
"""Older ones are removed, so that a fault that repeats does not fill the disk."""


class CrashWatch(QObject):
    """Writes what nobody caught into `folder` and shows it, each place in the code once.

    The report names types and places, never what an exception says: that may quote a prompt. It
    stands in the log, which holds no key.
    """

    _found = Signal(object)

    def __init__(self, folder: Path, icons: Icons, window: QWidget) -> None:
        super().__init__(window)
        self._folder = folder
        self._icons = icons
        self._window = window
        self._known: set[str] = set()
        self._dialog: CrashDialog | None = None
        self._before = (sys.excepthook, threading.excepthook)
        self._found.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def begin(self) -> None:
        """From now on everything that is not caught comes here, from whatever thread."""
        sys.excepthook = self._take
        threading.excepthook = self._take_from_thread

    def show_earlier(self, text: str, file: Path) -> None:
        """The report of a run that ended without a word, whole, as it stands in `file`."""
        sentence = "Stet ended without warning the last time."
        self._found.emit(CrashReport(sentence=sentence, text=scrub(text), file=str(file)))

    def end(self) -> None:
        """The hooks are as they were before."""
        sys.excepthook, threading.excepthook = self._before

    def _take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        _log.error("A fault that nobody caught", exc_info=(kind, error, trace))
        places = _places(error)
        if places not in self._known:
            self._known.add(places)
            self._found.emit(self._report(kind, places))

    def _take_from_thread(self, found: threading.ExceptHookArgs) -> None:
        if found.exc_value is not None:
            self._take(found.exc_type, found.exc_value, found.exc_traceback)

    def _report(self, kind: type[BaseException], places: str) -> CrashReport:
        now = datetime.now().astimezone()
        text = f"{now:%Y-%m-%d %H:%M:%S %z}\n{_system()}\n\n{places}"
        file = self._folder / f"fault-{now:%Y%m%d-%H%M%S-%f}.txt"
        return CrashReport(
            sentence=f"Something went wrong inside Stet ({kind.__name__}). You can go on working.",
            text=text,
            file=_written(file, text),
        )

    def _show(self, report: CrashReport) -> None:
        """One dialog at a time: what comes meanwhile has its report and a line in the log."""
        if self._dialog is not None:
            return
        self._dialog = CrashDialog(report, self._icons, self._window)
        self._dialog.folder_open_requested.connect(self._open_folder)
        self._dialog.finished.connect(self._forget)
        self._dialog.open()

    def _forget(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


def _system() -> str:
    return (
        f"Stet {__version__}, Python {platform.python_version()}, Qt {qVersion()}\n"
        f"{platform.platform()}"
    )


def _places(error: BaseException) -> str:
    """The chain of exceptions as types and lines of code, the cause first."""
    parts: list[str] = []
    current: BaseException | None = error
    while current is not None and len(parts) < 5:
        lines = traceback.format_list(traceback.extract_tb(current.__traceback__))
        name = type(current).__qualname__
        parts.append(f"{''.join(lines)}{name} (its words are left out; they stand in the log)")
        current = current.__cause__ or current.__context__
    return scrub("\n\nwhich led to\n\n".join(reversed(parts)))


def _written(file: Path, text: str) -> str:
    """The path of the report; where it cannot be written, why."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        for old in sorted(file.parent.glob("fault-*.txt"))[: 1 - _MOST_REPORTS]:
            old.unlink(missing_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        _log.warning("The report could not be written: %s", error)
        return f"It could not be written to {file.parent}: {error.strerror}."
    return str(file)
