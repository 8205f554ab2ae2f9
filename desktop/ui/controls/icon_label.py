"""An icon that only shows something, and follows the theme and the screen it is on."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class IconLabel(QWidget):
    """Draws `icon` at `pixels` device-independent pixels."""

    def __init__(self, pixels: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixels = pixels
        self._icon = QIcon()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: QIcon, meaning: str = "") -> None:
        """`meaning` is what a screen reader says; empty where the text beside it says it all."""
        self._icon = icon
        self.setAccessibleName(meaning)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._pixels, self._pixels)

    def paintEvent(self, _event: QPaintEvent) -> None:
        box = QRect(0, 0, self._pixels, self._pixels)
        box.moveCenter(self.rect().center())
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        self._icon.paint(QPainter(self), box, mode=mode)
