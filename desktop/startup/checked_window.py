"""The self-check's Qt parts: platform plugins, picture formats, icons, fonts, and a window."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from desktop.startup.finding import Check, CheckFailedError, Finding, Verdict
from desktop.startup.paths import Paths
from desktop.startup.system_libraries import obstacle

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

_NEEDED = ("png", "jpg", "jpeg", "bmp", "gif", "webp", "tiff", "svg")
"""What Qt has to read for pictures from the clipboard, drags and icons."""

_WRITTEN = ("png", "tiff")
"""What Qt has to write for the clipboard and for drags."""

_PLUGINS = ("libqxcb.so", "libqwayland.so")


def _platform(_: Paths) -> Finding:
    """Qt starts here; where there is no display, without one, and then says what it has."""
    import PySide6

    where = Path(PySide6.__file__).parent
    words = _plugin_words(where)
    hindrance = obstacle(os.environ)
    if hindrance is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    name = _application().platformName()
    if hindrance is None:
        return Finding(words=f"Qt {_version()} on {name}{words}")
    said = f"Qt {_version()} on {name}{words}. {hindrance}"
    return Finding(verdict=Verdict.NOTE, words=said)


def _plugin_words(where: Path) -> str:
    """On Linux both window systems' plugins are loaded, display or not: their libraries are here.

    CheckFailedError names the library that is missing.
    """
    if not sys.platform.startswith("linux"):
        return ""
    folder = where / "Qt" / "plugins" / "platforms"
    for plugin in _PLUGINS:
        try:
            ctypes.CDLL(str(folder / plugin))
        except OSError as error:
            raise CheckFailedError(f"{plugin}: {error}") from error
    return "; the plugins for X11 and Wayland load"


def _version() -> str:
    from PySide6.QtCore import qVersion

    return qVersion()


def _application() -> QApplication:
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication(["stet"])
    assert isinstance(app, QApplication)
    return app


def _formats(_: Paths) -> Finding:
    from PySide6.QtGui import QImageReader, QImageWriter

    _application()
    reads = {bytes(name.data()).decode() for name in QImageReader.supportedImageFormats()}
    writes = {bytes(name.data()).decode() for name in QImageWriter.supportedImageFormats()}
    missing = [name for name in _NEEDED if name not in reads]
    missing += [f"{name} (to write)" for name in _WRITTEN if name not in writes]
    if missing:
        raise CheckFailedError(f"Qt lacks {', '.join(missing)}")
    return Finding(words=f"Qt reads {', '.join(_NEEDED)}")


def _icons(paths: Paths) -> Finding:
    """Every icon is drawn at two sizes and leaves ink."""
    from PySide6.QtCore import QSize

    from desktop.ui.icons import Icons
    from desktop.ui.theme import ThemeKeeper

    icons = Icons(paths.resources / "icons", ThemeKeeper(_application(), paths.resources))
    names = sorted(file.stem for file in (paths.resources / "icons").glob("*.svg"))
    for name in names:
        image = icons.draw(name, QSize(24, 24), "#ffffff").toImage()
        if not any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)):
            raise CheckFailedError(f"the icon {name} is drawn empty")
    return Finding(words=f"{len(names)} SVG icons drawn")


def _fonts(paths: Paths) -> Finding:
    from PySide6.QtGui import QFontDatabase, QFontMetrics

    from desktop.ui.theme import FONT_FAMILY

    app = _application()
    files = sorted((paths.resources / "fonts").glob("*.otf"))
    if any(QFontDatabase.addApplicationFont(str(file)) < 0 for file in files):
        raise CheckFailedError("a font of the resources cannot be loaded")
    if FONT_FAMILY not in QFontDatabase.families():
        raise CheckFailedError(f"{FONT_FAMILY} is not among the fonts")
    if QFontMetrics(app.font()).horizontalAdvance("Stet") <= 0:
        raise CheckFailedError("letters have no width")
    return Finding(words=f"{FONT_FAMILY} in {len(files)} weights")


CHECKS: Mapping[str, Check] = MappingProxyType(
    {"window system": _platform, "qt pictures": _formats, "icons": _icons, "fonts": _fonts}
)
