"""A hand on a real X screen, for tests that drag as a person does."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from PySide6.QtCore import QPoint

_HAS_SCREEN = os.environ.get("QT_QPA_PLATFORM") == "xcb" and "DISPLAY" in os.environ


def needs(*tools: str) -> list[pytest.MarkDecorator]:
    """The marks of a test that drags for real and uses these programs."""
    has_all = _HAS_SCREEN and all(map(shutil.which, ("xdotool", *tools)))
    reason = f"needs a private desktop with {', '.join(('xdotool', *tools))}"
    return [pytest.mark.desktop, pytest.mark.skipif(not has_all, reason=reason)]


def xdotool(*words: object) -> str:
    """What xdotool says; empty when it finds nothing."""
    command = ["xdotool", *map(str, words)]
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()


def drag(start: QPoint, end: QPoint, *, held: str = "") -> subprocess.Popen[bytes]:
    """A person's drag: press, a few small moves, glide, hover, drop; it goes on by itself.

    `held` is a key, such as Alt_L, pressed once the drag has begun and let go after the drop.
    """
    steps: list[object] = ["mousemove", start.x(), start.y(), "sleep", 0.2, "mousedown", 1]
    for by in (4, 8, 14, 20):
        steps += ["sleep", 0.05, "mousemove", start.x() + by, start.y() + by]
    if held:
        steps += ["keydown", held]
    for at in range(1, 13):
        part = start + (end - start) * at / 12
        steps += ["sleep", 0.04, "mousemove", part.x(), part.y()]
    steps += ["sleep", 0.4, "mousemove", end.x() + 2, end.y() + 2, "sleep", 0.4, "mouseup", 1]
    if held:
        steps += ["sleep", 0.6, "keyup", held]
    return subprocess.Popen(["xdotool", *map(str, steps)])
