"""The program's own icon, with the drawings that were made for small sizes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

_DRAWN_FOR = {16: "stet-16.svg", 24: "stet-24.svg", 32: "stet-32.svg"}
_LARGER = (48, 64, 128)


def app_icon(folder: Path) -> QIcon:
    """`folder` holds the drawings; each size is drawn from the one that was made for it."""
    icon = QIcon()
    for side in (*_DRAWN_FOR, *_LARGER):
        drawing = QIcon(str(folder / _DRAWN_FOR.get(side, "stet.svg")))
        icon.addPixmap(drawing.pixmap(QSize(side, side), 1.0))
    return icon
