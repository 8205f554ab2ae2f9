"""Beyond the mask: extending the picture past its borders, and removing its background."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from desktop.domain.draft import Draft
from desktop.domain.recipe import Blend, InputFile, RegionMode
from desktop.domain.screen_profile import ScreenInUse
from desktop.domain.size import Size
from desktop.imaging.reframing import Reframing
from desktop.imaging.region import Borders
from desktop.jobs.edit_order import Capture
from desktop.storage.image_files import ImageFiles
from desktop.ui.dialogs.cut_out_dialog import CutOutDialog
from desktop.ui.dialogs.extend_dialog import ExtendDialog
from desktop.ui.errands import Errands
from desktop.ui.flows.document_layers import Layers, lay_over, layers_of
from desktop.ui.flows.draft_flow import DraftFlow
from desktop.ui.flows.shown_document import shown_document
from desktop.ui.prompt.estimate_words import total_text
from desktop.ui.qimage import image_over
from desktop.ui.workspace import OpenDocument, Workspace

if TYPE_CHECKING:
    from desktop.imaging.canvas_document import CanvasDocument

_SHOWN = 640
_EXTENDED = "The new area is marked. Say in the prompt what the whole picture shows."
_CUT_OUT = "Remove the background and make it transparent. Keep {kept} exactly as it is."


class CanvasSizeFlow(QObject):
    """Signals: `problem_found(Problem)`; `note_made(str)`; `generate_requested(Capture)` for a
    cut-out whose price was seen; `extended` when the larger picture is open."""

    problem_found = Signal(object)
    note_made = Signal(str)
    generate_requested = Signal(object)
    extended = Signal()

    def __init__(
        self,
        workspace: Workspace,
        drafts: DraftFlow,
        errands: Errands,
        pictures: ImageFiles,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._drafts = drafts
        self._errands = errands
        self._pictures = pictures
        self._window = window

    # extending ----------------------------------------------------------------------------

    def ask_extension(self) -> None:
        """Asks how far; nothing is sent, and nothing costs."""
        opened = self._workspace.open_document
        if opened is None:
            self.note_made.emit("Open a picture first.")
            return
        dialog = ExtendDialog(opened.document.size, _small(opened.document), self._window)
        dialog.extend_requested.connect(partial(self._extend, opened))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _extend(self, opened: OpenDocument, borders: Borders) -> None:
        layers = layers_of(opened.document)
        work = partial(_extended, opened, layers, borders, self._pictures, self._workspace.screen)
        self._errands.run(work, partial(self._show, opened), self.problem_found.emit)

    def _show(self, before: OpenDocument, larger: OpenDocument) -> None:
        if self._workspace.open_document is before:
            self._workspace.show_document(larger, "Extend picture")
            self.note_made.emit(_EXTENDED)
            self.extended.emit()

    # cutting out --------------------------------------------------------------------------

    def ask_cut_out(self) -> None:
        """Says what is sent and what it costs, before anything is."""
        capture = self._cut_out("")
        if capture is None:
            self.note_made.emit("Open a picture first.")
            return
        model = self._workspace.models.get(capture.draft.model)
        price = total_text(self._drafts.price_of(capture))
        dialog = CutOutDialog(model.name, price, self._window)
        dialog.cut_out_requested.connect(self._order_cut_out)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _order_cut_out(self, kept: str) -> None:
        capture = self._cut_out(kept)
        if capture is not None:
            self.generate_requested.emit(capture)

    def _cut_out(self, kept: str) -> Capture | None:
        opened = self._workspace.open_document
        if opened is None:
            return None
        draft = _for_cut_out(self._workspace.draft, kept)
        model = self._workspace.model
        if draft.output_format not in model.with_alpha:
            draft = replace(draft, output_format="png", compression=None)
        return Capture(draft=draft, picture=opened.file, parent=opened.parent)


def _for_cut_out(draft: Draft, kept: str) -> Draft:
    return replace(
        draft,
        prompt=_CUT_OUT.format(kept=kept or "the main subject"),
        background="transparent",
        size=None,
        count=1,
        references=(),
        has_mask=False,
        has_markup=False,
        keep_out=(),
        region_mode=RegionMode.WHOLE,
        region=None,
        blend=Blend(),
        overview=False,
    )


def _small(document: CanvasDocument) -> QImage:
    """The picture at a size for a dialog, as a copy of its own."""
    import numpy as np

    from desktop.domain.size import Box
    from desktop.imaging.pyramid import level_size

    level = 0
    while level_size(document.size, level).longest > _SHOWN:
        level += 1
    size = level_size(document.size, level)
    pixels = np.empty((size.height, size.width, 4), np.uint8)
    document.read_picture(level, Box(0, 0, size.width, size.height), pixels)
    return image_over(pixels, has_alpha=document.has_alpha).copy()


def _extended(
    opened: OpenDocument,
    layers: Layers,
    borders: Borders,
    pictures: ImageFiles,
    screen: ScreenInUse,
) -> OpenDocument:
    """On a worker's thread: the larger picture, its levels, its mask, and what lay over it."""
    from desktop.domain.edit import StoredPicture
    from desktop.jobs.extend_picture import extend_picture
    from desktop.jobs.open_picture import open_stored

    made = extend_picture(opened.file, borders, pictures)
    stored = StoredPicture(content=made.file.content, media_type="", size=made.file.size)
    document = shown_document(open_stored(stored, made.file.name, pictures, screen))
    document.set_mask(made.mask, "New area")
    lay_over(document, layers, _frame(opened.document.size, borders), opened.document)
    file = InputFile(content=made.file.content, name=made.file.name, size=made.file.size)
    return OpenDocument(file=file, document=document, parent=opened.parent)


def _frame(size: Size, borders: Borders) -> Reframing:
    """The same as a frame around the picture."""
    from desktop.domain.size import box_between

    right, bottom = size.width + borders.right, size.height + borders.bottom
    return Reframing(box=box_between(-borders.left, -borders.top, right, bottom))
