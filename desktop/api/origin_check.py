"""The check of a picture's origin: it uploads the picture, so it is made only where asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from desktop.api.answer_json import read_json
from desktop.api.image_client import UploadFile
from desktop.domain.origin import Origin, OriginMark
from desktop.domain.problems import ProblemKind, fail

LARGEST = 50 * 1024 * 1024
"""Bytes that the service checks at most."""

CHECKED_TYPES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})


@runtime_checkable
class OriginChecker(Protocol):
    """A client whose service can tell a picture's origin."""

    async def check_origin(self, file: UploadFile) -> Origin:
        """Uploads the picture, nothing else. Raises ProblemError."""


def read_origin(body: bytes) -> Origin:
    """The marks in an answer. ProblemError (ANSWER_NOT_JSON) when there are none to be read."""
    try:
        value = read_json(body).value
    except ValueError:
        value = None
    results = value.get("results") if isinstance(value, Mapping) else None
    if not isinstance(results, list):
        raise fail(ProblemKind.ANSWER_NOT_JSON, found=", but something else than a check")
    return Origin(marks=tuple(_mark(one) for one in results if isinstance(one, Mapping)))


def _mark(result: Mapping[object, object]) -> OriginMark:
    return OriginMark(
        kind=_text(result.get("type")),
        is_found=result.get("outcome") == "detected",
        state=_text(result.get("validation_state")),
        issuer=_text(result.get("issuer")),
        model=_text(result.get("model")),
        made_at=_text(result.get("generated_at")),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
