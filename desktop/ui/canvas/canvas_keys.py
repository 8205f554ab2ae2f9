"""The canvas's own keys: they work only while it has the focus, so that typing is never a tool.

A symbol is known by the character that was typed as well as by its key, because on many layouts
`[` or `\\` needs AltGr.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from desktop.ui.canvas.tool_set import TOOLS
from desktop.ui.shortcuts import KeyTable, Scope, Shortcut, tool_shortcut

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_Key = Qt.Key
_Modifier = Qt.KeyboardModifier
_MEANT = (
    _Modifier.ShiftModifier
    | _Modifier.ControlModifier
    | _Modifier.AltModifier
    | _Modifier.MetaModifier
)


def _on_canvas(name: str, text: str, *keys: str, group: str) -> Shortcut:
    return Shortcut(id=name, text=text, group=group, scope=Scope.CANVAS, keys=keys)


def _always(name: str, text: str, *keys: str, group: str) -> Shortcut:
    return Shortcut(id=name, text=text, group=group, scope=Scope.CANVAS, keys=keys, is_fixed=True)


_BRUSH = (
    _on_canvas("smaller_brush", "Smaller brush", "[", group="Brush"),
    _on_canvas("larger_brush", "Larger brush", "]", group="Brush"),
    _on_canvas("softer_brush", "Softer brush", "Shift+[", group="Brush"),
    _on_canvas("harder_brush", "Harder brush", "Shift+]", group="Brush"),
    _on_canvas("less_opacity", "Less opacity", "Shift+,", group="Brush"),
    _on_canvas("more_opacity", "More opacity", "Shift+.", group="Brush"),
    _on_canvas("swap_tool", "Brush or eraser", "X", group="Brush"),
)
_MASK = (
    _on_canvas("quick_mask", "Quick mask: tint or outline", "Q", group="Mask"),
    _on_canvas("show_tint", "Show or hide the mask", "\\", group="Mask"),
    _on_canvas("mask_alone", "Mask alone", "Alt+\\", group="Mask"),
)
_VIEW = (
    _on_canvas("zoom_mask", "Zoom to mask", "Ctrl+2", group="View"),
    _on_canvas("turn_left", "Turn view left", "Ctrl+[", "Ctrl+Alt+Left", group="View"),
    _on_canvas("turn_right", "Turn view right", "Ctrl+]", "Ctrl+Alt+Right", group="View"),
    _on_canvas("flip_view", "Flip view", "Shift+F", group="View"),
    _on_canvas("upright", "Stand upright", "Shift+R", group="View"),
    _on_canvas("panels", "Hide or show the panels", "Tab", "F", group="View"),
    _on_canvas("rulers", "Rulers", "Ctrl+R", group="View"),
)
_HELD = (
    _always("hold_hand", "Move the picture while held", "Space", group="While held"),
    _always("hold_before", "See the picture without the mask while held", "`", group="While held"),
    _always("drop", "Take back what is being drawn", "Esc", group="While held"),
    _always("opacity_digits", "Opacity of the brush", "0 … 9", group="Brush"),
)
_WITHOUT_MOUSE = (
    _always("step", "Move the brush", "Left", "Right", "Up", "Down", group="Without a mouse"),
    _always("leap", "Move the brush ten times as far", "Shift+Arrow", group="Without a mouse"),
    _always(
        "go_on", "Go on from the canvas to the next control", "Ctrl+Tab", group="Without a mouse"
    ),
    _always("dab", "Press the tool, or lift it again", "Return", group="Without a mouse"),
)
_TOOLS = tuple(
    Shortcut(
        id=tool_shortcut(kind.name),
        text=kind.text,
        group="Tools",
        scope=Scope.TOOL,
        keys=(kind.key,) if kind.key else (),
    )
    for kind in TOOLS
)

CANVAS_SHORTCUTS: tuple[Shortcut, ...] = (
    *_TOOLS,
    *_BRUSH,
    *_MASK,
    *_VIEW,
    *_HELD,
    *_WITHOUT_MOUSE,
)


class CanvasKeys:
    """Finds what a pressed key means under a table of shortcuts."""

    def __init__(self, table: KeyTable) -> None:
        self._calls = table.canvas_keys()

    @property
    def has_free_digits(self) -> bool:
        """No digit alone is a shortcut."""
        return not any(str(digit) in self._calls for digit in range(10))

    def called_by(self, event: QKeyEvent) -> tuple[str, ...]:
        """The ids of what a pressed key calls; tools that share it come together."""
        held = event.modifiers() & _MEANT
        key = QKeySequence(QKeyCombination(held, _Key(event.key())))
        found = self._calls.get(key.toString(QKeySequence.SequenceFormat.PortableText), ())
        typed = event.text()
        if not found and len(typed) == 1 and typed.isprintable() and not typed.isalnum():
            return self._calls.get(typed, ())
        return found


def digit_of(event: QKeyEvent) -> int | None:
    """The digit that was pressed, on either side of the keyboard; None with any modifier."""
    if event.modifiers() & _MEANT or not _Key.Key_0 <= event.key() <= _Key.Key_9:
        return None
    return int(event.key()) - int(_Key.Key_0)
