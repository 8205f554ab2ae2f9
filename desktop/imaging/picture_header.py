"""What a picture file says about itself before its pixels are decoded, and what decoding gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.domain.problems import ProblemKind, fail
from desktop.domain.size import Size
from desktop.imaging.file_kind import FileKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_MEGAPIXELS = 300
"""Pictures with more million pixels are refused from their header, before memory is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureHeader:
    """The facts of a file's header.

    `size` is as stored, before `orientation` (1 to 8, EXIF's numbers) is applied. `mode` is
    Pillow's name for the pixel layout, with `;16` or `;F` for 16-bit and float layouts that Pillow
    has no name for. `exif` starts with its byte order mark (II or MM). `notes` are sentences.
    `is_whole` is false when the file visibly breaks off.
    """

    kind: FileKind
    size: Size
    mode: str
    orientation: int = 1
    icc: bytes | None = None
    exif: bytes | None = None
    xmp: bytes | None = None
    dpi: tuple[float, float] | None = None
    notes: tuple[str, ...] = ()
    is_whole: bool = True

    @property
    def upright_size(self) -> Size:
        """Width and height once the picture is upright."""
        if self.orientation >= 5:
            return Size(self.size.height, self.size.width)
        return self.size


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Decoded:
    """Pixels (h, w, channels) as stored in the file, not yet upright.

    `is_converted` says that they were brought to sRGB, so that the file's profile no longer fits.
    """

    pixels: NDArray[Any]
    notes: tuple[str, ...] = ()
    is_converted: bool = False


def checked_size(width: int, height: int, name: str) -> Size:
    """Width and height as a Size. ProblemError: a side of 0, or more pixels than Stet opens."""
    if width < 1 or height < 1:
        raise fail(ProblemKind.FILE_DAMAGED, name=name)
    size = Size(width, height)
    if size.pixels > MAX_MEGAPIXELS * 1_000_000:
        raise fail(ProblemKind.PICTURE_TOO_LARGE, name=name, size=size.shown, limit=MAX_MEGAPIXELS)
    return size
