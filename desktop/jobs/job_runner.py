"""Runs jobs on one background loop: so many at once, the others waiting in their order.

What can be true of a job, and what is on disk then:

- *Waiting* for its turn. On disk: the order, with its recipe and everything it was told, among the
  waiting ones; its pictures in the library. It can be moved, put first, cancelled; it has cost
  nothing. It survives the program and is then asked about: no start ever sends anything by itself.
- *Held*: its price is not known and nobody has accepted that, or a budget would be crossed. On disk
  as before. It lets the others pass, and is looked at again when a budget, a consent or another
  job's end has changed something.
- *Preparing*: a place is free and nothing holds it back; its files are made. On disk as before.
- *Set apart*: the journal has its intent and room for the answer, the ledger its highest cost, and
  it is no longer among those that wait. This is one step for the ledger and the list; a kill just
  before it leaves a job that waits, a kill after it one that was interrupted before sending.
- *Pacing*: the service takes nothing just now. On disk as before; nothing is marked as sent.
- *Sent*: marked as such before the first byte leaves. From here on a kill leaves "sent, answer
  unknown". Previews are on disk as they come. A refusal that was certainly free leads back to
  *pacing*, and the mark goes first.
- *Answered*: the whole answer is on disk. Whatever happens now, it can be finished for nothing: it
  is being laid in, and a cancel only stops that.
- *Ended*, in exactly one of `Finished`, `Failed` or `Cancelled`; the history and the ledger say so
  if it was sent, the journal entry stays only where something may still be had from it. There is no
  other way out: whatever is raised in a job, the guard in `_guarded` turns into one of them. When
  the program ends, a job that was not sent is `SetAside` instead, and waits on disk.

All events are handed to `emit` on the loop's thread, in order.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any

from desktop.domain.budget import SpendingSettings
from desktop.domain.edit import Edit
from desktop.domain.identity import EditId
from desktop.domain.job_events import (
    Cancelled,
    Failed,
    Finished,
    Held,
    JobEvent,
    Queued,
    SetAside,
)
from desktop.domain.order import EditOrder
from desktop.domain.origin import Origin
from desktop.domain.problems import Billed, Problem, ProblemError, ProblemKind, problem
from desktop.jobs.admission import Obstacle, obstacle_for
from desktop.jobs.check_origin import check_origin
from desktop.jobs.composing import Stop
from desktop.jobs.pick_up_turn import pick_up_turn
from desktop.jobs.rescue_draft import rescue_draft
from desktop.jobs.run_edit import finish_saved, let_go, run_edit
from desktop.jobs.services import Services
from desktop.jobs.to_the_end import to_the_end
from desktop.jobs.waiting_list import WaitingList

_log = logging.getLogger(__name__)

Emit = Callable[[JobEvent], None]
"""Takes events on the loop's thread; must not block and must not raise."""


class JobRunner:
    """Owns the loop's thread. All methods may be called from any thread after `start`."""

    def __init__(self, services: Services, emit: Emit, *, at_once: int = 2) -> None:
        self._services = services
        self._emit = emit
        self._at_once = at_once
        self._waiting = WaitingList(services.library.waiting)
        self._running: dict[EditId, asyncio.Task[None]] = {}
        self._stops: dict[EditId, Stop] = {}
        self._starter: asyncio.Task[None] | None = None
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

    def move(self, job: EditId, before: EditId | None) -> None:
        """Let a waiting job stand before another one (first, if that has begun), or at the end."""
        self._call(self._waiting.move, job, before)

    def accept_unknown_price(self, job: EditId) -> None:
        """The designer wants a held job sent although nobody knows its price."""
        self._call(self._accept, job)

    def take_spending(self, settings: SpendingSettings) -> None:
        """Budgets or limits have changed; what they held back may go."""
        self._services.spending.take(settings)
        self._call(self._look_again)

    def set_at_once(self, count: int) -> None:
        """How many jobs may run at the same time, from now on."""
        self._call(self._change_at_once, count)

    def run(self, work: Coroutine[Any, Any, Any]) -> Future[Any]:
        """Any other work for the loop, such as a test of the key; its result is the future's."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def check_access(self, profile: str) -> Future[str]:
        """Ask the service of a profile whether it accepts the key; free of charge."""
        return self.run(self._check_access(profile))

    def check_origin(self, data: bytes, profile: str) -> Future[Origin]:
        """Upload a picture's file to a profile's service and ask where it comes from."""
        return self.run(check_origin(data, profile, self._services.clients))

    def forget_clients(self) -> None:
        """Keys or addresses have changed; the next request uses the new ones."""
        self._call(self._services.clients.forget)

    def finish_saved(self, job: EditId) -> None:
        """Finish an edit whose answer was saved; ends in an event like every job."""
        self._call(self._begin, job, lambda: self._finish_saved(job))

    def pick_up(self, job: EditId) -> None:
        """Fetch a turn that goes on at the service; free of charge, ends in an event too."""
        self._call(self._begin, job, lambda: self._pick_up(job))

    def rescue(self, job: EditId) -> None:
        """Keep the latest preview of an unsettled request as a draft; ends in an event too."""
        self._call(self._begin, job, lambda: rescue_draft(job, self._services))

    def let_go(self, job: EditId) -> Future[Edit | None]:
        """Give up an unsettled request; the row that stays in the history, if there is any."""
        return self.run(let_go(job, self._services))

    def stop(self, *, limit: float = 10.0) -> bool:
        """Keep what waits for the next start, cancel what runs, finish what is paid for, end the
        loop; False on the limit."""
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
        self._waiting.add(order, first=first)
        self._emit(Queued(job=order.id))
        if self._is_ending:
            self._set_aside()
        self._fill()

    def _fill(self) -> None:
        """Start as many waiting jobs as there are free places, one look at a time."""
        if self._starter is None or self._starter.done():
            self._starter = self._loop.create_task(self._start_waiting())

    async def _start_waiting(self) -> None:
        while not self._is_ending and len(self._running) < self._at_once:
            order = self._waiting.next
            if order is None:
                return
            obstacle = await self._obstacle(order)
            if self._waiting.find(order.id) is not order:
                continue  # cancelled or changed meanwhile
            if obstacle is not None:
                self._hold(order, obstacle)
            elif len(self._running) < self._at_once:
                self._start(order)

    async def _obstacle(self, order: EditOrder) -> Obstacle | None:
        """None too when that cannot be found out: the job then runs into the same, in its guard."""
        try:
            return await obstacle_for(order, self._services)
        except Exception as error:  # noqa: BLE001  # as the guard: no fault may stop the queue
            _log.info("Job %s could not be looked at: %s", order.id, type(error).__name__)
            return None

    def _start(self, order: EditOrder) -> None:
        self._waiting.start(order)
        self._running[order.id] = self._loop.create_task(self._guarded_order(order))

    def _hold(self, order: EditOrder, obstacle: Obstacle) -> None:
        self._waiting.hold(order, obstacle)
        self._emit(Held(job=order.id, problem=obstacle.problem, crossing=obstacle.crossing))

    async def _guarded_order(self, order: EditOrder) -> None:
        """A job from the list. It goes back there when a budget was used up in the last moment,
        or when the program ends before it was sent."""
        await self._guarded(order.id, lambda: self._run_order(order), order)

    async def _run_order(self, order: EditOrder) -> Edit:
        await self._waiting.stored(order.id)
        return await run_edit(order, self._services, self._emit, self._stop_of(order.id))

    async def _finish_saved(self, job: EditId) -> Edit:
        return await finish_saved(job, self._services, self._emit, self._stop_of(job))

    async def _pick_up(self, job: EditId) -> Edit:
        return await pick_up_turn(job, self._services, self._emit, self._stop_of(job))

    def _stop_of(self, job: EditId) -> Stop:
        return self._stops.setdefault(job, Stop())

    def _begin(self, job: EditId, work: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        if job not in self._running:
            self._running[job] = self._loop.create_task(self._guarded(job, work))

    async def _guarded(
        self,
        job: EditId,
        work: Callable[[], Coroutine[Any, Any, Any]],
        order: EditOrder | None = None,
    ) -> None:
        """The one guard: a job's end, however it comes, is one event."""
        try:
            self._emit(Finished(job=job, edit=await work()))
        except ProblemError as error:
            await self._take_failure(job, error.problem, order)
        except asyncio.CancelledError:
            self._take_cancel(job, await self._row(job), order)
        except Exception as error:  # noqa: BLE001  # the guard: whatever it is, the job ends here
            _log.exception("Job %s failed", job)
            if order is not None:
                self._waiting.drop(job)
            self._emit(Failed(job=job, problem=await self._fault(job, error)))
        finally:
            del self._running[job]
            self._stops.pop(job, None)
            self._look_again()

    async def _take_failure(self, job: EditId, trouble: Problem, order: EditOrder | None) -> None:
        if order is not None and trouble.kind in _WAITS_FOR_DESIGNER:
            self._waiting.take_back(order)
            obstacle = await self._obstacle(order)
            if obstacle is not None and self._waiting.find(job) is order:
                self._hold(order, obstacle)
            return
        if order is not None:
            self._waiting.drop(job)
        row = await self._row(job)
        if trouble.kind is ProblemKind.CANCELLED:
            self._emit(Cancelled(job=job, problem=trouble, edit=row))
        else:
            self._emit(Failed(job=job, problem=trouble, edit=row))

    def _take_cancel(self, job: EditId, row: Edit | None, order: EditOrder | None) -> None:
        if order is not None and row is None and self._is_ending:
            self._waiting.keep(order)
            self._emit(SetAside(job=job))
            return
        if order is not None:
            self._waiting.drop(job)
        self._emit(_cancelled(job, row))

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
        if self._waiting.find(job) is not None:
            self._drop(job)
        elif job in self._running:
            self._stop_of(job).set()
            self._stop_task(self._running[job])

    def _stop_task(self, task: asyncio.Task[None]) -> None:
        """After its first step: a task that is cancelled before it never enters its guard."""
        self._loop.call_soon(task.cancel)

    def _drop(self, job: EditId) -> None:
        self._waiting.drop(job)
        self._emit(_cancelled(job, None))

    def _cancel_everything(self) -> None:
        for order in self._waiting.orders:
            self._drop(order.id)
        for job, task in self._running.items():
            self._stop_of(job).set()
            self._stop_task(task)

    def _accept(self, job: EditId) -> None:
        self._waiting.accept_unknown_price(job)
        self._fill()

    def _look_again(self) -> None:
        self._waiting.look_again()
        self._fill()

    def _change_at_once(self, count: int) -> None:
        self._at_once = max(1, count)
        self._fill()

    def _end(self) -> None:
        if not self._is_ending:
            self._is_ending = True
            self._services.ending.set()
            self._set_aside()
            for task in self._running.values():
                self._stop_task(task)
            self._ending = self._loop.create_task(self._close_and_stop())

    def _set_aside(self) -> None:
        """What waits stays on disk, and is asked about at the next start."""
        for order in self._waiting.orders:
            self._waiting.start(order)
            self._emit(SetAside(job=order.id))

    async def _close_and_stop(self) -> None:
        """Jobs first; then whatever else was asked of the loop, such as a test of the key."""
        if self._running:
            await asyncio.wait(list(self._running.values()))
        await self._waiting.stored(EditId(""))
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._services.clients.close()
        self._loop.stop()


_WAITS_FOR_DESIGNER = frozenset({ProblemKind.BUDGET, ProblemKind.PRICE_UNKNOWN})


def _cancelled(job: EditId, row: Edit | None) -> Cancelled:
    """Without a row in the history nothing was sent, so nothing can be billed."""
    billed = Billed.NO if row is None else Billed.MAYBE
    return Cancelled(job=job, problem=problem(ProblemKind.CANCELLED, billed=billed), edit=row)
