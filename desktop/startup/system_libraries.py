"""Says in a sentence which system library or display the window lacks, before Qt gives up on it."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping

_ALWAYS = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
_X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
_WAYLAND = {
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}


def obstacle(environment: Mapping[str, str]) -> str | None:
    """Why no window can open here, in words with the remedy; None when nothing is in the way."""
    if not sys.platform.startswith("linux"):
        return None
    chosen = environment.get("QT_QPA_PLATFORM", "")
    wanted = dict(_ALWAYS)
    if not chosen:
        if environment.get("WAYLAND_DISPLAY"):
            wanted |= _WAYLAND
        elif environment.get("DISPLAY"):
            wanted |= _X11
        else:
            return (
                "There is no display to open a window on. Start Stet in a desktop session; "
                "without one, `stet generate` and `stet edit` do the same work."
            )
    elif chosen.startswith("xcb"):
        wanted |= _X11
    return _sentence([package for library, package in wanted.items() if not _is_there(library)])


def _is_there(library: str) -> bool:
    try:
        ctypes.CDLL(library, mode=os.RTLD_LAZY)
    except OSError:
        return False
    return True


def _sentence(packages: list[str]) -> str | None:
    if not packages:
        return None
    return (
        "Stet's window needs system libraries that are not installed. On Debian or Ubuntu:\n"
        f"  sudo apt-get install --no-install-recommends {' '.join(packages)}"
    )
