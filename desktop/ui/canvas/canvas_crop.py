"""The part of the canvas that lets a frame be drawn around what the picture shall be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop.ui.canvas.canvas_markup import CanvasMarkup

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.domain.size import Box
    from desktop.ui.theme import ThemeKeeper


class CanvasCrop(CanvasMarkup):
    """Signals: `frame_chosen(Box)`, in pixels of the picture and perhaps beyond it."""

    frame_chosen = Signal(object)

    def __init__(self, theme: ThemeKeeper, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._crop_ratio: float | None = None

    @property
    def crop_ratio(self) -> float | None:
        """Width by height that the frame keeps; None: any."""
        return self._crop_ratio

    def set_crop_ratio(self, ratio: float | None) -> None:
        self._crop_ratio = ratio

    def choose_frame(self, box: Box) -> None:
        """A tool has drawn it."""
        self.frame_chosen.emit(box)
