"""What is exported and how, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from desktop.domain.size import Size


class ExportFormat(StrEnum):
    """The file formats a result is written in; the value is the service's word for them too."""

    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"

    @property
    def suffixes(self) -> tuple[str, ...]:
        """What a file of this format may end in; the first is given to new ones."""
        return (".jpg", ".jpeg") if self is ExportFormat.JPEG else (f".{self.value}",)

    @property
    def has_quality(self) -> bool:
        return self is not ExportFormat.PNG

    @property
    def has_alpha(self) -> bool:
        return self is not ExportFormat.JPEG


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSubject:
    """The result that is exported: a name without an ending, its size, and what is in its file.

    `has_credentials`: the file that the service sent carries Content Credentials.
    """

    name: str
    size: Size
    folder: str = ""
    has_alpha: bool = False
    has_credentials: bool = False
    has_original: bool = False
    is_simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportChoice:
    """Where and how to write it. `quality` is 1 to 100, and only some formats use it.

    `may_replace`: the designer has agreed that a file of that name is replaced.
    """

    format: ExportFormat
    quality: int
    keeps_metadata: bool
    target: Path
    may_replace: bool


def target_for(path: Path, format_: ExportFormat) -> tuple[Path, bool]:
    """The path with an ending that tells the truth, and whether it is the one that was chosen."""
    if path.suffix.lower() in format_.suffixes:
        return path, True
    return path.with_name(path.name + format_.suffixes[0]), False
