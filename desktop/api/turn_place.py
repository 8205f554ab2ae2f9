"""Where in the stream of a turn one is: whose it is, what came last, whether it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.api.answer_json import Body
from desktop.api.event_stream import events_of
from desktop.api.picture_event import ENDS_OF_TURN, PictureEvent, read_event


@dataclass(slots=True, kw_only=True)
class TurnPlace:
    """`response` is the service's name for the turn (empty: not known), `last` the number of the
    last event that came whole."""

    response: str = ""
    last: int = -1
    is_over: bool = False
    has_picture: bool = False

    def note(self, event: PictureEvent) -> None:
        """Takes in the next event."""
        if not event.is_of_turn:
            return
        number = event.value.get("sequence_number")
        if isinstance(number, int) and not isinstance(number, bool):
            self.last = max(self.last, number)
        told = event.value.get("response")
        if isinstance(told, Mapping) and isinstance(told.get("id"), str):
            self.response = self.response or str(told["id"])
        item = event.value.get("item")
        if isinstance(item, Mapping) and event.type.endswith("output_item.done"):
            is_drawn = item.get("type") == "image_generation_call"
            self.has_picture |= is_drawn and bool(item.get("result"))
        self.is_over |= event.type in ENDS_OF_TURN


def place_in(body: Body) -> TurnPlace:
    """How far the stream of a turn has come; one without a name cannot be gone on with."""
    place = TurnPlace()
    for raw in events_of(body):
        place.note(read_event(raw.name, raw.data))
    return place
