"""Where the bytes of pictures come from: the library, or the memory for what is not kept yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from desktop.domain.identity import ContentHash


class PictureSource(Protocol):
    """Gives the bytes of a picture by their content."""

    def read(self, content: ContentHash, /) -> bytes:
        """ProblemError when they are not there."""


class WithUnkept:
    """A source with a few pictures more that nobody has kept, such as a mask just painted."""

    def __init__(self, unkept: Mapping[ContentHash, bytes], kept: PictureSource | None) -> None:
        self._unkept = unkept
        self._kept = kept

    def read(self, content: ContentHash, /) -> bytes:
        if content in self._unkept or self._kept is None:
            return self._unkept[content]
        return self._kept.read(content)
