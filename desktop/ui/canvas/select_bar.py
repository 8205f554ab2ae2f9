"""How the selecting tools work, in a small bar that floats over the canvas while one is chosen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.imaging.selection import Combine
from desktop.ui.canvas.lower_bar import LowerBar
from desktop.ui.canvas.select_settings import SelectSettings
from desktop.ui.controls.number_field import NumberField
from desktop.ui.controls.number_range import NumberRange
from desktop.ui.controls.segmented import Choice, Segmented

_TOLERANCE = NumberRange(minimum=0, maximum=255, default=32)
_FEATHER = NumberRange(minimum=0, maximum=500, default=0, unit="px")
_COMBINES = (
    Choice(value=Combine.ADD, text="Add", hint="What is selected joins the mask"),
    Choice(value=Combine.SUBTRACT, text="Subtract", hint="It is taken away (hold Alt)"),
    Choice(value=Combine.INTERSECT, text="Intersect", hint="Only what both have in common stays"),
    Choice(value=Combine.REPLACE, text="New", hint="It takes the place of the mask"),
)


class SelectBar(LowerBar):
    """Signals: `settings_changed(SelectSettings)`; `reshape_requested`, for the mask as a whole."""

    settings_changed = Signal(object)
    reshape_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("select", "Selecting", parent)
        self._settings = SelectSettings()
        self._combine = Segmented("How it joins the mask", self)
        self._tolerance = NumberField("Tolerance", _TOLERANCE, self)
        self._feather = NumberField("Feather", _FEATHER, self)
        self._reshape = QPushButton("Reshape…", self)
        self._set_up()
        self._lay_in_row(self._combine, self._tolerance, self._feather, self._reshape)
        self._connect()

    @property
    def reshape_button(self) -> QPushButton:
        return self._reshape

    def show_options(self, options: tuple[str, ...]) -> None:
        """Shows what a tool has; a tool without options has no bar."""
        self._combine.setVisible("combine" in options)
        self._tolerance.setVisible("tolerance" in options)
        self._feather.setVisible("feather" in options)
        self._spare = tuple(one for one in (self._feather,) if not one.isHidden())
        self.show_for(is_chosen=bool(options))

    def _set_up(self) -> None:
        self._combine.set_choices(_COMBINES)
        self._combine.set_value(self._settings.combine)
        self._combine.setMinimumWidth(268)
        self._tolerance.set_label_width(62)
        self._tolerance.set_hint("How unlike the colour may be, 0 to 255")
        self._tolerance.edit.setFixedWidth(52)
        self._feather.set_label_width(50)
        self._feather.set_hint("How far edges fade, in pixels of the picture")
        self._feather.edit.setFixedWidth(60)
        self._reshape.setProperty("role", "quiet")
        self._reshape.setToolTip("Grow, shrink, feather, smooth the mask, fill holes and more")

    def _connect(self) -> None:
        self._combine.chosen.connect(self._combine_chosen)
        self._tolerance.value_edited.connect(self._tolerance_edited)
        self._feather.value_edited.connect(self._feather_edited)
        self._reshape.clicked.connect(self.reshape_requested)

    def _combine_chosen(self, value: str) -> None:
        self._change(replace(self._settings, combine=Combine(value)))

    def _tolerance_edited(self, value: float) -> None:
        self._change(replace(self._settings, tolerance=round(value)))

    def _feather_edited(self, value: float) -> None:
        self._change(replace(self._settings, feather=round(value)))

    def _change(self, settings: SelectSettings) -> None:
        self._settings = settings
        self.settings_changed.emit(settings)
