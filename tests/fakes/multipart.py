"""Takes a multipart form apart, byte for byte and without forgiving anything."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PARAMETER = re.compile(r';\s*([a-zA-Z0-9_*-]+)=(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))')
_BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,70})"|([^;\s]{1,70}))', re.IGNORECASE)


class BrokenFormError(ValueError):
    """The body is no multipart form of that boundary."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part; `filename` or `media_type` is None when the part does not say."""

    name: str
    filename: str | None
    media_type: str | None
    data: bytes


def read_form(content_type: str, body: bytes) -> list[Part]:
    """All parts in order; BrokenFormError where the bytes do not follow the rules."""
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise BrokenFormError("no boundary in the content type")
    delimiter = b"\r\n--" + (found[1] or found[2]).encode()
    pieces = (b"\r\n" + body).split(delimiter)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise BrokenFormError("the closing boundary is missing")
    return [_read_part(piece) for piece in pieces[1:-1]]


def _read_part(piece: bytes) -> Part:
    head, separator, data = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    if not separator or not piece.startswith(b"\r\n"):
        raise BrokenFormError("a part has no head")
    headers = dict(_read_header(line) for line in head.split(b"\r\n"))
    kind, parameters = _read_disposition(headers.get("content-disposition", ""))
    if kind != "form-data" or "name" not in parameters:
        raise BrokenFormError("a part has no name")
    return Part(
        name=parameters["name"],
        filename=parameters.get("filename"),
        media_type=headers.get("content-type"),
        data=data,
    )


def _read_header(line: bytes) -> tuple[str, str]:
    name, separator, value = line.decode("utf-8", "surrogateescape").partition(":")
    if not separator:
        raise BrokenFormError(f"no header: {line[:40]!r}")
    return name.strip().lower(), value.strip()


def _read_disposition(value: str) -> tuple[str, dict[str, str]]:
    kind, _, rest = value.partition(";")
    found = {
        match[1].lower(): (match[2].replace('\\"', '"') if match[2] is not None else match[3])
        for match in _PARAMETER.finditer(";" + rest)
    }
    return kind.strip().lower(), found
