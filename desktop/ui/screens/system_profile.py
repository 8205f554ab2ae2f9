"""The ICC profile that the system has for a screen.

X11: the properties that colour managers leave there. Windows: what is set in its colour
management. Wayland: nothing is to be found, because there every window is taken as sRGB and the
compositor brings it into the colours of the screens it lies on. macOS: the same, once the window
is declared as sRGB, which the program does before it opens one.
"""

from __future__ import annotations

from desktop.ui.screens.screen_place import ScreenPlace
from desktop.ui.screens.windows_profile import windows_profile
from desktop.ui.screens.x11_profile import x11_profile


def system_profile(place: ScreenPlace) -> bytes | None:
    """None where the screen has none, or takes sRGB. Takes some milliseconds; any thread."""
    if place.platform == "xcb":
        return x11_profile(place.x, place.y)
    if place.platform == "windows":
        return windows_profile(place.x, place.y)
    return None
