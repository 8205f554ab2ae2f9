"""A canvas of 800 × 600 with a picture of 1200 × 800 on it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from desktop.domain.settings import BrushSettings
from desktop.imaging.canvas_document import CanvasDocument
from desktop.imaging.pyramid import build_levels
from desktop.ui.canvas.canvas_view import CanvasView
from desktop.ui.icons import Icons
from desktop.ui.theme import ThemeKeeper

WIDTH, HEIGHT = 1200, 800


def noise(height: int = HEIGHT, width: int = WIDTH, channels: int = 3) -> NDArray[np.uint8]:
    """Soft random colours: every place differs from its neighbours a little."""
    import cv2

    coarse = np.random.default_rng(3).integers(0, 256, (height // 8, width // 8, 4), np.uint8)
    fine = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.ascontiguousarray(fine[..., :channels], dtype=np.uint8)


@pytest.fixture
def document() -> CanvasDocument:
    pixels = noise()
    return CanvasDocument(pixels, build_levels(pixels))


@pytest.fixture
def empty_view(qtbot: QtBot, theme: ThemeKeeper, icons: Icons) -> CanvasView:
    view = CanvasView(theme, icons)
    qtbot.addWidget(view)
    view.resize(800, 600)
    view.show()
    qtbot.waitExposed(view)
    view.setFocus()
    return view


@pytest.fixture
def view(empty_view: CanvasView, document: CanvasDocument) -> CanvasView:
    """The picture at 100 %, its corner at the corner of the canvas."""
    empty_view.set_document(document)
    empty_view.set_brush(BrushSettings(diameter=40, hardness=1.0))
    empty_view.zoom_actual()
    left, top = empty_view.viewport.to_view(0, 0)
    empty_view.pan(-left, -top)
    assert empty_view.viewport.to_view(0, 0) == (0, 0)
    return empty_view
