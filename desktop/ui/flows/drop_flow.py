"""Whatever is dropped or fetched, to where it was meant: the canvas, the tray, or the mask."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox

from desktop.domain.problems import ProblemKind, fail
from desktop.storage.image_files import ImageFiles
from desktop.ui.canvas.drops import CanvasDrop, DropZone, read_drop
from desktop.ui.errands import Errands
from desktop.ui.flows.mask_flow import MaskFlow
from desktop.ui.flows.picture_flow import PictureFlow
from desktop.ui.main_window import MainWindow
from desktop.ui.mime import DraggedPicture, clipboard_data

if TYPE_CHECKING:
    from desktop.jobs.fetch_picture import FetchedPicture

_ENDINGS = frozenset(
    {".png", ".jpg", ".jpeg", ".jpe", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".avif", ".psd",
     ".psb"}
)  # fmt: skip
MOST_OF_A_FOLDER = 200


class DropFlow(QObject):
    """Signals: `problem_found(Problem)`; `note_made(str)` for the status line."""

    problem_found = Signal(object)
    note_made = Signal(str)

    def __init__(
        self,
        opening: PictureFlow,
        masks: MaskFlow,
        pictures: ImageFiles,
        errands: Errands,
        window: MainWindow,
    ) -> None:
        super().__init__(window)
        self._opening = opening
        self._masks = masks
        self._pictures = pictures
        self._errands = errands
        self._window = window

    def take(self, drop: CanvasDrop) -> None:
        """What was dropped on the canvas."""
        if drop.pictures:
            self._take_pictures(drop.pictures, drop.zone)
        elif drop.files:
            self._take_files(drop.files, drop.zone)
        elif drop.bitmap:
            self._take_data(drop.bitmap, drop.zone)
        elif drop.addresses:
            self.ask_to_fetch(drop.addresses[0], drop.zone)

    # commands for each drop -----------------------------------------------------------------

    def ask_folder(self) -> None:
        """All pictures of a folder: the first onto the canvas, the others into the tray."""
        chosen = QFileDialog.getExistingDirectory(self._window, "Open all pictures of a folder")
        if chosen:
            self._take_files((Path(chosen),), DropZone.PICTURE)

    def ask_address(self) -> None:
        """An address that is typed or pasted; what is on the clipboard stands there already."""
        text = QGuiApplication.clipboard().text().strip()
        question = QInputDialog(self._window)
        question.setWindowTitle("Open from the web")
        question.setLabelText("Address of the picture (https)")
        question.setTextValue(text if text.startswith("https://") and len(text) < 2000 else "")
        question.resize(480, question.sizeHint().height())
        question.textValueSelected.connect(self._fetch_typed)
        question.finished.connect(question.deleteLater)
        question.open()

    def paste_as_mask(self) -> None:
        """A picture on the clipboard as the mask."""
        drop = read_drop(clipboard_data(), DropZone.MASK)
        if drop.pictures or drop.files or drop.bitmap:
            self.take(drop)
        else:
            self.note_made.emit("There is no picture on the clipboard.")

    def ask_to_fetch(self, address: str, zone: DropZone = DropZone.PICTURE) -> None:
        """Nothing is fetched from anywhere unless the designer says so."""
        from desktop.jobs.fetch_picture import host_of

        host = host_of(address)
        if not address.startswith("https://"):
            reason = "only https addresses are fetched"
            error = fail(ProblemKind.ADDRESS_NOT_FETCHED, host=host, reason=reason)
            self.problem_found.emit(error.problem)
            return
        question = QMessageBox(self._window)
        question.setIcon(QMessageBox.Icon.Question)
        question.setWindowTitle("Fetch the picture")
        question.setText(f"Fetch this picture from {host}?")
        question.setInformativeText(
            f"{_shortened(address)}\n\nOnly its address came with the drop. {host} will see that "
            "this computer asks for it, and nothing else."
        )
        fetch = question.addButton("Fetch", QMessageBox.ButtonRole.AcceptRole)
        question.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(fetch)

        def decide() -> None:
            agreed = question.clickedButton() is fetch
            question.deleteLater()
            if agreed:
                self._fetch(address, zone)

        question.finished.connect(decide)
        question.open()

    # inside -------------------------------------------------------------------------------

    def _fetch_typed(self, text: str) -> None:
        """Typing it is asking for it."""
        if text.strip():
            self._fetch(text.strip(), DropZone.PICTURE)

    def _fetch(self, address: str, zone: DropZone) -> None:
        from desktop.jobs.fetch_picture import fetch_picture, host_of

        self.note_made.emit(f"Fetching the picture from {host_of(address)}…")
        then = partial(self._take_fetched, zone)
        self._errands.run(partial(fetch_picture, address), then, self.problem_found.emit)

    def _take_fetched(self, zone: DropZone, fetched: FetchedPicture) -> None:
        self.note_made.emit(f"“{fetched.name}” was fetched.")
        self._take_data(fetched.data, zone, fetched.name)

    def _take_pictures(self, pictures: tuple[DraggedPicture, ...], zone: DropZone) -> None:
        if zone is DropZone.PICTURE:
            self._opening.take_drop(CanvasDrop(pictures=pictures))
        elif zone is DropZone.REFERENCE:
            self._opening.references_read.emit(tuple(one.file for one in pictures))
        else:
            read = partial(self._pictures.read, pictures[0].file.content)
            self._errands.run(read, self._masks.load_bytes, self.problem_found.emit)

    def _take_files(self, paths: tuple[Path, ...], zone: DropZone) -> None:
        """Folders are looked into beside the window."""
        take: Callable[[tuple[Path, ...]], None] = partial(self._take_found, zone)
        self._errands.run(partial(_pictures_in, paths), take, self.problem_found.emit)

    def _take_found(self, zone: DropZone, files: tuple[Path, ...]) -> None:
        if zone is DropZone.PICTURE:
            self._opening.open_files(files)
        elif zone is DropZone.REFERENCE:
            self._opening.add_files(files)
        else:
            self._masks.load(files[0])

    def _take_data(self, data: bytes, zone: DropZone, name: str = "Dropped picture") -> None:
        if zone is DropZone.PICTURE:
            self._opening.open_data(data, name)
        elif zone is DropZone.REFERENCE:
            self._opening.add_data(data, name)
        else:
            self._masks.load_bytes(data)


def _pictures_in(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Files as they are, folders as the pictures in them by name. ProblemError: none at all."""
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = (one for one in path.iterdir() if one.suffix.lower() in _ENDINGS)
        named = sorted((one for one in inside if one.is_file()), key=lambda one: one.name.lower())
        found += named[:MOST_OF_A_FOLDER]
    if not found:
        reason = f"There is no picture in “{paths[0].name}”."
        raise fail(ProblemKind.BAD_ARGUMENT, reason=reason, suggestion="Drop another folder.")
    return tuple(found)


def _shortened(address: str) -> str:
    return address if len(address) <= 160 else f"{address[:120]}…{address[-30:]}"
