"""What the canvas's own keys do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from desktop.domain.settings import BrushSettings
from desktop.imaging.tint import MaskLook
from desktop.ui.canvas.brush_steps import TypedOpacity, harder, larger, smaller, softer
from desktop.ui.canvas.canvas_keys import action_for, digit_of, letter_of
from desktop.ui.canvas.tool_set import TOOLS

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from desktop.ui.canvas.canvas_input import CanvasInput

_LARGEST_BRUSH = 5000.0
_TURN = 15.0
_SWAPS = {kind.name: kind.swaps_with for kind in TOOLS}


class KeyActions:
    """Finds what a pressed key means and does it to the canvas."""

    def __init__(self, canvas: CanvasInput) -> None:
        self._canvas = canvas
        self._opacity = TypedOpacity()
        self._actions: dict[str, Callable[[], None]] = {
            "smaller brush": self._shrink,
            "larger brush": self._grow,
            "softer brush": partial(self._change, softer),
            "harder brush": partial(self._change, harder),
            "swap tool": self._swap,
            "zoom to fit": canvas.zoom_to_fit,
            "zoom to 100 %": canvas.zoom_actual,
            "zoom in": canvas.zoom_in,
            "zoom out": canvas.zoom_out,
            "zoom to mask": canvas.zoom_to_mask,
            "turn left": partial(canvas.turn_view, -_TURN),
            "turn right": partial(canvas.turn_view, _TURN),
            "flip view": canvas.flip_view,
            "stand upright": canvas.stand_upright,
            "show tint": partial(canvas.choose_look, MaskLook.HIDDEN),
            "show mask alone": partial(canvas.choose_look, MaskLook.BLACK_AND_WHITE),
        }

    def act_on(self, event: QKeyEvent) -> bool:
        """Whether the key meant something here."""
        action = action_for(event)
        if action is not None:
            self._actions[action]()
            return True
        digit = digit_of(event)
        if digit is not None:
            brush = self._opacity.typed(digit, event.timestamp(), self._canvas.brush)
            self._canvas.change_brush(brush)
            return True
        names = [kind.name for kind in TOOLS if kind.key == letter_of(event)]
        if names:
            self._canvas.set_tool(_next_of(names, self._canvas.tool))
        return bool(names)

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


def _next_of(names: list[str], chosen: str) -> str:
    """The first, or from one of them on to the next."""
    return names[(names.index(chosen) + 1) % len(names)] if chosen in names else names[0]
