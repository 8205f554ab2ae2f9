"""What is left of a run that ended without a word: where it was, shown at the next start."""

from __future__ import annotations

import faulthandler
import logging
import os
import time
from pathlib import Path
from typing import IO

_log = logging.getLogger(__name__)

_PATTERN = "ended-*.txt"
_DAY = 86_400.0


class LastCrash:
    """While it watches, a fatal signal writes the places in the code into a file in `folder`.

    Types, files and lines only: neither keys nor prompts nor pictures. The file of a run that ends
    in order is removed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: Path | None = None
        self._open: IO[bytes] | None = None

    def take(self) -> tuple[str, Path] | None:
        """The newest report of an earlier run, with its file; each is given once. None: no fault.

        A report is kept under another name. Empty files of runs that were killed go after a day;
        until then they may be those of another window.
        """
        found: list[tuple[str, Path]] = []
        for file in sorted(self._folder.glob(_PATTERN)):
            try:
                text = file.read_text(encoding="utf-8", errors="replace")
                if text.strip():
                    kept = file.with_name(file.name.replace("ended-", "fault-", 1))
                    found.append((text, file.replace(kept)))
                elif time.time() - file.stat().st_mtime > _DAY:
                    file.unlink()
            except OSError as error:
                _log.warning("The report of an earlier run cannot be read: %s", error)
        return found[-1] if found else None

    def begin(self) -> None:
        """From now on a fatal signal leaves a report; without a folder for it, none."""
        name = f"ended-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = self._folder / name
            self._open = self._file.open("wb")
        except OSError as error:
            _log.warning("A crash would leave no report: %s", error)
            return
        faulthandler.enable(self._open)

    def end(self) -> None:
        """In order: there is nothing to report."""
        if self._open is None or self._file is None:
            return
        faulthandler.disable()
        self._open.close()
        self._file.unlink(missing_ok=True)
        self._open = None
