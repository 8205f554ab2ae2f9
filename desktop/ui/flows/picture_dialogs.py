"""Asks for files, and takes the picture on the canvas out: to a file or to the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from desktop.domain.edit import ResultRef, StoredPicture
from desktop.domain.problems import Problem, ProblemKind, fail
from desktop.domain.recipe import InputFile
from desktop.storage.library import Library
from desktop.ui.dialogs.export_choice import ExportChoice, ExportSubject
from desktop.ui.dialogs.export_dialog import ExportDialog
from desktop.ui.errands import Errands
from desktop.ui.main_window import MainWindow
from desktop.ui.mime import DraggedPicture, FileForDrag, PictureMimeData
from desktop.ui.workspace import OpenDocument

_PICTURES = "Pictures (*.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp *.gif *.avif);;All files (*)"


def ask_for_pictures(window: MainWindow, title: str) -> tuple[Path, ...]:
    """The files that were chosen; none when the designer thinks better of it."""
    chosen, _ = QFileDialog.getOpenFileNames(window, title, "", _PICTURES)
    return tuple(Path(name) for name in chosen)


def copy_picture(
    file: InputFile, file_for: FileForDrag, on_problem: Callable[[Problem], None]
) -> None:
    """The picture onto the clipboard, as a file and as a bitmap."""
    data = PictureMimeData((DraggedPicture(file=file),), file_for, on_problem)
    QGuiApplication.clipboard().setMimeData(data)


def save_open_picture(
    opened: OpenDocument, library: Library, errands: Errands, window: MainWindow
) -> None:
    """Asks for a format and a place, and writes the picture there beside the window."""
    subject = ExportSubject(name=Path(opened.file.name).stem, size=opened.file.size)
    dialog = ExportDialog(subject, window)
    dialog.export_requested.connect(partial(_save, opened, library, errands, window))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _save(
    opened: OpenDocument,
    library: Library,
    errands: Errands,
    window: MainWindow,
    choice: ExportChoice,
) -> None:
    def tell(notes: tuple[str, ...]) -> None:
        window.show_note(" ".join((f"Saved {choice.target.name}.", *notes)))

    errands.run(
        partial(saved, library, opened.file, opened.parent, choice),
        tell,
        lambda trouble: window.show_note(trouble.text),
    )


def saved(
    library: Library, file: InputFile, ref: ResultRef | None, choice: ExportChoice
) -> tuple[str, ...]:
    """Writes a picture of the library as chosen; sentences on what the file does not hold.

    `ref` is the result that it is: a JPEG that was edited is then changed in part, unless another
    quality was chosen than the usual one, or nothing beside the pixels is to be kept.
    On a worker's thread. ProblemError: the picture is gone, the place cannot be written, or there
    is a file that the designer has not agreed to replace.
    """
    from desktop.imaging.write_options import USUAL_QUALITY, Format, Metadata, WriteOptions
    from desktop.jobs.save_result import save_edited, save_picture

    if choice.target.exists() and not choice.may_replace:
        reason = "there is a file of that name already"
        raise fail(ProblemKind.CANNOT_WRITE, name=choice.target.name, reason=reason)
    options = WriteOptions(
        quality=None if choice.quality == USUAL_QUALITY else choice.quality,
        metadata=Metadata.KEEP if choice.keeps_metadata else Metadata.STRIP,
    )
    picture = StoredPicture(content=file.content, media_type="", size=file.size)
    form = Format(choice.format.value)
    if ref is not None:
        edit = library.history.get(ref.edit)
        result = edit.result(ref.index)
        if result.picture.content == file.content:
            pictures = library.pictures
            return save_edited(edit, result, choice.target, form, options, pictures).notes
    return save_picture(picture, choice.target, form, options, library.pictures)
