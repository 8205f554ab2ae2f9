"""The client sends what it should, once, and keeps what comes before anybody reads it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from desktop.api.image_client import ImageRequest
from desktop.api.openai_client import OpenAIClient
from desktop.domain.problems import Billed, ProblemKind
from tests.api.exchange import EDIT, GENERATE, KEY, QUICK, Exchange, exchange, png, profile
from tests.fakes.image_service import ImageService


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


def test_half_a_character_in_the_prompt_is_replaced(service: ImageService) -> None:
    assert exchange(service.url, replace(GENERATE, prompt="cut \ud83d here")).problem is None
    assert service.requests[0].fields["prompt"] == "cut ? here"


def test_an_organisation_that_no_header_can_hold_is_refused(service: ImageService) -> None:
    own = profile(service.url, organization="Ärzte")

    async def main() -> Exchange:
        return await Exchange().run(OpenAIClient(own, KEY), GENERATE)

    found = run(main()).problem
    assert found.kind is ProblemKind.BAD_ARGUMENT
    assert "organisation" in found.sentence
    assert service.requests == []


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
