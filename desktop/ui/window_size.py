"""How large a window opens: as is usual for it, or as the screen has room for with its frame."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication

_FRAME = QSize(16, 40)
"""Room for what a system draws around a window, which nobody knows before it is shown."""


def within_screen(usual: QSize) -> QSize:
    room = QGuiApplication.primaryScreen().availableSize()
    return usual.boundedTo(room - _FRAME)
