"""Copies that other programs have open, and the list by which they are watched after a restart."""

from __future__ import annotations

import hashlib
import logging
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from desktop.domain.outside_file import OutsideFile
from desktop.storage.disk_faults import writing
from desktop.storage.durable_files import make_folder, write_whole
from desktop.storage.records import from_json, to_json

_log = logging.getLogger(__name__)

_LIST = "watched.json"
_PLACE = re.compile(r"[0-9a-f]{1,64}/[^/\\]+")
_FORGOTTEN_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    files: tuple[OutsideFile, ...] = ()


class OutsideFiles:
    """The folder `open-in/<id>/<name>`, with `watched.json` beside. Safe for several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._saving = threading.Lock()

    def path(self, one: OutsideFile) -> Path:
        """Where the copy is."""
        return self.folder / one.place

    def save(self, now: Callable[[], tuple[OutsideFile, ...]]) -> None:
        """The list as it is when its turn has come; synced. ProblemError (disk)."""
        with self._saving, writing(self.folder):
            listed = now()
            if listed or (self.folder / _LIST).exists():
                make_folder(self.folder)
                write_whole(self.folder / _LIST, to_json(_Listed(files=listed)).encode())

    def resume(self) -> tuple[OutsideFile, ...]:
        """What is still there. Copies that nobody has changed for a month are cleared away.

        A list that cannot be read is passed over; the copies stay where they are.
        """
        return tuple(one for one in self._listed() if self._is_alive(one))

    def _listed(self) -> Iterator[OutsideFile]:
        try:
            found = from_json(_Listed, (self.folder / _LIST).read_bytes()).files
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            _log.info("The list of files in other programs cannot be read: %s", error)
            return
        yield from (one for one in found if _leads_inside(one.place))

    def _is_alive(self, one: OutsideFile) -> bool:
        path = self.path(one)
        try:
            age = time.time() - path.stat().st_mtime
            if age < _FORGOTTEN_AFTER.total_seconds():
                return True
            if hashlib.sha256(path.read_bytes()).hexdigest() != one.digest:
                return True
            path.unlink()
            path.parent.rmdir()
        except OSError as error:
            _log.info("A copy for another program is gone or in use: %s", error)
        return False


def _leads_inside(place: str) -> bool:
    return _PLACE.fullmatch(place) is not None and place.rpartition("/")[2] not in {".", ".."}
