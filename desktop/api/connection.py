"""How Stet connects to a service: patience, headers, certificates and proxies, as data.

Certificates: httpx2 trusts what the operating system trusts (through truststore on Windows and
macOS, through the system's OpenSSL store on Linux; SSL_CERT_FILE and SSL_CERT_DIR replace it).
Proxies: those of the system (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY; the registry on
Windows, the network settings on macOS), never for this computer's own addresses.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop import __version__
from desktop.domain.profile import Profile, is_this_computer

if TYPE_CHECKING:
    import httpx2


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds. `read` counts between two bytes; `overall` bounds one request from end to end.

    `after_last` is how long a stream may stay open after its last event; `check` bounds a call
    that makes no picture.
    """

    connect: float = 10.0
    read: float = 600.0
    overall: float = 1800.0
    after_last: float = 5.0
    check: float = 30.0


_TRANSPORT_HEADERS = frozenset(
    {
        "host",
        "accept",
        "connection",
        "content-type",
        "content-length",
        "transfer-encoding",
        "user-agent",
        "x-stainless-raw-response",  # the SDK reads it back from the request it has sent
    }
)


JSON_HEADERS = {
    "accept": "application/json",
    "content-type": "application/json",
    "user-agent": f"Stet/{__version__}",
}
"""What a request says of itself; one with files replaces the content type."""


class Upload:
    """Whether a request has left this computer whole; before that a service makes nothing."""

    def __init__(self) -> None:
        self.is_sent = False

    async def notice(self, step: str, _details: Mapping[str, object]) -> None:
        """Told by the transport at every step (httpx2's extension `trace`)."""
        self.is_sent |= step.endswith("send_request_body.complete")


upload_of_task: ContextVar[Upload | None] = ContextVar("upload_of_task", default=None)
"""Where the request that this task sends notes how far it has come."""


def own_headers(profile: Profile, key: str) -> dict[str, str]:
    """Headers that Stet itself decides on; no other header than these leaves this computer.

    Answers are asked for uncompressed, so that the bytes kept are the bytes that came.
    """
    place = profile.place_of_key
    headers = {
        **{header.name.lower(): header.value for header in profile.headers},
        place: f"Bearer {key}" if place == "authorization" else key,
        "accept-encoding": "identity",
        "openai-organization": profile.organization or "",
        "openai-project": profile.project or "",
    }
    return {name: value for name, value in headers.items() if value}


def connected(
    profile: Profile, timeouts: Timeouts, headers: Mapping[str, str]
) -> httpx2.AsyncClient:
    """A client that sends `headers`, what the transport needs, and nothing else.

    It follows no redirect, so that neither key nor pictures reach another host than the one
    entered, and keeps no connection open: one that the service has closed meanwhile would look
    like an answer lost, and paid requests are too rare to gain anything by it.
    """
    import httpx2

    async def keep_own_headers(request: httpx2.Request) -> None:
        upload = upload_of_task.get()
        if upload is not None:
            request.extensions["trace"] = upload.notice
        for name in set(request.headers) - _TRANSPORT_HEADERS:
            del request.headers[name]
        request.headers.update(headers)

    return httpx2.AsyncClient(
        timeout=httpx2.Timeout(timeouts.read, connect=timeouts.connect),
        limits=httpx2.Limits(max_keepalive_connections=0),
        follow_redirects=False,
        mounts=dict.fromkeys(_without_proxy(profile), None),
        event_hooks={"request": [keep_own_headers]},
    )


def _without_proxy(profile: Profile) -> list[str]:
    host = urlsplit(profile.base_url).hostname or ""
    return [f"all://[{host}]" if ":" in host else f"all://{host}"] if is_this_computer(host) else []
