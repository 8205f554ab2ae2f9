"""Thumbnails of library pictures: from the cache, or made and kept there."""

from __future__ import annotations

from desktop.domain.identity import ContentHash
from desktop.imaging.thumbnail import make_thumbnail
from desktop.storage.library import Library

_SIZES = (128, 256, 512, 1024)


def thumbnail_of(library: Library, content: ContentHash, pixels: int) -> bytes:
    """A picture file whose longest side is at least `pixels` (or as large as the picture).

    ProblemError when the picture is gone or cannot be read. Takes a moment the first time.
    """
    size = next((step for step in _SIZES if step >= pixels), _SIZES[-1])
    kept = library.thumbnails.get(content, size)
    if kept is not None:
        return kept
    made = make_thumbnail(library.pictures.read(content), size)
    library.thumbnails.put(content, size, made)
    return made
