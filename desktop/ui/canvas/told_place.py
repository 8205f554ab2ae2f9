"""When the place of the pointer is told: at once, and some ten times a second while it moves on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 100


class ToldPlace:
    """Has `tell` called; a move costs next to nothing, and no timer runs once the pointer rests."""

    def __init__(self, tell: Callable[[], None], parent: QObject) -> None:
        self._tell = tell
        self._is_pausing = self._is_late = False
        self._timer = QTimer(parent)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._go_on)

    def move(self) -> None:
        """The pointer is somewhere else now."""
        if self._is_pausing:
            self._is_late = True
            return
        self._is_pausing = True
        self._timer.start()
        self._tell()

    def _go_on(self) -> None:
        is_late, self._is_pausing, self._is_late = self._is_late, False, False
        if is_late:
            self.move()
