"""The JSON of an answer, read without copying the pictures inside it.

A picture is one string of many megabytes. Such strings are left where they are: the rest of the
text is parsed, and a picture is decoded straight from the body. For a body of 128 MB this saves
two copies of it and keeps every hold of the interpreter lock short (pybase64 releases it).
"""

from __future__ import annotations

import mmap
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Body = bytes | mmap.mmap
"""The bytes of an answer; a mapped file spares the memory."""

_LONG = 65_536
_QUOTE = b'"'
_BACKSLASH = ord("\\")
_DATA_URL = b"data:"
_DATA_URL_HEAD = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerJson:
    """Parsed JSON of any shape in which long strings are stand-ins for places in the body."""

    value: object
    body: Body = field(default=b"", repr=False)
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def base64_bytes(self, text: object) -> bytes | None:
        """The bytes that a base64 string (or data URL) stands for; None when it is neither."""
        if not isinstance(text, str) or not text:
            return None
        if text not in self.places:
            return decoded(text.encode())
        start, end = self.places[text]
        if isinstance(self.body, bytes):
            return decoded(memoryview(self.body)[start:end])
        return decoded(self.body[start:end])


def read_json(body: Body, *, is_cut: bool = False) -> AnswerJson:
    """Parses a JSON text; ValueError when it is none.

    With `is_cut` the text may break off anywhere: what is whole so far is kept, a string or
    number that was cut is left out.
    """
    from pydantic_core import from_json

    text, places = _without_long_strings(body)
    value = from_json(text, allow_partial=is_cut)
    return AnswerJson(value=value, body=body, places=places)


def decoded(text: bytes | memoryview) -> bytes | None:
    """Base64 to bytes, strictly; None when it is no base64.

    Escaped slashes, line breaks, a data URL's head and missing padding are seen at gateways and
    are put right first.
    """
    import pybase64

    try:
        return pybase64.b64decode(text, validate=True)
    except ValueError:
        tidy = _tidied(bytes(text))
    try:
        return pybase64.b64decode(tidy, validate=True)
    except ValueError:
        return None


def _tidied(text: bytes) -> bytes:
    if text.startswith(_DATA_URL):
        head, _, rest = text.partition(b",")
        text = rest if len(head) < _DATA_URL_HEAD else text
    text = text.replace(b"\\/", b"/").replace(b"\\n", b"").replace(b"\\r", b"")
    text = text.translate(None, b" \t\r\n").rstrip(b"=")
    return text + b"=" * (-len(text) % 4)


def _without_long_strings(body: Body) -> tuple[bytes, dict[str, tuple[int, int]]]:
    """The text with a short name in the place of every long string, and where each was."""
    if len(body) < _LONG:
        return bytes(body[:]), {}
    mark = f"long-{secrets.token_hex(8)}-"
    places: dict[str, tuple[int, int]] = {}
    pieces: list[bytes] = []
    kept_to = 0
    for start, end in _long_strings(body):
        name = f"{mark}{len(places)}"
        places[name] = (start, end)
        pieces += (body[kept_to:start], name.encode())
        kept_to = end
    pieces.append(body[kept_to:])
    return b"".join(pieces), places


def _long_strings(body: Body) -> Iterator[tuple[int, int]]:
    """Where the long strings stand, without their quotes. In JSON a quote only bounds a string."""
    end = -1
    while (opening := body.find(_QUOTE, end + 1)) >= 0:
        end = _closing_quote(body, opening + 1)
        if end < 0:
            return
        if end - opening > _LONG:
            yield opening + 1, end


def _closing_quote(body: Body, start: int) -> int:
    """The next quote that is not escaped; -1 when the text ends before it."""
    end = body.find(_QUOTE, start)
    while end >= 0 and _is_escaped(body, start, end):
        end = body.find(_QUOTE, end + 1)
    return end


def _is_escaped(body: Body, start: int, place: int) -> bool:
    backslashes = 0
    while place - backslashes > start and body[place - backslashes - 1] == _BACKSLASH:
        backslashes += 1
    return backslashes % 2 == 1
