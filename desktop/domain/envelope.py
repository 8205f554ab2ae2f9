"""An envelope: everything that one request would take off this computer, before it is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from desktop.domain.profile import Trait
from desktop.domain.size import Size


class PartRole(StrEnum):
    """What a file in a request is."""

    PICTURE = "picture"
    REFERENCE = "reference"
    MASK = "mask"
    MARKUP = "markup"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopePart:
    """One file exactly as it goes: `data` are its bytes, `name` what it is called there.

    `source` is what it is called here, which is not sent. `stripped` says what the file here
    tells besides its pixels and the one that goes does not; `told` what it tells still.
    """

    role: PartRole
    name: str
    media_type: str
    size: Size
    source: str = ""
    stripped: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A request as it would leave: where to, what it says, and its files in the order sent.

    `headers` leave out the key, whose place is `key_header`. `left_out` is what the service is
    known not to take. `python` and `curl` are the same request to run elsewhere, without the key.
    """

    profile: str
    address: str
    key_header: str
    headers: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]
    parts: tuple[EnvelopePart, ...] = ()
    left_out: tuple[Trait, ...] = ()
    notes: tuple[str, ...] = ()
    is_simulated: bool = False
    python: str = field(repr=False)
    curl: str = field(repr=False)

    @property
    def prompt(self) -> str:
        return dict(self.fields).get("prompt", "")

    @property
    def settings(self) -> tuple[tuple[str, str], ...]:
        """Every parameter but the prompt."""
        return tuple((name, value) for name, value in self.fields if name != "prompt")

    @property
    def upload_bytes(self) -> int:
        """The bytes of all files; the prompt and the frame around them are little beside."""
        return sum(len(part.data) for part in self.parts)
