"""The door to an image service: what is asked, and how an answer comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from desktop.domain.answer import AnswerSink
from desktop.domain.conversation import Conversation
from desktop.domain.recipe import Kind

PreviewHandler = Callable[[int, bytes], None]
"""Called with the index of a streamed partial picture and the bytes of its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadFile:
    """A file part: an ASCII name, the bytes, and their real media type."""

    name: str
    data: bytes
    media_type: str

    def __post_init__(self) -> None:
        if not self.name.isascii() or "/" in self.name:
            raise ValueError(f"{self.name!r} is no plain ASCII file name.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRequest:
    """One request, exactly as it goes out; None means: the parameter is not sent.

    `images` keep their order; `mask` and `markup` belong to the first and exclude each other. With
    `conversation` it is a turn of one; `carried` is a picture that the service has from the turn
    before, so that it does not go out.
    """

    kind: Kind
    model: str
    prompt: str
    quality: str
    size: str
    count: int = 1
    background: str | None = None
    output_format: str | None = None
    compression: int | None = None
    moderation: str | None = None
    complexity: str | None = None
    partial_images: int = 0
    frame_count: int | None = None
    frame_ms: int | None = None
    images: tuple[UploadFile, ...] = ()
    mask: UploadFile | None = None
    markup: UploadFile | None = None
    conversation: Conversation | None = None
    carried: UploadFile | None = None

    def __post_init__(self) -> None:
        if self.mask is not None and self.markup is not None:
            raise ValueError("A request takes a mask or a markup, not both.")
        if (self.kind is Kind.EDIT) != bool(self.images or self.carried):
            raise ValueError("An edit has pictures, a generation has none.")

    @property
    def streams(self) -> bool:
        return self.partial_images > 0

    @property
    def upload_bytes(self) -> int:
        extra = [part for part in (self.mask, self.markup) if part is not None]
        return sum(len(part.data) for part in (*self.images, *extra))


class ImageClient(Protocol):
    """A service that makes pictures. All methods run on one asyncio loop and can be cancelled."""

    @property
    def is_simulated(self) -> bool:
        """True for the demo engine: its pictures are labelled wherever they go."""

    async def send(
        self, request: ImageRequest, sink: AnswerSink, on_preview: PreviewHandler
    ) -> None:
        """Send once, and let the answer run into `sink` as it comes.

        Returns when the body is whole and on disk; reading it is `answer.read_answer`'s work.
        Raises ProblemError for every failure, with what may have been billed. Never sends twice.
        """

    async def check_access(self) -> str:
        """A cheap call that costs nothing; a sentence on what was found. Raises ProblemError."""

    async def fetch_picture(self, url: str) -> bytes:
        """The picture behind an address that stood in an answer. Raises ProblemError."""

    async def close(self) -> None:
        """Ends all connections."""


@runtime_checkable
class KeepsTurns(Protocol):
    """A service that goes on with a turn of a conversation when nobody listens."""

    async def pick_up(self, came: bytes, sink: AnswerSink, on_preview: PreviewHandler) -> None:
        """The rest of a turn's answer, of which `came` is on disk, into `sink`; free of charge.

        Nothing is sent again. ProblemError when it is not to be had (yet).
        """

    async def stop_turn(self, came: bytes) -> None:
        """Ask for the end of a turn of which `came` has come; no error when it has ended."""
