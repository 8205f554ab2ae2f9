"""Where the pointer is: follows it closely enough to be read, and costs painting nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

_EVERY_MS = 100
_WIDEST = "00000, 00000 "


class PlaceLabel(QLabel):
    """Shows a place some ten times a second at most; no timer runs while the pointer rests."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place: tuple[int, int] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._show)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._hold_width()

    def show_place(self, place: tuple[int, int] | None) -> None:
        """The pixel of the picture under the pointer; None: it is elsewhere."""
        self._place = place
        if not self._timer.isActive():
            self._timer.start()

    def _show(self) -> None:
        words = f"{self._place[0]}, {self._place[1]}" if self._place else ""
        if words != self.text():
            self.setText(words)

    def _hold_width(self) -> None:
        """With a width of its own nothing beside it is laid out anew when it changes."""
        self.ensurePolished()
        metrics = self.fontMetrics()
        self.setFixedSize(metrics.horizontalAdvance(_WIDEST), metrics.height() + 2)
