"""The canvas without a picture: what can be done now, in words and as buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.icons import Icons
from desktop.ui.theme import ThemeKeeper

_ICON = 56
_WORDS = (
    "Then brush over what should change and say what it should become.",
    "Or just describe a new picture.",
)


class EmptyState(QWidget):
    """Signals: `open_requested` and `paste_requested` from its two buttons."""

    open_requested = Signal()
    paste_requested = Signal()

    def __init__(self, theme: ThemeKeeper, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._picture = QLabel(self)
        self._open = QPushButton("Open a picture…", self)
        self._paste = QPushButton("Paste", self)
        self._lay_out()
        self._connect(theme)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw_icon()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addStretch(1)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._picture)
        column.addSpacing(4)
        column.addWidget(_line("Drop a picture here", "title"), 0, Qt.AlignmentFlag.AlignHCenter)
        for words in _WORDS:
            column.addWidget(_line(words, "soft"))
        column.addSpacing(8)
        column.addLayout(self._buttons())
        column.addStretch(1)

    def _buttons(self) -> QHBoxLayout:
        self._open.setToolTip("Open a picture from a file (Ctrl+O)")
        self._paste.setToolTip("Paste a picture from the clipboard (Ctrl+V)")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._open)
        row.addWidget(self._paste)
        row.addStretch(1)
        return row

    def _connect(self, theme: ThemeKeeper) -> None:
        self._open.clicked.connect(self.open_requested)
        self._paste.clicked.connect(self.paste_requested)
        theme.theme_changed.connect(self._draw_icon)

    def _draw_icon(self) -> None:
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(self._icons.pixmap("image-plus", _ICON, ratio, "text_soft"))


def _line(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    return label
