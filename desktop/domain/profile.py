"""A profile: a service address with its key's name and how it is spoken to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qs, parse_qsl, quote, unquote, urlsplit

from desktop.domain.problems import Problem, ProblemKind, problem

OPENAI_URL = "https://api.openai.com/v1"

_AZURE_PART = "/openai"
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")
"""What HTTP lets a header be called."""

_RESERVED = frozenset(
    {
        "accept-encoding",
        "api-key",
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "cookie",
        "host",
        "proxy-authorization",
        "transfer-encoding",
        "x-api-key",
    }
)


class ServiceForm(StrEnum):
    """How a service is spoken to: paths, the place of the key, the name of the model."""

    STANDARD = "standard"
    """OpenAI itself and what speaks like it: the address as typed, the key as a bearer."""
    AZURE = "azure"
    """Azure's /openai/v1: like OpenAI's own, with the key in `api-key`."""
    AZURE_DEPLOYMENT = "azure_deployment"
    """Azure's older form: the deployment stands in the path, the version in the query."""


class Trait(StrEnum):
    """Something that a service may lack whatever its model can do; wire names where there are."""

    STREAM = "stream"
    COUNT = "n"
    QUALITY = "quality"
    BACKGROUND = "background"
    FORMAT = "output_format"
    WEBP = "webp"
    COMPRESSION = "output_compression"
    MODERATION = "moderation"
    COMPLEXITY = "complexity"
    MASK = "mask"
    MARKUP = "markup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One more header that goes with every request; never a secret, it is kept as plain text."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """What a service calls a model: `name` goes out, `model` is the row of the table."""

    name: str
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Where requests go. The key itself is never here: the keychain holds it under `id`.

    `key_header` empty means where this form has its key. `deployments` empty means that models
    go by their own names and all of them are there. `lacks` is what this service ignores or
    refuses; it is neither offered nor sent.
    """

    id: str = "openai"
    name: str = "OpenAI"
    base_url: str = OPENAI_URL
    organization: str | None = None
    project: str | None = None
    allows_plain_http: bool = False
    form: ServiceForm = ServiceForm.STANDARD
    api_version: str = ""
    key_header: str = ""
    headers: tuple[Header, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    lacks: tuple[Trait, ...] = ()

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

    def problem(self) -> Problem | None:
        """Why nothing can be sent with this profile; None when it is sound."""
        found = self.address_problem()
        if found is not None:
            return found
        reason = next(self._faults(), None)
        if reason is None:
            return None
        return problem(
            ProblemKind.BAD_ARGUMENT,
            reason=f"In the profile “{self.name}” {reason}.",
            suggestion="Correct it in Settings > Profiles.",
        )

    @property
    def host(self) -> str:
        """For messages: host and port without any credentials in the address."""
        parts = _parts(self.base_url)
        return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or self.base_url

    @property
    def is_openai(self) -> bool:
        """OpenAI's own service, in whatever region."""
        host = _parts(self.base_url).hostname or ""
        return host == "api.openai.com" or host.endswith(".api.openai.com")

    @property
    def is_regional(self) -> bool:
        """OpenAI's service in one region, where data stays; it has a price of its own."""
        return self.is_openai and (_parts(self.base_url).hostname or "") != "api.openai.com"

    @property
    def root(self) -> str:
        """The address below which a service lists its models, without a slash at its end."""
        base = self.base_url.partition("?")[0].rstrip("/")
        if self.form is ServiceForm.STANDARD:
            return base
        resource = base[: base.rfind(_AZURE_PART)] if _AZURE_PART in _path(base) else base
        return resource + ("/openai/v1" if self.form is ServiceForm.AZURE else _AZURE_PART)

    def address_of(self, model: str) -> str:
        """The address below which pictures are asked for, without a slash at its end."""
        if self.form is not ServiceForm.AZURE_DEPLOYMENT:
            return self.root
        return f"{self.root}/deployments/{quote(self.wire_name(model), safe='')}"

    def wire_name(self, model: str) -> str:
        """What this service calls the model."""
        names = (one.name for one in self.deployments if one.model == model)
        return next(names, model)

    @property
    def query(self) -> dict[str, str]:
        """What stands behind the question mark of every address."""
        typed = dict(parse_qsl(_parts(self.base_url).query))
        return typed | ({"api-version": self.api_version} if self.api_version else {})

    @property
    def place_of_key(self) -> str:
        """The header that carries the key, in lower case."""
        usual = "authorization" if self.form is ServiceForm.STANDARD else "api-key"
        return self.key_header.lower() or usual

    @property
    def missing(self) -> frozenset[Trait]:
        """Everything this service lacks, what its form implies included.

        Azure takes no WebP (its own guide of April 2026).
        """
        implied = set() if self.form is ServiceForm.STANDARD else {Trait.WEBP}
        return frozenset(implied | set(self.lacks))

    def _faults(self) -> Iterator[str]:
        """What cannot go out like this, each as the rest of a sentence."""
        if self.form is ServiceForm.AZURE_DEPLOYMENT and not self.api_version:
            yield "the API version is missing, which addresses with a deployment need"
        if self.key_header and not _TOKEN.fullmatch(self.key_header):
            yield f"“{self.key_header}” is no name for the header of the key"
        names = [one.name.lower() for one in self.headers]
        for header in self.headers:
            if not _TOKEN.fullmatch(header.name):
                yield f"“{header.name}” is no name for a header"
            if header.name.lower() in _RESERVED | {self.place_of_key}:
                yield f"the header “{header.name}” is Stet's own; keys belong in the keychain"
            if not (header.value.isascii() and header.value.isprintable()):
                yield f"the header “{header.name}” holds a character that cannot be sent"
        if len(set(names)) < len(names):
            yield "a header stands twice"
        if any(not one.name.strip() or not one.model.strip() for one in self.deployments):
            yield "a model has no name"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedAddress:
    """What an address says that was copied from somewhere, such as Azure's portal."""

    base_url: str
    form: ServiceForm = ServiceForm.STANDARD
    api_version: str = ""
    deployment: str = ""


_CALLS = re.compile(r"/(images/(generations|edits)|models|responses)/?$")
_DEPLOYED = re.compile(r"^(?P<root>.*/openai)/deployments/(?P<name>[^/]+)(/.*)?$")
_AZURE_HOSTS = (".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com")


def read_address(text: str) -> PastedAddress:
    """The base address in `text`, and what else it tells; calls and queries are taken off.

    Azure is known by its hosts and by its `/openai/deployments/` and `/openai/v1` paths.
    """
    typed = text.strip()
    parts = _parts(typed)
    version = parse_qs(parts.query).get("api-version", [""])[0]
    bare = _CALLS.sub("", typed.partition("?")[0].partition("#")[0].rstrip("/"))
    found = _DEPLOYED.match(bare)
    if found is not None:
        return PastedAddress(
            base_url=found["root"].removesuffix(_AZURE_PART),
            form=ServiceForm.AZURE_DEPLOYMENT,
            api_version=version,
            deployment=unquote(found["name"]),
        )
    is_azure = (parts.hostname or "").endswith(_AZURE_HOSTS)
    if is_azure:
        return PastedAddress(
            base_url=bare.removesuffix("/v1").removesuffix(_AZURE_PART),
            form=ServiceForm.AZURE_DEPLOYMENT if version else ServiceForm.AZURE,
            api_version=version,
        )
    return PastedAddress(base_url=bare)


def _path(address: str) -> str:
    return _parts(address).path


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
