"""An answer as it arrives: its head, and the place where its bytes go before anybody reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerHead:
    """What came before the body: enough to read the body later, without the service."""

    status: int
    content_type: str
    request_id: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


class AnswerSink(Protocol):
    """Takes an answer to disk as it comes, untouched; every call may raise ProblemError (disk)."""

    def begin(self, head: AnswerHead) -> None:
        """The head has come; the body follows."""

    def write(self, chunk: bytes) -> None:
        """The next bytes of the body, exactly as they came."""

    def finish(self) -> None:
        """The body is whole; when this returns it is on disk, synced."""
