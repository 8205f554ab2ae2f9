"""What a list of models says about a service and a key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from desktop.api.answer_json import read_json
from desktop.domain.problems import ProblemKind, fail

_NO_PROOF = "A model that is missing from this list may work all the same."


def sentence_about(body: bytes, host: str) -> str:
    """A sentence for the designer; ProblemError when the body is no list of models.

    A model's absence proves nothing (facts: models generate that the list does not show).
    """
    models = _models(body)
    pictured = sorted(name for name in models if "image" in name)
    found = f"The key works: {host} lists {len(models)} models"
    if pictured:
        found += f", {len(pictured)} of them for pictures ({', '.join(pictured)})"
    endings = [f"{name} ends on {models[name]}." for name in pictured if models[name]]
    return " ".join([f"{found}.", _NO_PROOF, *endings])


def _models(body: bytes) -> dict[str, str]:
    """The ids in the list, each with the day it is shut down, if the service says so."""
    try:
        value = read_json(body).value
    except ValueError:
        value = None
    listed = value.get("data") if isinstance(value, Mapping) else None
    if not isinstance(listed, list):
        raise fail(ProblemKind.ANSWER_NOT_JSON, found=", but something else than a list of models")
    rows = [row for row in listed if isinstance(row, Mapping)]
    return {str(row.get("id", "")): _day(row.get("shutdown_date")) for row in rows}


def _day(value: object) -> str:
    """A date as the service wrote it, or a Unix time as a date."""
    if isinstance(value, str):
        return value[:10]
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 33:
        return datetime.fromtimestamp(value, UTC).date().isoformat()
    return ""
