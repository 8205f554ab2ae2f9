"""The frame's shape, in a small bar that floats over the canvas while the tool is chosen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.ui.controls.choice_box import ChoiceBox

_RATIOS: tuple[tuple[str, tuple[int, int] | None], ...] = (
    ("Any shape", None),
    ("1 : 1", (1, 1)),
    ("4 : 3", (4, 3)),
    ("3 : 2", (3, 2)),
    ("16 : 9", (16, 9)),
    ("3 : 4", (3, 4)),
    ("2 : 3", (2, 3)),
    ("4 : 5", (4, 5)),
    ("9 : 16", (9, 16)),
)


class CropBar(QFrame):
    """Signals: `ratio_chosen(float | None)`, width by height; `apply_requested`."""

    ratio_chosen = Signal(object)
    apply_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ratio = ChoiceBox("Shape of the frame", self)
        self._apply = QPushButton("Apply", self)
        self._set_up()
        self._ratio.activated.connect(self._say)
        self._apply.clicked.connect(self.apply_requested)
        self.hide()

    def show_for(self, *, is_chosen: bool) -> None:
        self.setVisible(is_chosen)
        self.settle()

    def settle(self) -> None:
        """Takes its place at the lower edge of the canvas, in the middle."""
        over = self.parentWidget()
        if over is None or self.isHidden():
            return
        size = self.sizeHint().boundedTo(over.size())
        left = max(0, (over.width() - size.width()) // 2)
        self.setGeometry(left, over.height() - size.height() - 12, size.width(), size.height())
        self.raise_()

    def _set_up(self) -> None:
        self.setObjectName("crop")
        self.setProperty("role", "card")
        self.setAccessibleName("Crop")
        for text, _ in _RATIOS:
            self._ratio.addItem(text)
        self._ratio.setMinimumWidth(120)
        self._ratio.setToolTip("The shape that the frame keeps")
        self._apply.setProperty("role", "primary")
        self._apply.setToolTip("Crops, or makes room where the frame reaches beyond (Enter)")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(12)
        for widget in (QLabel("Shape", self), self._ratio, self._apply):
            row.addWidget(widget)

    def _say(self, place: int) -> None:
        sides = _RATIOS[place][1]
        self.ratio_chosen.emit(None if sides is None else sides[0] / sides[1])
