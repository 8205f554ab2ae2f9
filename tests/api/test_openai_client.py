"""The client sends what it should, once, and keeps what comes before anybody reads it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from desktop.api.connection import Timeouts
from desktop.api.image_client import ImageRequest
from desktop.api.openai_client import OpenAIClient
from desktop.domain.problems import Billed, ProblemError, ProblemKind, fail
from tests.api.exchange import EDIT, GENERATE, KEY, QUICK, Exchange, Sink, exchange, png, profile
from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService


@pytest.fixture
def service() -> Iterator[ImageService]:
    with ImageService(key=KEY) as running:
        yield running


def run(work: Any) -> Any:
    return asyncio.run(work)


# what goes out


def test_a_generation_sends_exactly_its_parameters(service: ImageService) -> None:
    request = replace(GENERATE, count=2, background="opaque", output_format="jpeg", compression=70)
    done = exchange(service.url, replace(request, moderation="low"))
    assert done.problem is None
    (seen,) = service.requests
    assert (seen.method, seen.path) == ("POST", "/v1/images/generations")
    assert seen.content_type == "application/json"
    assert seen.fields == {
        "model": "gpt-image-2",
        "prompt": GENERATE.prompt,
        "n": 2,
        "size": "1024x640",
        "quality": "low",
        "background": "opaque",
        "output_format": "jpeg",
        "output_compression": 70,
        "moderation": "low",
    }


def test_an_edit_sends_named_and_typed_parts_in_order(service: ImageService) -> None:
    second = replace(png((640, 480)), name="reference-1.png")
    request = replace(EDIT, images=(*EDIT.images, second), moderation="low", partial_images=2)
    done = exchange(service.url, request)
    assert done.problem is None
    (seen,) = service.requests
    assert seen.path == "/v1/images/edits"
    assert dict(seen.field_list) == {
        "prompt": "make the sky green",
        "model": "gpt-image-2",
        "n": "1",
        "partial_images": "2",
        "quality": "low",
        "size": "1024x640",
        "stream": "true",
        "moderation": "low",
    }
    parts = [(file.name, file.filename, file.media_type) for file in seen.files]
    assert parts == [
        ("image[]", "picture-1.png", "image/png"),
        ("image[]", "reference-1.png", "image/png"),
        ("mask", "mask.png", "image/png"),
    ]
    assert [file.data for file in seen.files] == [
        EDIT.images[0].data,
        second.data,
        EDIT.mask.data if EDIT.mask else b"",
    ]


def test_one_picture_is_a_list_too(service: ImageService) -> None:
    assert exchange(service.url, replace(EDIT, mask=None)).problem is None
    assert [file.name for file in service.requests[0].files] == ["image[]"]


def test_no_header_goes_out_that_stet_did_not_choose(service: ImageService) -> None:
    exchange(service.url)
    assert set(service.requests[0].headers) == {
        "host",
        "connection",
        "accept",
        "accept-encoding",
        "authorization",
        "content-length",
        "content-type",
        "user-agent",
        "x-stainless-raw-response",
    }
    assert service.requests[0].headers["user-agent"].startswith("Stet/")


def test_organisation_and_project_go_along(service: ImageService) -> None:
    async def main() -> None:
        own = profile(service.url, organization="org-1", project="proj_1")
        client = OpenAIClient(own, KEY, timeouts=QUICK)
        await Exchange().run(client, GENERATE)
        await client.close()

    run(main())
    headers = service.requests[0].headers
    assert (headers["openai-organization"], headers["openai-project"]) == ("org-1", "proj_1")


def test_no_variable_of_the_environment_redirects_or_adds_anything(
    service: ImageService, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange(service.url)
    stray = {
        "OPENAI_API_KEY": "sk-stray",
        "OPENAI_ADMIN_KEY": "sk-stray-admin",
        "OPENAI_BASE_URL": "http://127.0.0.1:1/v1",
        "OPENAI_ORG_ID": "org-stray",
        "OPENAI_PROJECT_ID": "proj-stray",
        "OPENAI_WEBHOOK_SECRET": "stray",
        "OPENAI_CUSTOM_HEADERS": "Authorization: Bearer stray\nHost: stray.example\nX-Stray: 1\n"
        "User-Agent: stray\nContent-Type: text/stray\nCookie: stray=1",
        "HTTP_PROXY": "http://127.0.0.1:1",
        "ALL_PROXY": "http://127.0.0.1:1",
    }
    for name, value in stray.items():
        monkeypatch.setenv(name, value)
    assert exchange(service.url).problem is None
    clean, strayed = service.requests
    assert strayed.headers == clean.headers
    assert strayed.raw == clean.raw
    assert strayed.headers["authorization"] == f"Bearer {KEY}"
    assert "stray" not in str(strayed.headers)


@pytest.mark.parametrize(
    ("url", "key", "kind"),
    [
        ("http://example.com/v1", KEY, ProblemKind.ADDRESS_REFUSED),
        ("ftp://example.com/v1", KEY, ProblemKind.ADDRESS_REFUSED),
        ("", KEY, ProblemKind.ADDRESS_REFUSED),
        ("https://example.com/v1", "", ProblemKind.KEY_MISSING),
        ("https://example.com/v1", "sk-with\nnewline", ProblemKind.KEY_WRONG),
        ("https://example.com/v1", "sk-ünicode", ProblemKind.KEY_WRONG),
        ("https://example.com/v1", "sk two words", ProblemKind.KEY_WRONG),
    ],
)
def test_what_is_unsafe_never_leaves(url: str, key: str, kind: ProblemKind) -> None:
    found = exchange(url, key=key).problem
    assert found is not None
    assert found.kind is kind
    assert found.billed is Billed.NO
    assert key not in found.text or key == ""


# what comes back


@pytest.mark.parametrize("request_", [GENERATE, EDIT], ids=["generate", "edit"])
@pytest.mark.parametrize("previews", [0, 2])
def test_the_bytes_kept_are_the_bytes_that_came(
    service: ImageService, request_: ImageRequest, previews: int
) -> None:
    done = exchange(service.url, replace(request_, partial_images=previews))
    (seen,) = service.requests
    assert seen.answer is not None
    assert bytes(done.sink.body) == seen.answer.body
    assert done.sink.events[0] == "begin"
    assert done.sink.is_finished
    assert done.answer is not None
    assert list(done.answer.pictures) == service.returned
    assert done.sink.head is not None
    assert done.sink.head.status == 200
    assert done.sink.head.request_id == seen.request_id
    assert len(done.previews) == previews


def test_usage_and_settled_values_are_read(service: ImageService) -> None:
    answer = exchange(service.url, replace(GENERATE, quality="medium")).answer
    assert answer is not None
    assert answer.usage is not None
    assert answer.usage.image_output == 956
    assert (answer.answered.size, answer.answered.quality) == ("1024x640", "medium")
    assert answer.request_id == service.requests[0].request_id


def test_previews_are_on_disk_before_they_are_shown(service: ImageService) -> None:
    done = exchange(service.url, replace(EDIT, partial_images=3))
    assert [index for index, _ in done.previews] == [0, 1, 2]
    for index, data in done.previews:
        assert data.startswith(b"\x89PNG")
        place = done.sink.events.index(f"preview {index}")
        assert "write" in done.sink.events[:place]


def test_several_requests_at_once_do_not_mix(service: ImageService) -> None:
    async def main() -> list[Exchange]:
        client = OpenAIClient(profile(service.url), KEY, timeouts=QUICK)
        requests = [replace(GENERATE, prompt=f"number {number}") for number in range(4)]
        try:
            return await asyncio.gather(*(Exchange().run(client, one) for one in requests))
        finally:
            await client.close()

    done = run(main())
    assert all(one.answer is not None for one in done)
    assert len({bytes(one.sink.body) for one in done}) == 4
    assert sorted(one.answer.pictures[0] for one in done) == sorted(service.returned)


def test_a_closed_client_can_be_used_again(service: ImageService) -> None:
    async def main() -> list[Exchange]:
        client = OpenAIClient(profile(service.url), KEY, timeouts=QUICK)
        done = []
        for _ in range(2):
            done.append(await Exchange().run(client, GENERATE))
            await client.close()
        return done

    assert [one.problem for one in run(main())] == [None, None]


# cancelling


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
    import threading

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


# the cheap call


def check(url: str, key: str = KEY) -> str:
    async def main() -> str:
        client = OpenAIClient(profile(url), key, timeouts=QUICK)
        try:
            return await client.check_access()
        finally:
            await client.close()

    return str(run(main()))


def test_access_is_checked_without_asking_for_a_picture(service: ImageService) -> None:
    said = check(service.url)
    assert "The key works" in said
    assert "gpt-image-2" in said
    (seen,) = service.requests
    assert (seen.method, seen.path) == ("GET", "/v1/models")
    assert not service.billed


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault.INVALID_KEY, ProblemKind.KEY_WRONG),
        (Fault.FORBIDDEN, ProblemKind.ACCESS_DENIED),
        (Fault.SERVER_ERROR, ProblemKind.SERVER_ERROR),
        (Fault.HTML_200, ProblemKind.ANSWER_NOT_JSON),
        (Fault.HTML_404, ProblemKind.ANSWER_NOT_JSON),
        (Fault.MOVED, ProblemKind.ADDRESS_MOVED),
    ],
    ids=str,
)
def test_a_failed_check_costs_nothing(
    service: ImageService, fault: Fault, kind: ProblemKind
) -> None:
    service.next(fault, to="free")
    with pytest.raises(ProblemError) as caught:
        check(service.url)
    assert caught.value.problem.kind is kind
    assert caught.value.problem.billed is Billed.NO
    assert "billed twice" not in caught.value.problem.text


def test_a_check_with_the_wrong_key(service: ImageService) -> None:
    with pytest.raises(ProblemError) as caught:
        check(service.url, "sk-wrong-0123456789")
    assert caught.value.problem.kind is ProblemKind.KEY_WRONG
    assert "0123456789" not in caught.value.problem.detail


# pictures given as addresses


def fetch(url: str, base: str) -> bytes:
    async def main() -> bytes:
        client = OpenAIClient(profile(base), KEY, timeouts=QUICK)
        return await client.fetch_picture(url)

    return bytes(run(main()))


def test_a_picture_behind_an_address_is_fetched_without_the_key(service: ImageService) -> None:
    service.next(Fault.URL)
    answer = exchange(service.url).answer
    assert answer is not None
    (url,) = answer.urls
    assert fetch(url, service.url).startswith(b"\x89PNG")
    seen = service.requests[-1]
    assert "authorization" not in seen.headers
    assert KEY not in str(seen.headers)


def test_an_address_that_has_expired_was_paid_for_all_the_same(service: ImageService) -> None:
    service.next(Fault.URL_GONE)
    answer = exchange(service.url).answer
    assert answer is not None
    with pytest.raises(ProblemError) as caught:
        fetch(answer.urls[0], service.url)
    assert caught.value.problem.kind is ProblemKind.PICTURE_NOT_FETCHED
    assert caught.value.problem.billed is Billed.YES
    assert "status 404" in caught.value.problem.sentence


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/picture.png",
        "http://example.com/picture.png",
        "file:///etc/passwd",
        "ftp://example.com/x",
        "//example.com/x",
        "http://[broken/x",
        "",
    ],
)
def test_other_addresses_are_not_even_tried(service: ImageService, url: str) -> None:
    with pytest.raises(ProblemError) as caught:
        fetch(url, service.url)
    assert caught.value.problem.kind is ProblemKind.PICTURE_NOT_FETCHED
    assert service.requests == []


# start-up


def test_importing_the_client_imports_nothing_heavy() -> None:
    code = (
        "import sys, desktop.api.openai_client, desktop.api.demo_client, desktop.api.answer;"
        "import desktop.api.prompt_tokens, desktop.api.request_copy;"
        "heavy = {'openai', 'httpx2', 'tiktoken', 'PIL', 'cv2', 'pydantic_core', 'regex', 'anyio'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
