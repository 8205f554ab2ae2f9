"""Carries the events of jobs from the loop's thread into the window's, in their order."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from desktop.domain.job_events import JobEvent


class JobSignals(QObject):
    """`emit_event` is called on any thread; `event_came` is delivered on the window's."""

    event_came = Signal(object)
    _crossed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._crossed.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def emit_event(self, event: JobEvent) -> None:
        self._crossed.emit(event)

    def _deliver(self, event: JobEvent) -> None:
        self.event_came.emit(event)
