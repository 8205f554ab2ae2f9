"""The frame's shape, in a small bar that floats over the canvas while the tool is chosen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.ui.canvas.lower_bar import LowerBar
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


class CropBar(LowerBar):
    """Signals: `ratio_chosen(float | None)`, width by height; `apply_requested`."""

    ratio_chosen = Signal(object)
    apply_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("crop", "Crop", parent)
        self._ratio = ChoiceBox("Shape of the frame", self)
        self._apply = QPushButton("Apply", self)
        self._set_up()
        self._ratio.activated.connect(self._say)
        self._apply.clicked.connect(self.apply_requested)

    def _set_up(self) -> None:
        for text, _ in _RATIOS:
            self._ratio.addItem(text)
        self._ratio.setMinimumWidth(120)
        self._ratio.setToolTip("The shape that the frame keeps")
        self._apply.setProperty("role", "primary")
        self._apply.setToolTip("Crops, or makes room where the frame reaches beyond (Enter)")
        self._lay_in_row(QLabel("Shape", self), self._ratio, self._apply, left=12)

    def _say(self, place: int) -> None:
        sides = _RATIOS[place][1]
        self.ratio_chosen.emit(None if sides is None else sides[0] / sides[1])
