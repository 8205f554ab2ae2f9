"""Which screen is meant, as plain values that a worker's thread can take along."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication, QScreen


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenPlace:
    """A screen of Qt's `platform` ("xcb", "windows", …), by its corner in the desktop's pixels."""

    platform: str
    name: str
    x: int
    y: int


def place_of(screen: QScreen) -> ScreenPlace:
    """Qt scales the sizes of screens, never the places of their corners."""
    corner = screen.geometry().topLeft()
    return ScreenPlace(
        platform=QGuiApplication.platformName(), name=screen.name(), x=corner.x(), y=corner.y()
    )
