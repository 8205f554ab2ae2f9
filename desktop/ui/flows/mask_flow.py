"""Masks that come and go: files, the clipboard, and those that are kept by name with a picture."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu

from desktop.domain.size import Size
from desktop.imaging.selection import Combine
from desktop.ui.actions import Actions
from desktop.ui.errands import Errands
from desktop.ui.main_window import MainWindow
from desktop.ui.mime import clipboard_data
from desktop.ui.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.imaging.canvas_document import CanvasDocument
    from desktop.imaging.mask_shelf import KeptMask

MASK_FORMAT = "application/x-stet-mask"
"""A mask on the clipboard, as a PNG whose white is change."""
_PICTURES = (
    "Pictures (*.png *.webp *.tif *.tiff *.bmp *.gif *.avif *.jpg *.jpeg *.psd *.psb)"
    ";;All files (*)"
)


class MaskFlow(QObject):
    """Binds the mask's actions. Signals: `problem_found(Problem)`."""

    problem_found = Signal(object)

    def __init__(
        self, workspace: Workspace, errands: Errands, actions: Actions, window: MainWindow
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._errands = errands
        self._actions = actions
        self._window = window
        self._kept = QMenu(window)
        self._connect()
        self._follow()

    def load(self, path: Path) -> None:
        """The mask in a file takes the place of this picture's."""
        self._read(path.read_bytes, path.name, "Load mask")

    def load_bytes(self, data: bytes) -> None:
        """The same for a picture without a file, such as one that was dropped or pasted."""
        self._read(lambda: data, "That mask", "Load mask")

    def save(self, path: Path) -> None:
        """The mask as a grey PNG, white where the picture changes."""
        document = self._workspace.document
        if document is not None:
            mask = document.copy_mask()
            tell = partial(self._window.show_note, f"Saved {path.name}.")
            self._errands.run(lambda: _write(path, mask), lambda _: tell(), self.problem_found.emit)

    def copy(self) -> None:
        """Onto the clipboard: for Stet, and as a picture for others."""
        document = self._workspace.document
        if document is None or not document.has_mask:
            return
        mask = document.copy_mask()
        self._errands.run(lambda: _png_of(mask), _put_on_clipboard, self.problem_found.emit)

    def paste(self) -> None:
        data = clipboard_data()
        if not data.hasFormat(MASK_FORMAT):
            self._window.show_note("There is no mask on the clipboard. Copy one first.")
            return
        png = bytes(data.data(MASK_FORMAT).data())
        self._read(lambda: png, "The copied mask", "Paste mask")

    def keep(self, name: str) -> None:
        """The mask as it is now, beside the picture; one of the same name is replaced."""
        document = self._workspace.document
        if document is None or not document.has_mask or not name.strip():
            return
        mask, wanted = document.copy_mask(), name.strip()
        self._errands.run(
            lambda: _kept(wanted, mask), partial(self._shelve, document), self.problem_found.emit
        )

    def use(self, name: str, how: Combine) -> None:
        """A kept mask, in place of this one or joined with it."""
        document = self._workspace.document
        kept = None if document is None else document.shelf.take(name)
        if document is None or kept is None:
            return
        size = document.size
        lay = partial(self._lay, document, how=how, name=f"Mask “{name}”")
        self._errands.run(lambda: _unpacked(kept, size), lay, self.problem_found.emit)

    def forget(self, name: str) -> None:
        document = self._workspace.document
        if document is not None:
            document.shelf.forget(name)
            self._workspace.tell_shelf_changed()

    # inside

    def _connect(self) -> None:
        does: dict[str, Callable[[], object]] = {
            "load_mask": self._ask_load,
            "save_mask": self._ask_save,
            "copy_mask": self.copy,
            "paste_mask": self.paste,
            "keep_mask": self._ask_name,
            "mask_transparency": self._mask_transparency,
            "protect_mask": self._workspace.protect_mask,
            "unprotect": self._workspace.unprotect,
        }
        for name, act in does.items():
            self._actions[name].triggered.connect(partial(_call, act))
        self._actions["kept_masks"].setMenu(self._kept)
        self._kept.aboutToShow.connect(self._fill)
        self._workspace.document_changed.connect(self._follow)
        self._workspace.mask_changed.connect(self._follow)
        self._workspace.shelf_changed.connect(self._follow)

    def _follow(self) -> None:
        """What has nothing to work on is disabled."""
        document = self._workspace.document
        has_mask = document is not None and document.has_mask
        for name in ("save_mask", "copy_mask", "keep_mask", "protect_mask"):
            self._actions[name].setEnabled(has_mask)
        for name in ("load_mask", "paste_mask"):
            self._actions[name].setEnabled(document is not None)
        self._actions["unprotect"].setEnabled(bool(document and document.has_protection))
        can_see_through = document is not None and document.has_alpha
        self._actions["mask_transparency"].setEnabled(can_see_through)
        self._actions["kept_masks"].setEnabled(bool(document and document.shelf.names))

    def _fill(self) -> None:
        """One line for each kept mask, with what can be done with it."""
        self._kept.clear()
        document = self._workspace.document
        for name in () if document is None else document.shelf.names:
            menu = self._kept.addMenu(name.replace("&", "&&"))
            for how, text in _WAYS:
                menu.addAction(text).triggered.connect(partial(_call, partial(self.use, name, how)))
            menu.addSeparator()
            forget = menu.addAction("Forget")
            forget.triggered.connect(partial(_call, partial(self.forget, name)))

    def _ask_load(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self._window, "Load a mask", "", _PICTURES)
        if chosen:
            self.load(Path(chosen))

    def _ask_save(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, "Save the mask", "mask.png", "PNG (*.png)"
        )
        if chosen:
            path = Path(chosen)
            self.save(path if path.suffix else path.with_suffix(".png"))

    def _ask_name(self) -> None:
        document = self._workspace.document
        if document is None:
            return
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle("Keep the mask")
        dialog.setLabelText("Name")
        dialog.setTextValue(document.shelf.free_name())
        dialog.textValueSelected.connect(self.keep)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _mask_transparency(self) -> None:
        document = self._workspace.document
        found = None if document is None else document.transparency()
        if found is not None:
            self._workspace.join_mask(found, Combine.ADD, "Mask what is transparent")

    def _read(self, data: Callable[[], bytes], called: str, step: str) -> None:
        document = self._workspace.document
        if document is not None:
            size = document.size
            self._errands.run(
                lambda: _mask_in(data, called, size),
                partial(self._lay, document, how=Combine.REPLACE, name=step),
                self.problem_found.emit,
            )

    def _lay(
        self, document: CanvasDocument, mask: NDArray[np.uint8], *, how: Combine, name: str
    ) -> None:
        """Unless another picture is open by now, or a stroke is being painted."""
        if document is not self._workspace.document or document.has_stroke:
            return
        if how is Combine.REPLACE:
            self._workspace.set_mask(mask, name)
        else:
            self._workspace.join_mask(mask, how, name)

    def _shelve(self, document: CanvasDocument, kept: KeptMask) -> None:
        document.shelf.keep(kept)
        self._workspace.tell_shelf_changed()
        self._window.show_note(f"Kept as “{kept.name}”; it is under Mask > Kept masks.")


_WAYS = (
    (Combine.REPLACE, "Use instead"),
    (Combine.ADD, "Add"),
    (Combine.SUBTRACT, "Subtract"),
    (Combine.INTERSECT, "Intersect"),
)


def _call(act: Callable[[], object], _is_checked: object = None) -> None:
    act()


def _mask_in(data: Callable[[], bytes], called: str, size: Size) -> NDArray[np.uint8]:
    from desktop.domain.problems import ProblemKind, fail
    from desktop.imaging.layered_document import flat
    from desktop.imaging.mask_file import read_fitting_mask

    try:
        found = data()
    except OSError as error:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason=f"{called} cannot be read: {error.strerror}.",
            suggestion="Choose another file.",
        ) from error
    return read_fitting_mask(flat(found, called), called, size)


def _png_of(mask: NDArray[np.uint8]) -> bytes:
    from desktop.imaging.mask_file import write_mask

    return write_mask(mask)


def _write(path: Path, mask: NDArray[np.uint8]) -> None:
    from desktop.imaging.mask_file import write_mask
    from desktop.storage.disk_faults import writing
    from desktop.storage.durable_files import write_whole

    with writing(path):
        write_whole(path, write_mask(mask))


def _kept(name: str, mask: NDArray[np.uint8]) -> KeptMask:
    from desktop.imaging.mask_shelf import kept_mask

    return kept_mask(name, mask)


def _unpacked(kept: KeptMask, size: Size) -> NDArray[np.uint8]:
    from desktop.imaging.mask_shelf import scaled

    return scaled(kept.pixels, size)


def _put_on_clipboard(png: bytes) -> None:
    data = QMimeData()
    data.setData(MASK_FORMAT, QByteArray(png))
    data.setData("image/png", QByteArray(png))
    QGuiApplication.clipboard().setMimeData(data)
