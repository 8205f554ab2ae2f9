"""Threads beside the window's, to which work is handed over without waiting for anything.

Python's own pools start their threads while they hold a lock that all pools of a program share, so
handing over work can wait for a thread of some other pool to come up: 40 to 100 ms were seen while
results came in. The window's thread must not.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from desktop.jobs.giving_way import give_way

_T = TypeVar("_T")


def fulfil(done: Future[_T], work: Callable[[], _T]) -> None:
    """Does `work` on this thread unless it was cancelled; whatever comes of it is the future's."""
    if not done.set_running_or_notify_cancel():
        return
    try:
        result = work()
    except BaseException as error:  # noqa: BLE001  # handed over: whoever asked is told
        done.set_exception(error)
    else:
        done.set_result(result)


class WorkerThreads:
    """Does work in the order in which it comes, on `count` threads that give way to the window's.

    They start with the first work, all at once. `shut_down` ends them; until then they live.
    """

    def __init__(self, count: int, name: str) -> None:
        self._tasks: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, name=f"{name}_{at}", daemon=True)
            for at in range(count)
        ]
        self._starting = threading.Lock()
        self._is_begun = False
        self._is_over = False

    def submit(self, work: Callable[[], _T]) -> Future[_T]:
        """On any thread; RuntimeError after `shut_down`."""
        if self._is_over:
            raise RuntimeError("These threads have ended.")
        done: Future[_T] = Future()
        self._tasks.put((done, work))
        if not self._is_begun:
            self._start()
        return done

    def shut_down(self) -> None:
        """Cancels what waits, and returns when what was begun has ended."""
        self._is_over = True
        self._cancel_waiting()
        with self._starting:
            begun = self._threads if self._is_begun else []
        for _ in begun:
            self._tasks.put(None)
        for thread in begun:
            thread.join()
        self._cancel_waiting()  # what another thread handed over in the same moment

    def _cancel_waiting(self) -> None:
        while True:
            try:
                task = self._tasks.get_nowait()
            except Empty:
                return
            if task is not None:
                task[0].cancel()

    def _start(self) -> None:
        with self._starting:
            if self._is_begun or self._is_over:
                return
            self._is_begun = True
            for thread in self._threads:
                thread.start()

    def _work(self) -> None:
        give_way()
        while (task := self._tasks.get()) is not None:
            fulfil(*task)
            del task  # not kept until the next one comes
