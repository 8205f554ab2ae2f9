"""Takes one answer off the line: every chunk goes to disk first, then previews are shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace

from desktop.api.errors import Asked
from desktop.api.event_stream import EventStreamReader, StreamEvent
from desktop.api.image_client import PreviewHandler
from desktop.api.network_errors import network_exceptions, problem_of_failure
from desktop.api.picture_event import PictureEvent, read_event
from desktop.api.service_error import request_id_of
from desktop.domain.answer import AnswerHead, AnswerSink
from desktop.domain.problems import (
    Billed,
    ProblemError,
    ProblemKind,
    ServiceWords,
    fail,
)

_NOT_KEPT = frozenset({"set-cookie", "content-encoding", "transfer-encoding"})
"""No cookies, and nothing about how the body was packed for the line: it is kept unpacked."""

BODY_LIMIT = 1 << 30
"""Bytes of an answer at which Stet stops believing that it is one: ten 4K pictures are 0.4 GB."""


_SEAM = b"\n\n"
"""Ends an event that was cut, so that the next one is read for itself."""


def head_of(status: int, headers: Mapping[str, str]) -> AnswerHead:
    """The head to keep; header names in lower case."""
    kept = {name.lower(): value for name, value in headers.items() if name.lower() not in _NOT_KEPT}
    return AnswerHead(
        status=status,
        content_type=kept.get("content-type", ""),
        request_id=request_id_of(kept),
        headers=tuple(kept.items()),
    )


@dataclass(slots=True, kw_only=True)
class Receiver:
    """One answer on its way to disk.

    `grace` is how many seconds a stream may stay open after its last event; `asked` tells what
    was asked and for how long by now; `on_event` hears every event.
    """

    sink: AnswerSink
    on_preview: PreviewHandler
    grace: float
    asked: Callable[[], Asked]
    on_event: Callable[[PictureEvent], None] | None = None
    _is_settled: bool = False
    _length: int = 0
    _previews: int = 0

    async def take(self, head: AnswerHead, chunks: AsyncIterator[bytes]) -> None:
        """Until the body ends. Raises ProblemError when it breaks off or the disk refuses."""
        await self._kept(lambda: self.sink.begin(head))
        await self._take(head, chunks)

    async def go_on(self, head: AnswerHead, chunks: AsyncIterator[bytes]) -> None:
        """The rest of an answer that broke off, behind what has come; what was cut stays cut."""
        self._is_settled = False
        self._write(_SEAM, head)
        await self._take(head, chunks)

    async def add_event(self, head: AnswerHead, name: str, data: bytes) -> None:
        """An answer that came in one piece, as an event behind what has come."""
        lines = b"".join(b"data: " + line + b"\n" for line in data.splitlines())
        self._write(_SEAM + b"event: " + name.encode() + b"\n" + lines + b"\n", head)
        await self._notice(StreamEvent(name=name, data=data))

    async def _take(self, head: AnswerHead, chunks: AsyncIterator[bytes]) -> None:
        reader = EventStreamReader() if _is_event_stream(head) else None
        while (chunk := await self._next(chunks, head)) is not None:
            self._write(chunk, head)
            for raw in reader.feed(chunk) if reader else ():
                await self._notice(raw)
        for raw in reader.finish() if reader else ():
            await self._notice(raw)

    async def finish(self) -> None:
        """The body is whole: to disk, synced."""
        await self._kept(self.sink.finish)

    async def _next(self, chunks: AsyncIterator[bytes], head: AnswerHead) -> bytes | None:
        """None at the end, which for a stream that has said all it will may be a broken line."""
        try:
            async with asyncio.timeout(self.grace if self._is_settled else None):
                return await anext(chunks, None)
        except TimeoutError:
            return None
        except network_exceptions() as error:
            if self._is_settled:
                return None
            raise ProblemError(
                problem_of_failure(error, self.asked(), request_id=head.request_id, has_begun=True)
            ) from None

    def _write(self, chunk: bytes, head: AnswerHead) -> None:
        self._length += len(chunk)
        if self._length > BODY_LIMIT:
            words = ServiceWords(request_id=head.request_id)
            raise fail(ProblemKind.ANSWER_NOT_JSON, words, found=", but more than 1 GB of it")
        try:
            self.sink.write(chunk)
        except ProblemError as error:
            raise _after_sending(error) from error

    async def _kept(self, work: Callable[[], None]) -> None:
        """Disk work in a thread, to its end even when cancelled: nobody else may run into it."""
        task = asyncio.ensure_future(asyncio.to_thread(work))
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            await asyncio.wait({task})
            task.exception()
            raise
        except ProblemError as error:
            raise _after_sending(error) from error

    async def _notice(self, raw: StreamEvent) -> None:
        event, picture = await asyncio.to_thread(_read, raw)
        if picture is not None:
            self.on_preview(event.preview_index(self._previews), picture)
            self._previews += 1
        if self.on_event is not None:
            self.on_event(event)
        self._is_settled |= event.is_completed or event.is_error or event.type == "done"


def _is_event_stream(head: AnswerHead) -> bool:
    return head.content_type.lower().startswith("text/event-stream")


def _read(raw: StreamEvent) -> tuple[PictureEvent, bytes | None]:
    event = read_event(raw.name, raw.data)
    return event, event.picture if event.is_preview else None


def _after_sending(error: ProblemError) -> ProblemError:
    """A disk that refuses an answer: the service has done its work by then."""
    if error.problem.billed is not Billed.NO:
        return error
    return ProblemError(replace(error.problem, billed=Billed.MAYBE), error.notes)
