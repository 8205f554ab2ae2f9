"""The bar above the canvas: the brush, what can be done with the mask, and the zoom."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from desktop.domain.settings import BrushSettings
from desktop.ui.canvas.brush_panel import BrushPanel
from desktop.ui.canvas.zoom_field import ZoomField
from desktop.ui.controls.number_range import NumberRange
from desktop.ui.controls.segmented import Choice, Segmented
from desktop.ui.controls.slider_field import SliderField
from desktop.ui.icons import Icons

HEIGHT = 44
_ICON = 18
_BUTTON = 28
_ROOM_FOR_SLIDERS = 860
_ROOM_FOR_MODE = 716
_ROOM_FOR_ZOOM = 580
_ROOM_FOR_HARDNESS = 492
_LARGEST = 5000.0

_SIZES = NumberRange(minimum=1, maximum=_LARGEST, default=80, unit="px", is_logarithmic=True)
_HARDNESSES = NumberRange(minimum=0, maximum=100, default=80, unit="%")


class BrushBar(QFrame):
    """Shows the brush and says what the designer changes.

    Signals: `brush_changed(BrushSettings)`; `tool_chosen(name)`, brush or eraser;
    `invert_requested`, `clear_requested`; `overlay_toggled(bool)`, whether the tint is to show;
    `fit_requested`, `actual_requested`, `zoom_chosen(float)`.
    """

    brush_changed = Signal(object)
    tool_chosen = Signal(str)
    invert_requested = Signal()
    clear_requested = Signal()
    overlay_toggled = Signal(bool)
    fit_requested = Signal()
    actual_requested = Signal()
    zoom_chosen = Signal(float)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._brush = BrushSettings()
        self._mode = Segmented("Brush or eraser", self)
        self._size = SliderField("Size", _SIZES, self)
        self._hardness = SliderField("Hardness", _HARDNESSES, self)
        self._more = self._icon_button("sliders-horizontal", "More about the brush: opacity, pen")
        self._panel = BrushPanel(self)
        self._invert = self._icon_button("contrast", "Invert the mask (Ctrl+Shift+I)")
        self._clear = self._icon_button("circle-x", "Clear the mask (Ctrl+D)")
        self._overlay = self._icon_button("eye", "Show or hide the mask's tint (\\)")
        self._zoom = ZoomField(self)
        self._set_up()
        self._lay_out()
        self._connect()

    def show_brush(self, brush: BrushSettings) -> None:
        self._brush = brush
        self._size.set_value(brush.diameter)
        self._hardness.set_value(brush.hardness * 100)
        self._panel.show_brush(brush)

    def show_tool(self, name: str) -> None:
        """Marks brush or eraser; another tool marks neither."""
        self._mode.set_value(name)

    def show_zoom(self, zoom: float) -> None:
        self._zoom.show_zoom(zoom)

    def show_overlay(self, *, is_shown: bool) -> None:
        self._overlay.setChecked(is_shown)

    def show_mask(self, *, has_picture: bool, has_mask: bool) -> None:
        """Actions that have nothing to work on are disabled and say why."""
        self._invert.setEnabled(has_picture)
        self._clear.setEnabled(has_mask)
        self._clear.setToolTip(
            "Clear the mask (Ctrl+D)" if has_mask else "Clear the mask: nothing is marked"
        )
        self._zoom.setEnabled(has_picture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Without room for sliders the numbers stand alone (labels still scrub).

        Then the mode goes, the zoom's buttons, and the hardness, which has its keys as well.
        """
        super().resizeEvent(event)
        for field in (self._size, self._hardness):
            field.slider.setVisible(self.width() >= _ROOM_FOR_SLIDERS)
        self._mode.setVisible(self.width() >= _ROOM_FOR_MODE)
        self._zoom.show_short(is_short=self.width() < _ROOM_FOR_ZOOM)
        self._hardness.setVisible(self.width() >= _ROOM_FOR_HARDNESS)

    def _set_up(self) -> None:
        self.setObjectName("brush")
        self.setProperty("role", "bar")
        self.setAccessibleName("Brush")
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(280)
        self._mode.set_choices(
            (
                Choice(value="brush", text="Brush", hint="Mark where to change (B)"),
                Choice(value="eraser", text="Eraser", hint="Take the mark away (E)"),
            )
        )
        self._mode.set_value("brush")
        self._mode.setFixedWidth(128)
        self._size.set_label_width(30)
        self._size.set_hint("Diameter in pixels of the picture ([ and ])")
        self._hardness.set_label_width(60)
        self._hardness.set_hint("How sharp the edge is: 100 % is a hard disc (Shift+[ and Shift+])")
        self._overlay.setCheckable(True)
        self._overlay.setChecked(True)
        self.show_brush(self._brush)
        self.show_mask(has_picture=False, has_mask=False)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(8)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.addWidget(self._mode)
        row.addSpacing(4)
        for field in (self._size, self._hardness):
            field.setMaximumWidth(250)
            row.addWidget(field, 2)
        row.addWidget(self._more)
        row.addStretch(0)  # only what the sliders leave: at 1280 pixels they need all there is
        for button in (self._invert, self._clear, self._overlay):
            row.addWidget(button)
        row.addSpacing(4)
        row.addWidget(self._zoom)

    def _connect(self) -> None:
        self._size.value_edited.connect(self._size_edited)
        self._hardness.value_edited.connect(self._hardness_edited)
        self._more.clicked.connect(self._open_panel)
        self._panel.brush_changed.connect(self._change)
        self._mode.chosen.connect(self.tool_chosen)
        self._invert.clicked.connect(self.invert_requested)
        self._clear.clicked.connect(self.clear_requested)
        self._overlay.clicked.connect(self.overlay_toggled)
        self._zoom.fit_requested.connect(self.fit_requested)
        self._zoom.actual_requested.connect(self.actual_requested)
        self._zoom.zoom_chosen.connect(self.zoom_chosen)

    def _icon_button(self, icon: str, hint: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(self._icons.icon(icon))
        button.setIconSize(QSize(_ICON, _ICON))
        button.setFixedSize(_BUTTON, _BUTTON)
        button.setToolTip(hint)
        button.setAccessibleName(hint.split(" (", maxsplit=1)[0])
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _open_panel(self) -> None:
        self._panel.show_under(self._more)

    def _size_edited(self, diameter: float) -> None:
        self._change(replace(self._brush, diameter=diameter))

    def _hardness_edited(self, percent: float) -> None:
        self._change(replace(self._brush, hardness=percent / 100))

    def _change(self, brush: BrushSettings) -> None:
        if brush != self._brush:
            self._brush = brush
            self._panel.show_brush(brush)
            self.brush_changed.emit(brush)
