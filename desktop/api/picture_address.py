"""Fetches a picture that an answer gives as an address instead of bytes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from desktop.api.connection import Timeouts, connected
from desktop.api.network_errors import network_exceptions
from desktop.domain.problems import ProblemError, ProblemKind, fail
from desktop.domain.profile import Profile

LARGEST_PICTURE = 100_000_000
"""Bytes that are fetched at most."""


async def fetched(url: str, profile: Profile, timeouts: Timeouts) -> bytes:
    """The bytes behind `url`, asked for without the key.

    Only https, or the service's own address; no redirects. Raises ProblemError
    (PICTURE_NOT_FETCHED): the picture has been made and paid for.
    """
    if not _is_fetchable(url, profile):
        raise _not_fetched(url, "its address is neither https nor the service's own")
    try:
        async with (
            asyncio.timeout(timeouts.read),
            connected(profile, timeouts, {"accept-encoding": "identity"}) as client,
            client.stream("GET", url) as response,
        ):
            if response.status_code != 200:
                raise _not_fetched(url, f"it answered with status {response.status_code}")
            return await _gathered(response.aiter_bytes(), url)
    except network_exceptions() as error:
        raise _not_fetched(url, str(error) or "the connection broke") from None


def _is_fetchable(url: str, profile: Profile) -> bool:
    try:
        parts, own = urlsplit(url), urlsplit(profile.base_url)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme, parts.netloc) == (own.scheme, own.netloc)


async def _gathered(chunks: AsyncIterator[bytes], url: str) -> bytes:
    picture = bytearray()
    async for chunk in chunks:
        picture += chunk
        if len(picture) > LARGEST_PICTURE:
            raise _not_fetched(url, "it is larger than 100 MB")
    return bytes(picture)


def _not_fetched(url: str, reason: str) -> ProblemError:
    host = url.partition("://")[2].partition("/")[0].rpartition("@")[2]
    return fail(
        ProblemKind.PICTURE_NOT_FETCHED, host=host or "its address", reason=reason.rstrip(".")
    )
