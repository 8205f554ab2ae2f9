"""Both themes can be read, and every icon is there and takes the theme's colour."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication

from desktop.domain.settings import Theme
from desktop.ui.icons import Icons
from desktop.ui.theme import DARK, LIGHT, Colours, ThemeKeeper


def luminance(value: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    colour = QColor(value)
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("ground", ["panel", "raised", "field", "hover"])
@pytest.mark.parametrize("text", ["text", "text_soft", "danger", "warning", "good"])
def test_text_can_be_read_on_every_ground(colours: Colours, ground: str, text: str) -> None:
    values = asdict(colours)
    assert contrast(values[text], values[ground]) >= 4.5


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_the_primary_button_can_be_read(colours: Colours) -> None:
    assert contrast(colours.accent_text, colours.accent) >= 4.5


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_greys_around_the_picture_are_neutral(colours: Colours) -> None:
    for value in (colours.window, colours.panel, colours.canvas, colours.raised):
        colour = QColor(value)
        assert colour.red() == colour.green() == colour.blue()


def test_choosing_a_theme_changes_the_palette(theme: ThemeKeeper, qapp: QApplication) -> None:
    theme.choose(Theme.LIGHT)
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.panel)
    theme.choose(Theme.DARK)
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.panel)


def test_icons_take_the_colour_of_the_theme(theme: ThemeKeeper, icons: Icons) -> None:
    icon = icons.icon("square")
    seen = []
    for choice in (Theme.DARK, Theme.LIGHT):
        theme.choose(choice)
        image = icon.pixmap(QSize(48, 48)).toImage()
        seen.append(max(_opaque_values(image), default=-1))
    assert seen == [QColor(DARK.text).value(), QColor(LIGHT.text).value()]


def _opaque_values(image: QImage) -> list[int]:
    return [
        image.pixelColor(x, y).value()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    ]


def test_every_icon_file_draws_something(icons: Icons, resources: Path) -> None:
    for file in (resources / "icons").glob("*.svg"):
        image = icons.draw(file.stem, QSize(24, 24), "#ffffff").toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)), file.name


@pytest.mark.parametrize("size", [QSize(0, 16), QSize(1 << 20, 1 << 20)])
def test_an_icon_of_an_impossible_size_is_nothing(icons: Icons, size: QSize) -> None:
    """While a window is laid out a button may have any size: no word of Qt's painter about it."""
    assert icons.draw("brush", size, "#ffffff").isNull()
