"""Asks one address for the signed note of the newest version; believes nobody but the signer.

The note is the base64 of an Ed25519 signature (RFC 8032), a line break, and a JSON object with
`version` and `page`. What is signed is `CONTEXT` followed by the JSON exactly as it stands, so
that no other signature of the same key passes for a note.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop.domain.update import NoNews, Release, UpdateSource, is_newer

if TYPE_CHECKING:
    import httpx2

CONTEXT = b"Stet release note\n"

_SECONDS = 10.0
_MOST_BYTES = 16_384


class _UnheardError(Exception):
    """Why nothing was heard, for the blank after a colon."""


def newest_release(source: UpdateSource) -> Release | NoNews:
    """Blocks for some seconds at most. It says nothing but the program's name to anybody."""
    try:
        note = _fetched(source.address)
    except _UnheardError as error:
        return NoNews(sentence=f"{source.host} could not be asked: {error}.")
    return read_note(note, source)


def read_note(note: bytes, source: UpdateSource) -> Release | NoNews:
    """What a note says, once its signature is found right."""
    signature, _, text = note.partition(b"\n")
    if not is_signed(signature, CONTEXT + text, source.key):
        return NoNews(
            sentence=f"What {source.host} says is not signed by Stet's makers; it is not believed."
        )
    try:
        told = json.loads(text)
        release = Release(version=told["version"], page=told["page"])
        is_newer(release.version, than=release.version)
        is_complete = urlsplit(release.page).scheme == "https"
    except (ValueError, KeyError, TypeError, AttributeError):
        is_complete = False
    if not is_complete:
        return NoNews(sentence=f"{source.host} says nothing that this version of Stet can read.")
    return release


def is_signed(signature: bytes, message: bytes, key: str) -> bool:
    """Whether base64 `signature` is that of `message` by the holder of base64 `key`."""
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    try:
        given = base64.b64decode(signature.strip(), validate=True)
        VerifyKey(base64.b64decode(key)).verify(message, given)
    except (BadSignatureError, ValueError):
        return False
    return True


def _fetched(address: str) -> bytes:
    """It follows no redirect, so that nobody but the one address is asked."""
    import httpx2

    headers = {"user-agent": "Stet", "accept-encoding": "identity"}
    try:
        with (
            httpx2.Client(timeout=_SECONDS, headers=headers, follow_redirects=False) as client,
            client.stream("GET", address) as answer,
        ):
            return _body(answer)
    except (httpx2.HTTPError, httpx2.StreamError, OSError) as error:
        raise _UnheardError(str(error).rstrip(".") or type(error).__name__) from error


def _body(answer: httpx2.Response) -> bytes:
    if answer.status_code != 200:
        raise _UnheardError(f"it answered with status {answer.status_code}")
    held = bytearray()
    for piece in answer.iter_raw():
        held += piece
        if len(held) > _MOST_BYTES:
            raise _UnheardError("its answer is too long for a note")
    return bytes(held)
