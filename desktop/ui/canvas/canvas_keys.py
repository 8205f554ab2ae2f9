"""The canvas's own keys: they work only while it has the focus, so that typing is never a tool.

Brackets are known by the character as well as by the key, because on many layouts they need AltGr.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_Key = Qt.Key
_Modifier = Qt.KeyboardModifier
_NONE = _Modifier.NoModifier
_MEANT = (
    _Modifier.ShiftModifier
    | _Modifier.ControlModifier
    | _Modifier.AltModifier
    | (_Modifier.MetaModifier)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CanvasKey:
    """A key and what it does; `text` is a character that means the same on any layout."""

    action: str
    key: Qt.Key
    modifiers: Qt.KeyboardModifier = _NONE
    text: str = ""


CANVAS_KEYS: tuple[CanvasKey, ...] = (
    CanvasKey(action="smaller brush", key=_Key.Key_BracketLeft, text="["),
    CanvasKey(action="larger brush", key=_Key.Key_BracketRight, text="]"),
    CanvasKey(
        action="softer brush",
        key=_Key.Key_BracketLeft,
        modifiers=_Modifier.ShiftModifier,
        text="{",
    ),
    CanvasKey(
        action="harder brush",
        key=_Key.Key_BracketRight,
        modifiers=_Modifier.ShiftModifier,
        text="}",
    ),
    CanvasKey(action="swap tool", key=_Key.Key_X),
    CanvasKey(action="zoom to mask", key=_Key.Key_2, modifiers=_Modifier.ControlModifier),
    CanvasKey(action="turn left", key=_Key.Key_BracketLeft, modifiers=_Modifier.ControlModifier),
    CanvasKey(action="turn right", key=_Key.Key_BracketRight, modifiers=_Modifier.ControlModifier),
    CanvasKey(action="flip view", key=_Key.Key_F, modifiers=_Modifier.ShiftModifier),
    CanvasKey(action="stand upright", key=_Key.Key_R, modifiers=_Modifier.ShiftModifier),
    CanvasKey(action="show tint", key=_Key.Key_Q),
    CanvasKey(action="show tint", key=_Key.Key_Backslash, text="\\"),
    CanvasKey(action="show mask alone", key=_Key.Key_Backslash, modifiers=_Modifier.AltModifier),
    CanvasKey(action="zoom to fit", key=_Key.Key_0, modifiers=_Modifier.ControlModifier),
    CanvasKey(action="zoom to 100 %", key=_Key.Key_1, modifiers=_Modifier.ControlModifier),
    CanvasKey(action="zoom in", key=_Key.Key_Plus, modifiers=_Modifier.ControlModifier),
    CanvasKey(action="zoom in", key=_Key.Key_Equal, modifiers=_Modifier.ControlModifier),
    CanvasKey(action="zoom out", key=_Key.Key_Minus, modifiers=_Modifier.ControlModifier),
)


def action_for(event: QKeyEvent) -> str | None:
    """What a pressed key means on the canvas; None when nothing."""
    text, key = event.text(), event.key()
    held = event.modifiers() & _MEANT
    for entry in CANVAS_KEYS:
        if entry.key == key and entry.modifiers == held:
            return entry.action
    for entry in CANVAS_KEYS:
        if entry.text and entry.text == text:
            return entry.action
    return None


def letter_of(event: QKeyEvent) -> str:
    """The plain letter that was pressed, in upper case; empty with any modifier."""
    if event.modifiers() & _MEANT:
        return ""
    return chr(event.key()) if _Key.Key_A <= event.key() <= _Key.Key_Z else ""


def digit_of(event: QKeyEvent) -> int | None:
    """The digit that was pressed, on either side of the keyboard; None with any modifier."""
    if event.modifiers() & _MEANT or not _Key.Key_0 <= event.key() <= _Key.Key_9:
        return None
    return int(event.key()) - int(_Key.Key_0)
