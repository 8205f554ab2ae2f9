"""The card that greets a designer who has no key yet, with the two ways to go on."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.controls.flow_layout import FlowLayout
from desktop.ui.controls.icon_button import IconButton
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.icons import Icons

_TEXT = (
    "Stet sends your edits to OpenAI with a key of your own; it stays in this computer's keychain. "
    "To look around first, let the demo engine answer: it costs nothing and sends nothing."
)


class WelcomeCard(QFrame):
    """Signals: `key_wanted`, `demo_wanted`, `closed`."""

    key_wanted = Signal()
    demo_wanted = Signal()
    closed = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel("Before the first edit", self)
        self._text = Paragraph(_TEXT, self, role="soft")
        self._close = QToolButton(self)
        self._key = IconButton(icons.icon("key-round"), "Add a key", self)
        self._demo = QPushButton("Try the demo engine", self)
        self._close.setIcon(icons.icon("x", "text_soft"))
        self._dress()
        self._lay_out()
        self._key.clicked.connect(self.key_wanted)
        self._demo.clicked.connect(self.demo_wanted)
        self._close.clicked.connect(self._go)

    def _dress(self) -> None:
        set_role(self, "card")
        set_role(self._title, "heading")
        set_role(self._close, "tiny")
        self._close.setIconSize(QSize(14, 14))
        self._close.setToolTip("Close this hint")
        self._close.setAccessibleName("Close this hint")
        self._key.setToolTip("Opens Settings > Key")
        self._demo.setToolTip("Answers are simulated until you switch it off")

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        buttons = FlowLayout()
        buttons.addWidget(self._key)
        buttons.addWidget(self._demo)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._text)
        column.addLayout(buttons)

    def _go(self) -> None:
        self.hide()
        self.closed.emit()
