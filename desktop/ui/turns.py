"""Brings calls from other threads into the window's, in their order, a few milliseconds at a time.

Qt delivers everything that is queued before it looks at anything else, so a burst of results would
keep what the designer does, and what is to be painted, waiting until its last one.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

_SECONDS = 0.008
"""What the calls of one turn of the event loop may take; the rest comes in the next."""


class Turns(QObject):
    """`call` may be used on any thread; calls are made on the thread that made this object.

    None is made before the `call` that asked for it has returned.
    """

    _crossed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls: deque[Callable[[], object]] = deque()
        self._is_called = False
        self._is_over = False
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._make_calls)
        self._crossed.connect(self._begin, Qt.ConnectionType.QueuedConnection)

    def call(self, work: Callable[[], object]) -> None:
        self._calls.append(work)
        if not self._is_called and not self._is_over:
            self._is_called = True
            self._crossed.emit()

    def end(self) -> None:
        """Nothing is called any more; on the thread that made this object."""
        self._is_over = True
        self._next.stop()
        self._calls.clear()

    def _begin(self) -> None:
        if not self._next.isActive():
            self._make_calls()

    def _make_calls(self) -> None:
        # Before the calls are looked at: what is added from now on crosses again.
        self._is_called = False
        end = time.perf_counter() + _SECONDS
        try:
            while self._calls and not self._is_over:
                self._calls.popleft()()
                if time.perf_counter() > end:
                    return
        finally:  # also after a call that raised: the others are not its fault
            if self._calls and not self._is_over:
                self._next.start(0)
