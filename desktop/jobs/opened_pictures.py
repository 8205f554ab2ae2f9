"""Pictures of the library, decoded once for as long as a command works with them.

A large photograph takes half a second to decode, and an edit needs it when it is read, cut, laid
in and saved. A command has its process to itself and keeps what it opened; a window, which works
on many edits at once, opens them anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from desktop.domain.identity import ContentHash
from desktop.domain.size import Size
from desktop.imaging.codec import read_picture
from desktop.imaging.mask_file import read_mask
from desktop.imaging.picture import Picture
from desktop.jobs.picture_source import PictureSource

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST = 2
"""Pictures kept at once: the one that is edited, and its latest result."""


class _Kept:
    def __init__(self) -> None:
        self._pictures: dict[ContentHash, Picture] = {}
        self._mask: tuple[ContentHash, NDArray[np.uint8]] | None = None

    def picture(self, content: ContentHash) -> Picture | None:
        """The picture; it becomes the last to be given up."""
        found = self._pictures.pop(content, None)
        if found is not None:
            self._pictures[content] = found
        return found

    def keep(self, content: ContentHash, picture: Picture) -> None:
        picture.pixels.flags.writeable = False
        self._pictures.pop(content, None)
        self._pictures[content] = picture
        while len(self._pictures) > _MOST:
            del self._pictures[next(iter(self._pictures))]

    def mask(self, content: ContentHash) -> NDArray[np.uint8] | None:
        return self._mask[1] if self._mask is not None and self._mask[0] == content else None

    def keep_mask(self, content: ContentHash, mask: NDArray[np.uint8]) -> None:
        mask.flags.writeable = False
        self._mask = content, mask


_kept: ContextVar[_Kept | None] = ContextVar("kept", default=None)


@contextmanager
def kept_open() -> Iterator[None]:
    """While it lasts, the last pictures opened here, and in threads started from here, stay so."""
    token = _kept.set(_Kept())
    try:
        yield
    finally:
        _kept.reset(token)


def keep_open(content: ContentHash, picture: Picture) -> None:
    """`picture` was decoded from the bytes of `content`; nobody may change it from now on."""
    kept = _kept.get()
    if kept is not None:
        kept.keep(content, picture)


def still_open(content: ContentHash) -> Picture | None:
    """The picture where it is kept."""
    kept = _kept.get()
    return None if kept is None else kept.picture(content)


def opened_picture(pictures: PictureSource, content: ContentHash, name: str) -> Picture:
    """The picture; `name` is for sentences. ProblemError: it is gone or damaged."""
    picture = still_open(content)
    if picture is None:
        picture = read_picture(pictures.read(content), name)
        keep_open(content, picture)
    return picture


def opened_mask(pictures: PictureSource, content: ContentHash, size: Size) -> NDArray[np.uint8]:
    """The mask (h, w) of a picture. ProblemError: it is gone, damaged, or of another size."""
    kept = _kept.get()
    mask = None if kept is None else kept.mask(content)
    if mask is None or mask.shape != (size.height, size.width):
        mask = read_mask(pictures.read(content), "the mask", size)
        if kept is not None:
            kept.keep_mask(content, mask)
    return mask
