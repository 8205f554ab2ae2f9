"""Signs the note by which installed copies of Stet learn of this version."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from installers import environment, facts

if TYPE_CHECKING:
    from nacl.signing import SigningKey

_CONTEXT = b"Stet release note\n"
"""As desktop/api/release_note.py has it, which reads the note."""

KEY = "STET_UPDATE_KEY"


def write() -> Path:
    """`dist/stet-latest.txt`, to be laid at the address that `facts.toml` names.

    The environment's STET_UPDATE_KEY is a file with the base64 of the Ed25519 seed (32 bytes).
    RuntimeError: there is none, it is another key, or the facts name no address.
    """
    stet = facts.read()
    if not (stet.updates.address and stet.updates.key and stet.updates.page):
        raise RuntimeError("facts.toml names no address, key and page of updates")
    key = _signing_key()
    if _text(bytes(key.verify_key)) != stet.updates.key:
        raise RuntimeError(f"{KEY} is not the key that facts.toml names; no copy would believe it")
    environment.DIST.mkdir(exist_ok=True)
    target = environment.DIST / f"{stet.command}-latest.txt"
    target.write_bytes(note(stet.version, stet.updates.page, key))
    return target


def note(version: str, page: str, key: SigningKey) -> bytes:
    """The signature on the first line, what it is for on the second."""
    text = json.dumps({"version": version, "page": page}).encode()
    return base64.b64encode(key.sign(_CONTEXT + text).signature) + b"\n" + text


def _signing_key() -> SigningKey:
    from nacl.signing import SigningKey

    name = os.environ.get(KEY)
    if not name:
        raise RuntimeError(f"{KEY} names no file with the key to sign with")
    return SigningKey(base64.b64decode(Path(name).read_text("ascii"), validate=True))


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
