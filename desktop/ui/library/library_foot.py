"""The line below the grid: how many there are, what was just done, and how to take it back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.roles import set_role
from desktop.ui.icons import Icons

_HEIGHT = 36


class LibraryFoot(QWidget):
    """Signals: `undo_wanted`, `empty_wanted`."""

    undo_wanted = Signal()
    empty_wanted = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = QLabel(self)
        self._note = ElidedLabel(parent=self)
        self._undo = QPushButton(icons.icon("undo-2"), " Undo", self)
        self._empty = QPushButton(icons.icon("trash-2"), " Empty the trash…", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(8)
        for label in (self._count, self._note):
            set_role(label, "soft")
        for button, hint in (
            (self._undo, "Takes the last change of marks or the trash back (Ctrl+Z)"),
            (self._empty, "Deletes what is in the trash for good"),
        ):
            set_role(button, "compact")
            button.setAutoDefault(False)
            button.setToolTip(hint)
            button.setVisible(False)
        row.addWidget(self._count)
        row.addWidget(self._note, 1)
        row.addWidget(self._undo)
        row.addWidget(self._empty)
        self.setFixedHeight(_HEIGHT)
        self._undo.clicked.connect(self.undo_wanted)
        self._empty.clicked.connect(self.empty_wanted)

    def show_count(self, words: str) -> None:
        self._count.setText(words)

    def show_note(self, words: str, *, can_undo: bool) -> None:
        self._note.set_text(words)
        self._undo.setVisible(can_undo)

    def show_emptying(self, *, is_offered: bool) -> None:
        self._empty.setVisible(is_offered)
