"""In which colours the windows' pixels are meant, for the systems that ask."""

from __future__ import annotations

import platform

from PySide6.QtGui import QColorSpace, QSurfaceFormat


def declare_srgb() -> None:
    """Before any window: macOS then brings sRGB into the colours of whatever screen it lies on.

    Without a word from the window Qt declares its pixels to be the screen's own, and nothing is
    converted. The other systems do not ask.
    """
    if platform.system() != "Darwin":
        return
    form = QSurfaceFormat.defaultFormat()
    form.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    QSurfaceFormat.setDefaultFormat(form)
