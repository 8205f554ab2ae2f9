"""Runs a command's work for a service and ends its connections, however it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from desktop.jobs.services import Services

T = TypeVar("T")


def run_once(work: Awaitable[T], services: Services) -> T:
    """What `work` gives, on a loop of its own."""

    async def inside() -> T:
        try:
            return await work
        finally:
            await services.clients.close()

    return asyncio.run(inside())
