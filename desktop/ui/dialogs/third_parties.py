"""Which Python packages Stet is made with, and their licences, as the packages say themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from importlib import metadata

_NAME = re.compile(r"^[A-Za-z0-9._-]+")
_CLASSIFIER = "License :: "


@dataclass(frozen=True, slots=True, kw_only=True)
class ThirdParty:
    """One package: its name, its version, its licence as it names it (or empty)."""

    name: str
    version: str
    licence: str


def installed_third_parties(distribution: str = "stet") -> tuple[ThirdParty, ...]:
    """The packages that `distribution` needs, those of its tests aside; reads small files.

    Empty where the distribution carries no metadata, as in a frozen program without it.
    """
    try:
        requirements = metadata.requires(distribution) or []
    except metadata.PackageNotFoundError:
        return ()
    names = sorted({_name(one) for one in requirements if "extra ==" not in one}, key=str.lower)
    found = (_third_party(name) for name in names)
    return tuple(one for one in found if one is not None)


def _name(requirement: str) -> str:
    match = _NAME.match(requirement)
    return match.group() if match else requirement


def _third_party(name: str) -> ThirdParty | None:
    """None for a package that is not here, such as one for another system."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    return ThirdParty(name=about["Name"], version=about["Version"], licence=_licence(about))


def _licence(about: Message | metadata.PackageMetadata) -> str:
    expression = about.get_all("License-Expression") or []
    if expression:
        return str(expression[0])
    classifiers = [str(one) for one in about.get_all("Classifier") or []]
    named = [one.rsplit(" :: ", 1)[-1] for one in classifiers if one.startswith(_CLASSIFIER)]
    if named:
        return ", ".join(named)
    plain = [str(one) for one in about.get_all("License") or []]
    return plain[0].splitlines()[0] if plain and plain[0] else ""
