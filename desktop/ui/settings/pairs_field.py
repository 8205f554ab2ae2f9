"""A small text field for pairs, one a line, such as headers or the names of models."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.ui.controls.roles import set_role, set_wrong

_LINES = 2

Pair = tuple[str, str]


class PairsField(QPlainTextEdit):
    """Lines `name SIGN value`. Signal: `edited` when the field is left after a change."""

    edited = Signal()

    def __init__(self, name: str, sign: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = sign
        self._hint = hint
        self.setAccessibleName(name)
        self.setToolTip(hint)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        set_role(self, "code")
        self.setFixedHeight(self.fontMetrics().lineSpacing() * _LINES + 20)
        self.textChanged.connect(self._unmark)

    def show_pairs(self, pairs: tuple[Pair, ...]) -> None:
        """Replaces the text, unless it says the same already."""
        if self.pairs() != pairs:
            self.setPlainText("\n".join(f"{name}{self._spoken}{value}" for name, value in pairs))
            self.document().setModified(False)

    def pairs(self) -> tuple[Pair, ...] | None:
        """What the lines say; None, and marked, when a line is no pair."""
        found: list[Pair] = []
        for line in self.toPlainText().splitlines():
            if not line.strip():
                continue
            name, sign, value = (part.strip() for part in line.partition(self._sign))
            if not (name and sign and value):
                set_wrong(self, is_wrong=True)
                self.setToolTip(f"“{line.strip()}” is not of the form name {self._sign} value")
                return None
            found.append((name, value))
        return tuple(found)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.document().isModified():
            self.document().setModified(False)
            self.edited.emit()

    @property
    def _spoken(self) -> str:
        return f"{self._sign} " if self._sign == ":" else f" {self._sign} "

    def _unmark(self) -> None:
        set_wrong(self, is_wrong=False)
        self.setToolTip(self._hint)
