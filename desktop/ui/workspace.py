"""What is open now: the picture with its mask, the draft, and what can be undone.

The only state that panels share. It holds values and announces changes; it draws nothing, reads
no file and sends nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.domain.draft import Draft
from desktop.domain.edit import ResultRef
from desktop.domain.image_models import ModelTable
from desktop.domain.markup import note_numbers
from desktop.domain.recipe import InputFile, RegionMode
from desktop.domain.screen_profile import SRGB_SCREEN, ScreenProfile
from desktop.domain.size import Box, box_of
from desktop.imaging.selection import Combine, Selection
from desktop.jobs.edit_order import Capture
from desktop.ui.draft_space import DraftSpace
from desktop.ui.markup_image import markup_png
from desktop.ui.undo import DocumentStep, MarkupStep, MaskStep, PatchStep
from desktop.ui.undo_stack import Step

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.domain.markup import Markup
    from desktop.imaging.canvas_document import CanvasDocument
    from desktop.imaging.mask_patch import MaskPatch


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenDocument:
    """A picture on the canvas: the library's file it stands for, and what is shown of it.

    `parent` is the result it came from, if any. The document's mask belongs to it. `notes` say in
    sentences what of the file is not on the canvas as it is.
    """

    file: InputFile
    document: CanvasDocument
    parent: ResultRef | None = None
    notes: tuple[str, ...] = ()


class Workspace(DraftSpace):
    """Signals: `document_changed` when another picture (or none) is open, `region_replaced(Box)`
    when part of it shows other pixels, `mask_changed`, `draft_changed`, `notes_found(tuple)` with
    sentences about what had to be changed in the draft, `mask_repainted(Box)` when a step of the
    mask was undone or redone there; `shelf_changed` when a mask is kept or forgotten,
    `markup_changed`."""

    document_changed = Signal()
    region_replaced = Signal(object)
    mask_changed = Signal()
    mask_repainted = Signal(object)
    shelf_changed = Signal()
    markup_changed = Signal()

    def __init__(self, models: ModelTable, draft: Draft, parent: QObject | None = None) -> None:
        super().__init__(models, draft, parent)
        self._open: OpenDocument | None = None
        self._last_mask: NDArray[np.uint8] | None = None
        self._prefers_markup = False
        self.screen_profile = SRGB_SCREEN

    @property
    def open_document(self) -> OpenDocument | None:
        return self._open

    @property
    def document(self) -> CanvasDocument | None:
        return self._open.document if self._open else None

    @property
    def mask_bounds(self) -> Box | None:
        return self._open.document.effective_bounds if self._open else None

    def screen(self) -> ScreenProfile:
        """What pictures are shown for now; any thread may ask."""
        return self.screen_profile

    # the picture --------------------------------------------------------------------------

    def show_document(self, opened: OpenDocument | None, name: str) -> None:
        """Another picture, or none; undoing brings back what was there, mask included."""
        self._let_region_go_with(DocumentStep(self, self._open, opened, name))

    def replace_region(
        self,
        file: InputFile,
        parent: ResultRef,
        box: Box,
        pixels: NDArray[np.uint8],
        screen: ScreenProfile,
    ) -> None:
        """A result takes the place of part of the picture; the mask it was made with is cleared.

        `pixels` are as they were read for `screen`.
        """
        if self._open is None:
            raise RuntimeError("Nothing is open that could be changed.")
        step = PatchStep(self, self._open, file, parent, box, pixels, screen)
        with self.undo_stack.together(step.name):
            self.undo_stack.push(step)
            self.clear_mask()

    def put_in_place(self, opened: OpenDocument | None) -> None:
        """Shows `opened` without a step of its own; for the steps themselves."""
        if self.document is not None:
            self.document.rest()
        self._open = opened
        self.document_changed.emit()
        self._refresh()

    def put_pixels(self, opened: OpenDocument, box: Box, pixels: NDArray[np.uint8]) -> None:
        """Shows other pixels in `box`, and stands for another file from now on."""
        opened.document.replace_region(box, pixels)
        self._open = opened
        self.region_replaced.emit(box)
        self._refresh()

    # the mask -----------------------------------------------------------------------------

    def take_patch(self, patch: MaskPatch) -> None:
        """A change of the mask that has been made and is shown already; undoing takes it back."""
        if self._open is None:
            return
        step = MaskStep(self, self._open.document, patch)
        if self._sends_mask:
            self.undo_stack.push(step)
        else:
            self._let_region_go_with(step)
        self._mask_changed()

    def clear_mask(self) -> None:
        """Marks nothing any more; the mask is remembered for `restore_mask`."""
        if self._open is None or not self._open.document.has_mask:
            return
        self._last_mask = self._open.document.copy_mask()
        self._take_and_show(self._open.document.clear_mask())

    def invert_mask(self) -> None:
        if self._open is not None:
            self._take_and_show(self._open.document.invert_mask())

    def set_mask(self, mask: NDArray[np.uint8], name: str) -> None:
        """Another mask (height, width) in place of the one there is; can be undone."""
        if self._open is not None:
            self._take_and_show(self._open.document.set_mask(mask, name))

    def join_mask(self, pixels: NDArray[np.uint8], how: Combine, name: str) -> None:
        """Joins a mask (h, w) of the picture's size with what is marked."""
        if self._open is not None:
            selection = Selection(box=box_of(self._open.document.size), coverage=pixels)
            self._take_and_show(self._open.document.select(selection, how, name))

    def protect_mask(self) -> None:
        """What is marked is protected from now on, and marked no more."""
        document = self.document
        if document is None or not document.has_mask:
            return
        selection = Selection(box=box_of(document.size), coverage=document.copy_mask())
        with self.undo_stack.together("Protect what is marked"):
            self._take_and_show(document.protect(selection, Combine.ADD, "Protect"))
            self.clear_mask()

    def unprotect(self) -> None:
        """Nothing is protected any more."""
        if self._open is not None:
            self._take_and_show(self._open.document.unprotect())

    @property
    def can_restore_mask(self) -> bool:
        """A mask that was cleared fits the picture that is open."""
        if self._open is None or self._last_mask is None:
            return False
        size = self._open.document.size
        return self._last_mask.shape == (size.height, size.width)

    def restore_mask(self) -> None:
        """The mask that was cleared last."""
        if self._open is not None and self._last_mask is not None and self.can_restore_mask:
            self._take_and_show(self._open.document.set_mask(self._last_mask, "Restore mask"))

    def tell_shelf_changed(self) -> None:
        """A mask was kept beside the picture, or forgotten."""
        self.shelf_changed.emit()

    def show_mask_step(self, box: Box) -> None:
        """A step was undone or redone; for the steps themselves."""
        self.mask_repainted.emit(box)
        self._mask_changed()

    def _take_and_show(self, patch: MaskPatch) -> None:
        if not patch.is_empty:
            self.mask_repainted.emit(patch.box)
            self.take_patch(patch)

    def _mask_changed(self) -> None:
        self._refresh()
        self.mask_changed.emit()

    # markup -------------------------------------------------------------------------------

    def take_marks(self, markup: Markup, name: str) -> None:
        """All marks as they shall be; undoing takes them back."""
        if self._open is not None:
            self.undo_stack.push(MarkupStep(self, self._open.document, markup, name))

    def show_markup_step(self) -> None:
        """For the steps themselves."""
        self._refresh()
        self.markup_changed.emit()

    def send_markup(self, *, is_chosen: bool) -> None:
        """With both a mask and markup: which of them is sent, because the service takes one."""
        if is_chosen != self._prefers_markup:
            self._prefers_markup = is_chosen
            self._refresh()
            self.markup_changed.emit()

    @property
    def sends_markup(self) -> bool:
        """Markup goes out with the next order, and so no mask."""
        document = self.document
        if document is None or not document.markup:
            return False
        return self._prefers_markup or not document.has_mask

    @property
    def _sends_mask(self) -> bool:
        document = self.document
        is_masked = document is not None and (document.has_mask or document.has_protection)
        return is_masked and not self.sends_markup

    # one order ----------------------------------------------------------------------------

    def capture(self) -> Capture:
        """Everything an order needs, copied: whatever changes here afterwards does not touch it."""
        opened = self._open
        document = opened.document if opened else None
        markup = self.sends_markup and document is not None
        mask = None
        if document is not None:
            mask = document.free_area() if markup else document.effective_mask()
        return Capture(
            draft=self._draft,
            picture=opened.file if opened else None,
            mask=mask,
            markup=markup_png(document.markup, document.size) if markup and document else None,
            mask_bounds=self.mask_bounds,
            parent=opened.parent if opened else None,
        )

    def _let_region_go_with(self, step: Step) -> None:
        """A drawn region belongs to what `step` takes away: it goes, and comes back, with that."""
        if self._draft.region_mode is not RegionMode.BOX:
            self.undo_stack.push(step)
            return
        with self.undo_stack.together(step.name):
            self.forget_region()
            self.undo_stack.push(step)

    def _refresh(self) -> None:
        """The draft knows whether there is a picture and a mask."""
        opened = self._open
        picture = opened.document.size if opened else None
        document = opened.document if opened else None
        notes = note_numbers(document.markup) if document is not None else ()
        self.change_draft(
            replace(
                self._draft,
                picture=picture,
                has_mask=self._sends_mask,
                has_markup=self.sends_markup,
                keep_out=document.keep_out if document is not None else (),
                notes=notes,
            )
        )
