"""The part of the canvas that shows: picture, mask and preview, at whatever zoom; no tools."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.settings import OverlaySettings
from desktop.domain.size import Box, Size, box_of
from desktop.imaging.tint import MaskLook, tint_table
from desktop.ui.canvas.caption import paint_caption
from desktop.ui.canvas.guides import Guides
from desktop.ui.canvas.preview import Preview
from desktop.ui.canvas.regions import Edges, around, numbers_of, rect_of, rects_of
from desktop.ui.canvas.screen import Look, Scene, Screen
from desktop.ui.canvas.viewport import Viewport

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.imaging.canvas_document import CanvasDocument
    from desktop.ui.theme import ThemeKeeper

_FIT_MARGIN = 16
_GUARD = "#2b8cff"
_GUARD_OPACITY = 0.45
_GUARD_LOOKS = dict.fromkeys(
    (MaskLook.MARKED, MaskLook.PROTECTED, MaskLook.OUTLINE), MaskLook.MARKED
)
"""What is protected shows beside the mask's tint, not over a mask alone."""
_NEIGHBOURS = 2
_FRAME = 0.03
_MANY_PIXELS = 1 << 18
"""Fewer than these are copied as one rectangle, however few of them were asked for."""


class CanvasSurface(QWidget):
    """Shows one document. Signals: `zoom_changed` with screen pixels per picture pixel."""

    zoom_changed = Signal(float)

    def __init__(self, theme: ThemeKeeper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._overlay = OverlaySettings()
        self._mask_look = MaskLook.MARKED
        self._guides = Guides()
        self._shows_grid = True
        self._is_bare = False
        self._document: CanvasDocument | None = None
        self._preview: Preview | None = None
        self._viewport = Viewport(_FIT_MARGIN)
        self._screen = Screen()
        self._look = self._new_look()
        self._shown: Scene | None = None
        self._told_zoom = 0.0
        self._shown_at_once = 0.0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.theme_changed.connect(self._follow_theme)

    # what is shown

    @property
    def document(self) -> CanvasDocument | None:
        return self._document

    @property
    def viewport(self) -> Viewport:
        return self._viewport

    @property
    def zoom(self) -> float:
        return self._viewport.zoom

    @property
    def ratio(self) -> float:
        """Pixels of the screen for each device-independent pixel, as the view is laid out."""
        return self._look.ratio

    def set_document(self, document: CanvasDocument | None) -> None:
        """Shows another document, all of it; None shows none."""
        self._document = document
        self._preview = self._shown = None
        if document is not None:
            self._viewport.set_picture(document.size)
        self._show_all()

    def set_overlay(self, overlay: OverlaySettings) -> None:
        """Colour and opacity of the mask's tint."""
        self._overlay = overlay
        self._renew_look()

    def set_mask_look(self, look: MaskLook) -> None:
        """What the tint marks, or that it is hidden."""
        self._mask_look = look
        self._renew_look()

    @property
    def is_bare(self) -> bool:
        return self._is_bare

    def show_bare(self, *, is_bare: bool) -> None:
        """The picture without tint, preview and guides, to compare with."""
        self._is_bare = is_bare
        self._renew_look()

    @property
    def mask_look(self) -> MaskLook:
        return self._mask_look

    def show_grid(self, *, is_shown: bool) -> None:
        """Lines between the picture's pixels when they are large."""
        self._shows_grid = is_shown
        self._renew_look()

    @property
    def guides(self) -> Guides:
        return self._guides

    def set_guides(self, guides: Guides) -> None:
        """Lines over the picture: thirds, and those that were drawn."""
        self._guides = guides
        self.update()

    def show_preview(self, pixels: NDArray[np.uint8], box: Box | None, caption: str) -> None:
        """Lays pixels (h, w, 4; BGRA premultiplied, any size) over `box`, None: the whole picture.

        The tint hides meanwhile; `caption` says what is seen and that it is a preview.
        """
        if self._document is None:
            return
        self._preview = Preview(pixels, box or box_of(self._document.size), caption)
        self._repaint_all()

    def clear_preview(self) -> None:
        if self._preview is not None:
            self._preview = None
            self._repaint_all()

    def update_box(self, box: Box) -> None:
        """The document's picture or mask changed in this box."""
        self.repaint_mask(box)

    def repaint_mask(self, box: Box) -> None:
        if self._document is None:
            return
        shown = self._shown_at(box)
        self._screen.invalidate(shown)
        self._update_view(shown)

    def show_mask(self, box: Box) -> None:
        """The same, and it is on the screen before this returns, because all else that follows a
        step takes longer; of many steps in a row some are shown."""
        self.repaint_mask(box)
        if time.perf_counter() - self._shown_at_once >= _FRAME:
            self.repaint(_logical(rect_of(self._shown_at(box)), self.ratio))
            self._shown_at_once = time.perf_counter()

    def repaint_stroke(self, box: Box, over: Edges) -> None:
        """The mask changed in this box, and what lies over the picture in `over` of the view;
        as one rectangle, which is less work for the window than several."""
        if not box.is_empty:
            shown = self._shown_at(box)
            self._screen.invalidate(shown)
            over = around(over, shown)
        self._update_view(over)

    def repaint_overlay(self, region: QRegion) -> None:
        ratio = self.ratio
        if ratio == 1:
            self.update(region)
            return
        for rect in rects_of(region):
            self.update(_logical(rect, ratio))

    # for the canvas that builds on this

    def _paint_over(self, painter: QPainter) -> None:
        """Draws over the picture; the painter's unit is a pixel of the view."""

    def _view_moved(self) -> None:
        """Place or zoom changed."""

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        if ratio != self._look.ratio:
            self._follow_screen()
        if ratio != 1:
            painter.scale(1 / ratio, 1 / ratio)
        if self._document is None:
            painter.fillRect(self._screen.rect, QColor(self._look.background))
            return
        self._screen.refresh(self._scene(self._document))
        self._copy_screen(painter, event)
        if self._guides.shows_any and not self._is_bare:
            self._guides.paint(painter, self._viewport, ratio)
        if self._preview is not None and not self._is_bare:
            self._paint_frame(painter, self._preview)
        self._paint_over(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_screen()

    # inside

    def _copy_screen(self, painter: QPainter, event: QPaintEvent) -> None:
        ratio, image, view = self._look.ratio, self._screen.image, self._screen.rect
        self._screen.painted = whole = _device(event.rect(), ratio)
        x, y, width, height = numbers_of(whole)
        if width * height <= _MANY_PIXELS:
            painter.drawImage(x, y, image, x, y, width, height)
            return
        painted = QRegion()
        for rect in rects_of(event.region()):
            part = _device(rect, ratio) & view
            painted += part
            painter.drawImage(part.topLeft(), image, part)
        self._screen.painted = painted

    def _shown_at(self, box: Box) -> Edges:
        """The pixels of the view that change with a box of the picture."""
        zoom = self._viewport.zoom
        return self._viewport.view_edges(box, _NEIGHBOURS if zoom < 1 else _NEIGHBOURS * zoom)

    def _scene(self, document: CanvasDocument) -> Scene:
        preview = None if self._is_bare else self._preview
        scene, look = self._shown, self._look
        if (
            scene is None
            or scene.document is not document
            or scene.look is not look
            or scene.preview is not preview
        ):
            scene = Scene(document=document, viewport=self._viewport, look=look, preview=preview)
            self._shown = scene
        return scene

    def _follow_screen(self) -> None:
        """The window came to a screen with another device pixel ratio."""
        self._look = self._new_look()
        self._fit_screen()

    def _fit_screen(self) -> None:
        ratio = self.devicePixelRatioF()
        if ratio != self._look.ratio:
            self._look = self._new_look()
        size = QSize(math.ceil(self.width() * ratio), math.ceil(self.height() * ratio))
        if size.isEmpty():
            return
        self._screen.resize(size)
        self._viewport.set_margin(round(_FIT_MARGIN * ratio))
        self._viewport.set_view(Size(size.width(), size.height()))
        self._show_all()

    def _show_all(self) -> None:
        """The view is another one: everything is rendered again, once."""
        self._repaint_all()
        self._view_moved()
        if self._told_zoom != self.zoom:
            self._told_zoom = self.zoom
            self.zoom_changed.emit(self.zoom)

    def _repaint_all(self) -> None:
        self._screen.invalidate_all()
        self.update()

    def _update_view(self, part: Edges) -> None:
        if self._look.ratio == 1:
            left, top, right, bottom = part
            self.update(left, top, right - left, bottom - top)
        else:
            self.update(_logical(rect_of(part), self._look.ratio))

    def _follow_theme(self) -> None:
        self._renew_look()

    def _renew_look(self) -> None:
        self._look = self._new_look()
        self._repaint_all()
        self._view_moved()

    def _new_look(self) -> Look:
        colours, overlay = self._theme.colours, self._overlay
        look = MaskLook.HIDDEN if self._is_bare else self._mask_look
        return Look(
            background=colours.canvas,
            checker_light=colours.checker_light,
            checker_dark=colours.checker_dark,
            tint=tint_table(look, overlay.colour, overlay.opacity),
            guard=tint_table(_GUARD_LOOKS.get(look, MaskLook.HIDDEN), _GUARD, _GUARD_OPACITY),
            mask_look=look,
            ratio=self.devicePixelRatioF(),
            grid=self._shows_grid,
        )

    def _paint_frame(self, painter: QPainter, preview: Preview) -> None:
        frame = self._viewport.view_rect(preview.box)
        width = max(2, round(2 * self.ratio))
        painter.save()
        painter.setPen(QPen(QColor(self._theme.colours.accent), width))
        painter.drawRect(frame.adjusted(-width // 2, -width // 2, width // 2, width // 2))
        painter.restore()
        paint_caption(painter, preview.caption, frame, self._screen.rect, self.ratio)


def _device(rect: QRect, ratio: float) -> QRect:
    """The pixels of the view under a rectangle of the widget."""
    if ratio == 1:
        return rect
    corner = QPointF(rect.topLeft()) * ratio
    return QRectF(corner, rect.size().toSizeF() * ratio).toAlignedRect()


def _logical(rect: QRect, ratio: float) -> QRect:
    """The smallest rectangle of the widget that holds these pixels of the view."""
    if ratio == 1:
        return rect
    return QRectF(
        rect.x() / ratio, rect.y() / ratio, rect.width() / ratio, rect.height() / ratio
    ).toAlignedRect()
