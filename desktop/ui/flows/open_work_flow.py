"""Keeps what is open on disk while one works, and offers it after the program was killed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMessageBox

from desktop.domain.identity import hash_of
from desktop.domain.open_work import OpenWork
from desktop.domain.screen_profile import ScreenInUse
from desktop.domain.size import Box, Size
from desktop.storage.image_files import ImageFiles
from desktop.storage.open_work_files import OpenWorkFiles
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.errands import Errands
from desktop.ui.flows.open_steps import StepKeeper, Written, steps_again
from desktop.ui.flows.shown_document import shown_document
from desktop.ui.workspace import OpenDocument, Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from desktop.imaging.canvas_document import CanvasDocument
    from desktop.imaging.mask import Mask
    from desktop.imaging.mask_patch import MaskPatch
    from desktop.imaging.mask_shelf import KeptMask

_AFTER_MS = 2000
_STROKE_MS = 250
"""How soon it is looked again whether a stroke that was in the way has ended."""
_Masks = dict[str, "Callable[[], NDArray[np.uint8]] | None"]


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What was open before the program was killed."""

    work: OpenWork
    masks: dict[str, bytes]
    steps: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class _Restored:
    """The picture with its masks, and the steps of them that can be undone."""

    opened: OpenDocument
    patches: dict[str, MaskPatch]


class OpenWorkFlow(QObject):
    """Saves some seconds after a change, beside the window; no timer runs when nothing changes.

    Signals: `problem_found(Problem)`; `restored` when the work of before is open again.
    """

    problem_found = Signal(object)
    restored = Signal()

    def __init__(
        self,
        workspace: Workspace,
        canvas: CanvasView,
        files: OpenWorkFiles,
        pictures: ImageFiles,
        errands: Errands,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._canvas = canvas
        self._files = files
        self._pictures = pictures
        self._errands = errands
        self._window = window
        self._may_save = False
        self._is_changed = False
        self._is_saving = False
        self._stale_masks = True
        self._steps = StepKeeper()
        self._drawn = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._connect()

    def begin(self) -> None:
        """Looks for work that a crash left, and from then on keeps this one's."""
        self._errands.run(self._files.interrupted, self._offer, self.problem_found.emit)

    def save_now(self) -> None:
        """Without waiting for the pause after a change, but not in the middle of a stroke: half
        of one belongs to no step, and copying masks would hold up the brush."""
        document = self._workspace.document
        if self._is_saving or (document is not None and document.has_stroke):
            self._timer.start(_AFTER_MS if self._is_saving else _STROKE_MS)
            return
        self._timer.stop()
        self._is_saving = True
        work, masks = self._work(), self._masks() if self._stale_masks else {}
        kept, steps = self._steps.kept(
            self._workspace.undo_stack.done_steps, self._workspace.document
        )
        work = replace(work, steps=kept, drawn=self._drawn)
        self._stale_masks = False
        self._errands.run(
            partial(_save, self._files, work, masks, steps), self._saved, self._save_failed
        )

    def shut_down(self) -> None:
        """An orderly end: there is nothing to offer at the next start."""
        self._timer.stop()
        self._files.clear()

    # saving

    def _connect(self) -> None:
        self._timer.timeout.connect(self.save_now)
        self._workspace.draft_changed.connect(self._wait)
        for changed in (
            self._workspace.document_changed,
            self._workspace.mask_changed,
            self._workspace.shelf_changed,
        ):
            changed.connect(self._masks_changed)
        self._workspace.markup_changed.connect(self._wait)
        self._workspace.region_replaced.connect(self._wait_after_result)

    def _masks_changed(self) -> None:
        self._stale_masks = True
        self._wait()

    def _wait_after_result(self, _box: object) -> None:
        self._wait()

    def _wait(self) -> None:
        self._is_changed = True
        if self._may_save and not self._timer.isActive():
            self._timer.start(_AFTER_MS)

    def _saved(self, drawn: str) -> None:
        self._is_saving, self._drawn = False, drawn

    def _save_failed(self, trouble: object) -> None:
        self._is_saving, self._stale_masks = False, True
        self._steps.forget()
        self.problem_found.emit(trouble)

    def _work(self) -> OpenWork:
        opened = self._workspace.open_document
        if opened is None:
            return OpenWork(draft=self._workspace.draft)
        return OpenWork(
            draft=self._workspace.draft,
            picture=opened.file,
            parent=opened.parent,
            view=self._canvas.view_place,
            kept=opened.document.shelf.names,
            markup=opened.document.markup,
        )

    def _masks(self) -> _Masks:
        """By file name, what gives a mask on a worker's thread; None: there is none any more."""
        document = self._workspace.document
        masks: _Masks = {"mask": None, "protection": None}
        if document is None:
            return masks
        masks["mask"] = _as_it_is(document.mask)
        masks["protection"] = _as_it_is(document.protection)
        for number, kept in enumerate(document.shelf.masks):
            masks[f"kept-{number}"] = partial(_unpacked, kept)
        return masks

    # restoring

    def _offer(self, found: tuple[OpenWork, dict[str, bytes]] | None) -> None:
        self._may_save = True
        if self._is_changed:
            self._wait()
        if found is None:
            return
        work = found[0]
        if work.picture is None and not work.draft.prompt.strip():
            self._files.drop_interrupted()
            return
        name = "" if work.picture is None else f" “{work.picture.name}”"
        box = QMessageBox(self._window)
        box.setObjectName("restore")
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(f"Stet ended unexpectedly while you worked on{name or ' a draft'}.")
        box.setInformativeText(
            "Picture, masks, the latest steps, prompt and settings can be opened as they were."
        )
        restore = box.addButton("Restore", QMessageBox.ButtonRole.AcceptRole)
        drop = box.addButton("Discard", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton("Later", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(restore)
        restore.clicked.connect(partial(self._restore, _Found(*found)))
        drop.clicked.connect(self._files.drop_interrupted)
        box.finished.connect(box.deleteLater)
        box.open()

    def _restore(self, found: _Found, _is_checked: object = None) -> None:
        if found.work.picture is None:
            self._show(found, None)
            return
        screen = self._workspace.screen
        self._errands.run(
            lambda: _opened(replace(found, steps=self._files.steps()), self._pictures, screen),
            partial(self._show, found),
            self.problem_found.emit,
        )

    def _show(self, found: _Found, restored: _Restored | None) -> None:
        opened = None if restored is None else restored.opened
        if restored is not None and opened is not None:
            self._workspace.show_document(opened, f"Restore {opened.file.name}")
            self._workspace.undo_stack.adopt(
                steps_again(found.work.steps, restored.patches, self._workspace, opened.document)
            )
        now = self._workspace.draft
        draft = replace(
            found.work.draft,
            picture=now.picture,
            has_mask=now.has_mask,
            has_markup=now.has_markup,
            keep_out=now.keep_out,
            notes=now.notes,
        )
        self._workspace.restore_draft(draft, None)
        if opened is not None and found.work.view is not None:
            self._canvas.set_view_place(found.work.view)
        self._files.drop_interrupted()
        self.restored.emit()


def _save(files: OpenWorkFiles, work: OpenWork, masks: _Masks, steps: Written) -> str:
    """On a worker's thread; the name of the state of the masks that is on disk now."""
    from desktop.imaging.mask_file import write_mask

    written = {name: None if mask is None else write_mask(mask()) for name, mask in masks.items()}
    drawn = _state_of(written) if "mask" in written else work.drawn
    made = {name: make() for name, make in steps.items()}
    files.save(replace(work, drawn=drawn), written, made)
    return drawn


def _as_it_is(mask: Mask) -> Callable[[], NDArray[np.uint8]] | None:
    """What gives the mask as it is now, of which only what is marked is copied at once."""
    box = mask.bounds
    return None if box is None else partial(_spread, box, mask.pixels[box.slices].copy(), mask.size)


def _spread(box: Box, pixels: NDArray[np.uint8], size: Size) -> NDArray[np.uint8]:
    """A whole mask, of which only a part is marked."""
    import numpy as np

    mask = np.zeros((size.height, size.width), np.uint8)
    mask[box.slices] = pixels
    return mask


def _unpacked(kept: KeptMask) -> NDArray[np.uint8]:
    return kept.pixels


def _state_of(masks: Mapping[str, bytes | None]) -> str:
    """Differs when mask or protection do."""
    return hash_of((masks.get("mask") or b"-") + (masks.get("protection") or b"-"))


def _opened(found: _Found, pictures: ImageFiles, screen: ScreenInUse) -> _Restored:
    """The picture with its masks, on a worker's thread. ProblemError when the picture is gone."""
    from desktop.domain.edit import StoredPicture
    from desktop.jobs.open_picture import open_stored

    file = found.work.picture
    assert file is not None
    stored = StoredPicture(content=file.content, media_type="", size=file.size)
    document = shown_document(open_stored(stored, file.name, pictures, screen))
    _lay_masks(document, found)
    document.markup = found.work.markup
    opened = OpenDocument(file=file, document=document, parent=found.work.parent)
    return _Restored(opened, _patches(found, document.size))


def _patches(found: _Found, size: Size) -> dict[str, MaskPatch]:
    """The steps that can be read; none where the masks are not those that they led to."""
    from desktop.domain.problems import ProblemError
    from desktop.imaging.patch_file import read_patch

    if _state_of(found.masks) != found.work.drawn:
        return {}
    patches: dict[str, MaskPatch] = {}
    for name, data in found.steps.items():
        with suppress(ProblemError):
            patch = read_patch(data)
            if patch.size == size:
                patches[name] = patch
    return patches


def _lay_masks(document: CanvasDocument, found: _Found) -> None:
    from desktop.domain.size import box_of
    from desktop.imaging.mask_file import read_mask
    from desktop.imaging.selection import Combine, Selection

    size = document.size
    if "mask" in found.masks:
        document.set_mask(read_mask(found.masks["mask"], "the mask", size))
    if "protection" in found.masks:
        coverage = read_mask(found.masks["protection"], "the protection", size)
        document.protect(Selection(box=box_of(size), coverage=coverage), Combine.ADD, "Restore")
    for number, name in enumerate(found.work.kept):
        data = found.masks.get(f"kept-{number}")
        if data is not None:
            document.shelf.keep(_kept(name, read_mask(data, name, size)))


def _kept(name: str, pixels: NDArray[np.uint8]) -> KeptMask:
    from desktop.imaging.mask_shelf import kept_mask

    return kept_mask(name, pixels)
