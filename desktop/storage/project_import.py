"""Takes a project file into a library: nothing in it is believed before its hash was seen."""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from desktop.domain.edit import Edit
from desktop.domain.identity import EditId
from desktop.domain.library_item import MarkedItem
from desktop.domain.library_query import SavedSearch
from desktop.domain.problems import ProblemError, ProblemKind, ServiceWords, fail
from desktop.storage.disk_faults import shown_bytes
from desktop.storage.library import Library
from desktop.storage.project_file import Progress
from desktop.storage.project_layout import (
    EDITS,
    FORMAT,
    LARGEST_LIST,
    LARGEST_PICTURE,
    LARGEST_RECORDS,
    LIST,
    MARKS,
    MOST_FILES,
    SEARCHES,
    VERSION,
    ListedFile,
    ProjectList,
    picture_at,
)
from desktop.storage.records import edit_from_json, edit_to_json, from_json

_BLOCK = 1 << 20
AT_ONCE = 400
"""How many edits are stored with one sync."""
_ID = re.compile(r"[0-9a-f]{1,64}")
_CONTENT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedProject:
    """What came of it. `known` edits were there already, `other` in another form, which stays.

    `incomplete` edits have a result whose picture is not in the file; they are left out.
    """

    edits: tuple[EditId, ...] = ()
    pictures: int = 0
    known: int = 0
    other: int = 0
    incomplete: int = 0
    searches: int = 0
    was_stopped: bool = False


def import_project(
    path: Path,
    library: Library,
    told: Progress = lambda _done, _total: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> ImportedProject:
    """Pictures first, then edits, then their marks. What the library has stays as it is.

    ProblemError: FILE_MISSING and such, PROJECT_DAMAGED, DISK_FULL. What came in before that is
    whole: an edit is stored only when all its results are there. `told` counts pictures and edits
    together; some hundred edits are stored in one go, with their marks.
    """
    with _opened(path) as archive:
        listed = _list_of(archive, path)
        edits = tuple(_edits(archive, listed, path))
        marks = _by_edit(_marks(archive, listed, path))
        searches = tuple(_searches(archive, listed, path))
        pictures = [one for one in listed.files if picture_at(one.name)]
        _check_room(pictures, library)
        taken, total = 0, len(pictures) + len(edits)
        for done, one in enumerate(pictures):
            if is_stopped():
                return ImportedProject(pictures=taken, was_stopped=True)
            taken += _take_picture(archive, one, library, path)
            told(done + 1, total)
    counts = _Counts(pictures=taken)
    for start in range(0, len(edits), AT_ONCE):
        if is_stopped():
            return _came(counts, was_stopped=True)
        _store(edits[start : start + AT_ONCE], marks, library, counts)
        told(min(len(pictures) + start + AT_ONCE, total), total)
    counts.searches = _keep_searches(searches, library)
    return _came(counts)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Whatever a broken archive raises inside becomes a ProblemError about the file."""
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > MOST_FILES:
                raise _damaged(path, "it holds more files than a project can")
            yield archive
    except FileNotFoundError as error:
        raise fail(ProblemKind.FILE_MISSING, name=path.name) from error
    except IsADirectoryError as error:
        raise fail(ProblemKind.FILE_IS_FOLDER, name=path.name) from error
    except zipfile.BadZipFile as error:
        raise _damaged(path, "it is no zip archive, or it is damaged", error) from error
    except (zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _damaged(path, "a part of it cannot be unpacked", error) from error


def _damaged(path: Path, reason: str, error: Exception | None = None) -> ProblemError:
    words = ServiceWords(detail="" if error is None else str(error))
    return fail(ProblemKind.PROJECT_DAMAGED, words, name=path.name, reason=reason)


def _list_of(archive: zipfile.ZipFile, path: Path) -> ProjectList:
    raw = _read(archive, LIST, LARGEST_LIST, path)
    try:
        listed = from_json(ProjectList, raw)
    except ValueError as error:
        raise _damaged(path, "its list of contents cannot be read", error) from error
    if listed.format != FORMAT:
        raise _damaged(path, "it is no project of Stet")
    if listed.version > VERSION:
        raise _damaged(path, "a newer Stet wrote it; update this one")
    return listed


def _edits(archive: zipfile.ZipFile, listed: ProjectList, path: Path) -> Iterator[Edit]:
    for line in _records(archive, EDITS, listed, path):
        try:
            yield _checked(edit_from_json(line))
        except ValueError as error:
            raise _damaged(path, "an edit in it cannot be read", error) from error


def _checked(edit: Edit) -> Edit:
    """ValueError unless ids and hashes are such, which become names of files, and prices too."""
    source = edit.inputs.picture
    pictures = (edit.inputs.mask, edit.inputs.markup, source.content if source else None)
    named = [
        *(one for one in pictures if one is not None),
        *(one.content for one in edit.inputs.references),
        *(one.original.content for one in edit.results),
        *(one.picture.content for one in edit.results),
    ]
    ids = [edit.id, *([edit.parent.edit] if edit.parent else [])]
    if not all(_ID.fullmatch(one) for one in ids):
        raise ValueError("That is no id of an edit.")
    if not all(_CONTENT.fullmatch(one) for one in named):
        raise ValueError("That is no content hash.")
    amounts = (edit.cost_usd, edit.estimate_usd)
    if not all(one is None or (one.is_finite() and one >= 0) for one in amounts):
        raise ValueError("That is no price.")  # it would be taken off what was spent
    return edit


def _marks(archive: zipfile.ZipFile, listed: ProjectList, path: Path) -> Iterator[MarkedItem]:
    if not any(one.name == MARKS for one in listed.files):
        return
    for line in _records(archive, MARKS, listed, path):
        try:
            yield from_json(MarkedItem, line)
        except ValueError as error:
            raise _damaged(path, "its marks cannot be read", error) from error


def _by_edit(marks: Iterable[MarkedItem]) -> dict[EditId, list[MarkedItem]]:
    found: defaultdict[EditId, list[MarkedItem]] = defaultdict(list)
    for one in marks:
        found[one.edit].append(one)
    return found


def _searches(archive: zipfile.ZipFile, listed: ProjectList, path: Path) -> Iterator[SavedSearch]:
    if not any(one.name == SEARCHES for one in listed.files):
        return
    for line in _records(archive, SEARCHES, listed, path):
        try:
            yield from_json(SavedSearch, line)
        except ValueError as error:
            raise _damaged(path, "its saved searches cannot be read", error) from error


def _records(archive: zipfile.ZipFile, name: str, listed: ProjectList, path: Path) -> list[bytes]:
    """The lines of a file of the archive, once its hash was seen."""
    data = _read(archive, name, LARGEST_RECORDS, path)
    told = next((one.sha256 for one in listed.files if one.name == name), None)
    if hashlib.sha256(data).hexdigest() != told:
        raise _damaged(path, f"{name} in it is not what its list says")
    return [line for line in data.split(b"\n") if line]


def _read(archive: zipfile.ZipFile, name: str, most: int, path: Path) -> bytes:
    """A file of the archive, never more than `most` bytes, whatever it claims."""
    try:
        with archive.open(name) as file:
            return _bounded(file, most, path)
    except KeyError as error:
        raise _damaged(path, f"{name} is not in it") from error


def _bounded(file: IO[bytes], most: int, path: Path) -> bytes:
    data = bytearray()
    while block := file.read(min(_BLOCK, most + 1 - len(data))):
        data += block
        if len(data) > most:
            raise _damaged(path, "a part of it is larger than it says")
    return bytes(data)


def _check_room(pictures: list[ListedFile], library: Library) -> None:
    needed = sum(max(0, one.bytes) for one in pictures)
    if needed > shutil.disk_usage(library.folder).free:
        raise fail(ProblemKind.DISK_FULL, place=library.folder, needed=shown_bytes(needed))


def _take_picture(archive: zipfile.ZipFile, one: ListedFile, library: Library, path: Path) -> int:
    """1 when it is new. Its place says its hash, and its bytes have to have it."""
    found = picture_at(one.name)
    assert found is not None
    content, suffix = found
    if library.pictures.holds(content) and library.pictures.verify(content):
        return 0
    data = _read(archive, one.name, max(0, min(one.bytes, LARGEST_PICTURE)), path)
    if hashlib.sha256(data).hexdigest() != content:
        raise _damaged(path, f"the picture {content[:12]}… in it is damaged")
    library.pictures.put(data, suffix)
    return 1


@dataclass
class _Counts:
    pictures: int = 0
    edits: list[EditId] = field(default_factory=list)
    known: int = 0
    other: int = 0
    incomplete: int = 0
    searches: int = 0


def _came(counts: _Counts, *, was_stopped: bool = False) -> ImportedProject:
    return ImportedProject(
        edits=tuple(counts.edits),
        pictures=counts.pictures,
        known=counts.known,
        other=counts.other,
        incomplete=counts.incomplete,
        searches=counts.searches,
        was_stopped=was_stopped,
    )


def _store(
    edits: tuple[Edit, ...],
    marks: dict[EditId, list[MarkedItem]],
    library: Library,
    counts: _Counts,
) -> None:
    """Those that are new, in one write, with what was marked on them."""
    new = {edit.id: edit for edit in edits if _is_wanted(edit, library, counts)}
    if new:
        marked = tuple(one for name in new for one in marks.get(name, ()))
        library.store_edits(tuple(new.values()), marked)
        counts.edits += new


def _is_wanted(edit: Edit, library: Library, counts: _Counts) -> bool:
    before = library.history.record_of(edit.id)
    if before is not None:
        counts.known += 1
        counts.other += before != edit_to_json(edit)
        return False
    if not _has_results(edit, library):
        counts.incomplete += 1
        return False
    return True


def _keep_searches(searches: tuple[SavedSearch, ...], library: Library) -> int:
    """Those whose name is free; the library's own stay as they are."""
    taken = {one.name for one in library.catalogue.searches()}
    new = [one for one in searches if one.name not in taken]
    for search in new:
        library.catalogue.keep_search(search)
    return len(new)


def _has_results(edit: Edit, library: Library) -> bool:
    needed = {one.picture.content for one in edit.results}
    needed |= {one.original.content for one in edit.results}
    return all(library.pictures.holds(content) for content in needed)
