"""Picture files by content: each is kept once, named by the SHA-256 of its bytes, unchanged."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.domain.identity import ContentHash, hash_of
from desktop.domain.problems import ProblemError, ProblemKind, fail
from desktop.storage.disk_faults import writing
from desktop.storage.durable_files import NewFile, make_folder, replace, sweep

_SUFFIX = re.compile(r"^\.[a-z0-9]{1,8}$")
_CONTENT = re.compile(r"^[0-9a-f]{64}$")
_USUAL = (".png", ".jpg", ".webp", ".tif", ".gif", ".bmp", ".avif", ".svg")
_BLOCK = 1 << 20


class ImageFiles:
    """The folder `pictures/ab/<sha256>.<ext>`. Safe for several threads and programs at once.

    Files come into being whole; what a kill leaves half-written lies at the top of the folder
    and is swept at the next opening.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self) -> None:
        """Make the folder and sweep what killed programs left in it. ProblemError (disk)."""
        with writing(self.folder):
            make_folder(self.folder)
            sweep(self.folder)

    def put(self, data: bytes, suffix: str) -> ContentHash:
        """Keep `data`; on disk, synced, when this returns. ProblemError (disk) changes nothing."""
        content = hash_of(data)
        if not self._is_kept(content, len(data)):
            with writing(self.folder, needed=len(data)), NewFile(self.folder) as file:
                file.write(data)
                self._keep(file, content, suffix)
        return content

    def put_file(self, path: Path, suffix: str) -> ContentHash:
        """Keep a copy of the file at `path`, block by block. ProblemError (file or disk)."""
        needed = _size_of(path)
        with writing(self.folder, needed=needed), NewFile(self.folder) as file:
            content, size = _copy(path, file)
            if not self._is_kept(content, size):
                self._keep(file, content, suffix)
        return content

    def path(self, content: ContentHash) -> Path:
        """Where that content is. ProblemError (PICTURE_GONE) when it is not there."""
        found = self._find(content)
        if found is None:
            raise fail(ProblemKind.PICTURE_GONE, name=content)
        return found

    def read(self, content: ContentHash) -> bytes:
        """The bytes as they were put. ProblemError (PICTURE_GONE)."""
        path = self.path(content)
        try:
            return path.read_bytes()
        except OSError as error:
            raise fail(ProblemKind.PICTURE_GONE, name=path.name) from error

    def bytes_of(self, content: ContentHash) -> int:
        """How large the file is; 0 when it is not there."""
        found = self._find(content)
        return 0 if found is None else found.stat().st_size

    def remove(self, content: ContentHash) -> int | None:
        """Delete that file, which nothing may use; the bytes it took, None when there was none.

        ProblemError (disk).
        """
        found = self._find(content)
        if found is None:
            return None
        with writing(found):
            size = found.stat().st_size
            found.unlink()
        return size

    def set_aside(self, content: ContentHash) -> Path | None:
        """Moves a damaged file out of the way, into `pictures/damaged`; None when there is none.

        It is never deleted, and never found again as that content. ProblemError (disk).
        """
        found = self._find(content)
        if found is None:
            return None
        stamp = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S-%f")
        aside = self.folder / "damaged" / f"{found.stem}-{stamp}{found.suffix}"
        with writing(found):
            make_folder(aside.parent)
            replace(found, aside)
        return aside

    def holds(self, content: ContentHash) -> bool:
        return self._find(content) is not None

    def contents(self) -> Iterator[ContentHash]:
        """Everything that is kept, in no particular order."""
        for path in self._files():
            yield ContentHash(path.stem)

    def verify(self, content: ContentHash) -> bool:
        """Whether the file is there and its bytes still have the hash it is named by."""
        found = self._find(content)
        if found is None:
            return False
        try:
            with found.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == content
        except OSError:
            return False  # a disk that cannot read it back has lost it

    def orphans(self, in_use: AbstractSet[ContentHash], *, older_than: timedelta) -> list[Path]:
        """Files that nothing uses and nobody has put for that long."""
        latest = time.time() - older_than.total_seconds()
        return [
            path
            for path in self._files()
            if path.stem not in in_use and path.stat().st_mtime <= latest
        ]

    def remove_orphans(self, in_use: AbstractSet[ContentHash], *, older_than: timedelta) -> int:
        """Delete the orphans; how many bytes that freed. ProblemError (disk)."""
        freed = 0
        for path in self.orphans(in_use, older_than=older_than):
            with writing(path):
                freed += path.stat().st_size
                path.unlink()
        return freed

    def _is_kept(self, content: ContentHash, size: int) -> bool:
        """Whether it is there in full; marked as used just now, so that no clean-up takes it."""
        found = self._find(content)
        if found is None or found.stat().st_size != size:
            return False
        with writing(found):
            os.utime(found)
        return True

    def _keep(self, file: NewFile, content: ContentHash, suffix: str) -> None:
        damaged = self._find(content)
        target = damaged or self._place(content).with_suffix(_checked(suffix))
        make_folder(target.parent)
        file.keep_as(target)

    def _place(self, content: ContentHash) -> Path:
        if _CONTENT.match(content) is None:
            raise ValueError(f"{content!r} is no content hash.")
        return self.folder / content[:2] / content

    def _find(self, content: ContentHash) -> Path | None:
        place = self._place(content)
        for suffix in _USUAL:
            path = place.with_suffix(suffix)
            if path.is_file():
                return path
        return next(iter(place.parent.glob(f"{content}.*")), None)

    def _files(self) -> Iterator[Path]:
        for folder in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            for path in folder.iterdir():
                if _CONTENT.match(path.stem):
                    yield path


def _checked(suffix: str) -> str:
    """The end of the name in the one form that is kept: `.png`. ValueError."""
    form = "." + suffix.lower().lstrip(".")
    if _SUFFIX.match(form) is None:
        raise ValueError(f"{suffix!r} is no end of a file name.")
    return form


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise _unreadable(path, error) from error


def _copy(path: Path, file: NewFile) -> tuple[ContentHash, int]:
    """Read `path` into `file`; the hash and the number of bytes that were really there."""
    digest, size = hashlib.sha256(), 0
    try:
        source = path.open("rb")
    except OSError as error:
        raise _unreadable(path, error) from error
    with source:
        while block := _read(source.fileno(), path):
            digest.update(block)
            file.write(block)
            size += len(block)
    return ContentHash(digest.hexdigest()), size


def _read(descriptor: int, path: Path) -> bytes:
    try:
        return os.read(descriptor, _BLOCK)
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> ProblemError:
    if isinstance(error, FileNotFoundError):
        return fail(ProblemKind.FILE_MISSING, name=path.name)
    if isinstance(error, IsADirectoryError):
        return fail(ProblemKind.FILE_IS_FOLDER, name=path.name)
    reason = error.strerror or type(error).__name__
    return fail(ProblemKind.FILE_UNREADABLE, name=path.name, reason=reason)
