"""What the service keeps of a customer: uploaded files and batches, with the fate of each batch."""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Fate(StrEnum):
    """How a batch will end."""

    COMPLETED = "completed"
    EXPIRED = "expired"
    """Half of the lines are done when the time is over."""
    FAILED = "failed"
    """The file is refused by the validation; nothing is done."""


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """One file at the service."""

    id: str
    filename: str
    purpose: str
    data: bytes
    created: int
    expires: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": "file",
            "bytes": len(self.data),
            "created_at": self.created,
            "expires_at": self.expires,
            "filename": self.filename,
            "purpose": self.purpose,
            "status": "processed",
        }


@dataclass(kw_only=True)
class KeptBatch:
    """One batch; `done` and `failed` are lines of its two files, in no order."""

    id: str
    endpoint: str
    input_file: str
    metadata: dict[str, str]
    created: int
    fate: Fate
    status: str = "validating"
    output_file: str | None = None
    error_file: str | None = None
    errors: list[dict[str, Any]] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    done: list[bytes] = field(default_factory=list)
    failed: list[bytes] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": "batch",
            "endpoint": self.endpoint,
            "errors": {"object": "list", "data": self.errors} if self.errors else None,
            "input_file_id": self.input_file,
            "completion_window": "24h",
            "status": self.status,
            "output_file_id": self.output_file,
            "error_file_id": self.error_file,
            "created_at": self.created,
            "request_counts": {
                "total": len(self.lines),
                "completed": len(self.done),
                "failed": len(self.failed),
            },
            "metadata": self.metadata,
        }


@dataclass(kw_only=True)
class Storeroom:
    """`fate` is that of the next batches. With `stands` no batch goes on when it is asked about.

    `cuts_files` makes output files end in the middle of their last line. `is_quick` draws one
    picture for all lines that ask for the same size and quality.
    """

    fate: Fate = Fate.COMPLETED
    stands: bool = False
    cuts_files: bool = False
    is_quick: bool = False
    files: dict[str, KeptFile] = field(default_factory=dict)
    batches: dict[str, KeptBatch] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)


def new_id(kind: str) -> str:
    return f"{kind}_{uuid.uuid4().hex}"
