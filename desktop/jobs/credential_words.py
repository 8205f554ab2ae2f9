"""Says which originals of an edit carry Content Credentials, and whether its results still do."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.edit import Edit
from desktop.domain.identity import ContentHash
from desktop.domain.problems import ProblemError
from desktop.imaging.codec import read_header
from desktop.imaging.credentials import has_credentials
from desktop.storage.library import Library

_KEPT = (
    "The service's file carries Content Credentials (C2PA), and this result still does: it is "
    "that very file. Whether they are valid is not checked here."
)
_LOST = (
    "The service's file carries Content Credentials (C2PA). This result no longer does: they vouch "
    "for that file's bytes only. Save the original to keep them."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialWords:
    """A sentence on one result whose original carries credentials."""

    index: int
    is_kept: bool
    sentence: str


def credentials_of(edit: Edit, library: Library) -> tuple[CredentialWords, ...]:
    """Of those results alone whose original carries any; what is gone from the disk says nothing.

    On a worker's thread: it reads the files.
    """
    found = []
    for result in edit.results:
        if _is_certified(result.original.content, library):
            is_kept = _is_certified(result.picture.content, library)
            words = _KEPT if is_kept else _LOST
            found.append(CredentialWords(index=result.index, is_kept=is_kept, sentence=words))
    return tuple(found)


def _is_certified(content: ContentHash, library: Library) -> bool:
    """Drawings and what cannot be read carry none."""
    try:
        data = library.pictures.read(content)
        return has_credentials(data, read_header(data, "the original").kind)
    except ProblemError:
        return False
