"""Reads server-sent events from raw bytes as they come, cut into chunks of any length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop.api.answer_json import Body

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LONGEST_FIELD_NAME = 8
_STEP = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamEvent:
    """One event: its name (empty when it has none) and its data, lines joined by a line feed."""

    name: str
    data: bytes


def events_of(body: Body) -> Iterator[StreamEvent]:
    """The events of a whole (or broken-off) body, one at a time."""
    reader = EventStreamReader()
    for start in range(0, len(body), _STEP):
        yield from reader.feed(body[start : start + _STEP])
    yield from reader.finish()


class EventStreamReader:
    """Takes bytes, gives whole events; lines may end in LF, CR or CR LF (WHATWG, event streams).

    Comments, unknown fields and events without data are passed over. Nothing is refused: bytes
    that are no event stream simply contain no events.
    """

    def __init__(self) -> None:
        self._pending = bytearray()
        self._searched = 0
        self._line_feed_may_follow = False
        self._is_first_line = True
        self._name = ""
        self._data: list[bytes] = []

    def feed(self, chunk: bytes) -> list[StreamEvent]:
        """The events that `chunk` completes."""
        self._pending += chunk
        events: list[StreamEvent] = []
        while (end := self._line_end()) is not None:
            event = self._take_line(end)
            if event is not None:
                events.append(event)
        return events

    def finish(self) -> list[StreamEvent]:
        """What is left when the stream has ended: some services omit the last blank line."""
        event = self._read_line(len(self._pending)) if self._pending else None
        self._pending.clear()
        self._searched = 0
        return [found for found in (event, self._dispatch()) if found is not None]

    def _line_end(self) -> int | None:
        """Where the first line in the buffer ends; None while its end has not come."""
        if self._line_feed_may_follow and self._pending:
            self._line_feed_may_follow = False
            if self._pending[0] == ord("\n"):
                del self._pending[0]
        line_feed = self._pending.find(b"\n", self._searched)
        until = len(self._pending) if line_feed < 0 else line_feed
        carriage_return = self._pending.find(b"\r", self._searched, until)
        end = line_feed if carriage_return < 0 else carriage_return
        self._searched = len(self._pending) if end < 0 else 0
        return None if end < 0 else end

    def _take_line(self, end: int) -> StreamEvent | None:
        self._line_feed_may_follow = self._pending[end] == ord("\r")
        event = self._read_line(end)
        del self._pending[: end + 1]
        return event

    def _read_line(self, end: int) -> StreamEvent | None:
        """Takes in the first `end` bytes as a line; a blank one completes an event."""
        start = self._skip_byte_order_mark()
        if start == end:
            return self._dispatch()
        colon = self._pending.find(b":", start, min(end, start + _LONGEST_FIELD_NAME))
        name_end, value_start = (end, end) if colon < 0 else (colon, colon + 1)
        if self._pending[value_start : min(value_start + 1, end)] == b" ":
            value_start += 1
        self._take_field(bytes(self._pending[start:name_end]), value_start, end)
        return None

    def _take_field(self, name: bytes, start: int, end: int) -> None:
        if name not in {b"data", b"event"}:
            return
        with memoryview(self._pending) as view:
            value = bytes(view[start:end])
        if name == b"data":
            self._data.append(value)
        else:
            self._name = value.decode("utf-8", "replace")

    def _skip_byte_order_mark(self) -> int:
        is_marked = self._is_first_line and self._pending.startswith(_BYTE_ORDER_MARK)
        self._is_first_line = False
        return len(_BYTE_ORDER_MARK) if is_marked else 0

    def _dispatch(self) -> StreamEvent | None:
        name, data = self._name, self._data
        self._name, self._data = "", []
        if not data:
            return None
        return StreamEvent(name=name, data=data[0] if len(data) == 1 else b"\n".join(data))
