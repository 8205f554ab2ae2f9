"""Opening: files, pasted and dropped pictures onto the canvas or into the tray."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal

from desktop.domain.edit import ResultRef, StoredPicture
from desktop.domain.problems import Problem, ProblemError
from desktop.domain.recipe import InputFile
from desktop.domain.screen_profile import ScreenInUse, srgb_screen
from desktop.domain.size import Size
from desktop.storage.image_files import ImageFiles
from desktop.ui.canvas.drops import CanvasDrop, read_drop
from desktop.ui.errands import Errands
from desktop.ui.flows.shown_document import shown_document
from desktop.ui.workspace import OpenDocument, Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.jobs.open_picture import OpenedPicture

_PASTED = "Pasted picture"


@dataclass(frozen=True, slots=True)
class PageQuestion:
    """A file with several pages, of which one has to be chosen before it is opened."""

    name: str
    sizes: tuple[Size, ...]
    source: Path | bytes


@dataclass(frozen=True, slots=True)
class _ReadReferences:
    """Pictures that were read, what of them is not seen, and why others were not."""

    files: tuple[InputFile, ...]
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class PictureFlow(QObject):
    """Takes pictures into the library off the window's thread and puts them where they belong.

    Signals: `problem_found(Problem)`; what is open stays as it was. `references_read` with a
    tuple of InputFile for the tray; `picture_opened` when another picture is on the canvas;
    `address_found(str)` when only a picture's address was pasted, which nobody has fetched. Of
    several that are opened at once the last one asked for stays. `look_taken(pixels, name)` with a
    rough view of a large file before it is open, `look_over` when that is opened, or cannot be.
    `page_wanted(PageQuestion)` when a file has several; `open_page` answers. `note_made(str)` says
    what of a file that was opened is not on the canvas as it is.
    """

    problem_found = Signal(object)
    references_read = Signal(object)
    picture_opened = Signal()
    address_found = Signal(str)
    look_taken = Signal(object, str)
    look_over = Signal()
    page_wanted = Signal(object)
    note_made = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        errands: Errands,
        pictures: ImageFiles,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._errands = errands
        self._pictures = pictures
        self._turn = self._opened_turn = 0

    # onto the canvas ----------------------------------------------------------------------

    def open_files(self, paths: tuple[Path, ...]) -> None:
        """The first onto the canvas, the others into the tray."""
        if paths:
            first = paths[0]
            self._look_at(first, self._turn + 1)
            work = partial(_document_of_file, first, self._pictures, self._workspace.screen)
            self._open(work, f"Open {first.name}")
            self.add_files(paths[1:])

    def open_data(self, data: bytes, name: str = _PASTED) -> None:
        work = partial(_document_of_data, data, name, self._pictures, self._workspace.screen)
        self._open(work, f"Open {name}")

    def open_page(self, question: PageQuestion, page: int) -> None:
        """One page of the file that was asked about, counted from 1."""
        source, screen = question.source, self._workspace.screen
        if isinstance(source, Path):
            work = partial(_document_of_file, source, self._pictures, screen, page)
        else:
            work = partial(_document_of_data, source, question.name, self._pictures, screen, page)
        self._open(work, f"Open page {page} of {question.name}")

    def open_result(self, picture: StoredPicture, name: str, parent: ResultRef | None) -> None:
        """A picture that the library has; `parent` says which result it is."""
        screen = self._workspace.screen
        work = partial(document_of_stored, picture, name, parent, self._pictures, screen)
        self._open(work, "Use result")

    def open_stored(self, file: InputFile, parent: ResultRef | None = None) -> None:
        """The same for a picture that was dragged out of the window."""
        stored = StoredPicture(content=file.content, media_type="", size=file.size)
        self.open_result(stored, file.name, parent)

    def close_picture(self) -> None:
        """An empty canvas; can be undone."""
        self._turn += 1
        self.look_over.emit()
        if self._workspace.open_document is not None:
            self._workspace.show_document(None, "Close picture")

    def take_drop(self, drop: CanvasDrop) -> None:
        """What was dropped on the canvas, or pasted."""
        if drop.pictures:
            first, *others = drop.pictures
            self.open_stored(first.file, first.result)
            self.references_read.emit(tuple(one.file for one in others))
        elif drop.files:
            self.open_files(drop.files)
        elif drop.bitmap:
            self.open_data(drop.bitmap)
        elif drop.addresses:
            self.address_found.emit(drop.addresses[0])

    def paste(self, data: QMimeData) -> bool:
        """Onto the canvas; False when there is no picture in `data`."""
        drop = read_drop(data)
        self.take_drop(drop)
        return not drop.is_empty

    # into the tray ------------------------------------------------------------------------

    def add_files(self, paths: Sequence[Path]) -> None:
        """In the order given; one that cannot be read is said and left out."""
        if paths:
            work = partial(_references_of_files, tuple(paths), self._pictures)
            self._errands.run(work, self._take_references, self.problem_found.emit)

    def add_data(self, data: bytes, name: str = _PASTED) -> None:
        work = partial(_reference_of_data, data, name, self._pictures)
        self._errands.run(work, self._take_references, self.problem_found.emit)

    def paste_reference(self, data: QMimeData) -> bool:
        """Into the tray; False when there is no picture in `data`."""
        drop = read_drop(data)
        if drop.pictures:
            self.references_read.emit(tuple(one.file for one in drop.pictures))
        elif drop.files:
            self.add_files(drop.files)
        elif drop.bitmap:
            self.add_data(drop.bitmap)
        return bool(drop.pictures or drop.files or drop.bitmap)

    def _open(self, work: Callable[[], OpenDocument | PageQuestion], name: str) -> None:
        self._turn += 1
        show = partial(self._show, turn=self._turn, name=name)
        self._errands.run(work, show, partial(self._fail, self._turn))

    def _show(self, opened: OpenDocument | PageQuestion, *, turn: int, name: str) -> None:
        """Unless something else has been asked for since: a small file is read more quickly."""
        if turn != self._turn:
            return
        self._opened_turn = turn
        self.look_over.emit()
        if isinstance(opened, PageQuestion):
            self.page_wanted.emit(opened)
            return
        self._workspace.show_document(opened, name)
        self.picture_opened.emit()
        if opened.notes:
            self.note_made.emit(" ".join(opened.notes))

    def _fail(self, turn: int, trouble: Problem) -> None:
        if turn == self._turn:
            self._opened_turn = turn
            self.look_over.emit()
        self.problem_found.emit(trouble)

    def _look_at(self, path: Path, turn: int) -> None:
        """A large picture is seen roughly while all of it is being read."""
        show = partial(self._show_look, turn, path.name)
        work = partial(_look, path, self._workspace.screen)
        self._errands.run(work, show, self.problem_found.emit)

    def _show_look(self, turn: int, name: str, pixels: NDArray[np.uint8] | None) -> None:
        if pixels is not None and turn == self._turn != self._opened_turn:
            self.look_taken.emit(pixels, name)

    def _take_references(self, read: _ReadReferences) -> None:
        self.references_read.emit(read.files)
        if read.notes:
            self.note_made.emit(" ".join(read.notes))
        for trouble in read.problems:
            self.problem_found.emit(trouble)


def _look(path: Path, screen: ScreenInUse) -> NDArray[np.uint8] | None:
    from desktop.jobs.open_picture import first_look

    return first_look(path, screen)


def _document_of_file(
    path: Path, pictures: ImageFiles, screen: ScreenInUse, page: int | None = None
) -> OpenDocument | PageQuestion:
    """A question where nobody has said which of several pages."""
    from desktop.jobs.open_picture import open_file, pages_of_file

    pages = pages_of_file(path) if page is None else ()
    if len(pages) > 1:
        return PageQuestion(path.name, tuple(one.size for one in pages), path)
    return _noted(open_file(path, pictures, screen, page or 1))


def _document_of_data(
    data: bytes, name: str, pictures: ImageFiles, screen: ScreenInUse, page: int | None = None
) -> OpenDocument | PageQuestion:
    from desktop.imaging.tiff_pages import pages_of
    from desktop.jobs.open_picture import open_bytes

    pages = pages_of(data) if page is None else ()
    if len(pages) > 1:
        return PageQuestion(name, tuple(one.size for one in pages), data)
    return _noted(open_bytes(data, name, pictures, screen, page or 1))


def _noted(opened: OpenedPicture) -> OpenDocument:
    """With what the file holds besides, which was not said before."""
    return replace(_document(opened, None), notes=opened.facts.notes)


def document_of_stored(
    picture: StoredPicture,
    name: str,
    parent: ResultRef | None,
    pictures: ImageFiles,
    screen: ScreenInUse = srgb_screen,
) -> OpenDocument:
    """On a worker's thread: a picture of the library, ready to be shown. ProblemError."""
    from desktop.jobs.open_picture import open_stored

    return _document(open_stored(picture, name, pictures, screen), parent)


def _document(opened: OpenedPicture, parent: ResultRef | None) -> OpenDocument:
    return OpenDocument(file=opened.file, document=shown_document(opened), parent=parent)


def _references_of_files(paths: tuple[Path, ...], pictures: ImageFiles) -> _ReadReferences:
    from desktop.jobs.open_picture import take_reference

    files: list[InputFile] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            files.append(take_reference(path, pictures))
        except ProblemError as error:
            problems.append(error.problem)
    return _ReadReferences(tuple(files), _notes_on(files, pictures), tuple(problems))


def _reference_of_data(data: bytes, name: str, pictures: ImageFiles) -> _ReadReferences:
    from desktop.jobs.open_picture import take_reference_bytes

    file = take_reference_bytes(data, name, pictures)
    return _ReadReferences((file,), _notes_on([file], pictures))


def _notes_on(files: Sequence[InputFile], pictures: ImageFiles) -> tuple[str, ...]:
    from desktop.jobs.open_picture import notes_on

    return tuple(f"“{one.name}”: {note}" for one in files for note in notes_on(one, pictures))
