"""The grip of a waiting job: drag it up or down to change the order."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.ui.controls.roles import set_role
from desktop.ui.icons import Icons


class RowGrip(QToolButton):
    """Signals: `dragged(int)` with the height on the screen under the pointer, `dropped()` when it
    is let go. A click without dragging is a click."""

    dragged = Signal(int)
    dropped = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_dragging = False
        set_role(self, "tiny")
        self.setIcon(icons.icon("grip-vertical", "text_soft"))
        self.setIconSize(QSize(14, 14))
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip("Drag to change the order, or click for a menu")
        self.setAccessibleName("Order of this job")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and not self.rect().contains(
            event.position().toPoint()
        ):
            self._is_dragging = True
        if self._is_dragging:
            self.setDown(False)
            self.dragged.emit(round(event.globalPosition().y()))
            return
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_dragging:
            self._is_dragging = False
            self.setDown(False)
            self.dropped.emit()
            return
        super().mouseReleaseEvent(event)
