"""Open work on disk: written while one works, gone after an orderly end, offered after a crash."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from desktop.domain.open_work import OpenWork
from desktop.storage.disk_faults import writing
from desktop.storage.durable_files import make_folder, write_whole
from desktop.storage.records import from_json, to_json

_log = logging.getLogger(__name__)

_RECORD = "work.json"
_MASK = ".png"
_STEP = ".step"


class OpenWorkFiles:
    """One folder for what is open now, one for what was open when the program was killed.

    Nothing here needs to be on the disk itself in time: a crash of the program loses no write,
    only a crash of the machine may.
    """

    def __init__(self, folder: Path) -> None:
        self._now = folder / "now"
        self._before = folder / "interrupted"
        self._turn = threading.Lock()
        self._is_over = False

    def save(
        self,
        work: OpenWork,
        masks: Mapping[str, bytes | None],
        steps: Mapping[str, bytes] | None = None,
    ) -> None:
        """Keeps `work`; of `masks` (PNG by name, None: gone) those that changed since the last.

        `steps` are those that are new; files of steps that `work` names no more go. ProblemError
        (disk).
        """
        with self._turn, writing(self._now):
            if self._is_over:
                return
            make_folder(self._now)
            for name, data in masks.items():
                path = self._now / f"{name}{_MASK}"
                if data is None:
                    path.unlink(missing_ok=True)
                else:
                    write_whole(path, data, synced=False)
            for name, data in (steps or {}).items():
                write_whole(self._now / f"{name}{_STEP}", data, synced=False)
            write_whole(self._now / _RECORD, to_json(work).encode(), synced=False)
            self._remove_steps(work)

    def clear(self) -> None:
        """An orderly end: nothing needs to be offered, and nothing is saved any more."""
        with self._turn:
            self._is_over = True
            _remove(self._now)

    def interrupted(self) -> tuple[OpenWork, dict[str, bytes]] | None:
        """What was open when the program ended by itself, until it is dropped; None when nothing.

        To be called once, before the first `save`. What cannot be read is told to the log only,
        because nothing can be offered of it.
        """
        if (self._now / _RECORD).exists():
            _remove(self._before)
            with suppress(OSError):
                self._now.replace(self._before)
        return self._read()

    def drop_interrupted(self) -> None:
        """It is open again, or the designer does not want it."""
        _remove(self._before)

    def steps(self) -> dict[str, bytes]:
        """The steps of what was open, by name; what cannot be read is left out."""
        found: dict[str, bytes] = {}
        for path in self._before.glob(f"*{_STEP}"):
            with suppress(OSError):
                found[path.stem] = path.read_bytes()
        return found

    def _remove_steps(self, work: OpenWork) -> None:
        named = {change.patch for step in work.steps for change in step.changes}
        for path in self._now.glob(f"*{_STEP}"):
            if path.stem not in named:
                path.unlink(missing_ok=True)

    def _read(self) -> tuple[OpenWork, dict[str, bytes]] | None:
        try:
            work = from_json(OpenWork, (self._before / _RECORD).read_bytes())
            masks = {path.stem: path.read_bytes() for path in self._before.glob(f"*{_MASK}")}
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            _log.info("What was open before cannot be read: %s", error)
            return None
        return work, masks


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
