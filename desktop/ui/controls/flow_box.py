"""Widgets side by side, in as many rows as the width needs, in a box that knows its own height."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget


class FlowBox(QWidget):
    """What `FlowLayout` does, without a layout: for lists, in which each row is asked again and
    again how high it is at some width. Call `fit` when what it shows has changed."""

    def __init__(self, parent: QWidget | None = None, *, spacing: int = 8) -> None:
        super().__init__(parent)
        self._spacing = spacing
        self._widgets: list[QWidget] = []

    def add(self, *widgets: QWidget) -> None:
        """They become its children, in this order behind those that it has."""
        for widget in widgets:
            widget.setParent(self)
        self._widgets += widgets

    def fit(self) -> None:
        """Sets what is shown in rows and takes the height of them."""
        if self.width() <= 0:
            return
        x = y = row_height = 0
        for widget in self._widgets:
            if widget.isHidden():
                continue
            widget.ensurePolished()
            hint = widget.sizeHint()
            width = min(hint.width(), max(widget.minimumSizeHint().width(), self.width()))
            if x > 0 and x + width > self.width():
                x, y, row_height = 0, y + row_height + self._spacing, 0
            widget.setGeometry(QRect(x, y, width, hint.height()))
            x += width + self._spacing
            row_height = max(row_height, hint.height())
        self.setFixedHeight(y + row_height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()
