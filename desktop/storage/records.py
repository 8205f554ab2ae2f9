"""Values of the domain as JSON and back, checked by pydantic at this border and nowhere else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from desktop.domain.edit import Edit
from desktop.domain.identity import ContentHash
from desktop.domain.intent import Intent
from desktop.domain.problems import ProblemKind

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Record = TypeVar("Record")

_CONTENT = re.compile(r'"([0-9a-f]{64})"')
_SURROGATE = re.compile("[\ud800-\udfff]")


def edit_to_json(edit: Edit) -> str:
    """One line of JSON. ValueError when a time in it has no zone."""
    return to_json(replace(edit, created=_in_utc(edit.created)))


def edit_from_json(text: str | bytes) -> Edit:
    """The edit that `edit_to_json` wrote, by this version of Stet or a later one. ValueError."""
    try:
        edit = from_json(Edit, text)
    except ValueError:
        edit = from_json(Edit, _as_this_version_knows(text))
    # Nobody else has seen this value yet; a copy would cost as much as half of the reading.
    object.__setattr__(edit, "created", _in_utc(edit.created))
    return edit


def intent_to_json(intent: Intent) -> str:
    """One line of JSON. ValueError when a time in it has no zone."""
    return to_json(replace(intent, created=_in_utc(intent.created)))


def intent_from_json(text: str | bytes) -> Intent:
    """The intent that `intent_to_json` wrote. ValueError."""
    intent = from_json(Intent, text)
    return replace(intent, created=_in_utc(intent.created))


def contents_in(text: str) -> set[ContentHash]:
    """Every content hash in a record's JSON.

    Whatever looks like one counts, so that a record of a later version keeps its files as well.
    """
    return {ContentHash(found) for found in _CONTENT.findall(text)}


def to_json(value: object) -> str:
    """A frozen record as one line of JSON: Decimal and float exact, times in ISO 8601."""
    from pydantic_core import PydanticSerializationError, to_jsonable_python
    from pydantic_core import to_json as encode

    try:
        return encode(value, inf_nan_mode="strings").decode()
    except (PydanticSerializationError, UnicodeEncodeError):
        plain = to_jsonable_python(value, inf_nan_mode="strings")
        return json.dumps(_speakable(plain), ensure_ascii=False, separators=(",", ":"))


def from_json(kind: type[Record], text: str | bytes) -> Record:
    """The record of that kind; fields it does not know are passed over. ValueError."""
    wanted: Any = kind
    adapter: TypeAdapter[Record] = _adapter(wanted)
    return adapter.validate_json(text)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def _in_utc(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise ValueError(f"{time} has no time zone.")
    return time.astimezone(UTC)


def _speakable(value: Any) -> Any:
    """Without halves of characters, which file names may hold and JSON may not."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list | tuple):
        return [_speakable(one) for one in value]
    if isinstance(value, dict):
        return {_speakable(key): _speakable(one) for key, one in value.items()}
    return value


def _as_this_version_knows(text: str | bytes) -> str:
    """A kind of problem that a later version brought becomes the general one; its words stay."""
    document = json.loads(text)
    problem = document.get("problem") if isinstance(document, dict) else None
    if isinstance(problem, dict) and problem.get("kind") not in set(ProblemKind):
        problem["kind"] = ProblemKind.SERVICE_SAID.value
    return json.dumps(document)
