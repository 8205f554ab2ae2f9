"""The canvas: what is on it, what is done to its mask as a whole, and what is dropped on it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QResizeEvent,
)

from desktop.ui.canvas.canvas_guiding import CanvasGuiding
from desktop.ui.canvas.canvas_menu import canvas_menu
from desktop.ui.canvas.caption import paint_caption
from desktop.ui.canvas.crop_bar import CropBar
from desktop.ui.canvas.drop_zones import DropZones
from desktop.ui.canvas.drops import can_be_dropped, read_drop
from desktop.ui.canvas.empty_state import EmptyState
from desktop.ui.canvas.markup_bar import MarkupBar
from desktop.ui.canvas.navigator import Navigator
from desktop.ui.canvas.overlay_choice import OverlayChoice
from desktop.ui.canvas.reshape_panel import ReshapePanel
from desktop.ui.canvas.ruler import THICKNESS
from desktop.ui.canvas.select_bar import SelectBar

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.domain.size import Box
    from desktop.imaging.canvas_document import CanvasDocument
    from desktop.ui.canvas.markup_settings import MarkupSettings
    from desktop.ui.canvas.regions import Edges
    from desktop.ui.icons import Icons
    from desktop.ui.theme import ThemeKeeper


class CanvasView(CanvasGuiding):
    """The canvas.

    Signals besides those of the parts it builds on: `drop_received(CanvasDrop)`;
    `open_requested` and `paste_requested` from the empty canvas; `markup_chosen(bool)`, whether the
    markup is to be sent where there is a mask as well; `panels_toggled` by a key.
    """

    drop_received = Signal(object)
    open_requested = Signal()
    paste_requested = Signal()
    markup_chosen = Signal(bool)
    panels_toggled = Signal()

    def __init__(self, theme: ThemeKeeper, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._empty = EmptyState(theme, icons, self)
        self._navigator = Navigator(self)
        self._select_bar = SelectBar(self)
        self._reshape = ReshapePanel(self)
        self._markup_bar = MarkupBar(self)
        self._choice = OverlayChoice(self)
        self._crop_bar = CropBar(self)
        self._busy = ""
        self._zones = DropZones(icons, self)
        self._set_up()
        self._connect()

    def set_document(self, document: CanvasDocument | None) -> None:
        """Shows another document, all of it; an unfinished stroke on the old one is dropped."""
        self._belt.drop()
        super().set_document(document)
        self._empty.setVisible(document is None)
        self._tool_follows()

    def update_box(self, box: Box) -> None:
        """The document's picture or mask was changed in this box by somebody else."""
        super().update_box(box)
        self._describe()

    # drops

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not can_be_dropped(event.mimeData()):
            event.ignore()
            return
        event.acceptProposedAction()
        self._empty.hide()
        self._zones.show_zones(has_picture=self._document is not None)
        self._zones.point_at(event.position().toPoint())

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self._zones.isVisible():
            self._zones.point_at(event.position().toPoint())
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._end_highlight()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._end_highlight()
        drop = read_drop(event.mimeData(), self._zones.zone_at(event.position().toPoint()))
        if drop.is_empty:
            event.ignore()
            return
        event.acceptProposedAction()
        self.drop_received.emit(drop)

    def _end_highlight(self) -> None:
        self._zones.hide()
        self._empty.setVisible(self._document is None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._empty.setGeometry(self.rect())
        self._zones.setGeometry(self.rect())
        self._select_bar.settle()
        self._markup_bar.settle()
        self._crop_bar.settle()
        self._choice.settle()

    def _hear_key(self, event: QKeyEvent) -> bool:
        """Tab would go on to the next control before any key press is heard of."""
        if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab:
            if event.modifiers() == Qt.KeyboardModifier.ControlModifier:
                return self.focusNextChild()
            if self._document is not None and self._keys.act_on(event):
                return True
        return super()._hear_key(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape or not self.drop_guide():
            super().keyPressEvent(event)

    def show_rulers(self, *, is_shown: bool) -> None:
        super().show_rulers(is_shown=is_shown)
        self._frame.ruler_edge = THICKNESS if self.shows_rulers else 0
        self.update()

    # what floats over it

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._document is None or self._belt.is_pressed:
            event.ignore()
            return
        place = event.globalPos()
        menu = canvas_menu(self, partial(self._reshape.show_at, place))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _tool_follows(self) -> None:
        super()._tool_follows()
        options = () if self._document is None else self._belt.options
        own = {"markup", "crop"} & set(options)
        self._select_bar.show_options(() if own else options)
        self._markup_bar.show_for(is_chosen="markup" in own)
        self._crop_bar.show_for(is_chosen="crop" in own)
        self._choice.give_way(is_away="crop" in own)

    def _take_crop_ratio(self, ratio: float | None) -> None:
        self.set_crop_ratio(ratio)
        self._belt.active.settings_changed()

    def _apply_crop(self) -> None:
        self._belt.active.apply()
        self._tool_follows()

    def show_overlay_choice(self, *, has_both: bool, sends_markup: bool) -> None:
        """Mask and markup are both there: which one is sent is said, and can be changed."""
        self._choice.show_choice(has_both=has_both, sends_markup=sends_markup)

    def _take_markup_settings(self, settings: MarkupSettings) -> None:
        self.set_markup_settings(settings)
        self._say_status()

    def _open_reshape(self) -> None:
        self._reshape.show_over(self._select_bar.reshape_button)

    def show_busy(self, text: str) -> None:
        """Words while something takes time; nothing moves, so that nothing costs."""
        self._busy = f"{text}…" if text else ""
        self.update()

    def _paint_over(self, painter: QPainter) -> None:
        super()._paint_over(painter)
        edge = round(self._frame.ruler_edge * self.ratio)
        if edge:
            painter.fillRect(0, 0, edge, edge, QColor(self._theme.colours.window))
        if self._busy:
            view = self._screen.rect.adjusted(edge, edge, 0, 0)
            paint_caption(painter, self._busy, view, view, self.ratio)

    # how it is made, and what it says

    def _set_up(self) -> None:
        self.setObjectName("canvas")
        self.setAccessibleName("Canvas")
        self.setAcceptDrops(True)
        self.setMinimumSize(160, 120)
        self._describe()

    def _connect(self) -> None:
        self._empty.open_requested.connect(self.open_requested)
        self._empty.paste_requested.connect(self.paste_requested)
        self._navigator.place_chosen.connect(self._centre_on)
        self._select_bar.settings_changed.connect(self.set_select_settings)
        self._select_bar.reshape_requested.connect(self._open_reshape)
        self._reshape.shaping_requested.connect(self.reshape_mask)
        self._markup_bar.settings_changed.connect(self._take_markup_settings)
        self._crop_bar.ratio_chosen.connect(self._take_crop_ratio)
        self._crop_bar.apply_requested.connect(self._apply_crop)
        self._keys.add("rulers", self.toggle_rulers)
        self._keys.add("panels", self.panels_toggled.emit)
        self._choice.markup_chosen.connect(self.markup_chosen)
        self._markup_bar.clear_requested.connect(self.clear_markup)
        self._aside.busy_changed.connect(self.show_busy)

    def repaint_mask(self, box: Box) -> None:
        super().repaint_mask(box)
        self._navigator.invalidate(box)

    def repaint_stroke(self, box: Box, over: Edges) -> None:
        super().repaint_stroke(box, over)
        self._navigator.invalidate(box)

    def _view_moved(self) -> None:
        super()._view_moved()
        self._navigator.follow(self._document, self._look, self._viewport)

    def _centre_on(self, x: float, y: float) -> None:
        """Brings a place of the picture into the middle of the view."""
        view, (left, top) = self._viewport.view, self._viewport.to_view(x, y)
        self.pan(view.width / 2 - left, view.height / 2 - top)

    def _describe(self) -> None:
        """What a screen reader says about the canvas."""
        document = self._document
        if document is None:
            words = "No picture. Drop one here, open one with Ctrl+O or paste one with Ctrl+V."
        else:
            marked = f"{document.mask.share:.0%} marked" if document.has_mask else "nothing marked"
            words = f"Picture {document.size.shown}, shown at {self.zoom:.0%}, {marked}."
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
