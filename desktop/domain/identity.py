"""Names for things that are kept: ids that sort by time, and content hashes."""

from __future__ import annotations

import hashlib
import secrets
import time
from typing import NewType

EditId = NewType("EditId", str)
"""Names an edit and the job that makes it: 12 hex digits of milliseconds, then 10 random ones."""

ContentHash = NewType("ContentHash", str)
"""SHA-256 of a file's bytes as 64 hex digits; the name under which the library keeps it."""


def new_edit_id() -> EditId:
    """A fresh id; later ids sort after earlier ones (to the millisecond)."""
    return EditId(f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(5)}")


def hash_of(data: bytes) -> ContentHash:
    return ContentHash(hashlib.sha256(data).hexdigest())
