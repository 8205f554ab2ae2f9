"""What every package says about Stet: name, version, words, addresses; each from one place."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"

_VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)
_NUMBERED = re.compile(r"\d+(\.\d+){2}([a-z]+\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Updates:
    """Who is asked for new versions, the key that signs there, and the page about a version.

    All empty in a build that asks nobody.
    """

    address: str
    key: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The version is the package's, licence and summary are pyproject's, others of facts.toml."""

    name: str
    command: str
    identifier: str
    version: str
    summary: str
    licence: str
    publisher: str
    contact: str
    homepage: str
    description: str
    picture_types: dict[str, tuple[str, ...]]
    updates: Updates

    @property
    def windows_version(self) -> str:
        """Four numbers, as Windows wants them."""
        return ".".join((re.findall(r"\d+", self.version) + ["0"] * 4)[:4])

    @property
    def debian_version(self) -> str:
        """A pre-release sorts before the release it leads to."""
        return re.sub(r"(?<=\d)(a|b|rc)(?=\d)", r"~\1", self.version)

    @property
    def extensions(self) -> tuple[str, ...]:
        """File name endings of every picture that Stet opens, without the dot."""
        return tuple(ending for endings in self.picture_types.values() for ending in endings)


def read() -> Facts:
    """ValueError names what is missing or not as it has to be."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    told = tomllib.loads((PACKAGING / "facts.toml").read_text("utf-8"))
    types = {name: tuple(endings) for name, endings in told.pop("picture_types").items()}
    return Facts(
        version=_version((ROOT / "desktop/__init__.py").read_text("utf-8")),
        summary=project["description"].rstrip("."),
        licence=project["license"],
        picture_types=types,
        updates=Updates(**told.pop("updates")),
        **told,
    )


def _version(source: str) -> str:
    found = _VERSION.search(source)
    if found is None or not _NUMBERED.fullmatch(found.group(1)):
        raise ValueError("desktop/__init__.py has no __version__ of the form 1.2.3 or 1.2.3rc1")
    return found.group(1)
