"""Carries the events of jobs from the loop's thread into the window's, in their order."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.domain.job_events import JobEvent
from desktop.ui.turns import Turns


class JobSignals(QObject):
    """`emit_event` is called on any thread; `event_came` is delivered on the window's."""

    event_came = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turns = Turns(self)

    def emit_event(self, event: JobEvent) -> None:
        self._turns.call(partial(self.event_came.emit, event))
