"""The part of the canvas that changes the mask as a whole, and shows every step of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop.domain.size import Box, box_of
from desktop.ui.canvas.aside import Aside
from desktop.ui.canvas.canvas_motion import CanvasMotion
from desktop.ui.canvas.select_settings import SelectSettings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from desktop.imaging.canvas_document import CanvasDocument
    from desktop.imaging.mask_patch import MaskPatch
    from desktop.imaging.selection import Combine, Selection, Shaping
    from desktop.ui.background import Submit
    from desktop.ui.theme import ThemeKeeper

    _Reshaped = tuple[Box, NDArray[np.uint8]]
    """A part of the mask, and where it lies."""


class CanvasMasking(CanvasMotion):
    """Commands on the mask; each is one step.

    Signals: `patch_made(MaskPatch)` for the undo stack; `mask_changed` when a step is done or
    undone.
    """

    patch_made = Signal(object)
    mask_changed = Signal()

    def __init__(self, theme: ThemeKeeper, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._select = SelectSettings()
        self._aside = Aside(self)
        self._late: list[Callable[[], None]] = []
        """What came in the middle of a stroke, and is laid on once that is done."""

    def set_submit(self, submit: Submit | None) -> None:
        """Who runs what takes longer than a frame; None has it done in the window's thread."""
        self._aside.set_submit(submit)

    @property
    def select_settings(self) -> SelectSettings:
        return self._select

    def set_select_settings(self, settings: SelectSettings) -> None:
        """How the selecting tools work from now on."""
        self._select = settings

    # steps

    def finish_step(self, patch: MaskPatch) -> None:
        """A step was done and is shown already; an empty patch is none."""
        if not patch.is_empty:
            self.patch_made.emit(patch)
            self._describe()
            self.mask_changed.emit()
        late, self._late = self._late, []
        for lay in late:
            lay()

    def take_step(self, patch: MaskPatch) -> None:
        """A step was done on the document but is not shown yet."""
        for box in patch.boxes:
            self.repaint_mask(box)
        self.finish_step(patch)

    def apply_patch(self, patch: MaskPatch) -> MaskPatch:
        """Undoes or redoes a step of the mask and gives the opposite step."""
        assert self._document is not None
        inverse, _ = self._document.apply(patch)
        for box in patch.boxes:
            self.repaint_mask(box)
        self._describe()
        self.mask_changed.emit()
        inverse.pack_if_quick()
        return inverse

    # commands

    def invert_mask(self) -> None:
        if self._document is not None:
            self.take_step(self._document.invert_mask())

    def clear_mask(self) -> None:
        if self._document is not None:
            self.take_step(self._document.clear_mask())

    def set_mask(self, pixels: NDArray[np.uint8], name: str = "Load mask") -> None:
        """Takes over a mask (height, width) of the picture's size."""
        if self._document is not None:
            self.take_step(self._document.set_mask(pixels, name))

    def select(self, make: Callable[[], Selection], how: Combine, name: str) -> None:
        """Has a selection made beside the window and joins it with the mask."""
        feather = self._select.feather
        self._have_selected(make, feather, name, lambda document: document.select, how)

    def protect(self, make: Callable[[], Selection], how: Combine, name: str) -> None:
        """Has a selection made beside the window and protected."""
        self._have_selected(make, 0, name, lambda document: document.protect, how)

    def _have_selected(
        self,
        make: Callable[[], Selection],
        feather: int,
        name: str,
        joiner: Callable[[CanvasDocument], Callable[[Selection, Combine, str], MaskPatch]],
        how: Combine,
    ) -> None:
        document = self._document
        if document is None:
            return
        limits = box_of(document.size)

        def work() -> Selection:
            from desktop.imaging.mask_shaping import feathered_selection

            return feathered_selection(make(), feather, limits)

        def lay(selection: Selection) -> None:
            self._lay_on(document, lambda: joiner(document)(selection, how, name))

        self._aside.run(name, lambda: work if document is self._document else None, lay)

    def reshape_mask(self, shaping: Shaping, amount: int = 0) -> None:
        """Has the mask reshaped beside the window; `amount` as in `mask_shaping.reshaped`."""
        document, name = self._document, shaping.value.capitalize()

        def prepare() -> Callable[[], _Reshaped] | None:
            """With the mask as it is once the selections before have joined it."""
            is_there = document is not None and document is self._document
            part = document.marked_part(2 * amount + 2) if is_there and document else None
            return None if part is None else partial(_reshaped, part, shaping, amount)

        def lay(found: _Reshaped) -> None:
            if document is not None:
                self._lay_on(document, lambda: document.lay_mask(*found, f"{name} mask"))

        self._aside.run(name, prepare, lay)

    def _lay_on(self, document: CanvasDocument, make: Callable[[], MaskPatch]) -> None:
        """Makes a step of what came back, after the stroke that is being painted, if any."""
        if document is not self._document:
            return
        if document.has_stroke:
            self._late.append(partial(self._lay_on, document, make))
        else:
            self.take_step(make())

    # for the canvas that builds on this

    def _describe(self) -> None:
        """What is shown changed in a way that words can say."""


def _reshaped(part: _Reshaped, shaping: Shaping, amount: int) -> _Reshaped:
    """On a worker's thread."""
    from desktop.imaging.mask_shaping import reshaped

    box, pixels = part
    return box, reshaped(pixels, shaping, amount)
