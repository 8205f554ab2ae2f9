"""What a job works with, handed in from outside: library, models, and the way to a service."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from desktop.api.image_client import ImageClient
from desktop.domain.image_models import ModelTable
from desktop.storage.library import Library

ClientMaker = Callable[[str], ImageClient]
"""Makes the client for a profile id. May block (keychain) and raise ProblemError (no key)."""


class Clients:
    """One client for each profile, made when first needed, on the loop that uses it."""

    def __init__(self, make: ClientMaker) -> None:
        self._make = make
        self._made: dict[str, ImageClient] = {}
        self._old: list[ImageClient] = []

    async def get(self, profile: str) -> ImageClient:
        """The client for a profile. ProblemError when it has no key or no safe address."""
        if profile not in self._made:
            self._made[profile] = await asyncio.to_thread(self._make, profile)
        return self._made[profile]

    def forget(self) -> None:
        """Keys or addresses have changed: make clients anew; running requests keep the old."""
        self._old.extend(self._made.values())
        self._made.clear()

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
