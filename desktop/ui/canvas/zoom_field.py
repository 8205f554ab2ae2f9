"""The zoom as a number that can be typed, with buttons for the whole picture and for 100 %."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.ui.canvas.viewport import LARGEST_ZOOM, SMALLEST_ZOOM
from desktop.ui.controls.number_edit import NumberEdit
from desktop.ui.controls.number_range import NumberRange

_WIDTH = 62
_PERCENTS = NumberRange(
    minimum=100 * SMALLEST_ZOOM / 4,
    maximum=100 * LARGEST_ZOOM,
    default=100,
    decimals=1,
    unit="%",
    is_logarithmic=True,
)


class ZoomField(QWidget):
    """Signals: `zoom_chosen(float)`, 1 is 100 %; `fit_requested`, `actual_requested`."""

    zoom_chosen = Signal(float)
    fit_requested = Signal()
    actual_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = NumberEdit(_PERCENTS, "Zoom", self)
        self._fit = _button("Fit", "Show the whole picture (Ctrl+0)", self)
        self._actual = _button("100%", "Each picture pixel on one screen pixel (Ctrl+1)", self)
        self._lay_out()
        self._connect()

    def show_zoom(self, zoom: float) -> None:
        """Whole percents from 10 % on."""
        percent = 100 * zoom
        self._number.set_value(round(percent) if percent >= 10 else round(percent, 1))

    def show_short(self, *, is_short: bool) -> None:
        """Without the buttons: their keys and the View menu do the same."""
        for button in (self._fit, self._actual):
            button.setVisible(not is_short)

    def _lay_out(self) -> None:
        # On a wide screen the room beside it goes to the bar, not between its buttons.
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self._number.setFixedWidth(_WIDTH)
        self._number.set_hint("Zoom: 100 % is one picture pixel for each screen pixel")
        row.addWidget(self._number)
        row.addSpacing(4)
        row.addWidget(self._fit)
        row.addWidget(self._actual)

    def _connect(self) -> None:
        self._number.value_changed.connect(self._say)
        self._fit.clicked.connect(self.fit_requested)
        self._actual.clicked.connect(self.actual_requested)

    def _say(self, percent: float) -> None:
        self.zoom_chosen.emit(percent / 100)


def _button(text: str, hint: str, parent: QWidget) -> QPushButton:
    button = QPushButton(text, parent)
    button.setProperty("role", "compact")
    button.setToolTip(hint)
    button.setAccessibleName(f"Zoom: {text}")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
