"""Where the pointer is, in words of one width, so that nothing beside them moves."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

_WIDEST = "00000, 00000 "


class PlaceLabel(QLabel):
    """Shows a place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._hold_width()

    def show_place(self, place: tuple[int, int] | None) -> None:
        """The pixel of the picture under the pointer; None: it is elsewhere."""
        words = f"{place[0]}, {place[1]}" if place else ""
        if words != self.text():
            self.setText(words)

    def _hold_width(self) -> None:
        """With a width of its own nothing beside it is laid out anew when it changes."""
        self.ensurePolished()
        metrics = self.fontMetrics()
        self.setFixedSize(metrics.horizontalAdvance(_WIDEST), metrics.height() + 2)
