"""One setting of the draft: its name on the left, its control beside it, a note below."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.number_field import LABEL_WIDTH
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role


class SettingRow(QWidget):
    """Signals: `edited` with a DraftChange, only when the designer did something."""

    edited = Signal(object)

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = ElidedLabel(text, self)
        self._note = Paragraph(parent=self)
        self._row = QHBoxLayout()
        self._column = QVBoxLayout(self)
        self._lay_out_row()

    @property
    def note(self) -> str:
        """The words below the control; empty when there are none."""
        return self._note.text()

    def set_note(self, text: str, *, is_warning: bool = False) -> None:
        self._note.set_text(text)
        self._note.setVisible(bool(text))
        set_role(self._note, "warning" if is_warning else "soft")

    def put(self, control: QWidget) -> None:
        """Puts a control right of the label; the last one put stands rightmost."""
        self._row.addWidget(control, 1)

    def put_below(self, control: QWidget) -> None:
        """Puts a second line of controls between the first one and the note."""
        self._column.insertWidget(self._column.count() - 1, control)

    def _lay_out_row(self) -> None:
        self._label.setFixedWidth(LABEL_WIDTH)
        self._row.setSpacing(8)
        self._row.addWidget(self._label)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addLayout(self._row)
        self._column.addWidget(self._note)
        self._note.hide()
