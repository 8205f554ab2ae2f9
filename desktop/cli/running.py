"""Runs a command's work for a service and ends its connections, however it ends."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Awaitable
from typing import TypeVar

from desktop.cli.context import Context
from desktop.cli.loop import run_to_end
from desktop.cli.report import progress
from desktop.domain.edit import Edit
from desktop.domain.job_events import JobEvent, Sent
from desktop.domain.order import EditOrder
from desktop.domain.problems import Billed, ProblemKind, fail
from desktop.jobs.run_edit import run_edit
from desktop.jobs.services import Services

T = TypeVar("T")


def run_once(work: Awaitable[T], services: Services) -> T:
    """What `work` gives, on a loop of its own."""

    async def inside() -> T:
        try:
            return await work
        finally:
            await services.clients.close()

    return run_to_end(inside())


def run_order(order: EditOrder, services: Services, options: Namespace, context: Context) -> Edit:
    """One edit, telling how far it is; ProblemError too when it is interrupted."""
    return run_once(_told(order, services, options, context), services)


async def _told(order: EditOrder, services: Services, options: Namespace, context: Context) -> Edit:
    billed = Billed.NO

    def report(event: JobEvent) -> None:
        nonlocal billed
        billed = Billed.MAYBE if isinstance(event, Sent) else billed
        words = progress(event)
        if words and not options.quiet:
            print(words, file=context.err, flush=True)

    try:
        return await run_edit(order, services, report)
    except asyncio.CancelledError:
        raise fail(ProblemKind.CANCELLED, billed=billed) from None
