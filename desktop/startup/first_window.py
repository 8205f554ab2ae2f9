"""A bare window in the place of the real one, up within moments, while everything else is loaded.

It imports nothing but Qt: that is why it can be there first.
"""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

_DARK = ("#262626", "#2d2d2d", "#3b3b3b")
_LIGHT = ("#e9e9e9", "#f4f4f4", "#bfbfbf")
"""Window, panels and canvas, near enough to the theme that nothing flashes."""
_USUAL_SIZE, _FRAME = QSize(1440, 900), QSize(16, 40)
"""As the real window has them, which is not imported yet."""
_PROMPT, _BELOW, _RAIL, _BAR, _STATUS = 348, 200, 44, 64, 28


class FirstWindow(QWidget):
    """Where panels and canvas will be, in plain colours; it takes no input."""

    def __init__(self, settings: Path) -> None:
        super().__init__()
        theme, arrangement = _remembered(settings)
        self._is_painted = False
        self._colours = tuple(QColor(one) for one in (_LIGHT if _is_light(theme) else _DARK))
        self.setObjectName("first")
        self.setWindowTitle("Stet")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        geometry = QByteArray.fromBase64(arrangement.partition(" ")[0].encode())
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            room = QGuiApplication.primaryScreen().availableSize()
            self.resize(_USUAL_SIZE.boundedTo(room - _FRAME))

    @property
    def is_painted(self) -> bool:
        return self._is_painted

    def show_now(self) -> None:
        """On the screen when this returns, wherever the system paints windows at once."""
        self.show()
        QApplication.processEvents()

    def paintEvent(self, _event: QPaintEvent) -> None:
        window, panel, canvas = self._colours
        painter = QPainter(self)
        painter.fillRect(self.rect(), window)
        painter.fillRect(QRect(0, 0, self.width(), _BAR), panel)
        painter.fillRect(self._canvas_rect(), canvas)
        self._is_painted = True

    def _canvas_rect(self) -> QRect:
        return self.rect().adjusted(_RAIL, _BAR, -_PROMPT, -_BELOW - _STATUS)


def _remembered(settings: Path) -> tuple[str, str]:
    """Theme and arrangement as the settings say; whatever is wrong with them is told later."""
    try:
        found = json.loads(settings.read_bytes())
    except (OSError, ValueError):
        return "dark", ""
    if not isinstance(found, dict):
        return "dark", ""
    return str(found.get("theme", "dark")), str(found.get("window", ""))


def _is_light(theme: str) -> bool:
    if theme != "system":
        return theme == "light"
    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Light
