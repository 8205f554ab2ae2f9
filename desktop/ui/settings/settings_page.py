"""A page of the settings: a title, what it is about, and rows with a name and a control."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role

_NAME_WIDTH = 128


class SettingsPage(QWidget):
    """Rows are added from top to bottom."""

    def __init__(self, title: str, about: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 16, 20, 16)
        self._column.setSpacing(12)
        heading = QLabel(title, self)
        set_role(heading, "title")
        self._column.addWidget(heading)
        if about:
            self._column.addWidget(Paragraph(about, self, role="soft"))
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(12)
        self._rows.setVerticalSpacing(10)
        self._rows.setColumnMinimumWidth(0, _NAME_WIDTH)
        self._rows.setColumnStretch(1, 1)
        self._column.addLayout(self._rows)
        self._column.addStretch(1)

    def add_row(self, name: str, control: QWidget) -> QLabel:
        """A control with its name on the left; returns the name's label."""
        row = self._rows.rowCount()
        label = QLabel(name, self)
        label.setFixedHeight(28)
        label.setBuddy(control)
        self._rows.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._rows.addWidget(control, row, 1)
        return label

    def add_below(self, widget: QWidget, *, is_narrow: bool = False) -> None:
        """Something in the controls' column without a name; narrow ones keep their own width."""
        place = Qt.AlignmentFlag.AlignLeft if is_narrow else Qt.AlignmentFlag(0)
        self._rows.addWidget(widget, self._rows.rowCount(), 1, place)

    def add_wide(self, widget: QWidget) -> None:
        """Something over the whole width, below all that was added so far."""
        self._rows.addWidget(widget, self._rows.rowCount(), 0, 1, 2)
