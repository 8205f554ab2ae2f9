"""Reads and writes JPEG: OpenCV decodes straight into RGB, Pillow handles CMYK and writes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from desktop.domain.problems import ProblemKind, fail
from desktop.imaging.decoders import decode_with_opencv, decoding, open_with_pillow
from desktop.imaging.file_kind import FileKind
from desktop.imaging.icc import fits_channels
from desktop.imaging.jpeg_segments import XMP_MARK
from desktop.imaging.picture import FileFacts
from desktop.imaging.picture_header import Decoded, PictureHeader
from desktop.imaging.pillow_pixels import pixels_of
from desktop.imaging.write_options import WriteOptions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST_SIDE = 65_500
"""What libjpeg writes at most, in pixels."""

_SEGMENT = 65_533
"""Bytes that fit into one segment."""


def decode_jpeg(data: bytes, header: PictureHeader, name: str) -> Decoded:
    """The pixels as libjpeg decodes them. ProblemError when the file breaks off or is damaged."""
    import cv2

    if not header.is_whole:
        raise fail(ProblemKind.FILE_TRUNCATED, name=name)
    with decoding(name):
        if header.mode == "CMYK":
            return pixels_of(open_with_pillow(data, FileKind.JPEG), header.icc)
        if header.mode == "L":
            flags = cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION
            return Decoded(pixels=decode_with_opencv(data, flags)[..., None])
        flags = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
        return Decoded(pixels=decode_with_opencv(data, flags))


def encode_jpeg(pixels: NDArray[np.uint8], facts: FileFacts, options: WriteOptions) -> bytes:
    """`pixels` (h, w, 1 or 3), uint8, as a JPEG file with the metadata in `facts`.

    EXIF or XMP too long for JPEG's segments are left out.
    """
    from PIL import Image

    channels = pixels.shape[2]
    image = Image.fromarray(pixels[..., 0] if channels == 1 else pixels)
    extras: dict[str, Any] = {}
    if facts.exif and len(facts.exif) + 6 <= _SEGMENT:
        extras["exif"] = b"Exif\0\0" + facts.exif
    if facts.xmp and len(facts.xmp) + len(XMP_MARK) <= _SEGMENT:
        extras["xmp"] = facts.xmp
    if facts.icc and fits_channels(facts.icc, channels):
        extras["icc_profile"] = facts.icc
    if facts.dpi:
        extras["dpi"] = tuple(max(1, min(65_535, round(value))) for value in facts.dpi)
    made = BytesIO()
    image.save(
        made,
        "JPEG",
        quality=options.quality_used,
        subsampling=options.subsampling.value,
        progressive=options.progressive,
        optimize=options.progressive,
        **extras,
    )
    return made.getvalue()


def is_too_long_for_jpeg(facts: FileFacts) -> bool:
    """Whether EXIF or XMP do not fit into JPEG's segments."""
    exif, xmp = facts.exif or b"", facts.xmp or b""
    return len(exif) + 6 > _SEGMENT or len(xmp) + len(XMP_MARK) > _SEGMENT
