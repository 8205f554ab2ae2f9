"""One client for each profile, however many jobs ask for it at once."""

from __future__ import annotations

import asyncio
import threading

import pytest

from desktop.api.image_client import ImageClient
from desktop.domain.problems import ProblemError, ProblemKind, fail
from desktop.jobs.services import Clients
from tests.jobs.test_job_runner import Obedient


class Makers:
    """Makes clients, each when it is let."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.has_begun = threading.Event()
        self.may_go = threading.Event()
        self.may_go.set()

    def __call__(self, profile: str) -> ImageClient:
        self.made.append(profile)
        self.has_begun.set()
        assert self.may_go.wait(10)
        return Obedient()


def test_jobs_that_start_together_share_one() -> None:
    makers = Makers()

    async def main() -> set[int]:
        clients = Clients(makers)
        found = await asyncio.gather(*(clients.get("openai") for _ in range(5)))
        other = await clients.get("azure")
        await clients.close()
        return {id(one) for one in (*found, other)}

    assert len(asyncio.run(main())) == 2
    assert makers.made == ["openai", "azure"]
    assert Obedient.closed == 2


def test_one_that_is_made_while_the_key_changes_is_not_kept() -> None:
    makers = Makers()
    makers.may_go.clear()

    async def main() -> None:
        clients = Clients(makers)
        getting = asyncio.ensure_future(clients.get("openai"))
        await asyncio.to_thread(makers.has_begun.wait, 10)
        clients.forget()
        makers.may_go.set()
        await getting
        await clients.close()

    asyncio.run(main())
    assert makers.made == ["openai", "openai"]
    assert Obedient.closed == 2


def test_no_key_is_said_each_time_and_the_next_try_is_a_new_one() -> None:
    tries: list[str] = []

    def make(profile: str) -> ImageClient:
        tries.append(profile)
        if len(tries) == 1:
            raise fail(ProblemKind.KEY_MISSING)
        return Obedient()

    async def main() -> ImageClient:
        clients = Clients(make)
        with pytest.raises(ProblemError):
            await clients.get("openai")
        return await clients.get("openai")

    assert isinstance(asyncio.run(main()), Obedient)
