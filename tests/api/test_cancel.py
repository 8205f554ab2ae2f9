"""A cancel, a watchdog or a full disk ends a request at once, and says what it may cost."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from desktop.api.connection import Timeouts
from desktop.api.image_client import ImageRequest
from desktop.api.openai_client import OpenAIClient
from desktop.domain.problems import Billed, ProblemError, ProblemKind, fail
from tests.api.exchange import EDIT, GENERATE, KEY, QUICK, Sink, exchange, profile
from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService


def run(work: Any) -> Any:
    return asyncio.run(work)


async def _cancelled(
    service: ImageService, request: ImageRequest, ready: Callable[[], object]
) -> tuple[float, Sink]:
    """How long a cancel took once `ready` (which blocks) says that it is time."""
    sink = Sink()
    client = OpenAIClient(profile(service.url), KEY)
    task = asyncio.create_task(client.send(request, sink, lambda *_: None))
    await asyncio.to_thread(ready)
    start = time.perf_counter()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    took = time.perf_counter() - start
    await client.close()
    return took, sink


def test_a_cancel_before_the_answer_takes_effect_at_once(service: ImageService) -> None:
    service.hold()
    took, sink = run(_cancelled(service, EDIT, lambda: service.wait_for_requests(1)))
    assert took < 0.1
    service.wait_for_departures()
    assert sink.events == []
    assert len(service.requests) == 1


def test_a_cancel_inside_the_answer_takes_effect_at_once(service: ImageService) -> None:
    service.next(Fault.HANG_IN_BODY)
    begun = Sink()

    async def main() -> float:
        written = asyncio.Event()
        begun.on_event = lambda event: written.set() if event == "write" else None
        client = OpenAIClient(profile(service.url), KEY)
        task = asyncio.create_task(client.send(GENERATE, begun, lambda *_: None))
        await written.wait()
        start = time.perf_counter()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        took = time.perf_counter() - start
        await client.close()
        return took

    assert run(main()) < 0.1
    service.wait_for_departures()
    assert "finish" not in begun.events
    assert len(service.requests) == 1


def test_a_cancel_while_a_whole_answer_goes_to_disk_waits_for_the_disk(
    service: ImageService,
) -> None:
    at_finish, may_finish = threading.Event(), threading.Event()
    ended: list[str] = []

    def slow_disk(event: str) -> None:
        if event == "finish":
            at_finish.set()
            assert may_finish.wait(10)
            ended.append("synced")

    async def main() -> Sink:
        sink = Sink(on_event=slow_disk)
        client = OpenAIClient(profile(service.url), KEY)
        task = asyncio.create_task(client.send(GENERATE, sink, lambda *_: None))
        await asyncio.to_thread(at_finish.wait, 10)
        task.cancel()
        asyncio.get_running_loop().call_later(0.05, may_finish.set)
        with pytest.raises(asyncio.CancelledError):
            await task
        assert ended == ["synced"]
        await client.close()
        return sink

    assert run(main()).answer().pictures


def test_the_watchdog_ends_what_trickles_for_ever(service: ImageService) -> None:
    service.next(Fault.trickle(pieces=1000, pause=0.02))
    patience = Timeouts(read=5, overall=0.5)
    start = time.perf_counter()
    found = exchange(service.url, timeouts=patience).problem
    assert time.perf_counter() - start < 3
    assert found is not None
    assert (found.kind, found.billed) == (ProblemKind.TIMEOUT, Billed.MAYBE)
    assert len(service.requests) == 1


# the disk refuses


@pytest.mark.parametrize("event", ["begin", "write", "finish"])
def test_a_full_disk_says_that_it_may_have_been_billed(service: ImageService, event: str) -> None:
    def full(happened: str) -> None:
        if happened == event:
            raise fail(ProblemKind.DISK_FULL, place="the library", needed="2 MB")

    async def main() -> ProblemError:
        client = OpenAIClient(profile(service.url), KEY, timeouts=QUICK)
        with pytest.raises(ProblemError) as caught:
            await client.send(GENERATE, Sink(on_event=full), lambda *_: None)
        await client.close()
        return caught.value

    problem = run(main()).problem
    assert problem.kind is ProblemKind.DISK_FULL
    assert problem.billed is Billed.MAYBE
    assert len(service.requests) == 1
