"""Work that takes longer than a frame, beside the window; its result comes back to the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from desktop.ui.background import Submit, tell_of_fault


class Aside(QObject):
    """Runs one piece of work at a time; without `submit` it runs at once, in the window's thread.

    Signals: `busy_changed(text)`, what is being done, empty when nothing is.
    """

    busy_changed = Signal(str)
    _done = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._submit: Submit | None = None
        self._running = ""
        self._done.connect(self._take, Qt.ConnectionType.AutoConnection)

    @property
    def is_busy(self) -> bool:
        return bool(self._running)

    def set_submit(self, submit: Submit | None) -> None:
        self._submit = submit

    def run(self, name: str, work: Callable[[], Any], then: Callable[[Any], None]) -> bool:
        """Has `work` done and `then` called with its result; False while busy with other work."""
        if self._running:
            return False
        self._running = name
        self.busy_changed.emit(name)
        if self._submit is None:
            self._take(work(), then)
        else:
            self._submit(lambda: self._work(work, then)).add_done_callback(tell_of_fault)
        return True

    def _work(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """On the worker thread; a fault frees the canvas again and is told by the Future."""
        try:
            result = work()
        except BaseException:
            self._done.emit(None, None)
            raise
        self._done.emit(result, then)

    def _take(self, result: Any, then: Callable[[Any], None] | None) -> None:
        self._running = ""
        self.busy_changed.emit("")
        if then is not None:
            then(result)
