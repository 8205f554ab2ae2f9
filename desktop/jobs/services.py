"""What a job works with, handed in from outside: library, models, and the way to a service."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from desktop.api.image_client import ImageClient
from desktop.domain.image_models import ModelTable
from desktop.domain.profile import Profile
from desktop.jobs.drawn_result import DrawSvg
from desktop.jobs.pace import Paces
from desktop.jobs.spending_book import SpendingBook
from desktop.storage.library import Library

ClientMaker = Callable[[str], ImageClient]
"""Makes the client for a profile id. May block (keychain) and raise ProblemError (no key)."""


Sleep = Callable[[float], Awaitable[None]]
"""Waits so many seconds, such as `asyncio.sleep`."""


class Clients:
    """One client for each profile, made when first needed, on the loop that uses it."""

    def __init__(self, make: ClientMaker) -> None:
        self._make = make
        self._made: dict[str, ImageClient] = {}
        self._old: list[ImageClient] = []
        self._making = asyncio.Lock()
        self._changes = 0

    async def get(self, profile: str) -> ImageClient:
        """The client for a profile. ProblemError when it has no key or no safe address."""
        async with self._making:
            while profile not in self._made:
                await self._add(profile)
            return self._made[profile]

    def forget(self) -> None:
        """Keys or addresses have changed: make clients anew; running requests keep the old."""
        self._changes += 1
        self._old.extend(self._made.values())
        self._made.clear()

    async def _add(self, profile: str) -> None:
        """Makes one; it is old already when keys or addresses have changed meanwhile."""
        before = self._changes
        client = await asyncio.to_thread(self._make, profile)
        if before == self._changes:
            self._made[profile] = client
        else:
            self._old.append(client)

    async def close(self) -> None:
        """Ends the connections of all clients ever made."""
        self.forget()
        for client in self._old:
            await client.close()
        self._old.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything outside a job that it touches."""

    library: Library
    models: ModelTable
    clients: Clients
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    clock: Callable[[], float] = time.monotonic
    sleep: Sleep = asyncio.sleep
    draw_svg: DrawSvg | None = None
    spending: SpendingBook = field(default_factory=SpendingBook)
    profile_of: Callable[[str], Profile] = field(default=lambda _id: Profile())
    paces: Paces = field(default_factory=lambda: Paces(time.monotonic))
    ending: threading.Event = field(default_factory=threading.Event)
    """Set when the program ends: what the service works on alone is left to it."""
