"""A canvas in a window of 1920 × 1080, with a picture of a given size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication

from desktop.domain.settings import BrushSettings, Theme
from desktop.domain.size import Size
from desktop.imaging.canvas_document import CanvasDocument
from desktop.imaging.pyramid import build_levels
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.icons import Icons
from desktop.ui.theme import ThemeKeeper
from tests.benchmarks.canvas.gesture import DIAMETER, HARDNESS, VIEW, Stroke, stroke

RESOURCES = Path(__file__).parents[3] / "resources"
PICTURES = {"4K": Size(3840, 2160), "8 MP": Size(3464, 2309), "48 MP": Size(8000, 6000)}


def picture(size: Size) -> NDArray[np.uint8]:
    """Soft noise, RGB; the same every time."""
    import cv2

    random = np.random.default_rng(7)
    coarse = random.integers(60, 200, (size.height // 16 + 1, size.width // 16 + 1, 3), np.uint8)
    fine = cv2.resize(coarse, (size.width, size.height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(fine, np.uint8)


def canvas(app: QApplication, size: Size) -> CanvasView:
    """Shown, fitted, with the brush of the gesture."""
    theme = ThemeKeeper(app, RESOURCES)
    theme.choose(Theme.DARK)
    view = CanvasView(theme, Icons(RESOURCES / "icons", theme))
    view.resize(*VIEW)
    view.show()
    pixels = picture(size)
    view.set_document(CanvasDocument(pixels, build_levels(pixels)))
    view.set_brush(BrushSettings(diameter=DIAMETER, hardness=HARDNESS))
    app.processEvents()
    return view


def paint(view: CanvasView, down: float) -> Stroke:
    """The gesture at a height of the picture from 0 to 1."""
    size = view.viewport.picture
    left, y = view.viewport.to_view(0.03 * size.width, down * size.height)
    right, _ = view.viewport.to_view(0.97 * size.width, down * size.height)
    return stroke(view, left, right, y)
