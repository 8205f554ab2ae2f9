"""The picture as it is shown, kept in the screen's own pixels.

A stroke, a pan or a step of undo renders only the parts that changed; painting the window is then
a copy, and the cursor can move over it without anything being scaled again.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QRegion

from desktop.domain.size import Box, box_between
from desktop.imaging.magnifier import magnify, pixels_under
from desktop.imaging.tint import MaskLook
from desktop.ui.canvas.level_view import LevelView
from desktop.ui.canvas.regions import (
    Edges,
    area_of,
    around,
    edges_of,
    numbers_of,
    rect_of,
    rects_of,
    region_of,
)
from desktop.ui.canvas.scratch import Scratch
from desktop.ui.canvas.viewport import Viewport
from desktop.ui.qimage import image_over, words_as_image

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from desktop.imaging.canvas_document import CanvasDocument
    from desktop.imaging.mask import Mask
    from desktop.ui.canvas.preview import Preview

_CHUNK_PIXELS = 1 << 20
_CHECKER = 8
_GRID_FROM = 8.0
"""From this zoom on, times the device pixel ratio, there is room for lines between pixels."""
_GRID = QColor(128, 128, 128, 110)
_ROWS_FOR_ONE_THREAD = 90
"""Qt scales more rows than these on several threads; waiting for them costs more than it saves."""
_ROWS_FOR_MANY_THREADS = 250
_NEARLY = 1.3

_Hint = QPainter.RenderHint


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Look:
    """Colours as #rrggbb, the mask's tint by value, and what the tint marks."""

    background: str
    checker_light: str
    checker_dark: str
    tint: NDArray[np.int32] | None = None
    guard: NDArray[np.int32] | None = None
    """The tint of what is protected."""
    mask_look: MaskLook = MaskLook.MARKED
    ratio: float = 1.0
    grid: bool = False


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
        self._rect = self._image.rect()
        self._stale: Edges | QRegion | None = None
        self.painted: QRect | QRegion = QRect()
        """What of it is being painted; what lies over the rest may stay away."""
        self._canvas, self._ink = Scratch(_CHUNK_PIXELS), Scratch(_CHUNK_PIXELS)
        self._checker: QBrush | None = None
        self._view: LevelView | None = None

    @property
    def image(self) -> QImage:
        return self._image

    @property
    def rect(self) -> QRect:
        return self._rect

    def resize(self, size: QSize) -> None:
        """Makes room for a view of so many pixels; all of it is stale then."""
        if size == self._image.size() or size.isEmpty():
            return
        self._pixels = np.zeros((size.height(), size.width(), 4), np.uint8)
        self._image = image_over(self._pixels)
        self._rect = self._image.rect()
        self._stale = edges_of(self._rect)

    def invalidate(self, part: Edges) -> None:
        """This part must be rendered before it is shown again."""
        left, top, right, bottom = part
        high, wide, _ = self._pixels.shape
        part = max(left, 0), max(top, 0), min(right, wide), min(bottom, high)
        if part[0] >= part[2] or part[1] >= part[3]:
            return
        before = self._stale
        if before is None:
            self._stale = part
        elif isinstance(before, tuple) and _is_nearly_one(before, part):
            self._stale = around(before, part)
        else:
            self._stale = region_of(before) + rect_of(part)

    def invalidate_all(self) -> None:
        self._checker = None
        self._stale = edges_of(self._rect)

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
        stale = QRegion() if self._stale is None else region_of(self._stale)
        self._stale = (stale.translated(across, down) & rect) + (QRegion(rect) - kept)

    def refresh(self, scene: Scene) -> None:
        """Renders what is stale."""
        stale, self._stale = self._stale, None
        if stale is None:
            return
        if self._view is None or self._view.version != scene.viewport.version:
            self._view = LevelView(scene.viewport)
        painter = QPainter(self._image)
        for rect in (rect_of(stale),) if isinstance(stale, tuple) else rects_of(stale):
            self._render(painter, rect, scene, self._view)
        painter.end()

    # how a rectangle is rendered

    def _render(self, painter: QPainter, rect: QRect, scene: Scene, view: LevelView) -> None:
        part = rect
        if not view.inside.contains(rect):
            painter.setClipRect(rect)
            painter.fillRect(rect, QColor(scene.look.background))
            part = rect & view.shown
            if part.isEmpty():
                return
        if scene.document.has_alpha and scene.look.mask_look is not MaskLook.BLACK_AND_WHITE:
            self._paint_checker(painter, part, scene)
        if view.is_sharp:
            painter.setClipRect(rect)
            self._paint_sharp(painter, part & view.middles, scene, view)
        else:
            for chunk in view.chunks(part, _CHUNK_PIXELS):
                self._paint_chunk(painter, chunk, scene, view)
        if scene.preview is not None:
            painter.setClipRect(rect)
            self._paint_preview(painter, rect, scene.preview, scene)

    def _paint_chunk(self, painter: QPainter, chunk: QRect, scene: Scene, view: LevelView) -> None:
        """Composes the pixels of the shown level and scales them onto the screen."""
        region = view.region(chunk)
        if region.is_empty:
            return
        image, _ = self._composed(region, scene, view)
        where = region.x, region.y, image, 0, 0, region.width, region.height
        painter.setRenderHint(_Hint.SmoothPixmapTransform, view.is_smooth)
        for rows in _bands(chunk):
            if view.is_turned:
                painter.setClipRegion(view.clip(rows))
            else:
                painter.setClipRect(rows)
            painter.setTransform(view.transform)
            painter.drawImage(*where)
            painter.resetTransform()

    def _paint_sharp(self, painter: QPainter, part: QRect, scene: Scene, view: LevelView) -> None:
        """Shows every pixel of the picture as a square; scaled by Qt, squares would be uneven."""
        if part.isEmpty():
            return
        lie = view.transform
        columns = pixels_under(part.x(), part.width(), lie.dx(), lie.m11())
        for band in view.chunks(part, _CHUNK_PIXELS):
            rows = pixels_under(band.y(), band.height(), lie.dy(), lie.m22())
            left, right = sorted((int(columns[0]), int(columns[-1])))
            region = box_between(left, int(rows[0]), right + 1, int(rows[-1]) + 1)
            _, pixels = self._composed(region, scene, view)
            target = self._target(band, scene)
            magnify(pixels, columns - region.x, rows - region.y, target)
            if scene.document.has_alpha:
                painter.drawImage(band.topLeft(), image_over(target, has_alpha=True))
            if scene.look.mask_look is MaskLook.OUTLINE and scene.preview is None:
                _paint_sharp_outline(painter, band, scene, view)
        if scene.look.grid and scene.viewport.zoom >= _GRID_FROM * scene.look.ratio:
            _paint_grid(painter, part, columns, view)

    def _target(self, band: QRect, scene: Scene) -> NDArray[np.uint8]:
        """The screen's own pixels, or others to be laid over a checkerboard."""
        if scene.document.has_alpha:
            return np.empty((band.height(), band.width(), 4), np.uint8)
        rows = slice(band.top(), band.bottom() + 1)
        return self._pixels[rows, band.left() : band.right() + 1]

    def _composed(
        self, region: Box, scene: Scene, view: LevelView
    ) -> tuple[QImage, NDArray[np.uint8]]:
        """Picture and tint of a part of a level, in memory that the next call uses again; they lie
        in the upper left corner of the image."""
        image, pixels = self._canvas.room(region, has_alpha=scene.document.has_alpha)
        if scene.look.mask_look is not MaskLook.BLACK_AND_WHITE:
            scene.document.read_picture(view.level, region, pixels)
        if scene.preview is None:
            self._lay_tint(image, region, scene, view)
            if scene.look.mask_look is MaskLook.OUTLINE and not view.is_sharp:
                _lay_outline(image, region, scene, view)
        return image, pixels

    def _lay_tint(self, image: QImage, region: Box, scene: Scene, view: LevelView) -> None:
        table, mask = scene.look.tint, scene.document.mask
        if table is not None and (table[0] or mask.holds_mark(region, view.level)):
            self._lay(image, mask, table, region, scene, view)
        blue = scene.look.guard
        if blue is not None and scene.document.has_protection:
            self._lay(image, scene.document.protection, blue, region, scene, view)

    def _lay(
        self,
        image: QImage,
        mask: Mask,
        table: NDArray[np.int32],
        region: Box,
        scene: Scene,
        view: LevelView,
    ) -> None:
        colours, tint = self._ink.room(region, has_alpha=True)
        mask.read_colours(view.level, region, table, tint.view(np.int32)[..., 0])
        painter = QPainter(image)
        if scene.look.mask_look is MaskLook.BLACK_AND_WHITE:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawImage(0, 0, colours, 0, 0, region.width, region.height)
        painter.end()

    def _paint_preview(
        self, painter: QPainter, rect: QRect, preview: Preview, scene: Scene
    ) -> None:
        part = rect & scene.viewport.view_rect(preview.box)
        if preview.has_alpha and not part.isEmpty():
            self._paint_checker(painter, part, scene)
        preview.paint(painter, part, scene.viewport)

    def _paint_checker(self, painter: QPainter, part: QRect, scene: Scene) -> None:
        if self._checker is None:
            self._checker = _checker_brush(scene.look)
        painter.setBrushOrigin(scene.viewport.transform.map(QPoint(0, 0)))
        painter.fillRect(part, self._checker)


def _lay_outline(image: QImage, region: Box, scene: Scene, view: LevelView) -> None:
    mask = scene.document.mask
    if not mask.holds_mark(region, view.level):
        return
    from desktop.imaging.mask_outline import outlined

    line = outlined(mask.level(view.level)[region.slices], (region.x, region.y))
    painter = QPainter(image)
    painter.drawImage(0, 0, words_as_image(line))
    painter.end()


def _paint_sharp_outline(painter: QPainter, band: QRect, scene: Scene, view: LevelView) -> None:
    """Along the squares of the picture's pixels, as thin as ever."""
    from desktop.imaging.mask_outline import magnified, outlined

    lie, width = view.transform, max(1, round(scene.look.ratio))
    wide = band.adjusted(-width, -width, width, width)
    columns = pixels_under(wide.x(), wide.width(), lie.dx(), lie.m11())
    rows = pixels_under(wide.y(), wide.height(), lie.dy(), lie.m22())
    mask = magnified(scene.document.mask.pixels, columns, rows)
    line = outlined(mask, (wide.x(), wide.y()), width)
    painter.drawImage(wide.topLeft(), words_as_image(line))


def _paint_grid(painter: QPainter, part: QRect, columns: NDArray[np.intp], view: LevelView) -> None:
    """A line at the first screen pixel of every column and row of the picture."""
    rows = pixels_under(part.y(), part.height(), view.transform.dy(), view.transform.m22())
    for place in np.flatnonzero(np.diff(columns)) + 1:
        painter.fillRect(part.x() + int(place), part.y(), 1, part.height(), _GRID)
    for place in np.flatnonzero(np.diff(rows)) + 1:
        painter.fillRect(part.x(), part.y() + int(place), part.width(), 1, _GRID)


def _is_nearly_one(one: Edges, other: Edges) -> bool:
    """Rendered together they are hardly more than each alone."""
    return area_of(around(one, other)) <= _NEARLY * (area_of(one) + area_of(other))


def _bands(chunk: QRect) -> Sequence[QRect]:
    """A part of moderate height in bands that Qt scales on this thread alone."""
    x, y, width, height = numbers_of(chunk)
    if height <= _ROWS_FOR_ONE_THREAD or height > _ROWS_FOR_MANY_THREADS:
        return (chunk,)
    count = -(-height // _ROWS_FOR_ONE_THREAD)
    rows = -(-height // count)
    bottom = y + height
    return [QRect(x, top, width, min(rows, bottom - top)) for top in range(y, bottom, rows)]


def _checker_brush(look: Look) -> QBrush:
    side = max(1, round(_CHECKER * look.ratio))
    tile = QImage(2 * side, 2 * side, QImage.Format.Format_RGB32)
    tile.fill(QColor(look.checker_light))
    painter = QPainter(tile)
    for corner in (QPoint(0, side), QPoint(side, 0)):
        painter.fillRect(QRect(corner, QSize(side, side)), QColor(look.checker_dark))
    painter.end()
    return QBrush(tile)
