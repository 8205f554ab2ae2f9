"""Errands: work done on another thread whose result comes back to the window's thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from desktop.domain.problems import Problem, ProblemError, ProblemKind, problem
from desktop.ui.turns import Turns
from desktop.ui.worker_threads import WorkerThreads, fulfil

_log = logging.getLogger(__name__)

_T = TypeVar("_T")

_THREADS = 3


@dataclass(frozen=True, slots=True)
class _Return:
    """A finished errand on its way back."""

    done: Future[Any]
    then: Callable[[Any], None]
    failed: Callable[[Problem], None]


class Errands(QObject):
    """Runs functions beside the window; what they give or raise arrives in the window's thread.

    It never arrives before the call that asked for it has returned, however quick the work is.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = WorkerThreads(_THREADS, "errand")
        self._is_over = False
        self._turns = Turns(self)

    def run(
        self,
        work: Callable[[], _T],
        then: Callable[[_T], None],
        failed: Callable[[Problem], None],
    ) -> None:
        """`then` gets what `work` returns, or `failed` the problem; both in the window's thread."""
        self._watch(self._threads.submit(work), then, failed)

    def ask(
        self,
        work: Callable[[], _T],
        then: Callable[[_T], None],
        failed: Callable[[Problem], None],
    ) -> None:
        """The same for what may wait for a person, such as a keychain that wants its password.

        It has a thread of its own, and the end of the program does not wait for it.
        """
        job: Future[_T] = Future()
        threading.Thread(target=fulfil, args=(job, work), name="question", daemon=True).start()
        self._watch(job, then, failed)

    def await_job(
        self, job: Future[_T], then: Callable[[_T], None], failed: Callable[[Problem], None]
    ) -> None:
        """The same for work that somebody else does, such as the jobs' loop."""
        self._watch(job, then, failed)

    def submit(self, work: Callable[[], None]) -> Future[None]:
        """Runs `work` without coming back; the caller looks after its end."""
        return self._threads.submit(work)

    def shut_down(self) -> None:
        """Lets running errands end, starts no other, and hands nothing over any more."""
        self._is_over = True
        self._threads.shut_down()

    def _watch(
        self,
        job: Future[Any],
        then: Callable[[Any], None],
        failed: Callable[[Problem], None],
    ) -> None:
        job.add_done_callback(lambda done: self._bring_back(_Return(done, then, failed)))

    def _bring_back(self, home: _Return) -> None:
        """On the worker's thread."""
        if not self._is_over:
            self._turns.call(partial(self._hand_over, home))

    def _hand_over(self, home: _Return) -> None:
        if self._is_over or home.done.cancelled():
            return
        error = home.done.exception()
        if error is None:
            home.then(home.done.result())
        elif isinstance(error, ProblemError):
            home.failed(error.problem)
        else:
            _log.error("An errand failed", exc_info=error)
            home.failed(problem(ProblemKind.BUG, reason=f"{type(error).__name__}."))
