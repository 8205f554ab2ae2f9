"""A profile: a service address with its key's name and how it is spoken to."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from desktop.domain.problems import Problem, ProblemKind, problem

OPENAI_URL = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Where requests go. The key itself is never here: the keychain holds it under `id`."""

    id: str = "openai"
    name: str = "OpenAI"
    base_url: str = OPENAI_URL
    organization: str | None = None
    project: str | None = None
    allows_plain_http: bool = False

    def address_problem(self) -> Problem | None:
        """Why no key may be sent to this address; None when it is safe."""
        parts = _parts(self.base_url)
        if parts.scheme == "https" and parts.hostname:
            return None
        if parts.scheme == "http" and parts.hostname:
            if self.allows_plain_http or is_this_computer(parts.hostname):
                return None
            reason = "plain http would show the key to everybody on the way"
        else:
            reason = "it is not an http or https address"
        return problem(ProblemKind.ADDRESS_REFUSED, address=self.base_url, reason=reason)

    @property
    def host(self) -> str:
        """For messages: host and port without any credentials in the address."""
        parts = _parts(self.base_url)
        return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or self.base_url


def _parts(address: str) -> SplitResult:
    """The address in its parts; all of them empty when it is none, such as with port 99999."""
    try:
        parts = urlsplit(address)
        return parts if parts.port is None or parts.port > 0 else urlsplit("")
    except ValueError:
        return urlsplit("")


def is_this_computer(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
