"""Masks that are kept by name with a picture: on disk beside the library's pictures."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from desktop.domain.identity import ContentHash, hash_of
from desktop.storage.disk_faults import writing
from desktop.storage.durable_files import make_folder, write_whole

_log = logging.getLogger(__name__)

_LIST = "masks.json"
_NAME_LETTERS = 16


class KeptMaskFiles:
    """A folder for each picture that has kept masks, named by the picture's content: the PNGs,
    named by theirs, and a list of names in order. Safe for several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, picture: ContentHash, masks: tuple[tuple[str, bytes], ...]) -> None:
        """These (name, PNG) are the masks of the picture from now on. ProblemError (disk)."""
        place = self._place(picture)
        if not masks and not place.exists():
            return
        files = {f"{hash_of(data)[:_NAME_LETTERS]}.png": data for _, data in masks}
        listed = [
            {"name": name, "file": f"{hash_of(data)[:_NAME_LETTERS]}.png"} for name, data in masks
        ]
        with writing(self._folder):
            make_folder(place)
            for name, data in files.items():
                if not (place / name).exists():
                    write_whole(place / name, data)
            write_whole(place / _LIST, json.dumps(listed).encode())
            for path in place.glob("*.png"):
                if path.name not in files:
                    path.unlink(missing_ok=True)

    def read(self, picture: ContentHash) -> tuple[tuple[str, bytes], ...]:
        """Names and PNGs, in order. What cannot be read is told to the log and left out."""
        place = self._place(picture)
        try:
            listed = json.loads((place / _LIST).read_bytes())
            rows = [(str(row["name"]), Path(str(row["file"])).name) for row in listed]
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, KeyError, TypeError) as error:
            _log.info("The kept masks of %s cannot be read: %s", picture, error)
            return ()
        return tuple((name, data) for name, file in rows if (data := _bytes_of(place / file)))

    def _place(self, picture: ContentHash) -> Path:
        return self._folder / picture[:2] / picture


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        _log.info("A kept mask cannot be read: %s", error)
        return b""
