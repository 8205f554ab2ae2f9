"""A button with an icon before its words, and enough room between them."""

from __future__ import annotations

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QPushButton, QWidget


class IconButton(QPushButton):
    """Under a style sheet Qt sets icon and text too close; a space makes up for it."""

    def __init__(self, icon: QIcon, text: str, parent: QWidget | None = None) -> None:
        super().__init__(icon, f" {text}", parent)
        self.setAccessibleName(text)
