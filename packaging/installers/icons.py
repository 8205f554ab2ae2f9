"""Draws the program's icon at every size that a system asks for, from the SVGs in resources/app."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from installers.facts import ROOT

if TYPE_CHECKING:
    from PIL.Image import Image

LINUX_SIZES = (16, 22, 24, 32, 48, 64, 96, 128, 192, 256, 512)
_WINDOWS_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
_MAC_SIZES = (16, 32, 64, 128, 256, 512, 1024)
_SOURCES = ROOT / "resources/app"


def source(size: int) -> Path:
    """Below 48 pixels each drawing has its own lines; larger ones come from one."""
    fitting = {16: "stet-16.svg", 20: "stet-16.svg", 22: "stet-24.svg", 24: "stet-24.svg"}
    small = "stet-32.svg" if size < 48 else "stet.svg"
    return _SOURCES / fitting.get(size, small)


def write_png(size: int, target: Path) -> None:
    """A square picture with alpha, `size` pixels wide."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    app = QGuiApplication.instance() or QGuiApplication(["icons"])
    assert app is not None
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    drawing = QSvgRenderer(str(source(size)))
    if not drawing.isValid():
        raise ValueError(f"{source(size)} is no SVG that Qt can draw")
    painter = QPainter(image)
    drawing.render(painter)
    painter.end()
    target.parent.mkdir(parents=True, exist_ok=True)
    if not image.convertToFormat(QImage.Format.Format_ARGB32).save(str(target)):
        raise OSError(f"{target} cannot be written")


def write_ico(target: Path, scratch: Path) -> None:
    """The icon of a Windows program and of its installer."""
    _write_container(target, scratch, _WINDOWS_SIZES, "ICO")


def write_icns(target: Path, scratch: Path) -> None:
    """The icon of a macOS bundle."""
    _write_container(target, scratch, _MAC_SIZES, "ICNS")


def _write_container(target: Path, scratch: Path, sizes: tuple[int, ...], kind: str) -> None:
    files = [scratch / f"{size}.png" for size in sizes]
    for size, file in zip(sizes, files, strict=True):
        write_png(size, file)
    pictures = [_read(file) for file in files]
    target.parent.mkdir(parents=True, exist_ok=True)
    largest, *others = reversed(pictures)
    options = {"sizes": [(size, size) for size in sizes]} if kind == "ICO" else {}
    largest.save(target, kind, append_images=others, **options)


def _read(file: Path) -> Image:
    """The whole picture; its file is closed."""
    import PIL.Image

    with PIL.Image.open(file) as picture:
        return picture.copy()
