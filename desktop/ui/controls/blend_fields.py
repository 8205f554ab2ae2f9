"""How an answer is blended into the picture: feather, grow, colours."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.domain.recipe import Blend
from desktop.ui.controls.feather_field import FeatherField
from desktop.ui.controls.number_field import NumberField
from desktop.ui.controls.number_range import NumberRange

_GROW = NumberRange(minimum=0, maximum=500, default=0, unit="px")
_FEATHER = "Width of the soft edge, inside the mask; 0 is a hard edge exactly at the mask"
_GROW_HINT = "Lets the change reach this many pixels beyond the mask; 0 keeps to the mask"
_COLOURS = "Undoes the shift in colour that the model brings in"
_NOT_USED = "Not used while the answer is kept as it came"


class BlendFields(QWidget):
    """Signals: `edited` with a Blend, only when the designer did something."""

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._blend = Blend()
        self.feather = FeatherField()
        self.grow = NumberField("Grow", _GROW)
        self.colours = QCheckBox("Match colours to the picture")
        self._lay_out()
        self.feather.feather_changed.connect(self._say_feather)
        self.grow.value_changed.connect(self._say_grow)
        self.colours.clicked.connect(self._say_colours)

    def show_blend(self, blend: Blend) -> None:
        """Shows what is set; disabled where the answer is not laid in at all."""
        self._blend = blend
        self.feather.show_feather(blend.feather)
        self.grow.set_value(blend.grow)
        self.colours.setChecked(blend.colour_match)
        for control in (self.feather, self.grow, self.colours):
            control.setEnabled(blend.composite)
        self.feather.set_hint(_FEATHER if blend.composite else _NOT_USED)
        self.grow.set_hint(_GROW_HINT if blend.composite else _NOT_USED)
        self.colours.setToolTip(_COLOURS if blend.composite else _NOT_USED)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for row in (self.feather, self.grow, self.colours):
            column.addWidget(row)

    def _say_feather(self, feather: object) -> None:
        self._say(replace(self._blend, feather=feather))  # type: ignore[arg-type]  # int or None

    def _say_grow(self, grow: float) -> None:
        self._say(replace(self._blend, grow=int(grow)))

    def _say_colours(self) -> None:
        self._say(replace(self._blend, colour_match=self.colours.isChecked()))

    def _say(self, blend: Blend) -> None:
        self._blend = blend
        self.edited.emit(blend)
