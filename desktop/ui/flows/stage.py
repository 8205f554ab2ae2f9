"""Where previews are seen: over the open picture or, while there is none, on an empty canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.size import Box
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Stage:
    """Shows pixels without making them the picture: the workspace knows nothing of them."""

    def __init__(self, workspace: Workspace, canvas: CanvasView) -> None:
        self._workspace = workspace
        self._canvas = canvas
        self._is_coming = False

    def show(self, pixels: NDArray[np.uint8], box: Box | None, caption: str) -> None:
        """Pixels (h, w, 4), BGRA, over `box` of the picture; None: over all of it."""
        if self._workspace.document is None:
            self._lay_sheet(pixels)
        self._canvas.show_preview(pixels, box, caption)

    def show_coming(self, pixels: NDArray[np.uint8], name: str) -> None:
        """A rough view of a picture that is being opened, in place of whatever is open."""
        from desktop.imaging.canvas_document import CanvasDocument

        self._canvas.set_document(CanvasDocument(pixels))
        self._canvas.show_only(is_on=True)
        self._canvas.show_busy(f"Opening {name}")
        self._is_coming = True

    def end_coming(self) -> None:
        """What is open is seen again, or what came is shown next."""
        if self._is_coming:
            self._is_coming = False
            self._canvas.show_busy("")
            self._canvas.set_document(self._workspace.document)
            self._canvas.show_only(is_on=False)

    def clear(self) -> None:
        """What was there before is seen again."""
        self._canvas.clear_preview()
        if self._workspace.document is None and self._canvas.document is not None:
            self._canvas.set_document(None)
        self._canvas.show_only(is_on=False)

    def _lay_sheet(self, pixels: NDArray[np.uint8]) -> None:
        """Something of the same size to lay the preview on; kept, so that the zoom stays."""
        from desktop.imaging.canvas_document import CanvasDocument

        sheet = self._canvas.document
        shape = (sheet.size.height, sheet.size.width) if sheet is not None else None
        if shape != pixels.shape[:2]:
            self._canvas.set_document(CanvasDocument(pixels, has_alpha=True))
            self._canvas.show_only(is_on=True)
