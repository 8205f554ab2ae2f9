"""How a tile stands at the moment it is drawn, and the buttons drawn on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QRect


class TileState(NamedTuple):
    """`hovered_button` names the drawn button under the pointer, empty when there is none."""

    is_selected: bool = False
    has_focus: bool = False
    is_hovered: bool = False
    hovered_button: str = ""

    @property
    def is_near(self) -> bool:
        """Under the pointer or under the keyboard."""
        return self.is_hovered or self.has_focus


PLAIN = TileState()
"""How most tiles stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TileButton:
    """A small button drawn on a tile: its name, its tooltip and its place in the viewport."""

    name: str
    tip: str
    rect: QRect
