"""Writes a project file: edits with all their pictures, as one documented zip archive."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from dataclasses import replace as replace_in
from datetime import UTC, datetime
from pathlib import Path

from desktop import __version__
from desktop.domain.edit import Edit
from desktop.domain.identity import ContentHash, EditId
from desktop.domain.library_item import LibraryItem, MarkedItem, Marks
from desktop.domain.library_query import LibraryQuery, SavedSearch
from desktop.domain.problems import ProblemError
from desktop.storage.disk_faults import writing
from desktop.storage.durable_files import replace, sync_file
from desktop.storage.library import Library
from desktop.storage.project_layout import (
    ABOUT,
    EDITS,
    EXPLANATION,
    FORMAT,
    LIST,
    MARKS,
    MEDIA,
    MEDIA_TYPE,
    SEARCHES,
    VERSION,
    ListedFile,
    ProjectList,
    place_of,
)
from desktop.storage.records import contents_in, edit_to_json, to_json

Progress = Callable[[int, int], None]
"""Called with how many pictures are done, and how many there are."""

_BLOCK = 1 << 20
_MOMENT = (2026, 1, 1, 0, 0, 0)
"""The same project gives the same bytes whenever it is written, but for `created`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenProject:
    """What a project file holds. `missing` pictures were gone or damaged in the library.

    `left_in_trash` results of the library are not in it; `searches` are the saved ones that are.
    """

    path: Path
    edits: int = 0
    pictures: int = 0
    bytes: int = 0
    missing: tuple[ContentHash, ...] = ()
    searches: int = 0
    left_in_trash: int = 0
    was_stopped: bool = False


def edits_of(query: LibraryQuery, library: Library) -> Iterator[EditId]:
    """The edits whose tiles the query finds, once for each tile."""
    last: LibraryItem | None = None
    while found := library.catalogue.page(query, last):
        last = found[-1]
        yield from (item.edit for item in found)


def with_ancestors(
    edits: Iterable[EditId], library: Library, is_stopped: Callable[[], bool] = lambda: False
) -> tuple[Edit, ...]:
    """Those edits and all that they went on from, oldest first. ProblemError: one is unknown."""
    found: dict[EditId, Edit] = {}
    for name in edits:
        if is_stopped():
            break
        edit: Edit | None = library.history.get(name)
        while edit is not None and edit.id not in found:
            found[edit.id] = edit
            edit = library.history.find(edit.parent.edit) if edit.parent else None
    return tuple(sorted(found.values(), key=lambda one: (one.created, one.id)))


def write_library(
    path: Path,
    library: Library,
    told: Progress = lambda _done, _total: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> WrittenProject:
    """Everything but the trash, with the saved searches. ProblemError (disk).

    What was thrown away goes along only where something that was not went on from it, and stays
    thrown away.
    """
    edits = with_ancestors(edits_of(LibraryQuery(), library), library, is_stopped)
    taken = {edit.id for edit in edits}
    left = sum(one.edit not in taken for one in library.catalogue.trashed())
    searches = library.catalogue.searches()
    made = write_project(path, edits, library, told, is_stopped, searches=searches)
    return replace_in(made, left_in_trash=left)


def write_project(
    path: Path,
    edits: tuple[Edit, ...],
    library: Library,
    told: Progress = lambda _done, _total: None,
    is_stopped: Callable[[], bool] = lambda: False,
    *,
    searches: tuple[SavedSearch, ...] = (),
) -> WrittenProject:
    """The file at `path`, whole or not at all; what was there is replaced at the very end.

    Every picture is checked against its hash on the way. ProblemError (disk).
    """
    part = path.with_name(f"{path.name}.part")
    try:
        with writing(path), zipfile.ZipFile(part, "w", allowZip64=True) as archive:
            made = _fill(archive, path, edits, library, told, is_stopped, searches)
        if not made.was_stopped:
            with writing(path):
                _sync(part)
                replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return made


def _fill(
    archive: zipfile.ZipFile,
    path: Path,
    edits: tuple[Edit, ...],
    library: Library,
    told: Progress,
    is_stopped: Callable[[], bool],
    searches: tuple[SavedSearch, ...],
) -> WrittenProject:
    records = [edit_to_json(edit) for edit in edits]
    listed = _add_records(archive, records, _marks_of(edits, library), searches)
    contents = sorted({content for record in records for content in contents_in(record)})
    missing: list[ContentHash] = []
    for done, content in enumerate(contents):
        if is_stopped():
            return WrittenProject(path=path, was_stopped=True)
        kept = _add_picture(archive, content, library)
        if kept is None:
            missing.append(content)
        else:
            listed.append(kept)
        told(done + 1, len(contents))
    summary = ProjectList(
        format=FORMAT,
        version=VERSION,
        program=f"Stet {__version__}",
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        edits=len(edits),
        files=tuple(listed),
        missing=tuple(missing),
    )
    _add(archive, LIST, to_json(summary).encode())
    return WrittenProject(
        path=path,
        edits=len(edits),
        pictures=len(contents) - len(missing),
        bytes=sum(one.bytes for one in listed),
        missing=tuple(missing),
        searches=len(searches),
    )


def _add_records(
    archive: zipfile.ZipFile,
    records: list[str],
    marks: Iterable[MarkedItem],
    searches: tuple[SavedSearch, ...],
) -> list[ListedFile]:
    """Everything in front of the pictures."""
    _add(archive, MEDIA, MEDIA_TYPE.encode())
    _add(archive, ABOUT, EXPLANATION.encode())
    listed = [
        _add(archive, EDITS, _lines(records)),
        _add(archive, MARKS, _lines(map(to_json, marks))),
    ]
    if searches:
        listed.append(_add(archive, SEARCHES, _lines(map(to_json, searches))))
    return listed


def _lines(records: Iterable[str]) -> bytes:
    return "".join(f"{record}\n" for record in records).encode()


def _marks_of(edits: tuple[Edit, ...], library: Library) -> Iterator[MarkedItem]:
    for edit in edits:
        for item in library.catalogue.items_of(edit.id):
            if item.marks != Marks():
                yield MarkedItem(edit=item.edit, index=item.index, marks=item.marks)


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> ListedFile:
    packing = zipfile.ZIP_STORED if name == MEDIA else zipfile.ZIP_DEFLATED
    archive.writestr(_info(name), data, compress_type=packing)
    return ListedFile(name=name, bytes=len(data), sha256=hashlib.sha256(data).hexdigest())


def _add_picture(
    archive: zipfile.ZipFile, content: ContentHash, library: Library
) -> ListedFile | None:
    """Copied block by block; None when the library's file is gone or damaged."""
    try:
        path = library.pictures.path(content)
    except ProblemError:
        return None
    if not library.pictures.verify(content):
        return None
    name = place_of(content, path.suffix)
    size = path.stat().st_size
    info = _info(name)
    info.file_size = size
    with path.open("rb") as source, archive.open(info, "w") as target:
        while block := source.read(_BLOCK):
            target.write(block)
    return ListedFile(name=name, bytes=size, sha256=content)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _MOMENT)
    info.external_attr = 0o600 << 16
    return info


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        sync_file(file.fileno())
