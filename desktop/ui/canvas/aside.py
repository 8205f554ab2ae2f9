"""Work that takes longer than a frame, beside the window; its result comes back to the window."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from desktop.ui.background import Submit, tell_of_fault


@dataclass(frozen=True, slots=True)
class _Piece:
    """`prepare` gives the work when its turn comes, or None when there is nothing to do by then."""

    name: str
    prepare: Callable[[], Callable[[], Any] | None]
    then: Callable[[Any], None]


class Aside(QObject):
    """Runs one piece of work at a time, in the order in which they were asked for.

    Without `submit` each runs at once, in the window's thread. Signals: `busy_changed(text)`, what
    is being done, empty when nothing is.
    """

    busy_changed = Signal(str)
    _done = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._submit: Submit | None = None
        self._running = ""
        self._waiting: deque[_Piece] = deque()
        self._done.connect(self._take, Qt.ConnectionType.AutoConnection)

    @property
    def is_busy(self) -> bool:
        return bool(self._running)

    def set_submit(self, submit: Submit | None) -> None:
        self._submit = submit

    def run(
        self,
        name: str,
        prepare: Callable[[], Callable[[], Any] | None],
        then: Callable[[Any], None],
    ) -> None:
        """Has the work done that `prepare` gives, and `then` called with its result.

        `prepare` is called in the window's thread once everything before is done, so that the work
        begins with what is there by then.
        """
        self._waiting.append(_Piece(name, prepare, then))
        if not self._running:
            self._begin_next()

    def _begin_next(self) -> None:
        while self._waiting and not self._running:
            piece = self._waiting.popleft()
            work = piece.prepare()
            if work is not None:
                self._begin(piece, work)

    def _begin(self, piece: _Piece, work: Callable[[], Any]) -> None:
        self._running = piece.name
        self.busy_changed.emit(piece.name)
        if self._submit is None:
            self._take(work(), piece.then)
        else:
            self._submit(lambda: self._work(work, piece.then)).add_done_callback(tell_of_fault)

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
        self._begin_next()
