"""What the canvas's own keys do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from desktop.domain.settings import BrushSettings
from desktop.imaging.tint import MaskLook
from desktop.ui.canvas.brush_steps import TypedOpacity, harder, larger, smaller, softer
from desktop.ui.canvas.canvas_keys import CANVAS_SHORTCUTS, CanvasKeys, digit_of
from desktop.ui.canvas.tool_set import TOOLS
from desktop.ui.shortcuts import KeyTable, Shortcut, tool_shortcut

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from desktop.ui.canvas.canvas_input import CanvasInput

_LARGEST_BRUSH = 5000.0
_TURN = 15.0
_OPACITY_STEP = 0.1
_SWAPS = {kind.name: kind.swaps_with for kind in TOOLS}
_TOOL_OF = {tool_shortcut(kind.name): kind.name for kind in TOOLS}
_ALONE = (
    Shortcut(id="zoom_in", text="Zoom in", group="View", keys=("Ctrl++", "Ctrl+=")),
    Shortcut(id="zoom_out", text="Zoom out", group="View", keys=("Ctrl+-",)),
    Shortcut(id="zoom_fit", text="Fit in window", group="View", keys=("Ctrl+0",)),
    Shortcut(id="zoom_actual", text="100 %", group="View", keys=("Ctrl+1",)),
)
"""Actions of the window that a canvas without one does itself."""


class KeyActions:
    """Finds what a pressed key means and does it to the canvas."""

    def __init__(self, canvas: CanvasInput) -> None:
        self._canvas = canvas
        self._opacity = TypedOpacity()
        self._keys = CanvasKeys(KeyTable((*CANVAS_SHORTCUTS, *_ALONE)))
        self._actions: dict[str, Callable[[], object]] = {
            "smaller_brush": self._shrink,
            "larger_brush": self._grow,
            "softer_brush": partial(self._change, softer),
            "harder_brush": partial(self._change, harder),
            "less_opacity": partial(self._change, partial(_with_opacity, by=-_OPACITY_STEP)),
            "more_opacity": partial(self._change, partial(_with_opacity, by=_OPACITY_STEP)),
            "swap_tool": self._swap,
            "zoom_fit": canvas.zoom_to_fit,
            "zoom_actual": canvas.zoom_actual,
            "zoom_in": canvas.zoom_in,
            "zoom_out": canvas.zoom_out,
            "zoom_mask": canvas.zoom_to_mask,
            "turn_left": partial(canvas.turn_view, -_TURN),
            "turn_right": partial(canvas.turn_view, _TURN),
            "flip_view": canvas.flip_view,
            "upright": canvas.stand_upright,
            "quick_mask": partial(canvas.choose_look, MaskLook.OUTLINE),
            "show_tint": partial(canvas.choose_look, MaskLook.HIDDEN),
            "mask_alone": partial(canvas.choose_look, MaskLook.BLACK_AND_WHITE),
        }

    def set_table(self, table: KeyTable) -> None:
        self._keys = CanvasKeys(table)

    def add(self, name: str, action: Callable[[], object]) -> None:
        """Another shortcut of the canvas, done by a part that builds on it."""
        self._actions[name] = action

    def act_on(self, event: QKeyEvent) -> bool:
        """Whether the key meant something here."""
        names = self._keys.called_by(event)
        tools = [_TOOL_OF[name] for name in names if name in _TOOL_OF]
        if tools:
            self._canvas.set_tool(_next_of(tools, self._canvas.tool))
            return True
        for name in names:
            if name in self._actions:
                self._actions[name]()
                return True
        digit = digit_of(event)
        if digit is None or not self._keys.has_free_digits:
            return False
        brush = self._opacity.typed(digit, event.timestamp(), self._canvas.brush)
        self._canvas.change_brush(brush)
        return True

    def _change(self, step: Callable[[BrushSettings], BrushSettings]) -> None:
        self._canvas.change_brush(step(self._canvas.brush))

    def _grow(self) -> None:
        self._canvas.change_brush(larger(self._canvas.brush, self._limit()))

    def _shrink(self) -> None:
        self._canvas.change_brush(smaller(self._canvas.brush, self._limit()))

    def _limit(self) -> float:
        document = self._canvas.document
        return _LARGEST_BRUSH if document is None else float(document.size.longest)

    def _swap(self) -> None:
        other = _SWAPS.get(self._canvas.tool)
        if other:
            self._canvas.set_tool(other)


def _with_opacity(brush: BrushSettings, by: float) -> BrushSettings:
    return replace(brush, opacity=round(min(1.0, max(0.1, brush.opacity + by)), 2))


def _next_of(names: list[str], chosen: str) -> str:
    """The first, or from one of them on to the next."""
    return names[(names.index(chosen) + 1) % len(names)] if chosen in names else names[0]
