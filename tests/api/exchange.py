"""One exchange with a service in a test: what to send, where the answer goes, how it ended."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

from desktop.api.answer import Answer, read_answer
from desktop.api.connection import Timeouts
from desktop.api.image_client import ImageRequest, UploadFile
from desktop.api.openai_client import OpenAIClient
from desktop.domain.answer import AnswerHead
from desktop.domain.problems import Problem, ProblemError
from desktop.domain.profile import Profile
from desktop.domain.recipe import Kind

KEY = "sk-test-4f1c9a7be2d84c6c"

QUICK = Timeouts(connect=5.0, read=20.0, overall=40.0, after_last=0.5, check=20.0)
"""Patience for tests in which an answer comes."""

HASTY = Timeouts(connect=5.0, read=0.5, overall=40.0, after_last=0.5, check=0.5)
"""Patience for tests in which the service falls silent."""


def png(size: tuple[int, int], mode: str = "RGB", colour: object = (40, 90, 160)) -> UploadFile:
    out = BytesIO()
    Image.new(mode, size, colour).save(out, "PNG")  # type: ignore[arg-type]
    name = "mask.png" if mode == "RGBA" else "picture-1.png"
    return UploadFile(name=name, data=out.getvalue(), media_type="image/png")


GENERATE = ImageRequest(
    kind=Kind.GENERATE,
    model="gpt-image-2",
    prompt="a red kite over the sea\n“quoted” 漢字",
    quality="low",
    size="1024x640",
)

EDIT = ImageRequest(
    kind=Kind.EDIT,
    model="gpt-image-2",
    prompt="make the sky green",
    quality="low",
    size="1024x640",
    images=(png((1024, 640)),),
    mask=png((1024, 640), "RGBA", (0, 0, 0, 0)),
)


@dataclass
class Sink:
    """Keeps an answer and the order of events; may be told to fail."""

    head: AnswerHead | None = None
    body: bytearray = field(default_factory=bytearray)
    events: list[str] = field(default_factory=list)
    on_event: Callable[[str], None] = lambda _event: None

    def begin(self, head: AnswerHead) -> None:
        self.head = head
        self._note("begin")

    def write(self, chunk: bytes) -> None:
        self.body += chunk
        self._note("write")

    def finish(self) -> None:
        self._note("finish")

    def _note(self, event: str) -> None:
        self.events.append(event)
        self.on_event(event)

    @property
    def is_finished(self) -> bool:
        return self.events[-1:] == ["finish"]

    def answer(self) -> Answer:
        assert self.head is not None
        return read_answer(self.head, bytes(self.body))


@dataclass
class Exchange:
    """How one request went: what is on disk, what was shown, what was read, what went wrong."""

    sink: Sink = field(default_factory=Sink)
    previews: list[tuple[int, bytes]] = field(default_factory=list)
    answer: Answer | None = None
    problem: Problem | None = None

    def show(self, index: int, data: bytes) -> None:
        self.sink.events.append(f"preview {index}")
        self.previews.append((index, data))

    async def run(self, client: OpenAIClient, request: ImageRequest) -> Exchange:
        try:
            await client.send(request, self.sink, self.show)
            self.answer = self.sink.answer()
        except ProblemError as error:
            self.problem = error.problem
        return self


Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def small_server(
    handler: Handler, context: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """A server of a test's own, for bytes that no image service sends; gives its port."""
    running: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        try:
            await handler(reader, writer)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
        await asyncio.gather(*running)


def profile(url: str, **options: object) -> Profile:
    return Profile(base_url=url, **options)  # type: ignore[arg-type]


def exchange(
    url: str, request: ImageRequest = GENERATE, *, key: str = KEY, timeouts: Timeouts = QUICK
) -> Exchange:
    """Sends the request with a client of its own, and reads what came."""

    async def main() -> Exchange:
        client = OpenAIClient(profile(url), key, timeouts=timeouts)
        try:
            return await Exchange().run(client, request)
        finally:
            await client.close()

    return asyncio.run(main())
