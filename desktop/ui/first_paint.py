"""Tells when a widget has been painted for the first time: before that nothing else may begin."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

_LATEST_MS = 2000
"""A window that starts out of sight is not painted, and its program has to begin all the same."""


class FirstPaint(QObject):
    """Calls `then` once, as soon as `widget` has been painted and the event loop is free."""

    def __init__(self, widget: QWidget, then: Callable[[], None]) -> None:
        super().__init__(widget)
        self._then = then
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._begin)
        self._timer.start(_LATEST_MS)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The event is only looked at; what it paints is seen once the loop is free again."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._timer.start(0)
        return False

    def _begin(self) -> None:
        parent = self.parent()
        if parent is not None:
            parent.removeEventFilter(self)
        self._then()
