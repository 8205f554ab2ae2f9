"""Fetches a picture from the web because the designer asked for it, and from nowhere else.

Only https, only addresses of the public internet (so that no page can make Stet knock at a
router or a service of this computer or network), every redirect checked anew, at most 100 MB.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from desktop import __version__
from desktop.api.network_errors import network_exceptions
from desktop.api.picture_address import LARGEST_PICTURE
from desktop.domain.problems import ProblemError, ProblemKind, fail

if TYPE_CHECKING:
    import httpx2

MOST_REDIRECTS = 5
SECONDS = 60.0
"""For all of it, redirects included."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNICAST = IPv6Network("2000::/3")
"""All that is given out of IPv6 for the public internet (RFC 4291)."""
_NAT64 = IPv6Network("64:ff9b::/96")
_HEADERS = {
    "user-agent": f"Stet/{__version__}",
    "accept": "image/*",
    "accept-encoding": "identity",
}

IsAllowed = Callable[[str], bool]
"""Whether an IP address may be asked."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inner = _carried(found)
        if inner is None and found not in _UNICAST:
            return False
        found = inner or found
    return found.is_global and not found.is_multicast


def _carried(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that is asked in the end: mapped, by 6to4, or through a NAT64 gateway."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def host_of(address: str) -> str:
    """For questions and messages: the host as it is asked, without a name or a password before."""
    try:
        return urlsplit(address).hostname or address[:80]
    except ValueError:
        return address[:80]


def name_of(address: str) -> str:
    """What the picture is called there."""
    try:
        last = unquote(urlsplit(address).path).rpartition("/")[2]
    except ValueError:
        last = ""
    return last.strip()[:120] or host_of(address)


async def fetch_web_picture(address: str, *, is_allowed: IsAllowed = is_public) -> bytes:
    """The bytes at `address`. ProblemError (ADDRESS_NOT_FETCHED) with the reason."""
    try:
        async with asyncio.timeout(SECONDS):
            return await _followed(address, is_allowed)
    except TimeoutError:
        raise _not_fetched(address, f"it took longer than {SECONDS:.0f} seconds") from None
    except network_exceptions() as error:
        reason = str(error) or "the connection broke"
        raise _not_fetched(address, reason.rstrip(".")) from None


async def _followed(address: str, is_allowed: IsAllowed) -> bytes:
    for _ in range(MOST_REDIRECTS + 1):
        parts = _checked(address)
        place = await _resolved(address, parts, is_allowed)
        found = await _asked(address, parts, place)
        if isinstance(found, bytes):
            return found
        address = urljoin(address, found)
    raise _not_fetched(address, "it leads on and on")


def _checked(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise _not_fetched(address, "that is no address") from None
    if parts.scheme != "https" or not parts.hostname:
        raise _not_fetched(address, "only https addresses are fetched")
    if parts.username or parts.password or port == 0:
        raise _not_fetched(address, "the address holds a name or a password")
    return parts


async def _resolved(address: str, parts: SplitResult, is_allowed: IsAllowed) -> str:
    """The IP address that is asked: exactly the one that was checked, not one looked up later."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _not_fetched(address, "there is no such host, or no network") from None
    places = [str(one[4][0]) for one in found]
    if not places or not all(map(is_allowed, places)):
        raise _not_fetched(address, "its address lies in a private network")
    return places[0]


async def _asked(address: str, parts: SplitResult, place: str) -> bytes | str:
    """The picture's bytes, or where it is instead."""
    import httpx2

    host = parts.netloc
    pinned = f"[{place}]" if ":" in place else place
    target = parts._replace(netloc=f"{pinned}:{parts.port or 443}", fragment="").geturl()
    client = httpx2.AsyncClient(
        follow_redirects=False,
        timeout=httpx2.Timeout(SECONDS, connect=10.0),
    )
    request = client.build_request(
        "GET",
        target,
        headers={**_HEADERS, "host": host},
        extensions={"sni_hostname": parts.hostname or ""},
    )
    async with client:
        answer = await client.send(request, stream=True)
        try:
            return await _read(address, answer)
        finally:
            await answer.aclose()


async def _read(address: str, answer: httpx2.Response) -> bytes | str:
    if answer.status_code in _REDIRECTS and "location" in answer.headers:
        return str(answer.headers["location"])
    if answer.status_code != 200:
        raise _not_fetched(address, f"it answered with status {answer.status_code}")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind.startswith("text/"):
        raise _not_fetched(address, "that is a page, not a picture")
    told = answer.headers.get("content-length", "0")
    if told.isdigit() and int(told) > LARGEST_PICTURE:
        raise _not_fetched(address, "it is larger than 100 MB")
    picture = bytearray()
    async for chunk in answer.aiter_raw():
        picture += chunk
        if len(picture) > LARGEST_PICTURE:
            raise _not_fetched(address, "it is larger than 100 MB")
    return bytes(picture)


def _not_fetched(address: str, reason: str) -> ProblemError:
    return fail(ProblemKind.ADDRESS_NOT_FETCHED, host=host_of(address), reason=reason)
