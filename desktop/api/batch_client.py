"""The door to a service's files and batches: big files go and come by way of the disk."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, runtime_checkable

from desktop.domain.batch import BatchNews, ServiceFile
from desktop.domain.recipe import Kind

BATCH_PATHS = {Kind.GENERATE: "/v1/images/generations", Kind.EDIT: "/v1/images/edits"}


class BatchClient(Protocol):
    """Runs on one asyncio loop; every method may raise ProblemError, and nothing is repeated."""

    async def upload(self, path: Path, name: str, media_type: str, purpose: str) -> str:
        """The service's name for the file; `purpose` is `vision` or `batch`."""

    async def files(self) -> tuple[ServiceFile, ...]:
        """Everything that is stored under this key, of whatever program."""

    async def delete(self, file_id: str) -> None:
        """The file is gone at the service; no error when it was gone already."""

    async def download(self, file_id: str, target: Path) -> None:
        """The whole content at `target`, or nothing there. ANSWER_CUT when it came short."""

    async def create(self, file_id: str, kind: Kind, label: str) -> BatchNews:
        """Orders the work; from now on it may be billed."""

    async def read(self, batch_id: str) -> BatchNews:
        """How far it is."""

    async def find(self, label: str) -> BatchNews | None:
        """The batch that was created with this label, where its name was lost on the way."""

    async def cancel(self, batch_id: str) -> BatchNews:
        """Asks for its end; what is done by then is delivered and billed."""

    async def close(self) -> None:
        """Ends all connections."""


@runtime_checkable
class OffersBatches(Protocol):
    """A service that takes batches."""

    def batches(self) -> BatchClient:
        """A fresh client for them; whoever asked closes it."""
