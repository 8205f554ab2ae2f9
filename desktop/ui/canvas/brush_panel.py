"""Everything else about the brush, in a small window under its button."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.domain.settings import BrushSettings, PenPressure
from desktop.ui.controls.choice_box import ChoiceBox
from desktop.ui.controls.number_range import NumberRange
from desktop.ui.controls.slider_field import SliderField

_LABEL = 92
_WIDTH = 320
_PERCENT = NumberRange(minimum=1, maximum=100, default=100, unit="%")
_SPACING = NumberRange(minimum=0, maximum=200, default=0, unit="%")
_SMOOTHING = NumberRange(minimum=0, maximum=100, default=0, unit="%")
_CURVE = NumberRange(minimum=0.2, maximum=5, default=1, step=0.1, decimals=2, is_logarithmic=True)
_PRESSURES = {
    PenPressure.SIZE: "Size",
    PenPressure.OPACITY: "Opacity",
    PenPressure.BOTH: "Size and opacity",
    PenPressure.NOTHING: "Nothing",
}


class BrushPanel(QFrame):
    """Signals: `brush_changed(BrushSettings)`."""

    brush_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._brush = BrushSettings()
        self._opacity = SliderField("Opacity", _PERCENT, self)
        self._flow = SliderField("Flow", _PERCENT, self)
        self._spacing = SliderField("Spacing", _SPACING, self)
        self._smoothing = SliderField("Smoothing", _SMOOTHING, self)
        self._pressure = ChoiceBox("Pen pressure", self)
        self._curve = SliderField("Pen firmness", _CURVE, self)
        self._set_up()
        self._lay_out()
        self._connect()

    def show_brush(self, brush: BrushSettings) -> None:
        self._brush = brush
        self._opacity.set_value(100 * brush.opacity)
        self._flow.set_value(100 * brush.flow)
        self._spacing.set_value(100 * brush.spacing)
        self._smoothing.set_value(100 * brush.smoothing)
        self._curve.set_value(brush.pressure_curve)
        self._pressure.setCurrentIndex(list(_PRESSURES).index(brush.pressure))
        self._curve.setEnabled(brush.pressure is not PenPressure.NOTHING)

    def show_under(self, widget: QWidget) -> None:
        """Opens below a button, inside the screen."""
        self.adjustSize()
        place = widget.mapToGlobal(QPoint(0, widget.height() + 4))
        room = widget.screen().availableGeometry()
        place.setX(max(room.left(), min(place.x(), room.right() - self.width())))
        self.move(place)
        self.show()
        self._opacity.setFocus()

    def _set_up(self) -> None:
        self.setProperty("role", "card")
        self.setAccessibleName("More about the brush")
        self.setFixedWidth(_WIDTH)
        for field in (self._opacity, self._flow, self._spacing, self._smoothing, self._curve):
            field.set_label_width(_LABEL)
        self._opacity.set_hint("The most that one stroke can do (digits: 5 is 50%, 0 is 100%)")
        self._flow.set_hint("What each dab adds, until the opacity is reached")
        self._spacing.set_hint("Way from dab to dab, in percent of the size; 0 is chosen by Stet")
        self._smoothing.set_hint("Lets the brush hang behind the pointer, which evens the line out")
        self._curve.set_hint("Below 1 a light hand does more, above 1 less")
        self._pressure.setToolTip("What pressing a pen harder changes")
        for text in _PRESSURES.values():
            self._pressure.addItem(text)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        for field in (self._opacity, self._flow, self._spacing, self._smoothing):
            column.addWidget(field)
        row = QHBoxLayout()
        row.setSpacing(8)
        label = QLabel("Pen pressure", self)
        label.setFixedWidth(_LABEL)
        label.setBuddy(self._pressure)
        row.addWidget(label)
        row.addWidget(self._pressure, 1)
        column.addLayout(row)
        column.addWidget(self._curve)

    def _connect(self) -> None:
        self._opacity.value_edited.connect(self._opacity_edited)
        self._flow.value_edited.connect(self._flow_edited)
        self._spacing.value_edited.connect(self._spacing_edited)
        self._smoothing.value_edited.connect(self._smoothing_edited)
        self._curve.value_edited.connect(self._curve_edited)
        self._pressure.activated.connect(self._pressure_chosen)

    def _opacity_edited(self, percent: float) -> None:
        self._change(replace(self._brush, opacity=percent / 100))

    def _flow_edited(self, percent: float) -> None:
        self._change(replace(self._brush, flow=percent / 100))

    def _spacing_edited(self, percent: float) -> None:
        self._change(replace(self._brush, spacing=percent / 100))

    def _smoothing_edited(self, percent: float) -> None:
        self._change(replace(self._brush, smoothing=percent / 100))

    def _curve_edited(self, exponent: float) -> None:
        self._change(replace(self._brush, pressure_curve=exponent))

    def _pressure_chosen(self, place: int) -> None:
        self._change(replace(self._brush, pressure=list(_PRESSURES)[place]))

    def _change(self, brush: BrushSettings) -> None:
        if brush != self._brush:
            self.show_brush(brush)
            self.brush_changed.emit(brush)
