"""Makes damaged and missing result files again from what is kept: answer, picture and mask.

Nothing is sent, and nothing is thrown away: a damaged file is set aside, and what comes out
otherwise than before is kept as an edit of its own beside the old one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path

from desktop.domain.edit import Edit, Result, ResultRef, StoredPicture
from desktop.domain.identity import ContentHash, EditId, hash_of
from desktop.domain.problems import ProblemError
from desktop.imaging.export import LosslessFile
from desktop.imaging.model_input import answer_from_service
from desktop.imaging.region import RegionPlan
from desktop.jobs.lay_in import composed_file, read_layer
from desktop.jobs.reblend import made_locally
from desktop.storage.image_files import ImageFiles
from desktop.storage.library import Library
from desktop.storage.library_report import LibraryReport
from desktop.storage.records import edit_from_json

DIFFERS_NOTE = (
    "Made again from the kept answer, because the file of the result was damaged or gone; it "
    "differs from that file. Nothing was sent, and it cost nothing."
)


_NOT_LAID_IN = "it was not laid into a picture by Stet"


class Remaking(Enum):
    """What became of a result file."""

    SAME = auto()
    """It is there again, bit for bit."""
    DIFFERS = auto()
    """It came out otherwise, and is kept as another edit."""
    IMPOSSIBLE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remade:
    """One result file. `aside` is where the damaged one is kept, `beside` the edit that differs."""

    ref: ResultRef
    outcome: Remaking
    reason: str = ""
    aside: Path | None = None
    beside: EditId | None = None

    @property
    def sentence(self) -> str:
        name = f"Result {self.ref.index + 1} of edit {self.ref.edit}"
        if self.outcome is Remaking.IMPOSSIBLE:
            return f"{name} cannot be made again: {self.reason}."
        if self.outcome is Remaking.DIFFERS:
            return (
                f"{name} was made again from the kept answer, but differs from the file that was "
                f"lost; it is kept beside it as edit {self.beside}."
            )
        kept = f" The damaged file is kept as {self.aside}." if self.aside else ""
        return f"{name} was made again from the kept answer, bit for bit as it was.{kept}"


def remake_results(library: Library, report: LibraryReport) -> tuple[Remade, ...]:
    """Every result file that `report` calls damaged or missing; oldest edits first.

    Those first, because a result may be the picture of a later edit. Seconds for each;
    ProblemError only from the disk.
    """
    lost = {*report.damaged, *(content for _, content in report.missing)}
    made: list[Remade] = []
    for edit, result in sorted(_with_lost(library, lost), key=lambda one: one[0].created):
        content = result.picture.content
        if not library.pictures.verify(content):  # another edit's may have been the same file
            made.append(_remade(edit, result, library))
    return tuple(made)


def _with_lost(library: Library, lost: set[ContentHash]) -> Iterator[tuple[Edit, Result]]:
    for _, record in library.history.records():
        if not any(content in record for content in lost):
            continue
        try:
            edit = edit_from_json(record)
        except ValueError:
            continue  # the report names it
        for result in edit.results:
            if result.picture.content in lost:
                yield edit, result


def _remade(edit: Edit, result: Result, library: Library) -> Remade:
    ref = ResultRef(edit=edit.id, index=result.index)
    reason = _obstacle(edit, result, library.pictures)
    if reason:
        return Remade(ref=ref, outcome=Remaking.IMPOSSIBLE, reason=reason)
    before = _made_before(ref, library)
    if before is not None:
        return Remade(ref=ref, outcome=Remaking.DIFFERS, beside=before)
    try:
        file = _laid_again(edit, result, library.pictures)
    except ProblemError as error:
        why = error.problem.sentence.rstrip(".")
        return Remade(ref=ref, outcome=Remaking.IMPOSSIBLE, reason=why)
    if file is None:
        return Remade(ref=ref, outcome=Remaking.IMPOSSIBLE, reason=_NOT_LAID_IN)
    if hash_of(file.data) == result.picture.content:
        aside = library.pictures.set_aside(result.picture.content)
        library.pictures.put(file.data, file.suffix)
        return Remade(ref=ref, outcome=Remaking.SAME, aside=aside)
    beside = _keep_beside(edit, result, file, library)
    return Remade(ref=ref, outcome=Remaking.DIFFERS, beside=beside)


def _obstacle(edit: Edit, result: Result, pictures: ImageFiles) -> str:
    """Why it cannot even be tried; empty when it can."""
    if result.picture.content == result.original.content:
        return "it is the file as the service sent it, of which there is no second"
    if result.placement is None or edit.inputs.picture is None:
        return _NOT_LAID_IN
    needed = {
        "its kept answer": result.original.content,
        "the picture it was laid into": edit.inputs.picture.content,
        "its mask": edit.inputs.mask,
    }
    gone = [name for name, one in needed.items() if one and not pictures.verify(one)]
    return f"{' and '.join(gone)} {'is' if len(gone) == 1 else 'are'} damaged or gone" * bool(gone)


def _laid_again(edit: Edit, result: Result, pictures: ImageFiles) -> LosslessFile | None:
    """None when nothing says where or how it was laid in."""
    placement, source = result.placement, edit.inputs.picture
    if placement is None or source is None:
        return None
    plan = RegionPlan(box=placement.region, sent=placement.sent_size, picture=source.size)
    layer = read_layer(edit.inputs, edit.recipe, plan, pictures)
    if layer is None:
        return None
    answer = answer_from_service(pictures.read(result.original.content))
    _, file, _ = composed_file(answer, layer)
    return file


def _keep_beside(edit: Edit, result: Result, file: LosslessFile, library: Library) -> EditId:
    """As another edit; whatever is left of the old file stays where it is."""
    content = library.pictures.put(file.data, file.suffix)
    stored = StoredPicture(content=content, media_type=file.media_type, size=result.picture.size)
    ref = ResultRef(edit=edit.id, index=result.index)
    made = made_locally(edit, replace(result, index=0, picture=stored), ref, (DIFFERS_NOTE,))
    library.store_edit(made)
    return made.id


def _made_before(ref: ResultRef, library: Library) -> EditId | None:
    """The edit that an earlier repair kept beside it, if its file is sound."""
    for _, record in library.history.records():
        if DIFFERS_NOTE not in record:
            continue
        try:
            edit = edit_from_json(record)
        except ValueError:
            continue  # the report names it
        is_of_this = edit.parent == ref and DIFFERS_NOTE in edit.notes
        if is_of_this and library.pictures.verify(edit.results[0].picture.content):
            return edit.id
    return None
