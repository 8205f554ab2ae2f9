"""What a package adds to Stet's resources: the page of third parties, and whom it asks for news."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from installers import facts, notices
from installers.parts import Part

UPDATE = "update.json"


def write(resources: Path, found: Iterable[Part]) -> None:
    """Into the folder `resources` of a package."""
    stet = facts.read()
    (resources / notices.FILE).write_text(notices.page(stet, found), "utf-8")
    told = source(stet.updates)
    if told is not None:
        (resources / UPDATE).write_text(json.dumps(told) + "\n", "utf-8")


def source(updates: facts.Updates) -> dict[str, str] | None:
    """The address to ask and the key to trust; None where the facts name none.

    ValueError where only one of them is named: such a build could never be told anything.
    """
    if bool(updates.address) != bool(updates.key):
        raise ValueError("facts.toml names only one of the updates' address and key")
    return {"address": updates.address, "key": updates.key} if updates.address else None
