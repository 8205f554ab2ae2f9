"""Answers wait and go on as a test says, clients are seen to leave, and nothing is left behind."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.fakes.faults import Fault
from tests.fakes.gate import HoldAt
from tests.fakes.image_service import KEY, ImageService
from tests.fakes.raw_client import ask, generate
from tests.fakes.sdk_client import sdk

ASKED = {"model": "gpt-image-2", "prompt": "x", "size": "1440x480", "output_format": "jpeg"}


def test_partials_come_while_the_picture_waits(service: ImageService) -> None:
    async def watch() -> list[str]:
        seen: list[str] = []
        async with sdk(service) as client:
            stream = await client.images.generate(
                model="gpt-image-2", prompt="x", size="1440x480", stream=True, partial_images=2
            )
            async for event in stream:
                seen.append(event.type.rpartition(".")[2])
                if seen == ["partial_image"] * 2:
                    await asyncio.to_thread(service.wait_for_held)
                    assert not service.billed[0].has_left_whole
                    service.release()
        return seen

    service.hold()
    assert asyncio.run(watch()) == ["partial_image", "partial_image", "completed"]
    assert service.billed[0].has_left_whole


@pytest.mark.parametrize("at", list(HoldAt))
@pytest.mark.parametrize("is_stream", [False, True])
def test_a_cancelled_client_is_seen_to_leave(
    service: ImageService, at: HoldAt, *, is_stream: bool
) -> None:
    async def cancel() -> None:
        async with sdk(service) as client:
            asking = asyncio.create_task(
                client.post(
                    "/images/generations",
                    cast_to=str,
                    body=ASKED | {"stream": is_stream},
                )
            )
            await asyncio.to_thread(service.wait_for_held)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
        await asyncio.to_thread(service.wait_for_departures)

    service.hold(at)
    asyncio.run(cancel())
    assert len(service.requests) == len(service.billed) == 1
    assert not service.billed[0].has_left_whole
    assert service.returned == []


def test_leaving_while_the_service_hangs(service: ImageService) -> None:
    async def leave() -> None:
        async with sdk(service) as client:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.images.generate(**ASKED), 0.5)  # type: ignore[call-overload]

    service.next(Fault.HANG_BEFORE_HEAD)
    asyncio.run(leave())
    service.wait_for_departures()


def test_free_addresses_are_not_held(service: ImageService) -> None:
    service.hold()
    assert ask(service, "GET", "/v1/models").status == 200


def test_a_block_ends_although_answers_are_held() -> None:
    failed: list[BaseException] = []

    def try_it() -> None:
        try:
            generate(service)
        except OSError as error:
            failed.append(error)

    with ImageService() as service:
        service.hold(HoldAt.HEAD)
        asking = threading.Thread(target=try_it)
        asking.start()
        service.wait_for_held()
    asking.join(10)
    assert len(failed) == 1


def test_waiting_in_vain_says_what_came(service: ImageService) -> None:
    ask(service, "GET", "/v1/models")
    assert len(service.wait_for_requests(1)) == 1
    with pytest.raises(TimeoutError, match="GET /v1/models"):
        service.wait_for_requests(2, timeout=0.01)


def test_many_at_once(service: ImageService) -> None:
    service.next(*[Fault.OVERLOADED] * 5)
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: generate(service).status, range(20)))
    assert sorted(statuses) == [200] * 15 + [503] * 5
    assert len(service.billed) == len(service.returned) == 15
    assert {request.number for request in service.requests} == set(range(1, 21))


def test_by_hand(tmp_path: Path) -> None:
    log = tmp_path / "seen.jsonl"
    command = [sys.executable, "-m", "tests.fakes.image_service", "--fault", "rate_limited"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [*command, "--log", str(log)], cwd=root, stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stdout is not None
            url = running.stdout.readline().strip()
            body = json.dumps(ASKED).encode()
            asked = urllib.request.Request(f"{url}/images/generations", body)
            asked.add_header("authorization", f"Bearer {KEY}")
            asked.add_header("content-type", "application/json")
            with pytest.raises(urllib.error.HTTPError, match="429") as caught:
                urllib.request.urlopen(asked, timeout=10)
            caught.value.close()
        finally:
            running.terminate()
    line = json.loads(log.read_text())
    assert (line["status"], line["billed"], line["fields"]["prompt"]) == (429, 0, "x")
