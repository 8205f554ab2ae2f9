"""Colours, spacing and fonts of the window, dark and light, applied in one place.

The greys are neutral (red = green = blue), so that nothing around a picture tints the eye.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desktop.domain.settings import Theme

FONT_FAMILY = "Inter"
FONT_PIXELS = 13
SMALL_PIXELS = 12
GAP = 8
MARGIN = 12
CONTROL_HEIGHT = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """One theme as #rrggbb values; every text on its ground has at least 4.5:1."""

    window: str
    panel: str
    raised: str
    hover: str
    pressed: str
    field: str
    canvas: str
    line: str
    line_soft: str
    text: str
    text_soft: str
    text_faint: str
    accent: str
    accent_hover: str
    accent_text: str
    accent_soft: str
    focus: str
    danger: str
    warning: str
    good: str
    checker_light: str
    checker_dark: str


DARK = Colours(
    window="#262626",
    panel="#2d2d2d",
    raised="#3a3a3a",
    hover="#424242",
    pressed="#505050",
    field="#1f1f1f",
    canvas="#3b3b3b",
    line="#4a4a4a",
    line_soft="#383838",
    text="#ececec",
    text_soft="#bababa",
    text_faint="#7d7d7d",
    accent="#2f6fe4",
    accent_hover="#3f7df0",
    accent_text="#ffffff",
    accent_soft="#2b3f63",
    focus="#7fb0ff",
    danger="#ff9494",
    warning="#f0bd5c",
    good="#6ccf98",
    checker_light="#8f8f8f",
    checker_dark="#707070",
)

LIGHT = Colours(
    window="#e9e9e9",
    panel="#f4f4f4",
    raised="#ffffff",
    hover="#e4e4e4",
    pressed="#d6d6d6",
    field="#ffffff",
    canvas="#bfbfbf",
    line="#c4c4c4",
    line_soft="#dcdcdc",
    text="#1c1c1c",
    text_soft="#555555",
    text_faint="#8b8b8b",
    accent="#2560d8",
    accent_hover="#1f54c0",
    accent_text="#ffffff",
    accent_soft="#d6e3fb",
    focus="#2560d8",
    danger="#b3261e",
    warning="#8a5a00",
    good="#1b7340",
    checker_light="#ffffff",
    checker_dark="#d9d9d9",
)


class ThemeKeeper(QObject):
    """Applies the chosen theme to the whole program and follows the system's when asked to.

    Signals: `theme_changed` after the colours have been applied.
    """

    theme_changed = Signal()

    def __init__(self, app: QApplication, resources: Path) -> None:
        super().__init__(app)
        self._app = app
        self._resources = resources
        self._choice = Theme.DARK
        self._colours = DARK
        self._is_applied = False
        self._style = Template((resources / "styles" / "stet.qss").read_text(encoding="utf-8"))
        self._load_fonts()
        app.setStyle("Fusion")
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    @property
    def colours(self) -> Colours:
        return self._colours

    @property
    def is_dark(self) -> bool:
        return self._colours is DARK

    def choose(self, theme: Theme) -> None:
        """Apply `theme` now, unless it is; SYSTEM follows the desktop as it changes."""
        self._choice = theme
        wanted = self._wanted()
        if self._is_applied and wanted is self._colours:
            # Laying a style sheet on once more costs as much as making the whole window.
            return
        self._is_applied = True
        self._colours = wanted
        self._app.setPalette(_palette(self._colours))
        self._app.setStyleSheet(self._style.substitute(self._values()))
        self.theme_changed.emit()

    def _wanted(self) -> Colours:
        if self._choice is Theme.SYSTEM:
            scheme = QGuiApplication.styleHints().colorScheme()
            return LIGHT if scheme is Qt.ColorScheme.Light else DARK
        return DARK if self._choice is Theme.DARK else LIGHT

    def _follow_system(self) -> None:
        if self._choice is Theme.SYSTEM:
            self.choose(Theme.SYSTEM)

    def _values(self) -> dict[str, str]:
        shade = "dark" if self.is_dark else "light"
        icons = (self._resources / "styles" / shade).as_posix()
        return asdict(self._colours) | {"icons": icons}

    def _load_fonts(self) -> None:
        for file in sorted((self._resources / "fonts").glob("*.otf")):
            QFontDatabase.addApplicationFont(str(file))
        font = QFont(FONT_FAMILY)
        font.setPixelSize(FONT_PIXELS)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self._app.setFont(font)


def _palette(colours: Colours) -> QPalette:
    roles = {
        QPalette.ColorRole.Window: colours.panel,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.field,
        QPalette.ColorRole.AlternateBase: colours.panel,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.text_faint,
        QPalette.ColorRole.Button: colours.raised,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.BrightText: colours.danger,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.accent_text,
        QPalette.ColorRole.Link: colours.focus,
        QPalette.ColorRole.ToolTipBase: colours.raised,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.Light: colours.hover,
        QPalette.ColorRole.Mid: colours.line,
        QPalette.ColorRole.Dark: colours.window,
        QPalette.ColorRole.Accent: colours.accent,
    }
    palette = QPalette(QColor(colours.panel))
    for role, value in roles.items():
        palette.setColor(role, QColor(value))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.text_faint))
    return palette
