"""Batches as somebody looks after them: what became of each line, and the steps from outside."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from desktop.domain.batch import Batch, BatchPhase
from desktop.domain.order import Account
from desktop.domain.problems import ProblemKind, fail
from desktop.jobs.batch_collect import (
    LineEnd,
    TellEdit,
    cancel_batch,
    collect_batch,
    ends_of,
    failed_orders,
)
from desktop.jobs.batch_orders import orders_of
from desktop.jobs.batch_plan import BatchPlan
from desktop.jobs.batch_storage import StoredFile, delete_left, files_at
from desktop.jobs.batch_submit import (
    BatchOrder,
    Tell,
    batch_client,
    keep_batch,
    send_batch,
)
from desktop.jobs.batch_table import PICTURES
from desktop.jobs.picture_kind import suffix_of
from desktop.jobs.save_result import write_beside
from desktop.jobs.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedLine:
    """A line without a picture: its place, its output's name, its prompt, and why."""

    number: int
    output: str
    prompt: str
    reason: str
    may_be_paid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchView:
    """A batch, how many of its lines are in the history with a picture, and those that failed.

    `cost_usd` is what the service counted for all of them.
    """

    batch: Batch
    finished: int = 0
    cost_usd: Decimal = Decimal(0)
    failed: tuple[FailedLine, ...] = ()

    @property
    def is_open(self) -> bool:
        """The service is, or may be, at work on it, or something of it is still to be fetched."""
        return not self.batch.is_collected and self.batch.phase is not BatchPhase.PREPARED


class BatchBook:
    """Everything that can be done with batches; views are remembered while nothing changes."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._views: dict[str, BatchView] = {}

    def views(self) -> tuple[BatchView, ...]:
        """Newest first. Reads files: not for the window's thread. ProblemError."""
        batches = self._services.library.batches.all()
        self._views = {batch.id: self._view(batch) for batch in batches}
        return tuple(self._views.values())

    async def keep(self, plan: BatchPlan, account: Account, title: str) -> Batch:
        """A checked plan on disk; nothing has left. ProblemError: among others, no such offer."""
        await self._check_offer(account.profile)
        orders = await asyncio.to_thread(orders_of, plan, account, self._services.library.pictures)
        return await self.keep_orders(orders, title)

    async def keep_orders(self, orders: Sequence[BatchOrder], title: str) -> Batch:
        """The same for orders that are made already."""
        await self._check_offer(orders[0].order.profile)
        return await asyncio.to_thread(keep_batch, orders, title, self._services)

    async def send(self, batch: str, tell: Tell) -> Batch:
        """Uploads and orders it, or goes on with that. ProblemError."""
        return await send_batch(self._services.library.batches.get(batch), self._services, tell)

    async def look(self, batch: str, tell: TellEdit) -> Batch:
        """How far it is; what has come is stored. ProblemError."""
        found = self._services.library.batches.get(batch)
        return await collect_batch(found, self._services, tell)

    async def cancel(self, batch: str) -> Batch:
        """Asks the service to stop; one that was never sent is removed. ProblemError."""
        return await cancel_batch(self._services.library.batches.get(batch), self._services)

    def failed_orders(self, batch: str, *, with_paid: bool) -> tuple[BatchOrder, ...]:
        """Its failed lines as new orders. ProblemError when there are none."""
        found = self._services.library.batches.get(batch)
        orders = failed_orders(found, self._services, with_paid=with_paid)
        if orders:
            return orders
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason="No line can be sent again.",
            suggestion="Include those that may have been billed, if you accept that.",
        )

    async def files(self, profile: str) -> tuple[StoredFile, ...]:
        """What is stored at a service. ProblemError."""
        return await files_at(profile, self._services)

    async def delete_left(self, profile: str) -> tuple[StoredFile, ...]:
        """Takes away what no open batch needs; what is left. ProblemError."""
        return await delete_left(profile, self._services)

    def save(self, batch: str, folder: Path) -> int:
        """Writes every result into `folder`; how many. ProblemError (disk)."""
        found = self._services.library.batches.get(batch)
        return write_ends(tuple(ends_of(found, self._services)), folder, self._services)

    async def _check_offer(self, profile: str) -> None:
        """ProblemError when the service takes no batches: nothing is kept then."""
        await (await batch_client(profile, self._services)).close()

    def _view(self, batch: Batch) -> BatchView:
        known = self._views.get(batch.id)
        if known is not None and known.batch == batch:
            return known
        if not (batch.is_collected or batch.output_file or batch.error_file):
            return BatchView(batch=batch)
        finished, failed, cost = 0, [], Decimal(0)
        for end in ends_of(batch, self._services):
            cost += (end.edit.cost_usd if end.edit is not None else None) or Decimal(0)
            if end.is_failed:
                failed.append(_failed(end))
            elif end.edit is not None:
                finished += 1
        return BatchView(batch=batch, finished=finished, cost_usd=cost, failed=tuple(failed))


def write_ends(ends: Sequence[LineEnd], folder: Path, services: Services) -> int:
    """Every result under its line's name, several of one line with numbers; how many.

    ProblemError: a picture is gone, the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason=f"“{folder.name}” cannot be made.",
            suggestion=str(error.strerror),
        ) from error
    written = 0
    for end in ends:
        results = end.edit.results if end.edit is not None else ()
        for result in results:
            data = services.library.pictures.read(result.picture.content)
            number = f"-{result.index + 1}" if len(results) > 1 else ""
            name = f"{_stem(end.line.output)}{number}.{suffix_of(data)[1]}"
            write_beside(folder / name, data)
            written += 1
    return written


def _stem(name: str) -> str:
    """Without an ending that names a picture; what it is comes from its content."""
    return Path(name).stem if Path(name).suffix.lower() in PICTURES else name


def _failed(end: LineEnd) -> FailedLine:
    assert end.edit is not None
    said = end.edit.problem.sentence if end.edit.problem else str(end.edit.outcome)
    return FailedLine(
        number=end.line.number,
        output=end.line.output,
        prompt=end.line.intent.recipe.prompt,
        reason=said,
        may_be_paid=end.may_be_paid,
    )
