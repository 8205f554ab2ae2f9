"""The ring is as large as the brush at every zoom, and shows on any colour."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from desktop.ui.canvas.cursor_ring import CursorRing
from desktop.ui.qimage import pixels_of


@pytest.fixture(autouse=True)
def _needs_qt(qapp: QApplication) -> None:
    """Images are painted on with Qt."""


def drawn(
    diameter: float, ground: str, *, x: float = 500.3, y: float = 400.6, ratio: float = 1
) -> tuple[NDArray[np.float64], CursorRing]:
    """How far each pixel differs from the ground, 0 to 255."""
    image = QImage(1000, 800, QImage.Format.Format_RGB32)
    image.fill(QColor(ground))
    ring = CursorRing()
    ring.set_diameter(diameter, ratio)
    painter = QPainter(image)
    ring.paint(painter, x, y)
    painter.end()
    pixels = pixels_of(image)[..., :3].astype(float)
    return np.abs(pixels - pixels[0, 0]).max(axis=2), ring


@pytest.mark.parametrize("diameter", [9.0, 40.0, 99.5, 255.0, 480.0, 700.0])
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_the_light_line_lies_on_the_edge_of_the_brush(diameter: float, ratio: float) -> None:
    light, _ = drawn(diameter, "#000000", ratio=ratio)
    rows, columns = np.nonzero(light > 128)
    away = np.hypot(columns + 0.5 - 500.3, rows + 0.5 - 400.6)
    assert abs(away.mean() - diameter / 2) < 0.6
    assert np.abs(away - diameter / 2).max() < 0.6 + 1.3 * ratio


@pytest.mark.parametrize("ground", ["#000000", "#ffffff", "#808080", "#e5233d"])
def test_it_shows_on_every_ground(ground: str) -> None:
    off, _ = drawn(60, ground)
    assert (off > 60).sum() > 150


@pytest.mark.parametrize("diameter", [2.0, 3.9, 6.0, 120.0, 300.0, 590.0, 760.0])
@pytest.mark.parametrize("place", [(500.0, 400.0), (500.9, 400.1), (499.5, 399.5)])
def test_the_region_covers_all_that_is_drawn(diameter: float, place: tuple[float, float]) -> None:
    off, ring = drawn(diameter, "#ffffff", x=place[0], y=place[1])
    covered = QImage(1000, 800, QImage.Format.Format_RGB32)
    covered.fill(QColor("#000000"))
    painter = QPainter(covered)
    painter.setClipRegion(ring.region(*place))
    painter.fillRect(covered.rect(), QColor("#ffffff"))
    painter.end()
    outside = pixels_of(covered)[..., 0] == 0
    assert not (off[outside] > 0).any()


def test_a_large_ring_does_not_repaint_its_inside() -> None:
    _, ring = drawn(590, "#ffffff")
    assert not ring.region(500, 400).contains(ring.region(500, 400).boundingRect().center())


def test_a_tiny_brush_has_a_crosshair() -> None:
    off, ring = drawn(3, "#ffffff")
    assert ring.is_cross
    assert (off > 0).sum() > 30
    assert off[400, 500] == 0
