"""How a picture is written: format, quality, and what goes along with the pixels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.export_preset import USUAL_QUALITY

__all__ = ["USUAL_QUALITY", "Effort", "Format", "Metadata", "Subsampling", "WriteOptions"]


class Format(StrEnum):
    """The formats that Stet writes; the values are the words of the command line."""

    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    TIFF = "tiff"

    @property
    def suffix(self) -> str:
        """With its dot: `.jpg`."""
        return {"jpeg": ".jpg", "tiff": ".tif"}.get(self.value, f".{self.value}")

    @property
    def media_type(self) -> str:
        return f"image/{self.value}"

    @property
    def shown(self) -> str:
        """As people write it: `WebP`."""
        return {"webp": "WebP"}.get(self.value, self.value.upper())


class Effort(StrEnum):
    """Whether a lossless file should be made fast or small."""

    FAST = "fast"
    SMALL = "small"


class Metadata(StrEnum):
    """What happens to EXIF, XMP and texts; profile and resolution say what pixels mean and stay."""

    KEEP = "keep"
    STRIP = "strip"


class Subsampling(StrEnum):
    """How JPEG keeps colour: for every pixel, every second one, or every fourth one."""

    FULL = "4:4:4"
    HALF = "4:2:2"
    QUARTER = "4:2:0"


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOptions:
    """Choices for writing; each format takes those that it knows.

    `quality` 1 to 100 is for JPEG and for WebP when not `lossless`; None leaves it to Stet.
    `ground` is what transparent parts become where the format has no alpha, as red, green, blue
    from 0 to 255. `dpi` replaces the picture's own. `texts` are keyword and text, for PNG.
    """

    quality: int | None = None
    subsampling: Subsampling = Subsampling.FULL
    progressive: bool = False
    lossless: bool = True
    metadata: Metadata = Metadata.KEEP
    effort: Effort = Effort.FAST
    ground: tuple[int, int, int] = (255, 255, 255)
    dpi: tuple[float, float] | None = None
    texts: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.quality is not None and not 1 <= self.quality <= 100:
            raise ValueError(f"Quality goes from 1 to 100, not {self.quality}.")
        if any(not 0 <= value <= 255 for value in self.ground):
            raise ValueError(f"A colour has parts from 0 to 255, not {self.ground}.")

    @property
    def quality_used(self) -> int:
        """The quality with which a lossy format is written."""
        return USUAL_QUALITY if self.quality is None else self.quality
