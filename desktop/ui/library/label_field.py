"""A row of colours to label tiles with."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from desktop.domain.library_item import Label
from desktop.ui.icons import Icons
from desktop.ui.tiles.mark_painting import label_icon
from desktop.ui.tiles.mark_words import LABEL_WORDS


class LabelField(QWidget):
    """Signals: `labelled(Label)` when the designer chose one."""

    labelled = Signal(object)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._buttons: dict[Label, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for at, label in enumerate(Label):
            button = QToolButton(self)
            button.setIcon(label_icon(label, QColor(icons.value("text_faint"))))
            button.setIconSize(QSize(16, 16))
            button.setCheckable(True)
            button.setToolTip(LABEL_WORDS[label])
            button.setAccessibleName(LABEL_WORDS[label])
            self._buttons[label] = button
            self._group.addButton(button, at)
            row.addWidget(button)
        row.addStretch(1)
        self._group.idClicked.connect(self._say)

    def show_label(self, label: Label | None) -> None:
        """None where several tiles differ."""
        self._group.setExclusive(False)
        for one, button in self._buttons.items():
            button.setChecked(one is label)
        self._group.setExclusive(True)

    def _say(self, at: int) -> None:
        self.labelled.emit(list(Label)[at])
