"""The inside of a scroll area: as tall as its texts need at its width, so that nothing is squeezed.

A scroll area only asks for a minimum that knows no width, and texts that wrap need more.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget


class TallColumn(QWidget):
    """Widgets from top to bottom in `column`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit()
        return done

    def _fit(self) -> None:
        """Also back again, when the last text that wraps has gone."""
        if self.column.hasHeightForWidth():
            needed = self.column.totalMinimumHeightForWidth(self.width())
        else:
            needed = self.column.totalMinimumSize().height()
        if needed != self.minimumHeight():
            self.setMinimumHeight(needed)
