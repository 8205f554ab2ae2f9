"""The orders that wait for their turn: in memory for the queue, and on disk for the next start."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from desktop.domain.identity import EditId
from desktop.domain.order import EditOrder
from desktop.domain.problems import ProblemError
from desktop.jobs.admission import Obstacle
from desktop.storage.waiting_orders import WaitingOrders

_log = logging.getLogger(__name__)


class WaitingList:
    """Used on the jobs' loop alone. What is done here is true at once, and on disk soon after, in
    the same order; `stored` waits for that."""

    def __init__(self, store: WaitingOrders) -> None:
        self._store = store
        self._orders: list[EditOrder] = []
        self._held: dict[EditId, Obstacle] = {}
        self._faults: dict[EditId, ProblemError] = {}
        self._last: asyncio.Task[None] | None = None

    @property
    def orders(self) -> tuple[EditOrder, ...]:
        return tuple(self._orders)

    @property
    def next(self) -> EditOrder | None:
        """The first that nothing holds back."""
        return next((order for order in self._orders if order.id not in self._held), None)

    def find(self, job: EditId) -> EditOrder | None:
        return next((order for order in self._orders if order.id == job), None)

    def add(self, order: EditOrder, *, first: bool = False) -> None:
        self._orders.insert(0 if first else len(self._orders), order)
        self._write(order.id, lambda: self._store.put(order, first=first))

    def start(self, order: EditOrder) -> None:
        """Its turn has come; on disk it waits until it is set apart."""
        self._orders.remove(order)

    def drop(self, job: EditId) -> None:
        """Nobody wants it any more."""
        self._orders = [order for order in self._orders if order.id != job]
        self._held.pop(job, None)
        self._write(job, lambda: self._store.remove(job))

    def take_back(self, order: EditOrder) -> None:
        """It was begun and may not go; on disk it has never left."""
        self._orders.insert(0, order)

    def keep(self, order: EditOrder) -> None:
        """It was begun and not sent: on disk it waits again, before all others."""
        self._write(order.id, lambda: self._store.put(order, first=True))

    def move(self, job: EditId, before: EditId | None) -> None:
        """To stand before another, or at the end. Where the other has begun by now: first."""
        order = self.find(job)
        if order is None or job == before:
            return
        self._orders.remove(order)
        gone = len(self._orders) if before is None else 0
        place = next((at for at, one in enumerate(self._orders) if one.id == before), gone)
        self._orders.insert(place, order)
        ids = [one.id for one in self._orders]
        self._write(job, lambda: self._store.arrange(ids))

    def accept_unknown_price(self, job: EditId) -> None:
        """The designer's word, kept with the order."""
        order = self.find(job)
        if order is None:
            return
        accepted = replace(order, accepts_unknown_price=True)
        self._orders[self._orders.index(order)] = accepted
        self._held.pop(job, None)
        self._write(job, lambda: self._store.put(accepted))

    def hold(self, order: EditOrder, obstacle: Obstacle) -> None:
        """It waits for the designer, and lets the others pass."""
        self._held[order.id] = obstacle

    def look_again(self) -> None:
        """Something has changed: what was held back may go now."""
        self._held.clear()

    async def stored(self, job: EditId) -> None:
        """Until everything is on disk. ProblemError when the disk did not take this order."""
        while self._last is not None and not self._last.done():
            await asyncio.wait({self._last})
        fault = self._faults.pop(job, None)
        if fault is not None:
            raise fault

    def _write(self, job: EditId, step: Callable[[], None]) -> None:
        self._last = asyncio.get_running_loop().create_task(self._after(self._last, job, step))

    async def _after(
        self, before: asyncio.Task[None] | None, job: EditId, step: Callable[[], None]
    ) -> None:
        if before is not None and not before.done():
            await asyncio.wait({before})
        try:
            await asyncio.to_thread(step)
        except ProblemError as error:
            _log.info("The waiting list on disk is behind: %s", error.problem.sentence)
            self._faults[job] = error
