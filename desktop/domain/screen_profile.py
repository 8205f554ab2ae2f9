"""The colours of a screen: its profile, who chooses it, and what a picture is shown through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class ScreenChoice(StrEnum):
    """Which profile the screen is taken to have."""

    AUTOMATIC = "automatic"
    """The one that the system has for the screen the window is on; sRGB where it has none."""
    SRGB = "srgb"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenSettings:
    """The choice, and for FILE the path of an ICC profile."""

    choice: ScreenChoice = ScreenChoice.AUTOMATIC
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenProfile:
    """An ICC profile with its name; None means sRGB."""

    name: str = "sRGB"
    icc: bytes | None = None


SRGB_SCREEN = ScreenProfile()

ScreenInUse = Callable[[], ScreenProfile]
"""Gives the profile of the screen at that moment; any thread may ask."""


def srgb_screen() -> ScreenProfile:
    """For whoever knows of no screen."""
    return SRGB_SCREEN


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownColours:
    """From which space of the picture pixels were brought into which of the screen."""

    picture: str = "sRGB"
    screen: ScreenProfile = SRGB_SCREEN
    is_whole: bool = True
    """False: part of the pixels was made for another screen and must be made anew."""
