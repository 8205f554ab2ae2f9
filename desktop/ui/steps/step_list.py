"""The steps by name: a click goes back to one, or forward again."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.ui.icons import Icons

_START = "Start"
_ROW = 26
_SHOWN = 500
"""Older rows than these are not listed; undoing reaches them all the same."""


class StepList(QWidget):
    """Signals: `step_chosen(done)`, how many steps shall be done."""

    step_chosen = Signal(int)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._list = QListWidget(self)
        self._names: tuple[str, ...] = ()
        self._first = 0
        self._set_up()
        self._list.clicked.connect(self._say)
        self._list.activated.connect(self._say)
        self.show_steps((), 0)

    def show_steps(self, names: tuple[str, ...], done: int) -> None:
        """All steps, the oldest first, of which `done` are done; the rest are shown faintly."""
        if names != self._names or not self._list.count():
            self._names = names
            self._first = max(0, len(names) - _SHOWN)
            self._fill()
        for row in range(self._list.count()):
            item = self._list.item(row)
            is_ahead = row + self._first > done
            item.setData(Qt.ItemDataRole.ForegroundRole, self._faint if is_ahead else None)
            words = "can be done again" if is_ahead else "done"
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.text()}, {words}")
        self._list.setCurrentRow(max(0, done - self._first))

    def sizeHint(self) -> QSize:
        return QSize(220, 240)

    def _set_up(self) -> None:
        self.setObjectName("steps")
        self.setAccessibleName("Steps")
        self._list.setAccessibleName("Steps that can be undone")
        self._list.setToolTip("Click a step to go back to it, or forward again")
        self._list.setUniformItemSizes(True)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._faint = self.palette().placeholderText()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._list)

    def _fill(self) -> None:
        self._list.clear()
        first = (_START,) if not self._first else ("…",)
        for name in (*first, *self._names[self._first :]):
            item = QListWidgetItem(name)
            item.setSizeHint(QSize(0, _ROW))
            item.setToolTip(name)
            self._list.addItem(item)

    def _say(self, index: QModelIndex) -> None:
        self.step_chosen.emit(index.row() + self._first)
