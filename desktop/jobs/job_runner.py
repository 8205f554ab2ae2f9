"""Runs jobs on one background loop: so many at once, the others waiting in their order.

A job waits, then runs, then ends in exactly one of `Finished`, `Failed` or `Cancelled`. There is no
other way out: whatever is raised in a job, the guard in `_guarded` turns into one of them.

- Waiting jobs stand in a list; the first starts when a place is free. They can be put first, moved
  and cancelled; a waiting job has cost nothing.
- A running job is an asyncio task. Cancelling takes effect at once while the service works, and not
  at all once the answer is in.
- All events are handed to `emit` on the loop's thread, in order.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from functools import partial
from typing import Any

from desktop.domain.edit import Edit
from desktop.domain.identity import EditId
from desktop.domain.job_events import Cancelled, Failed, Finished, JobEvent, Queued
from desktop.domain.problems import Billed, Problem, ProblemError, ProblemKind, problem
from desktop.jobs.edit_order import EditOrder
from desktop.jobs.run_edit import finish_saved, let_go, run_edit
from desktop.jobs.services import Services
from desktop.jobs.to_the_end import to_the_end

_log = logging.getLogger(__name__)

Emit = Callable[[JobEvent], None]
"""Takes events on the loop's thread; must not block and must not raise."""


class JobRunner:
    """Owns the loop's thread. All methods may be called from any thread after `start`."""

    def __init__(self, services: Services, emit: Emit, *, at_once: int = 2) -> None:
        self._services = services
        self._emit = emit
        self._at_once = at_once
        self._waiting: list[EditOrder] = []
        self._running: dict[EditId, asyncio.Task[None]] = {}
        self._is_ending = False
        self._ending: asyncio.Task[None] | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run_loop, name="jobs", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def submit(self, order: EditOrder, *, first: bool = False) -> None:
        """Queue an order; it starts when a place is free."""
        self._call(self._take_in, order, first)

    def cancel(self, job: EditId) -> None:
        """Stop a job, waiting or running; one that has ended already is left alone."""
        self._call(self._cancel, job)

    def cancel_all(self) -> None:
        self._call(self._cancel_everything)

    def put_first(self, job: EditId) -> None:
        """Let a waiting job be the next to start."""
        self._call(self._put_first, job)

    def set_at_once(self, count: int) -> None:
        """How many jobs may run at the same time, from now on."""
        self._call(self._change_at_once, count)

    def run(self, work: Coroutine[Any, Any, Any]) -> Future[Any]:
        """Any other work for the loop, such as a test of the key; its result is the future's."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def check_access(self, profile: str) -> Future[str]:
        """Ask the service of a profile whether it accepts the key; free of charge."""
        return self.run(self._check_access(profile))

    def forget_clients(self) -> None:
        """Keys or addresses have changed; the next request uses the new ones."""
        self._call(self._services.clients.forget)

    def finish_saved(self, job: EditId) -> None:
        """Finish an edit whose answer was saved; ends in an event like every job."""
        self._call(self._begin, job, lambda: finish_saved(job, self._services))

    def let_go(self, job: EditId) -> Future[Edit | None]:
        """Give up an unsettled request; the row that stays in the history, if there is any."""
        return self.run(let_go(job, self._services))

    def stop(self, *, limit: float = 10.0) -> bool:
        """Cancel what runs and waits, finish what is paid for, end the loop; False on the limit."""
        if not self._thread.is_alive():
            self._loop.close()
            return True
        self._call(self._end)
        self._thread.join(limit)
        return not self._thread.is_alive()

    # on the loop's thread -----------------------------------------------------------------

    async def _check_access(self, profile: str) -> str:
        client = await self._services.clients.get(profile)
        return await client.check_access()

    def _call(self, function: Callable[..., None], *arguments: object) -> None:
        """On the loop's thread, soon; once the loop has ended there is nothing left to do."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(function, *arguments)

    def _run_loop(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    def _take_in(self, order: EditOrder, first: bool) -> None:  # noqa: FBT001  # from `submit`
        self._waiting.insert(0 if first else len(self._waiting), order)
        self._emit(Queued(job=order.id))
        if self._is_ending:
            self._drop(order)
        self._fill()

    def _fill(self) -> None:
        """Start as many waiting jobs as there are free places."""
        while self._waiting and len(self._running) < self._at_once:
            order = self._waiting.pop(0)
            self._begin(order.id, partial(self._run_order, order))

    def _run_order(self, order: EditOrder) -> Coroutine[Any, Any, Any]:
        return run_edit(order, self._services, self._emit)

    def _begin(self, job: EditId, work: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        if job not in self._running:
            self._running[job] = self._loop.create_task(self._guarded(job, work))

    async def _guarded(self, job: EditId, work: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        """The one guard: a job's end, however it comes, is one event."""
        try:
            self._emit(Finished(job=job, edit=await work()))
        except ProblemError as error:
            self._emit(Failed(job=job, problem=error.problem, edit=await self._row(job)))
        except asyncio.CancelledError:
            self._emit(_cancelled(job, await self._row(job)))
        except Exception as error:  # noqa: BLE001  # the guard: whatever it is, the job ends here
            _log.exception("Job %s failed", job)
            self._emit(Failed(job=job, problem=await self._fault(job, error)))
        finally:
            del self._running[job]
            self._fill()

    async def _fault(self, job: EditId, error: Exception) -> Problem:
        """A fault of ours; a request that left a journal entry may have been billed."""
        journal = self._services.library.journal
        left = await to_the_end(journal.unsettled)
        billed = Billed.MAYBE if job in {one.edit for one in left} else Billed.NO
        return problem(ProblemKind.BUG, billed=billed, reason=f"{type(error).__name__}.")

    async def _row(self, job: EditId) -> Edit | None:
        """What the history says about a job that brought no picture, if it was ever sent."""
        return await to_the_end(self._services.library.history.find, job)

    def _cancel(self, job: EditId) -> None:
        for order in self._waiting:
            if order.id == job:
                self._drop(order)
                return
        if job in self._running:
            self._stop_task(self._running[job])

    def _stop_task(self, task: asyncio.Task[None]) -> None:
        """After its first step: a task that is cancelled before it never enters its guard."""
        self._loop.call_soon(task.cancel)

    def _drop(self, order: EditOrder) -> None:
        self._waiting.remove(order)
        self._emit(_cancelled(order.id, None))

    def _cancel_everything(self) -> None:
        for order in list(self._waiting):
            self._drop(order)
        for task in self._running.values():
            self._stop_task(task)

    def _put_first(self, job: EditId) -> None:
        self._waiting.sort(key=lambda order: order.id != job)

    def _change_at_once(self, count: int) -> None:
        self._at_once = max(1, count)
        self._fill()

    def _end(self) -> None:
        if not self._is_ending:
            self._is_ending = True
            self._cancel_everything()
            self._ending = self._loop.create_task(self._close_and_stop())

    async def _close_and_stop(self) -> None:
        """Jobs first; then whatever else was asked of the loop, such as a test of the key."""
        if self._running:
            await asyncio.wait(list(self._running.values()))
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._services.clients.close()
        self._loop.stop()


def _cancelled(job: EditId, row: Edit | None) -> Cancelled:
    """Without a row in the history nothing was sent, so nothing can be billed."""
    billed = Billed.NO if row is None else Billed.MAYBE
    return Cancelled(job=job, problem=problem(ProblemKind.CANCELLED, billed=billed), edit=row)
