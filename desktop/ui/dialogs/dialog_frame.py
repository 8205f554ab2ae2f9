"""What all dialogs share: margins, a foot with buttons, and Enter on the main one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui.controls.roles import set_role

_NARROWEST = 360
_TALLEST = 640
"""Pixels that fit on every screen."""


class DialogFrame(QDialog):
    """A column for the content above a foot with buttons."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._content = QVBoxLayout()
        self._content.setContentsMargins(20, 18, 20, 18)
        self._content.setSpacing(12)
        self._foot = QHBoxLayout()
        self._foot.setContentsMargins(20, 10, 20, 10)
        self._foot.setSpacing(8)
        self._stack()

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Puts `widget` below what the content holds already."""
        self._content.addWidget(widget, stretch)

    def add_side_button(self, button: QPushButton) -> None:
        """A button at the left of the foot, for something beside the matter."""
        button.setAutoDefault(False)
        self._foot.insertWidget(self._foot.count() - 1, button)
        self._foot.setAlignment(button, Qt.AlignmentFlag.AlignLeft)

    def add_button(self, button: QPushButton, *, is_main: bool = False) -> None:
        """A button at the right of the foot; Enter presses the main one."""
        button.setAutoDefault(is_main)
        button.setDefault(is_main)
        self._foot.addWidget(button)

    def add_close_button(self, text: str = "Close", *, is_main: bool = False) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(f"{text} (Esc)")
        button.clicked.connect(self.reject)
        self.add_button(button, is_main=is_main)
        return button

    def fit(self) -> None:
        """Never narrower than its buttons, nor lower than its texts need at this width."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.setMinimumWidth(max(_NARROWEST, layout.totalMinimumSize().width()))
        needed = layout.totalHeightForWidth(self.width())
        if needed > 0:
            self.setMinimumHeight(min(needed, _TALLEST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.fit()

    def _stack(self) -> None:
        foot = QFrame(self)
        set_role(foot, "foot")
        foot.setLayout(self._foot)
        self._foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._content, 1)
        column.addWidget(foot)
