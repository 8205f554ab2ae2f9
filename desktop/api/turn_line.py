"""One turn of a conversation on the line: sent once, then followed until its answer is whole.

The service works in the background. When the line breaks, the stream is taken up after the last
event that came whole; where there is no stream, the answer is fetched as one. Both are free.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from desktop.api.answer_json import read_json
from desktop.api.connection import Timeouts
from desktop.api.picture_event import RETRIEVED
from desktop.api.receiver import Receiver, head_of
from desktop.api.turn_place import TurnPlace
from desktop.api.waiting import Waiting, told
from desktop.domain.answer import AnswerHead
from desktop.domain.problems import Billed, Problem, ProblemError, ProblemKind, fail, problem

if TYPE_CHECKING:
    import openai

_STREAM = AnswerHead(status=200, content_type="text/event-stream")

_LINE = frozenset(
    {
        ProblemKind.NO_NETWORK,
        ProblemKind.UNREACHABLE,
        ProblemKind.CONNECTION_REFUSED,
        ProblemKind.CONNECTION_CUT,
        ProblemKind.TIMEOUT,
        ProblemKind.ANSWER_CUT,
        ProblemKind.STREAM_ENDED,
        ProblemKind.SERVER_ERROR,
        ProblemKind.OVERLOADED,
        ProblemKind.RATE_LIMITED,
        ProblemKind.SLOW_DOWN,
    }
)
"""What is worth another look, because the turn itself goes on."""

_AT_WORK = frozenset({"queued", "in_progress"})

MOST_LOOKS = 8
"""How often in a row one looks in vain for something new; the waits between come to two minutes."""

_LONGEST_WAIT = 30.0

Sleep = Callable[[float], Awaitable[None]]


@dataclass(slots=True, kw_only=True)
class TurnLine:
    """The way to one turn; `place` says how far its answer has come."""

    client: openai.AsyncOpenAI
    receiver: Receiver
    place: TurnPlace
    timeouts: Timeouts
    waiting: Waiting
    sleep: Sleep = asyncio.sleep

    async def send(self, body: dict[str, object]) -> None:
        """Sends the turn once; when this returns its answer is whole and on disk. ProblemError."""
        create: Any = self.client.responses.with_streaming_response.create
        call: AbstractAsyncContextManager[Any] = create(**body)
        try:
            async with told(self.waiting, self.timeouts.overall), call as response:
                head = head_of(response.status_code, response.headers)
                await self.receiver.take(head, response.iter_bytes())
        except ProblemError as error:
            if not self.place.response or error.problem.kind not in _LINE:
                raise
        if self.place.response:
            await self.follow()
        else:
            await self.receiver.finish()

    async def follow(self) -> None:
        """Until the answer is whole and on disk; nothing is sent again. ProblemError."""
        looks = 0
        while not self.place.is_over:
            before = self.place.last
            trouble = await self._look()
            looks = 0 if self.place.last > before else looks + 1
            if looks < MOST_LOOKS:
                await self.sleep(min(_LONGEST_WAIT, 2.0**looks / 2) if looks else 0)
            elif self.place.has_picture:
                break
            else:
                raise ProblemError(trouble or problem(ProblemKind.GOES_ON))
        await self.receiver.finish()

    async def _look(self) -> Problem | None:
        """The rest of the stream or, where that brings no end, the answer as one."""
        try:
            try:
                await self._take_stream()
            except ProblemError as error:
                if error.problem.kind in _LINE or error.problem.kind is ProblemKind.ANSWER_NOT_KEPT:
                    raise
            if not self.place.is_over:
                await self._fetch_whole()
        except ProblemError as error:
            if error.problem.kind not in _LINE:
                raise
            return replace(error.problem, billed=Billed.MAYBE)
        return None

    async def _take_stream(self) -> None:
        """ProblemError too where it was not made with a stream."""
        retrieve: Any = self.client.responses.with_streaming_response.retrieve
        after = {"starting_after": self.place.last} if self.place.last >= 0 else {}
        call: AbstractAsyncContextManager[Any] = retrieve(self.place.response, stream=True, **after)
        async with told(self.waiting, self.timeouts.overall), _kept(call) as response:
            await self.receiver.go_on(_STREAM, response.iter_bytes())

    async def _fetch_whole(self) -> None:
        retrieve: Any = self.client.responses.with_streaming_response.retrieve
        call: AbstractAsyncContextManager[Any] = retrieve(self.place.response)
        async with told(self.waiting, self.timeouts.overall), _kept(call) as response:
            data = await response.read()
        if _status(data) not in _AT_WORK:
            await self.receiver.add_event(_STREAM, RETRIEVED, data)


async def stop_turn(
    client: openai.AsyncOpenAI, place: TurnPlace, waiting: Waiting, timeouts: Timeouts
) -> None:
    """Asks the service to stop working on a turn, if it is known and not over. ProblemError."""
    if place.response and not place.is_over:
        async with told(waiting, timeouts.check):
            await client.responses.with_raw_response.cancel(place.response)


@asynccontextmanager
async def _kept(call: AbstractAsyncContextManager[Any]) -> AsyncIterator[Any]:
    """A retrieval; an answer that the service has thrown away is told as such."""
    import openai

    try:
        async with call as response:
            yield response
    except openai.NotFoundError:
        raise fail(ProblemKind.ANSWER_NOT_KEPT, billed=Billed.MAYBE) from None


def _status(data: bytes) -> str:
    try:
        value = read_json(data).value
    except ValueError:
        return "in_progress"
    status = value.get("status") if isinstance(value, dict) else None
    return status if isinstance(status, str) else "in_progress"
