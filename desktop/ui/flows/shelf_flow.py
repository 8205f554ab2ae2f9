"""Masks that are kept by name stay with their picture: found again whenever it is opened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.domain.identity import ContentHash
from desktop.storage.kept_masks import KeptMaskFiles
from desktop.ui.errands import Errands
from desktop.ui.workspace import Workspace

if TYPE_CHECKING:
    from desktop.imaging.canvas_document import CanvasDocument
    from desktop.imaging.mask_shelf import KeptMask


class ShelfFlow(QObject):
    """Signals: `problem_found(Problem)` when a mask could not be kept on disk."""

    problem_found = Signal(object)

    def __init__(
        self, workspace: Workspace, files: KeptMaskFiles, errands: Errands, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._files = files
        self._errands = errands
        self._read: CanvasDocument | None = None
        self._is_taking = False
        workspace.document_changed.connect(self._look)
        workspace.shelf_changed.connect(self._save)
        workspace.region_replaced.connect(self._save_after_result)

    def _look(self) -> None:
        """Another picture is open: its masks are read, and nothing is written before."""
        opened = self._workspace.open_document
        self._read = None
        if opened is not None:
            self._errands.run(
                partial(_found, self._files, opened.file.content),
                partial(self._take, opened.document),
                self.problem_found.emit,
            )

    def _take(self, document: CanvasDocument, found: tuple[KeptMask, ...]) -> None:
        if document is not self._workspace.document:
            return
        self._read = document
        had = document.shelf.names
        for kept in found:
            if kept.name not in had:
                document.shelf.keep(kept)
        if document.shelf.names:
            # Those that came along with another picture are this one's from now on.
            self._is_taking = not (set(had) - {kept.name for kept in found})
            self._workspace.tell_shelf_changed()
            self._is_taking = False

    def _save_after_result(self, _box: object) -> None:
        """The picture is another file now; its masks go along."""
        document = self._workspace.document
        if document is not None and document.shelf.names:
            self._save()

    def _save(self) -> None:
        opened = self._workspace.open_document
        if opened is None or opened.document is not self._read or self._is_taking:
            return
        work = partial(_write, self._files, opened.file.content, opened.document.shelf.masks)
        self._errands.run(work, _done, self.problem_found.emit)


def _found(files: KeptMaskFiles, picture: ContentHash) -> tuple[KeptMask, ...]:
    """On a worker's thread."""
    from desktop.domain.problems import ProblemError
    from desktop.imaging.codec import probe
    from desktop.imaging.mask_file import read_mask
    from desktop.imaging.mask_shelf import kept_mask

    masks: list[KeptMask] = []
    for name, data in files.read(picture):
        try:
            masks.append(kept_mask(name, read_mask(data, name, probe(data, name).size)))
        except ProblemError:
            continue
    return tuple(masks)


def _write(files: KeptMaskFiles, picture: ContentHash, masks: tuple[KeptMask, ...]) -> None:
    from desktop.imaging.mask_file import write_mask

    files.save(picture, tuple((kept.name, write_mask(kept.pixels)) for kept in masks))


def _done(_nothing: None) -> None:
    """It is on disk; there is nothing to show."""
