"""Size and hardness of the brush by dragging: sideways and up and down."""

from __future__ import annotations

from desktop.domain.settings import BrushSettings
from desktop.ui.canvas.brush_steps import with_diameter, with_hardness
from desktop.ui.canvas.pointer import Pointer

_DEAD_ZONE = 4.0
_FULL_WAY = 200.0
"""Way in device-independent pixels from the softest to the hardest."""


class BrushDrag:
    """One drag from where it began: the ring's edge follows the pointer, upwards is softer."""

    def __init__(
        self, start: Pointer, brush: BrushSettings, *, zoom: float, ratio: float, limit: float
    ) -> None:
        self._start = start
        self._brush = brush
        self._zoom = zoom
        self._ratio = ratio
        self._limit = limit
        self._has_moved = False

    @property
    def start(self) -> Pointer:
        return self._start

    @property
    def has_moved(self) -> bool:
        """The pointer has once left its place far enough to be dragging."""
        return self._has_moved

    def move(self, pointer: Pointer) -> None:
        across, down = self._way(pointer)
        self._has_moved = self._has_moved or max(abs(across), abs(down)) > _DEAD_ZONE

    def brush_at(self, pointer: Pointer) -> BrushSettings:
        """What the brush becomes when the drag is here; each direction has to be meant."""
        across, down = self._way(pointer)
        brush = self._brush
        if abs(across) > _DEAD_ZONE:
            grown = brush.diameter + 2 * across * self._ratio / self._zoom
            brush = with_diameter(brush, grown, self._limit)
        if abs(down) > 2 * _DEAD_ZONE:
            hardness = round(self._brush.hardness + down / _FULL_WAY, 2)
            brush = with_hardness(brush, hardness)
        return brush

    def _way(self, pointer: Pointer) -> tuple[float, float]:
        """In device-independent pixels."""
        across = (pointer.view_x - self._start.view_x) / self._ratio
        return across, (pointer.view_y - self._start.view_y) / self._ratio
