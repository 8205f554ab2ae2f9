"""Markup goes from the canvas into the document, and out with the order instead of a mask."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.workspace import Workspace


class MarkupFlow(QObject):
    """Joins what the canvas draws with the steps, and shows what would be sent."""

    def __init__(self, workspace: Workspace, canvas: CanvasView, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._canvas = canvas
        canvas.marks_drawn.connect(workspace.take_marks)
        canvas.markup_chosen.connect(self._choose)
        workspace.markup_changed.connect(self._show)
        workspace.mask_changed.connect(self._show_choice)
        workspace.document_changed.connect(self._show)

    def _choose(self, is_markup: bool) -> None:  # noqa: FBT001  # a slot
        self._workspace.send_markup(is_chosen=is_markup)

    def _show(self) -> None:
        self._canvas.update()
        self._show_choice()

    def _show_choice(self) -> None:
        document = self._workspace.document
        has_both = document is not None and document.has_mask and bool(document.markup)
        self._canvas.show_overlay_choice(
            has_both=has_both, sends_markup=self._workspace.sends_markup
        )
