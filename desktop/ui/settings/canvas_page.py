"""How the mask looks on the canvas, and the brush it begins with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.domain.screen_profile import ScreenChoice, ScreenSettings
from desktop.domain.settings import BrushSettings, OverlaySettings, Settings
from desktop.ui.controls.choice_box import ChoiceBox
from desktop.ui.controls.number_range import NumberRange
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.slider_field import SliderField
from desktop.ui.settings.colour_choice import ColourChoice
from desktop.ui.settings.settings_page import SettingsPage

_COLOURS = (
    ("red", "#e5233d"),
    ("green", "#1fa95b"),
    ("blue", "#2f6fe4"),
    ("magenta", "#d12fc4"),
    ("yellow", "#e0b400"),
)
_LABEL = 128
_OPACITY = NumberRange(minimum=10, maximum=90, default=50, unit="%")
_DIAMETER = NumberRange(minimum=1, maximum=5000, default=80, unit="px", is_logarithmic=True)
_HARDNESS = NumberRange(minimum=0, maximum=100, default=80, unit="%")

_PEN_BUTTON = {
    "pan": "Moves the picture",
    "eraser": "Erases",
    "resize brush": "Changes size and hardness by dragging",
    "turn": "Turns the view",
    "lasso": "Lasso",
    "protect": "Protects a rectangle",
}

_SCREENS = {
    ScreenChoice.AUTOMATIC: "Automatic",
    ScreenChoice.SRGB: "sRGB",
}
_CHOOSE = "choose"
_ABOUT_SCREEN = (
    "Automatic takes the profile that the system has for the screen. It changes how pictures are "
    "shown, never the pictures."
)
_PROFILES = "Colour profiles (*.icc *.icm);;All files (*)"


class CanvasPage(SettingsPage):
    """Signals: `edited` with the new Settings, live while a slider is moved."""

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Canvas", "The marked part is tinted; it is what will change.", parent)
        self._settings = Settings()
        self.colour = ColourChoice("Colour", _COLOURS)
        self.opacity = SliderField("Tint opacity", _OPACITY)
        self.diameter = SliderField("Brush size", _DIAMETER)
        self.hardness = SliderField("Brush hardness", _HARDNESS)
        self.pen_button = ChoiceBox("Pen button")
        self.screen_colour = ChoiceBox("Screen colour")
        self._lay_out()
        self._connect()

    def show_settings(self, settings: Settings) -> None:
        self._settings = settings
        self.colour.set_colour(settings.overlay.colour)
        self.opacity.set_value(settings.overlay.opacity * 100)
        self.diameter.set_value(settings.brush.diameter)
        self.hardness.set_value(settings.brush.hardness * 100)
        self.pen_button.setCurrentIndex(max(0, self.pen_button.findData(settings.pen_button)))
        self._show_screen(settings.screen)

    def _lay_out(self) -> None:
        self.opacity.set_hint("How strongly the marked part is tinted")
        self.diameter.set_hint("Diameter of the brush in pixels of the picture")
        self.hardness.set_hint("100% paints a hard edge, 0% a soft one")
        self.add_row("Tint colour", self.colour)
        for slider in (self.opacity, self.diameter, self.hardness):
            slider.set_label_width(_LABEL + 4)
            self.add_wide(slider)
        for tool, text in _PEN_BUTTON.items():
            self.pen_button.addItem(text, tool)
        self.pen_button.setToolTip("What the button at a pen's side does while it is held")
        self.add_row("Pen button", self.pen_button)
        self.screen_colour.setToolTip(
            "For which screen pictures are shown; the pictures themselves stay as they are"
        )
        self.add_row("Screen colour", self.screen_colour)
        self.add_below(Paragraph(_ABOUT_SCREEN, role="soft"))

    def _connect(self) -> None:
        self.colour.colour_changed.connect(self._say_colour)
        self.opacity.value_edited.connect(self._say_opacity)
        self.diameter.value_edited.connect(self._say_diameter)
        self.hardness.value_edited.connect(self._say_hardness)
        self.pen_button.activated.connect(self._say_pen_button)
        self.screen_colour.activated.connect(self._say_screen)

    def _show_screen(self, screen: ScreenSettings) -> None:
        box = self.screen_colour
        box.clear()
        for choice, text in _SCREENS.items():
            box.addItem(text, choice.value)
        if screen.file:
            box.addItem(Path(screen.file).name, ScreenChoice.FILE.value)
        box.addItem("A profile file…", _CHOOSE)
        box.setCurrentIndex(max(0, box.findData(screen.choice.value)))

    def _say_colour(self, colour: str) -> None:
        self._say_overlay(replace(self._settings.overlay, colour=colour))

    def _say_opacity(self, percent: float) -> None:
        self._say_overlay(replace(self._settings.overlay, opacity=percent / 100))

    def _say_diameter(self, pixels: float) -> None:
        self._say_brush(replace(self._settings.brush, diameter=pixels))

    def _say_hardness(self, percent: float) -> None:
        self._say_brush(replace(self._settings.brush, hardness=percent / 100))

    def _say_pen_button(self) -> None:
        self._say(replace(self._settings, pen_button=str(self.pen_button.currentData())))

    def _say_screen(self) -> None:
        chosen = self.screen_colour.currentData()
        if chosen != _CHOOSE:
            self._take_screen(replace(self._settings.screen, choice=ScreenChoice(chosen)))
            return
        self._show_screen(self._settings.screen)
        dialog = QFileDialog(self, "Colour profile of the screen", "", _PROFILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take_profile)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_profile(self, path: str) -> None:
        self._take_screen(ScreenSettings(choice=ScreenChoice.FILE, file=path))

    def _take_screen(self, screen: ScreenSettings) -> None:
        self._show_screen(screen)
        self._say(replace(self._settings, screen=screen))

    def _say_overlay(self, overlay: OverlaySettings) -> None:
        self._say(replace(self._settings, overlay=overlay))

    def _say_brush(self, brush: BrushSettings) -> None:
        self._say(replace(self._settings, brush=brush))

    def _say(self, settings: Settings) -> None:
        self._settings = settings
        self.edited.emit(settings)
