"""What one event of a picture stream means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.api.answer_json import AnswerJson, read_json
from desktop.api.service_error import has_error

RETRIEVED = "response.retrieved"
"""Stet's own name around an answer to a conversation that was fetched whole."""

ENDS_OF_TURN = frozenset(
    {
        "response.completed",
        "response.failed",
        "response.incomplete",
        "response.cancelled",
        RETRIEVED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureEvent:
    """One event of a stream, told apart by its `type` (or its name where it has no type)."""

    type: str
    json: AnswerJson

    @property
    def value(self) -> Mapping[str, object]:
        return self.json.value if isinstance(self.json.value, Mapping) else {}

    @property
    def is_of_turn(self) -> bool:
        """It belongs to a turn of a conversation."""
        return self.type.startswith("response.")

    @property
    def is_error(self) -> bool:
        return self.type == "error" or has_error(self.value)

    @property
    def is_preview(self) -> bool:
        return self.type.endswith(".partial_image")

    @property
    def is_completed(self) -> bool:
        """A finished picture, also from services that send none of OpenAI's event types; of a
        conversation only the end of the whole answer.
        """
        if self.is_of_turn:
            return self.type in ENDS_OF_TURN
        has_picture = any(name in self.value for name in ("b64_json", "data", "url"))
        return self.type.endswith(".completed") or (not self.type and has_picture)

    @property
    def picture(self) -> bytes | None:
        encoded = self.value.get("b64_json") or self.value.get("partial_image_b64")
        return self.json.base64_bytes(encoded)

    def preview_index(self, otherwise: int) -> int:
        index = self.value.get("partial_image_index")
        return index if isinstance(index, int) and index >= 0 else otherwise


def read_event(name: str, data: bytes) -> PictureEvent:
    """An event; one whose data is no JSON has the type `unreadable`, `[DONE]` the type `done`."""
    if data.strip() == b"[DONE]":
        return PictureEvent(type="done", json=AnswerJson(value=None))
    try:
        json = read_json(data)
    except ValueError:
        return PictureEvent(type="unreadable", json=AnswerJson(value=None))
    value = json.value
    said = value.get("type") if isinstance(value, Mapping) else None
    return PictureEvent(type=said if isinstance(said, str) and said else name, json=json)
