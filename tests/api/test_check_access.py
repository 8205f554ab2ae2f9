"""Calls that make no picture: the check of the key, and fetching what was made already."""

from __future__ import annotations

import asyncio

import pytest

from desktop.api.openai_client import OpenAIClient
from desktop.domain.problems import Billed, ProblemError, ProblemKind
from tests.api.exchange import KEY, QUICK, exchange, profile
from tests.fakes.faults import Fault
from tests.fakes.image_service import ImageService


def check(url: str, key: str = KEY) -> str:
    async def main() -> str:
        client = OpenAIClient(profile(url), key, timeouts=QUICK)
        try:
            return await client.check_access()
        finally:
            await client.close()

    return asyncio.run(main())


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

    return asyncio.run(main())


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
