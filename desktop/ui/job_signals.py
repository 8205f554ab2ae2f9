"""Carries the events of jobs from the loop's thread into the window's, in their order."""

from __future__ import annotations

import time
from collections import deque

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.domain.job_events import JobEvent

_TURN = 0.008
"""Seconds of one turn of the window's event loop that events may take; the rest comes in the next.

What the designer does, and what is to be painted, comes between two turns.
"""


class JobSignals(QObject):
    """`emit_event` is called on any thread; `event_came` is delivered on the window's."""

    event_came = Signal(object)
    _crossed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._events: deque[JobEvent] = deque()
        self._is_called = False
        self._next_turn = QTimer(self)
        self._next_turn.setSingleShot(True)
        self._next_turn.timeout.connect(self._deliver)
        self._crossed.connect(self._begin, Qt.ConnectionType.QueuedConnection)

    def emit_event(self, event: JobEvent) -> None:
        self._events.append(event)
        if not self._is_called:
            self._is_called = True
            self._crossed.emit()

    def _begin(self) -> None:
        if not self._next_turn.isActive():
            self._deliver()

    def _deliver(self) -> None:
        # Before the events are looked at: what is added from now on calls again.
        self._is_called = False
        end = time.perf_counter() + _TURN
        while self._events:
            self.event_came.emit(self._events.popleft())
            if time.perf_counter() > end and self._events:
                self._next_turn.start(0)
                return
