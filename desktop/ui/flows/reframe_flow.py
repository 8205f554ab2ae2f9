"""The picture in another frame: crop, room around it, turns, mirrors; each is one step."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.domain.screen_profile import ScreenInUse
from desktop.domain.size import Box, Size
from desktop.imaging.reframing import Reframing, Turn
from desktop.storage.image_files import ImageFiles
from desktop.ui.actions import Actions
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.errands import Errands
from desktop.ui.flows.document_layers import Layers, lay_over, layers_of
from desktop.ui.flows.shown_document import shown_document
from desktop.ui.workspace import OpenDocument, Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtWidgets import QWidget


_TURNS = {
    "rotate_left": (Turn.LEFT, "Rotate left"),
    "rotate_right": (Turn.RIGHT, "Rotate right"),
    "rotate_half": (Turn.HALF, "Rotate half"),
    "mirror_across": (Turn.ACROSS, "Mirror left to right"),
    "mirror_down": (Turn.DOWN, "Mirror top to bottom"),
}


class ReframeFlow(QObject):
    """Signals: `problem_found(Problem)`."""

    problem_found = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        canvas: CanvasView,
        pictures: ImageFiles,
        errands: Errands,
        actions: Actions,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._pictures = pictures
        self._errands = errands
        self._actions = actions
        self._window = window
        canvas.frame_chosen.connect(self.frame)
        for name, (turn, text) in _TURNS.items():
            actions[name].triggered.connect(partial(self._turn, turn, text))
        actions["resize"].triggered.connect(self.ask_size)
        workspace.document_changed.connect(self._follow)
        self._follow()

    def frame(self, box: Box) -> None:
        """Crops to `box`; where it reaches beyond the picture the new area is marked."""
        opened = self._workspace.open_document
        if opened is None:
            return
        size = opened.document.size
        reaches_out = box.x < 0 or box.y < 0 or box.right > size.width or box.bottom > size.height
        self._reframe(Reframing(box=box), "Extend picture" if reaches_out else "Crop")

    def ask_size(self, _is_checked: object = None) -> None:
        """Opens the dialog for another size of the picture."""
        from desktop.ui.dialogs.resize_dialog import ResizeDialog

        document = self._workspace.document
        if document is None:
            return
        dialog = ResizeDialog(document.size, self._window)
        dialog.resize_requested.connect(partial(self._reframe, name="Resize"))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _turn(self, turn: Turn, name: str, _is_checked: object = None) -> None:
        self._reframe(Reframing(turn=turn), name)

    def _follow(self) -> None:
        for name in (*_TURNS, "resize"):
            self._actions[name].setEnabled(self._workspace.open_document is not None)

    def _reframe(self, reframing: Reframing, name: str) -> None:
        opened = self._workspace.open_document
        if opened is None:
            return
        self._errands.run(
            partial(
                _reframed,
                opened,
                layers_of(opened.document),
                reframing,
                self._pictures,
                self._workspace.screen,
            ),
            partial(self._show, opened, name),
            self.problem_found.emit,
        )

    def _show(self, before: OpenDocument, name: str, after: OpenDocument) -> None:
        """Unless something else is open by now."""
        if self._workspace.open_document is before:
            self._workspace.show_document(after, name)


def _reframed(
    opened: OpenDocument,
    layers: Layers,
    reframing: Reframing,
    pictures: ImageFiles,
    screen: ScreenInUse,
) -> OpenDocument:
    """On a worker's thread. ProblemError as `reframe_picture`."""
    from desktop.domain.edit import StoredPicture
    from desktop.jobs.open_picture import open_stored
    from desktop.jobs.reframe_picture import reframe_picture

    file = reframe_picture(opened.file, reframing, pictures)
    stored = StoredPicture(content=file.content, media_type="", size=file.size)
    document = shown_document(open_stored(stored, file.name, pictures, screen))
    document.set_mask(_marked(layers, reframing, opened.document.size))
    lay_over(document, layers, reframing, opened.document)
    return OpenDocument(file=file, document=document, parent=opened.parent)


def _marked(layers: Layers, reframing: Reframing, size: Size) -> NDArray[np.uint8]:
    """The mask in the other frame; what is new beyond the old edges is marked to be filled."""
    import numpy as np

    mask = layers.mask
    if mask is None:
        mask = np.zeros((size.height, size.width), np.uint8)
    return reframing.mask(mask, 255)
