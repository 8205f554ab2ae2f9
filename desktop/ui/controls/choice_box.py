"""A drop-down list that neither grows with its texts nor changes when a panel is scrolled."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

_FEWEST_LETTERS = 6
_LONGEST_LIST = 18

SHORT_TEXT = Qt.ItemDataRole.UserRole + 1
"""Item data: what the closed box reads where the item's text does not fit."""


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

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt draws it, but with the text elided: under a style sheet Qt cuts it off."""
        if self.isEditable():
            super().paintEvent(event)
            return
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        self._elide(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def _elide(self, option: QStyleOptionComboBox) -> None:
        if self.currentIndex() < 0 and self.placeholderText():
            faint = self.palette().brush(QPalette.ColorRole.PlaceholderText)
            option.palette.setBrush(QPalette.ColorRole.ButtonText, faint)
            option.currentText = self.placeholderText()
        part = QStyle.SubControl.SC_ComboBoxEditField
        field = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        room = field.width() - (
            self.iconSize().width() + 6 if not option.currentIcon.isNull() else 2
        )
        option.currentText = self._fitting(option.currentText, room)

    def _fitting(self, text: str, room: int) -> str:
        metrics = self.fontMetrics()
        short = self.currentData(SHORT_TEXT)
        if short and metrics.horizontalAdvance(text) > room:
            text = str(short)
        return metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)

    def showPopup(self) -> None:
        """The list is as wide as its longest text, up to what a screen can be expected to show."""
        self.view().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        margins = 56 if self.iconSize().isValid() else 32
        self.view().setMinimumWidth(min(420, self.view().sizeHintForColumn(0) + margins))
        super().showPopup()
