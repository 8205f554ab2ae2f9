"""A small bar that floats over the lower edge of the canvas while a tool with options is chosen."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

_ABOVE_EDGE = 12


class LowerBar(QFrame):
    """Hidden until a tool shows it; `settle` is to be called whenever the canvas has resized."""

    def __init__(self, name: str, label: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setProperty("role", "card")
        self._spare: tuple[QWidget, ...] = ()
        """What is left out, the first of them first, where the canvas is narrow."""
        self.hide()

    def show_for(self, *, is_chosen: bool) -> None:
        """Whether the tool whose options these are is the one in use."""
        self.setVisible(is_chosen)
        self.settle()

    def settle(self) -> None:
        """Takes its place at the lower edge of the canvas, in the middle."""
        over = self.parentWidget()
        if over is None or self.isHidden():
            return
        self._fit(over.width())
        size = self.sizeHint().boundedTo(over.size())
        left = max(0, (over.width() - size.width()) // 2)
        top = over.height() - size.height() - _ABOVE_EDGE
        self.setGeometry(left, top, size.width(), size.height())
        self.raise_()

    def _fit(self, width: int) -> None:
        """Shows as much as there is room for."""
        for one in self._spare:
            one.show()
        for one in self._spare:
            if self.sizeHint().width() <= width:
                return
            one.hide()

    def _lay_in_row(self, *widgets: QWidget, left: int = 8) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(left, 6, 8, 6)
        row.setSpacing(12)
        for widget in widgets:
            row.addWidget(widget)
