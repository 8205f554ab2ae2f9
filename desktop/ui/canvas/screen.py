"""The picture as it is shown, kept in the screen's own pixels.

A stroke, a pan or a step of undo renders only the parts that changed; painting the window is then
a copy, and the cursor can move over it without anything being scaled again.
"""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QRegion, QTransform

from desktop.domain.size import Box, box_between, box_of
from desktop.imaging.magnifier import magnify, pixels_under
from desktop.imaging.tint import MaskLook
from desktop.ui.canvas.regions import rects_of
from desktop.ui.canvas.viewport import SHARP_FROM, Viewport, shown_level
from desktop.ui.qimage import image_over

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from desktop.imaging.canvas_document import CanvasDocument
    from desktop.ui.canvas.preview import Preview

_CHUNK_PIXELS = 1 << 20
_SMOOTH_TURNED = 4.0
"""In a turned view squares are jagged: up to this zoom they are smoothed."""
_NEIGHBOURS = 2
_CHECKER = 8

_Hint = QPainter.RenderHint


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Look:
    """Colours as #rrggbb, the mask's tint by value, and what the tint marks."""

    background: str
    checker_light: str
    checker_dark: str
    tint: NDArray[np.int32] | None = None
    mask_look: MaskLook = MaskLook.MARKED
    ratio: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """What is to be shown."""

    document: CanvasDocument
    viewport: Viewport
    look: Look
    preview: Preview | None = None


class Screen:
    """Holds the shown pixels; `refresh` renders what was declared stale."""

    def __init__(self) -> None:
        self._pixels = np.zeros((1, 1, 4), np.uint8)
        self._image = image_over(self._pixels)
        self._stale = QRegion()
        self._scratch = np.empty(_CHUNK_PIXELS * 4, np.uint8)
        self._tint = np.empty(_CHUNK_PIXELS, np.int32)
        self._checker: QBrush | None = None

    @property
    def image(self) -> QImage:
        return self._image

    @property
    def rect(self) -> QRect:
        return self._image.rect()

    def resize(self, size: QSize) -> None:
        """Makes room for a view of so many pixels; all of it is stale then."""
        if size == self._image.size() or size.isEmpty():
            return
        self._pixels = np.zeros((size.height(), size.width(), 4), np.uint8)
        self._image = image_over(self._pixels)
        self.invalidate(self.rect)

    def invalidate(self, rect: QRect) -> None:
        """This part must be rendered before it is shown again."""
        self._stale += rect & self.rect

    def invalidate_all(self) -> None:
        self._checker = None
        self._stale = QRegion(self.rect)

    def scroll(self, across: int, down: int) -> None:
        """Moves what is shown; what comes into sight is stale."""
        rect = self.rect
        kept = rect & rect.translated(across, down)
        if kept.isEmpty():
            self.invalidate_all()
            return
        # Rows lie one after another: one move of all pixels, whose wrapped columns are stale.
        by = 4 * (down * rect.width() + across)
        start, left = self._pixels.ctypes.data, self._pixels.nbytes - abs(by)
        ctypes.memmove(start + max(by, 0), start + max(-by, 0), left)
        self._stale = (self._stale.translated(across, down) & rect) + (QRegion(rect) - kept)

    def refresh(self, scene: Scene) -> None:
        """Renders what is stale."""
        if self._stale.isEmpty():
            return
        stale, self._stale = self._stale, QRegion()
        painter = QPainter(self._image)
        for rect in rects_of(stale):
            painter.setClipRect(rect)
            self._render(painter, rect, scene)
        painter.end()

    # rendering

    def _render(self, painter: QPainter, rect: QRect, scene: Scene) -> None:
        viewport, document = scene.viewport, scene.document
        shown = viewport.view_rect(box_of(document.size))
        if not viewport.is_upright or not _inside(viewport, document).contains(rect):
            painter.fillRect(rect, QColor(scene.look.background))
        part = rect & shown
        if part.isEmpty():
            return
        if document.has_alpha and scene.look.mask_look is not MaskLook.BLACK_AND_WHITE:
            self._paint_checker(painter, part, scene)
        painter.save()
        painter.setClipRect(part)
        if viewport.zoom >= SHARP_FROM and viewport.rotation == 0:
            self._paint_sharp(painter, part & _middles_inside(viewport), scene)
        else:
            _place(painter, viewport, part)
            for chunk in _chunks(part, viewport):
                self._paint_chunk(painter, chunk, scene)
        painter.restore()
        if scene.preview is not None:
            self._paint_preview(painter, rect, scene.preview, scene)

    def _paint_preview(
        self, painter: QPainter, rect: QRect, preview: Preview, scene: Scene
    ) -> None:
        part = rect & scene.viewport.view_rect(preview.box)
        if preview.has_alpha and not part.isEmpty():
            self._paint_checker(painter, part, scene)
        preview.paint(painter, part, scene.viewport)

    def _paint_chunk(self, painter: QPainter, chunk: QRect, scene: Scene) -> None:
        """Composes the pixels of the shown level and scales them onto the screen."""
        level = shown_level(scene.viewport.zoom)
        region = _level_region(chunk, scene, level)
        if not region.is_empty:
            image, _ = self._composed(level, region, scene)
            painter.drawImage(QPoint(region.x, region.y), image)

    def _paint_sharp(self, painter: QPainter, part: QRect, scene: Scene) -> None:
        """Shows every pixel of the picture as a square; scaled by Qt, squares would be uneven."""
        forward = scene.viewport.transform
        rows_at_once = max(1, int(_CHUNK_PIXELS * forward.m22() / max(1, part.width())))
        columns = pixels_under(part.x(), part.width(), forward.dx(), forward.m11())
        for top in range(part.top(), part.bottom() + 1, rows_at_once):
            height = min(rows_at_once, part.bottom() + 1 - top)
            rows = pixels_under(top, height, forward.dy(), forward.m22())
            band = QRect(part.x(), top, part.width(), height)
            self._magnify(painter, band, columns, rows, scene)

    def _magnify(
        self,
        painter: QPainter,
        band: QRect,
        columns: NDArray[np.intp],
        rows: NDArray[np.intp],
        scene: Scene,
    ) -> None:
        if not len(columns) or not len(rows):
            return
        left, right = sorted((int(columns[0]), int(columns[-1])))
        region = box_between(left, int(rows[0]), right + 1, int(rows[-1]) + 1)
        _, pixels = self._composed(0, region, scene)
        if scene.document.has_alpha:
            target = np.empty((band.height(), band.width(), 4), np.uint8)
        else:
            target = self._pixels[_slices(band)]
        magnify(pixels, columns - region.x, rows - region.y, target)
        if scene.document.has_alpha:
            painter.drawImage(band.topLeft(), image_over(target, has_alpha=True))

    def _composed(self, level: int, region: Box, scene: Scene) -> tuple[QImage, NDArray[np.uint8]]:
        """Picture and tint of a part of a level, in memory that the next call uses again."""
        scratch = self._scratch[: region.width * region.height * 4]
        pixels = scratch.reshape(region.height, region.width, 4)
        image = image_over(pixels, has_alpha=scene.document.has_alpha)
        if scene.look.mask_look is not MaskLook.BLACK_AND_WHITE:
            scene.document.read_picture(level, region, pixels)
        if scene.preview is None:
            self._lay_tint(image, level, region, scene)
        return image, pixels

    def _lay_tint(self, image: QImage, level: int, region: Box, scene: Scene) -> None:
        table, mask = scene.look.tint, scene.document.mask
        if table is None:
            return
        if not table[0] and not mask.holds_mark(_unscaled(region, level, scene.document)):
            return
        import cv2

        tint = self._tint[: region.width * region.height].reshape(region.height, region.width)
        cv2.LUT(mask.level(level)[region.slices], table, dst=tint)
        over = image_over(tint.view(np.uint8).reshape(*tint.shape, 4), has_alpha=True)
        painter = QPainter(image)
        if scene.look.mask_look is MaskLook.BLACK_AND_WHITE:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawImage(0, 0, over)
        painter.end()

    def _paint_checker(self, painter: QPainter, part: QRect, scene: Scene) -> None:
        if self._checker is None:
            self._checker = _checker_brush(scene.look)
        origin = scene.viewport.transform.map(QPoint(0, 0))
        painter.setBrushOrigin(origin)
        painter.fillRect(part, self._checker)


def _inside(viewport: Viewport, document: CanvasDocument) -> QRect:
    """The pixels of the view that lie wholly inside an upright picture."""
    size = document.size
    shown = viewport.transform.mapRect(QRectF(0, 0, size.width, size.height))
    left, top = math.ceil(shown.left()), math.ceil(shown.top())
    right, bottom = math.floor(shown.right()), math.floor(shown.bottom())
    return QRect(left, top, right - left, bottom - top)


def _middles_inside(viewport: Viewport) -> QRect:
    """The pixels of the view whose middle lies inside a picture that is not turned."""
    size = viewport.picture
    shown = viewport.transform.mapRect(QRectF(0, 0, size.width, size.height))
    left, top = math.ceil(shown.left() - 0.5), math.ceil(shown.top() - 0.5)
    right, bottom = math.ceil(shown.right() - 0.5), math.ceil(shown.bottom() - 0.5)
    return QRect(left, top, right - left, bottom - top)


def _slices(rect: QRect) -> tuple[slice, slice]:
    return slice(rect.top(), rect.bottom() + 1), slice(rect.left(), rect.right() + 1)


def _place(painter: QPainter, viewport: Viewport, part: QRect) -> None:
    """Sets the painter up so that a pixel of the shown level is one unit."""
    scale = float(1 << shown_level(viewport.zoom))
    if not viewport.is_upright:
        size = viewport.picture
        edge = viewport.transform.mapToPolygon(QRect(0, 0, size.width, size.height))
        painter.setClipRegion(QRegion(edge) & part)
    is_exact = viewport.is_upright and viewport.zoom * scale == 1
    is_smooth = viewport.zoom < _SMOOTH_TURNED and not is_exact
    painter.setRenderHint(_Hint.SmoothPixmapTransform, is_smooth)
    painter.setTransform(QTransform.fromScale(scale, scale) * viewport.transform)


def _chunks(part: QRect, viewport: Viewport) -> list[QRect]:
    """`part` in bands whose pixels of the shown level fit the scratch memory."""
    scale = viewport.zoom * (1 << shown_level(viewport.zoom))
    margin = 2 * _NEIGHBOURS + 2
    spread = 1.0 if viewport.is_upright else 1.5
    across = spread * part.width() / scale + margin
    rows = int((_CHUNK_PIXELS / across - margin) * scale / spread)
    if not viewport.is_upright:
        # The box around a turned band is higher than the band: squares keep it small.
        side = max(16, int(600 * scale))
        return _squares(part, side)
    rows = max(1, rows)
    return [
        QRect(part.x(), top, part.width(), min(rows, part.bottom() + 1 - top))
        for top in range(part.top(), part.bottom() + 1, rows)
    ]


def _squares(part: QRect, side: int) -> list[QRect]:
    return [
        QRect(x, y, side, side) & part
        for y in range(part.top(), part.bottom() + 1, side)
        for x in range(part.left(), part.right() + 1, side)
    ]


def _level_region(chunk: QRect, scene: Scene, level: int) -> Box:
    """The pixels of the level that `chunk` needs, neighbours for smooth scaling included."""
    reach = _NEIGHBOURS << level
    seen = scene.viewport.picture_box(chunk, reach)
    if seen.is_empty:
        return seen
    from desktop.imaging.pyramid import level_box

    return level_box(seen, level)


def _unscaled(region: Box, level: int, document: CanvasDocument) -> Box:
    scale = 1 << level
    whole = Box(region.x * scale, region.y * scale, region.width * scale, region.height * scale)
    return whole.clipped(box_of(document.size))


def _checker_brush(look: Look) -> QBrush:
    side = max(1, round(_CHECKER * look.ratio))
    tile = QImage(2 * side, 2 * side, QImage.Format.Format_RGB32)
    tile.fill(QColor(look.checker_light))
    painter = QPainter(tile)
    for corner in (QPoint(0, side), QPoint(side, 0)):
        painter.fillRect(QRect(corner, QSize(side, side)), QColor(look.checker_dark))
    painter.end()
    return QBrush(tile)
