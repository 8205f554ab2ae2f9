"""The steps that can be undone: a change of the mask, of part of the picture, of the document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from desktop.domain.edit import ResultRef
from desktop.domain.recipe import InputFile
from desktop.domain.size import Box
from desktop.ui.undo_stack import Step

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.domain.markup import Markup
    from desktop.domain.screen_profile import ScreenProfile
    from desktop.imaging.canvas_document import CanvasDocument
    from desktop.imaging.mask_patch import MaskPatch
    from desktop.ui.workspace import OpenDocument


class Place(Protocol):
    """Where steps take effect; the workspace."""

    def put_in_place(self, opened: OpenDocument | None) -> None: ...

    def put_pixels(self, opened: OpenDocument, box: Box, pixels: NDArray[np.uint8]) -> None: ...

    def show_mask_step(self, box: Box) -> None: ...

    def show_markup_step(self) -> None: ...


class MaskStep(Step):
    """A change of the mask that was made before the step was pushed."""

    def __init__(
        self, place: Place, document: CanvasDocument, patch: MaskPatch, *, is_new: bool = True
    ) -> None:
        """`is_new`: it is about to be pushed, which must not do it once more."""
        super().__init__(patch.name)
        self._place = place
        self._document = document
        self._patch = patch
        self._is_new = is_new

    @property
    def document(self) -> CanvasDocument:
        return self._document

    @property
    def patch(self) -> MaskPatch:
        """What leads back, or on again."""
        return self._patch

    @property
    def bytes_held(self) -> int:
        return self._patch.bytes_held

    def pack(self) -> None:
        self._patch.pack()

    def redo(self) -> None:
        if self._is_new:
            self._is_new = False
            return
        self._swap()

    def undo(self) -> None:
        self._swap()

    def _swap(self) -> None:
        """Applying a patch gives the patch that takes it back."""
        self._patch, box = self._document.apply(self._patch)
        self._place.show_mask_step(box)
        self._patch.pack_if_quick()


class MarkupStep(Step):
    """Other marks over the picture."""

    def __init__(self, place: Place, document: CanvasDocument, after: Markup, name: str) -> None:
        super().__init__(name)
        self._place = place
        self._document = document
        self._before, self._after = document.markup, after

    @classmethod
    def done_before(
        cls, place: Place, document: CanvasDocument, marks: tuple[Markup, Markup], name: str
    ) -> MarkupStep:
        """A step of an earlier run: the marks before and after it."""
        step = cls(place, document, marks[1], name)
        step._before = marks[0]
        return step

    @property
    def document(self) -> CanvasDocument:
        return self._document

    @property
    def marks(self) -> tuple[Markup, Markup]:
        """Before and after."""
        return self._before, self._after

    @property
    def bytes_held(self) -> int:
        """The points of the marks that were drawn in this step."""
        own = set(self._after) ^ set(self._before)
        return sum(120 * len(mark.points) for mark in own)

    def redo(self) -> None:
        self._show(self._after)

    def undo(self) -> None:
        self._show(self._before)

    def _show(self, markup: Markup) -> None:
        self._document.markup = markup
        self._place.show_markup_step()


class PatchStep(Step):
    """Part of the picture shows other pixels, and the picture stands for another file."""

    def __init__(
        self,
        place: Place,
        before: OpenDocument,
        file: InputFile,
        parent: ResultRef,
        box: Box,
        pixels: NDArray[np.uint8],
        screen: ScreenProfile,
    ) -> None:
        """`pixels` were made for `screen`, which may be another than the document's."""
        super().__init__("Use result")
        self._place = place
        self._box = box
        self._before = before
        self._after = replace(before, file=file, parent=parent)
        self._old = before.document.copy_region(box)
        self._old_screen = before.document.colours.screen
        self._new = pixels
        self._new_screen = screen

    @property
    def bytes_held(self) -> int:
        return self._old.nbytes + self._new.nbytes

    def redo(self) -> None:
        self._put(self._after, self._new, self._new_screen)

    def undo(self) -> None:
        self._put(self._before, self._old, self._old_screen)

    def _put(self, opened: OpenDocument, pixels: NDArray[np.uint8], screen: ScreenProfile) -> None:
        """Pixels that were made for another screen make the document a mixture."""
        colours = opened.document.colours
        if colours.screen != screen:
            opened.document.colours = replace(colours, is_whole=False)
        self._place.put_pixels(opened, self._box, pixels)


class DocumentStep(Step):
    """Another picture on the canvas."""

    def __init__(
        self, place: Place, before: OpenDocument | None, after: OpenDocument | None, name: str
    ) -> None:
        super().__init__(name)
        self._place = place
        self._before = before
        self._after = after

    @property
    def bytes_held(self) -> int:
        """The picture that is not shown; the other one would be there anyway."""
        return 0 if self._before is None else self._before.document.bytes_held

    def redo(self) -> None:
        self._place.put_in_place(self._after)

    def undo(self) -> None:
        self._place.put_in_place(self._before)
