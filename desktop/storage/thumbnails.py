"""Small pictures for lists: a cache on disk that may be deleted at any time."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from desktop.domain.identity import ContentHash
from desktop.storage.durable_files import NewFile, sweep

_log = logging.getLogger(__name__)

_LIMIT = 1_000_000_000
_KEPT_WHEN_FULL = 0.9
_FRESH = 24 * 3600.0
"""Seconds for which a file that was looked at need not be marked again."""


class ThumbnailFiles:
    """Files by content and width, together at most `limit` bytes; the longest unused go first.

    A thumbnail that cannot be read or written is only made anew, so nothing here raises a problem.
    """

    def __init__(self, folder: Path, limit: int = _LIMIT) -> None:
        self.folder = folder
        self._limit = limit
        self._total: int | None = None
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Make the folder and sweep what killed programs left in it. OSError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        sweep(self.folder)

    def get(self, content: ContentHash, pixels: int) -> bytes | None:
        """The file's bytes as they were put, or None."""
        path = self._path(content, pixels)
        try:
            data = path.read_bytes()
            if time.time() - path.stat().st_mtime > _FRESH:
                os.utime(path)
        except OSError:
            return None  # not made yet, or just thrown out
        return data

    def put(self, content: ContentHash, pixels: int, data: bytes) -> None:
        """Keep `data` for that width in pixels, and throw out old ones when there are too many."""
        path = self._path(content, pixels)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with NewFile(self.folder) as file:
                file.write(data)
                file.keep_as(path, synced=False)
        except OSError as error:
            _log.info("A thumbnail could not be kept: %s", error)
            return
        with self._lock:
            self._count(len(data))

    def drop(self, content: ContentHash) -> None:
        """Forget every size of a picture that is gone."""
        for path in (self.folder / content[:2]).glob(f"{content}-*"):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                _log.info("A thumbnail could not be removed: %s", error)

    def _path(self, content: ContentHash, pixels: int) -> Path:
        return self.folder / content[:2] / f"{content}-{pixels}"

    def _count(self, added: int) -> None:
        """Keep the sum; the files are looked through once, and again when there are too many."""
        self._total = self._sum() if self._total is None else self._total + added
        if self._total > self._limit:
            self._total = self._throw_out(int(self._limit * _KEPT_WHEN_FULL))

    def _sum(self) -> int:
        return sum(size for _, size, _ in self._files())

    def _throw_out(self, target: int) -> int:
        """Delete the longest unused until `target` bytes are left; how many are."""
        files = sorted(self._files())
        total = sum(size for _, size, _ in files)
        for _, size, path in files:
            if total <= target:
                break
            try:
                path.unlink(missing_ok=True)
                total -= size
            except OSError as error:
                _log.info("A thumbnail could not be removed: %s", error)
        return total

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        """Time of last use, size in bytes, path."""
        for path in self.folder.glob("[0-9a-f][0-9a-f]/*"):
            try:
                facts = path.stat()
            except FileNotFoundError:
                continue  # another program has thrown it out
            yield facts.st_mtime, facts.st_size, path
