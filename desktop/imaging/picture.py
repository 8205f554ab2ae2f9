"""A picture in memory: its pixels as they are in the file, and what the file said about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.domain.size import Size

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What a picture file carries besides pixels, kept as bytes so that nothing is lost.

    `format` is Pillow's name (PNG, JPEG, ...), `mode` the pixel layout in the file (RGB, P, CMYK,
    I;16, ...); `dpi` in dots per inch. EXIF has its orientation set back to upright, because the
    pixels are upright. `notes` say in words what was converted on opening.
    """

    format: str = ""
    mode: str = ""
    icc: bytes | None = None
    exif: bytes | None = None
    xmp: bytes | None = None
    dpi: tuple[float, float] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """Upright pixels, shape (height, width, channels), read-only and contiguous.

    Channels: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA (alpha is straight, not premultiplied).
    dtype: uint8 or uint16 over their whole range, or float32 from 0 to 1.
    """

    pixels: NDArray[Any]
    facts: FileFacts = FileFacts()

    def __post_init__(self) -> None:
        if self.pixels.ndim != 3 or self.pixels.shape[2] not in {1, 2, 3, 4}:
            raise ValueError(f"A picture has 1 to 4 channels, not the shape {self.pixels.shape}.")
        if self.pixels.dtype.name not in {"uint8", "uint16", "float32"}:
            raise ValueError(f"A picture is 8-bit, 16-bit or float, not {self.pixels.dtype}.")
        self.pixels.flags.writeable = False

    @property
    def size(self) -> Size:
        return Size(int(self.pixels.shape[1]), int(self.pixels.shape[0]))

    @property
    def has_alpha(self) -> bool:
        return bool(self.pixels.shape[2] in {2, 4})

    @property
    def has_colour(self) -> bool:
        return bool(self.pixels.shape[2] >= 3)
