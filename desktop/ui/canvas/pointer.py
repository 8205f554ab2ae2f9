"""What a mouse, a pen or a finger did, in one form for every tool."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import Qt

from desktop.imaging.stroke_point import StrokePoint

_Modifier = Qt.KeyboardModifier


class PointerKind(StrEnum):
    """What is pointed with."""

    MOUSE = "mouse"
    PEN = "pen"
    ERASER = "eraser"
    TOUCH = "touch"


class Pointer(NamedTuple):
    """One place of the pointer: in pixels of the view, and of the picture."""

    view_x: float
    view_y: float
    x: float
    y: float
    pressure: float
    kind: PointerKind
    modifiers: Qt.KeyboardModifier

    @property
    def point(self) -> StrokePoint:
        return StrokePoint(self.x, self.y, self.pressure)

    @property
    def has_shift(self) -> bool:
        return bool(self.modifiers & _Modifier.ShiftModifier)

    @property
    def has_alt(self) -> bool:
        return bool(self.modifiers & _Modifier.AltModifier)

    @property
    def has_control(self) -> bool:
        return bool(self.modifiers & _Modifier.ControlModifier)
