"""The words of the status line: what the tool does right now, or for a while what has happened."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.ui.controls.elided_label import ElidedLabel

_NOTE_MS = 8000


class StatusWords(ElidedLabel):
    """A note stands before the hint, in the same place, until its time is over."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._hint = ""
        self._over = QTimer(self)
        self._over.setSingleShot(True)
        self._over.setInterval(_NOTE_MS)
        self._over.timeout.connect(self._show_hint)

    @property
    def note(self) -> str:
        """The note that is shown, or nothing."""
        return self.text() if self._over.isActive() else ""

    def show_hint(self, words: str) -> None:
        self._hint = words
        if not self._over.isActive():
            self._show_hint()

    def show_note(self, sentence: str) -> None:
        self.set_text(sentence)
        self._over.start()

    def _show_hint(self) -> None:
        self.set_text(self._hint)
