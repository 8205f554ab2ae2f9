"""A picture that was read becomes a document for the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.imaging.canvas_document import CanvasDocument
    from desktop.jobs.open_picture import OpenedPicture


def shown_document(opened: OpenedPicture) -> CanvasDocument:
    """With all levels of the display: on a worker's thread, because that takes a moment."""
    from desktop.imaging.canvas_document import CanvasDocument
    from desktop.imaging.pyramid import build_levels

    levels = opened.levels or build_levels(opened.display)
    document = CanvasDocument(opened.display, levels, has_alpha=opened.has_alpha)
    document.colours = opened.colours
    return document
