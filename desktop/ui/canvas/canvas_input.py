"""The part of the canvas that is worked with: hands what pointer and keys do to the chosen tool."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPointingDevice,
    QSinglePointEvent,
    QTabletEvent,
    QTouchEvent,
)

from desktop.domain.settings import BrushSettings
from desktop.imaging.tint import MaskLook
from desktop.ui.canvas.canvas_crop import CanvasCrop
from desktop.ui.canvas.key_actions import KeyActions
from desktop.ui.canvas.keyboard_pointer import KeyboardPointer
from desktop.ui.canvas.pointer import Pointer, PointerKind
from desktop.ui.canvas.told_place import ToldPlace
from desktop.ui.canvas.tool_belt import ToolBelt
from desktop.ui.canvas.tool_set import PAN, RESIZE, TOOLS, make_tools
from desktop.ui.canvas.touch_gesture import TouchGesture

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.shortcuts import KeyTable
    from desktop.ui.theme import ThemeKeeper

_LEFT, _MIDDLE, _RIGHT = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.MiddleButton,
    Qt.MouseButton.RightButton,
)
_PENS = {
    QPointingDevice.PointerType.Pen: PointerKind.PEN,
    QPointingDevice.PointerType.Eraser: PointerKind.ERASER,
}
_MODIFIER_KEYS: dict[int, Qt.KeyboardModifier] = {
    Qt.Key.Key_Shift: Qt.KeyboardModifier.ShiftModifier,
    Qt.Key.Key_Control: Qt.KeyboardModifier.ControlModifier,
    Qt.Key.Key_Alt: Qt.KeyboardModifier.AltModifier,
    Qt.Key.Key_Meta: Qt.KeyboardModifier.MetaModifier,
}


class CanvasInput(CanvasCrop):
    """Mouse, pen, touchpad and keys become strokes, pans and zooms.

    Signals: `cursor_moved((x, y) | None)` in pixels of the picture, some ten times a second;
    `brush_changed(BrushSettings)` by keys and gestures; `tool_changed(name)`;
    `status_changed(text)`, what the modifiers do now; `fingers_tapped(int)`, how many at once;
    `mask_look_changed(MaskLook)` by keys; `before_held(bool)` while the key is down that shows the
    picture bare, without tint and preview.
    """

    cursor_moved = Signal(object)
    brush_changed = Signal(object)
    tool_changed = Signal(str)
    status_changed = Signal(str)
    mask_look_changed = Signal(object)
    before_held = Signal(bool)
    fingers_tapped = Signal(int)

    def __init__(self, theme: ThemeKeeper, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._brush = BrushSettings()
        options = {kind.name: kind.options for kind in TOOLS}
        self._belt = ToolBelt(make_tools(self), TOOLS[0].name, options)
        self._status = ""
        self._is_space_held = False
        self._is_only_shown = False
        self._modifiers = Qt.KeyboardModifier.NoModifier
        self._keys = KeyActions(self)
        self._walker = KeyboardPointer(self)
        self._told_place = ToldPlace(self._tell_place, self)
        self._fingers = TouchGesture(self)
        self.barrel_tool = PAN
        """The tool that a pen's barrel button calls while it is held."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)

    # what is set

    @property
    def brush(self) -> BrushSettings:
        return self._brush

    @property
    def tool(self) -> str:
        """The name of the chosen tool, whatever is held over it for the moment."""
        return self._belt.chosen

    def set_tool(self, name: str) -> None:
        if name != self._belt.chosen:
            self._belt.choose(name)
            self._tool_follows()
            self.tool_changed.emit(name)

    def set_brush(self, brush: BrushSettings) -> None:
        self._brush = brush
        self._belt.active.refresh()

    def set_pen_button(self, tool: str) -> None:
        """Which tool the button at a pen's side calls while it is held; the hand, if unknown."""
        self.barrel_tool = tool if self._belt.knows(tool) else PAN

    def set_keys(self, table: KeyTable) -> None:
        """Which keys call what from now on."""
        self._keys.set_table(table)

    def choose_look(self, look: MaskLook) -> None:
        """This look of the mask, or from it back to the usual one."""
        self.set_mask_look(MaskLook.MARKED if self.mask_look is look else look)
        self.mask_look_changed.emit(self.mask_look)

    # what tools call

    def change_brush(self, brush: BrushSettings) -> None:
        if brush != self._brush:
            self.set_brush(brush)
            self.brush_changed.emit(brush)

    @property
    def is_space_held(self) -> bool:
        """Space is down while a tool is at work: what it draws moves as a whole."""
        return self._is_space_held

    # the pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        button = event.button()
        held = _held_by(button, event.modifiers())
        if self._document is None or self._belt.is_pressed or held is None:
            event.ignore()
            return
        if held:
            self._belt.hold(held)
        self._press(self._from_event(event), button)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._document is not None and (self._belt.is_pressed or not self._is_taken(event)):
            self._walker.give_way()
            self._move(self._from_event(event))

    def _is_taken(self, _event: QMouseEvent) -> bool:
        """Whether a move means something else than to a tool, while none is at work."""
        return False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._belt.is_pressed and event.button() == self._belt.button:
            self._release(self._from_event(event), event.button())
        else:
            event.ignore()

    def tabletEvent(self, event: QTabletEvent) -> None:
        if self._document is None:
            event.ignore()
            return
        event.accept()
        self._fingers.pen_seen()
        self._walker.give_way()
        pointer = self._from_event(event, _PENS.get(event.pointerType(), PointerKind.PEN))
        kind, button = event.type(), event.button()
        if kind == QEvent.Type.TabletPress and not self._belt.is_pressed:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            if button != _LEFT:
                self._belt.hold(self.barrel_tool)
            self._press(pointer, button)
        elif kind == QEvent.Type.TabletMove:
            self._move(pointer)
        elif kind == QEvent.Type.TabletRelease and button == self._belt.button:
            self._release(pointer, button)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        if self._document is not None:
            self._move(self._from_event(event))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self._belt.is_pressed:
            self._belt.leave()
            self.cursor_moved.emit(None)

    def event(self, event: QEvent) -> bool:
        """Hears what no handler of its own is called for; moves and paints, of which there are
        many, go straight to theirs."""
        if isinstance(event, QPaintEvent):
            self.paintEvent(event)
            return True
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            self.mouseMoveEvent(event)
            return True
        if isinstance(event, QNativeGestureEvent) and self._pinch(event):
            return True
        if isinstance(event, QTouchEvent) and self._document is not None:
            self._touch(event)
            return True
        if isinstance(event, QKeyEvent) and self._hear_key(event):
            return True
        return super().event(event)

    def _hear_key(self, event: QKeyEvent) -> bool:
        """Whether a key has been dealt with before it means anything elsewhere."""
        is_ours = event.type() == QEvent.Type.ShortcutOverride and self._belt.is_pressed
        if is_ours:
            # Undo and the like must not change what is just being drawn on.
            event.accept()
        return is_ours

    def _touch(self, event: QTouchEvent) -> None:
        event.accept()
        fingers = self._fingers.take(event)
        if fingers:
            self.fingers_tapped.emit(fingers)

    # the pointer, moved by keys

    def point_at(self, place: QPointF) -> None:
        """The pointer is there, in pixels of the widget, without a mouse."""
        self._move(self._pointer_at(place))

    def press_at(self, place: QPointF) -> None:
        if not self._belt.is_pressed:
            self._press(self._pointer_at(place), _LEFT)

    def release_at(self, place: QPointF) -> None:
        if self._belt.is_pressed:
            self._release(self._pointer_at(place), _LEFT)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _MODIFIER_KEYS:
            self._modifiers_changed(event.modifiers() | _MODIFIER_KEYS[event.key()])
        elif self._walker.press(event):
            self._say_status()
        elif event.key() == Qt.Key.Key_Space and self._document is not None:
            self._hold_space(event)
        elif event.key() == Qt.Key.Key_QuoteLeft and self._document is not None:
            if not event.isAutoRepeat():
                self._hold_before(is_held=True)
        elif event.key() == Qt.Key.Key_Escape and self._belt.active.is_busy:
            self._belt.drop()
            self._tool_follows()
        elif self._belt.active.key(event.key()):
            self._say_status()
        elif not self._keys.act_on(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in _MODIFIER_KEYS:
            self._modifiers_changed(event.modifiers() & ~_MODIFIER_KEYS[event.key()])
        elif self._walker.release(event):
            self._say_status()
        elif event.key() == Qt.Key.Key_QuoteLeft and not event.isAutoRepeat():
            self._hold_before(is_held=False)
        elif event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._is_space_held = False
            if self._belt.button in {Qt.MouseButton.NoButton, _LEFT}:
                self._belt.let_go()
                self._tool_follows()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was held for the moment ends, because nobody will tell us of the key's release."""
        super().focusOutEvent(event)
        self._is_space_held = False
        self._belt.finish()
        self._belt.let_go()
        self._walker.give_way()
        self._hold_before(is_held=False)
        self._modifiers_changed(Qt.KeyboardModifier.NoModifier)
        self._choose_cursor()

    def _hold_space(self, event: QKeyEvent) -> None:
        """Calls the hand; while a tool is at work it is the tool that hears of it."""
        if event.isAutoRepeat():
            return
        if self._belt.is_pressed:
            self._is_space_held = True
        else:
            self._belt.hold(PAN)
            self._tool_follows()

    def _hold_before(self, *, is_held: bool) -> None:
        if self.is_bare != is_held:
            self.show_bare(is_bare=is_held)
            self.before_held.emit(is_held)

    # which tool has the pointer

    def show_only(self, *, is_on: bool) -> None:
        """What lies here is only looked at, and moved: no tool marks anything on it."""
        self._is_only_shown = is_on
        if is_on:
            self._belt.hold(PAN)
        else:
            self._belt.let_go()

    def _press(self, pointer: Pointer, button: Qt.MouseButton) -> None:
        if self._is_only_shown:
            self._belt.hold(PAN)
        self._belt.press(pointer, button)
        self._choose_cursor()

    def _move(self, pointer: Pointer) -> None:
        self._belt.move(pointer)
        self._told_place.move()

    def _tell_place(self) -> None:
        pointer, document, place = self._belt.pointer, self._document, None
        if pointer is not None and document is not None:
            x, y, size = math.floor(pointer.x), math.floor(pointer.y), document.size
            place = (x, y) if 0 <= x < size.width and 0 <= y < size.height else None
        self.cursor_moved.emit(place)

    def _release(self, pointer: Pointer, button: Qt.MouseButton) -> None:
        self._belt.release(pointer)
        if button != _LEFT:
            self._belt.let_go()
        self._tool_follows()

    def _tool_follows(self) -> None:
        """Another tool may have the pointer now."""
        self._choose_cursor()
        self._say_status()

    def _choose_cursor(self) -> None:
        if self._document is None:
            self.unsetCursor()
            return
        shape = self._belt.active.cursor
        if shape is Qt.CursorShape.OpenHandCursor and self._belt.is_pressed:
            shape = Qt.CursorShape.ClosedHandCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def _modifiers_changed(self, modifiers: Qt.KeyboardModifier) -> None:
        self._modifiers = modifiers
        self._belt.modifiers_changed(modifiers)
        self._say_status()

    def _say_status(self) -> None:
        text = "" if self._document is None else self._belt.active.status(self._modifiers)
        if text != self._status:
            self._status = text
            self.status_changed.emit(text)

    # where things are

    def _paint_over(self, painter: QPainter) -> None:
        super()._paint_over(painter)
        self._belt.active.paint(painter)

    def _view_moved(self) -> None:
        pointer = self._belt.pointer
        if pointer is not None:
            self._belt.moved_under(*self._viewport.to_picture(pointer.view_x, pointer.view_y))
        self._describe()

    def _from_event(
        self, event: QSinglePointEvent, kind: PointerKind = PointerKind.MOUSE
    ) -> Pointer:
        place, ratio = event.position(), self._look.ratio
        left, top = place.x() * ratio, place.y() * ratio
        x, y = self._viewport.to_picture(left, top)
        pressure = event.pressure() if isinstance(event, QTabletEvent) else 1.0
        return Pointer(left, top, x, y, pressure, kind, event.modifiers())

    def _pointer_at(self, place: QPointF) -> Pointer:
        at = place * self.ratio
        x, y = self._viewport.to_picture(at.x(), at.y())
        return Pointer(at.x(), at.y(), x, y, 1.0, PointerKind.MOUSE, self._modifiers)


def _held_by(button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> str | None:
    """The tool a button calls while it is down: empty the active one, None none at all."""
    if button == _LEFT:
        return ""
    if button == _MIDDLE:
        return PAN
    has_alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
    return RESIZE if button == _RIGHT and has_alt else None
