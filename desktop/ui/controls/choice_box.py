"""A drop-down list that neither grows with its texts nor changes when a panel is scrolled."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

_FEWEST_LETTERS = 6
_LONGEST_LIST = 18


class ChoiceBox(QComboBox):
    """A QComboBox that takes the wheel only with the focus and fits into narrow panels.

    Use `activated` for what the designer did; `currentIndexChanged` also follows the program.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_FEWEST_LETTERS)
        self.setMaxVisibleItems(_LONGEST_LIST)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def showPopup(self) -> None:
        """The list is as wide as its longest text, up to what a screen can be expected to show."""
        self.view().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        margins = 56 if self.iconSize().isValid() else 32
        self.view().setMinimumWidth(min(420, self.view().sizeHintForColumn(0) + margins))
        super().showPopup()
