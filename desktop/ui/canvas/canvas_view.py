"""The canvas: what is on it, what is done to its mask as a whole, and what is dropped on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QResizeEvent,
)

from desktop.ui.canvas.canvas_input import CanvasInput
from desktop.ui.canvas.drop_highlight import DropHighlight
from desktop.ui.canvas.drops import can_be_dropped, read_drop
from desktop.ui.canvas.empty_state import EmptyState
from desktop.ui.canvas.navigator import Navigator

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget

    from desktop.domain.size import Box
    from desktop.imaging.canvas_document import CanvasDocument
    from desktop.imaging.mask_patch import MaskPatch
    from desktop.ui.icons import Icons
    from desktop.ui.theme import ThemeKeeper


class CanvasView(CanvasInput):
    """The canvas.

    Signals besides those of `CanvasInput` and `CanvasSurface`: `drop_received(CanvasDrop)`;
    `open_requested` and `paste_requested` from the empty canvas.
    """

    drop_received = Signal(object)
    open_requested = Signal()
    paste_requested = Signal()

    def __init__(self, theme: ThemeKeeper, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._empty = EmptyState(theme, icons, self)
        self._navigator = Navigator(self)
        self._highlight = DropHighlight(icons, self)
        self._set_up()
        self._connect()

    def set_document(self, document: CanvasDocument | None) -> None:
        """Shows another document, all of it; an unfinished stroke on the old one is dropped."""
        self._belt.drop()
        super().set_document(document)
        self._empty.setVisible(document is None)
        self._tool_follows()

    def update_box(self, box: Box) -> None:
        """The document's picture or mask was changed in this box by somebody else."""
        super().update_box(box)
        self._describe()

    # the mask as a whole

    def apply_patch(self, patch: MaskPatch) -> MaskPatch:
        """Undoes or redoes a step of the mask and gives the opposite step."""
        assert self._document is not None
        inverse, _ = self._document.apply(patch)
        self._repaint_step(patch)
        return inverse

    def invert_mask(self) -> None:
        if self._document is not None:
            self.take_step(self._document.invert_mask())

    def clear_mask(self) -> None:
        if self._document is not None:
            self.take_step(self._document.clear_mask())

    def set_mask(self, pixels: NDArray[np.uint8], name: str = "Load mask") -> None:
        """Takes over a mask (height, width) of the picture's size, as a step."""
        if self._document is not None:
            self.take_step(self._document.set_mask(pixels, name))

    def take_step(self, patch: MaskPatch) -> None:
        """A step was done on the document by somebody else: shows it and says so."""
        if not patch.is_empty:
            self._repaint_step(patch)
            self.patch_made.emit(patch)

    # drops

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not can_be_dropped(event.mimeData()):
            event.ignore()
            return
        event.acceptProposedAction()
        is_first = self._document is None
        self._empty.hide()
        self._highlight.show_text("Drop to open it" if is_first else "Drop to work on this instead")

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self._highlight.isVisible():
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._end_highlight()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._end_highlight()
        drop = read_drop(event.mimeData())
        if drop.is_empty:
            event.ignore()
            return
        event.acceptProposedAction()
        self.drop_received.emit(drop)

    def _end_highlight(self) -> None:
        self._highlight.hide()
        self._empty.setVisible(self._document is None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._empty.setGeometry(self.rect())
        self._highlight.setGeometry(self.rect())

    # how it is made, and what it says

    def _set_up(self) -> None:
        self.setObjectName("canvas")
        self.setAccessibleName("Canvas")
        self.setAcceptDrops(True)
        self.setMinimumSize(160, 120)
        self._describe()

    def _connect(self) -> None:
        self._empty.open_requested.connect(self.open_requested)
        self._empty.paste_requested.connect(self.paste_requested)
        self._navigator.place_chosen.connect(self._centre_on)

    def repaint_mask(self, box: Box) -> None:
        super().repaint_mask(box)
        self._navigator.invalidate(box)

    def _view_moved(self) -> None:
        super()._view_moved()
        self._navigator.follow(self._document, self._look, self._viewport)

    def _centre_on(self, x: float, y: float) -> None:
        """Brings a place of the picture into the middle of the view."""
        view, (left, top) = self._viewport.view, self._viewport.to_view(x, y)
        self.pan(view.width / 2 - left, view.height / 2 - top)

    def _repaint_step(self, patch: MaskPatch) -> None:
        for box in patch.boxes:
            self.repaint_mask(box)
        self._describe()
        self.mask_changed.emit()

    def _describe(self) -> None:
        """What a screen reader says about the canvas."""
        document = self._document
        if document is None:
            words = "No picture. Drop one here, open one with Ctrl+O or paste one with Ctrl+V."
        else:
            marked = f"{document.mask.share:.0%} marked" if document.has_mask else "nothing marked"
            words = f"Picture {document.size.shown}, shown at {self.zoom:.0%}, {marked}."
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
