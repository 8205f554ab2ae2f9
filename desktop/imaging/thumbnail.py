"""Small previews: JPEG, or PNG where there is transparency; JPEGs are decoded already small."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.problems import ProblemKind, fail
from desktop.domain.size import Size
from desktop.imaging.codec import read_header, read_picture
from desktop.imaging.decoders import decode_with_opencv, decoding, open_with_pillow
from desktop.imaging.depth import as_rgb, eight_bits, full_value, straight
from desktop.imaging.exif import upright
from desktop.imaging.file_kind import FileKind
from desktop.imaging.file_writer import write_picture
from desktop.imaging.icc import BadProfileError, converted, fits_channels, means_srgb
from desktop.imaging.picture import FileFacts, Picture
from desktop.imaging.picture_header import PictureHeader
from desktop.imaging.pillow_pixels import pixels_of
from desktop.imaging.write_options import Format, Metadata, Subsampling, WriteOptions

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WORTH_A_LOOK = 10_000_000
"""Pixels from which opening takes long enough to be looked at meanwhile."""

_OPTIONS = WriteOptions(quality=85, subsampling=Subsampling.QUARTER, metadata=Metadata.STRIP)


def make_thumbnail(source: bytes | Picture, pixels: int, name: str = "the picture") -> bytes:
    """A JPEG (or PNG, with alpha) in sRGB, its longest side at most `pixels`; never enlarged.

    ProblemError when `source` is bytes and no picture that can be read.
    """
    if isinstance(source, Picture):
        return _written(_shrunk(source, pixels))
    header = read_header(source, name)
    if header.kind is not FileKind.JPEG:
        return _written(_shrunk(read_picture(source, name), pixels))
    if not header.is_whole:
        raise fail(ProblemKind.FILE_TRUNCATED, name=name)
    return _written(_shrunk(_small_jpeg(source, header, pixels, name), pixels))


def first_look(data: bytes, name: str) -> Picture | None:
    """A rough picture in a fraction of the time; None where none is worth it.

    Only large JPEGs can be decoded small. Whatever is wrong with the file is said by whoever
    decodes all of it.
    """
    header = read_header(data, name)
    is_large = header.size.pixels >= _WORTH_A_LOOK
    if header.kind is not FileKind.JPEG or not header.is_whole or not is_large:
        return None
    return _small_jpeg(data, header, header.size.longest // 8, name)


def _small_jpeg(data: bytes, header: PictureHeader, pixels: int, name: str) -> Picture:
    """The JPEG at the smallest of 1/1, 1/2, 1/4, 1/8 that is still large enough.

    libjpeg leaves out what is not needed before the cosine transform, which is most of the work.
    """
    import cv2

    factor = max(f for f in (1, 2, 4, 8) if f == 1 or header.size.longest // f >= pixels)
    with decoding(name):
        if header.mode == "CMYK":
            image = open_with_pillow(data, FileKind.JPEG)
            image.draft("CMYK", (header.size.width // factor, header.size.height // factor))
            decoded = pixels_of(image, header.icc)
            facts = FileFacts(icc=None if decoded.is_converted else header.icc)
            return Picture(pixels=upright(decoded.pixels, header.orientation), facts=facts)
        is_grey = header.mode == "L"
        flags = _FLAGS[factor][is_grey] | cv2.IMREAD_IGNORE_ORIENTATION
        found = decode_with_opencv(data, flags)
    found = found[..., None] if is_grey else found[..., ::-1]
    return Picture(pixels=upright(found, header.orientation), facts=FileFacts(icc=header.icc))


_FLAGS = {1: (1, 0), 2: (17, 16), 4: (33, 32), 8: (65, 64)}
"""OpenCV's IMREAD_COLOR and IMREAD_GRAYSCALE, and both reduced by 2, 4 and 8."""


def _shrunk(picture: Picture, pixels: int) -> Picture:
    """The picture at thumbnail size, 8-bit sRGB."""
    size = _bounded(picture.size, pixels)
    small = eight_bits(_resized(picture.pixels, size))
    icc = picture.facts.icc if fits_channels(picture.facts.icc, small.shape[2]) else None
    if means_srgb(icc):
        return Picture(pixels=small)
    try:
        colours = converted(np.ascontiguousarray(as_rgb(small)), icc, None)
    except BadProfileError:
        return Picture(pixels=small)
    alpha = (small[..., -1:],) if picture.has_alpha else ()
    return Picture(pixels=np.concatenate([colours, *alpha], axis=2))


def _bounded(size: Size, pixels: int) -> Size:
    return size if size.longest <= pixels else size.scaled(pixels / size.longest)


def _resized(pixels: NDArray[Any], size: Size) -> NDArray[Any]:
    """Smaller by area; colours count by their alpha, so that hidden ones do not bleed in."""
    import cv2

    if pixels.shape[:2] == (size.height, size.width):
        return pixels
    shape = (size.height, size.width, pixels.shape[2])
    ends = (size.width, size.height)
    if pixels.shape[2] in {1, 3}:
        return cv2.resize(pixels, ends, interpolation=cv2.INTER_AREA).reshape(shape)
    full = full_value(pixels)
    small = np.empty(shape, np.float32)
    weight = pixels[..., -1].astype(np.float32) * np.float32(1 / full)
    small[..., -1] = cv2.resize(weight, ends, interpolation=cv2.INTER_AREA)
    for channel in range(pixels.shape[2] - 1):
        weighted = cv2.multiply(pixels[..., channel], weight, dtype=cv2.CV_32F)
        small[..., channel] = cv2.resize(weighted, ends, interpolation=cv2.INTER_AREA)
    small[..., :-1] *= np.float32(1 / full)
    return straight(small)


def _written(picture: Picture) -> bytes:
    is_clear = picture.has_alpha and bool((picture.pixels[..., -1] < 255).any())
    if is_clear:
        return write_picture(picture, Format.PNG, _OPTIONS)
    colours = picture.pixels.shape[2] - (1 if picture.has_alpha else 0)
    opaque = Picture(pixels=np.ascontiguousarray(picture.pixels[..., :colours]))
    return write_picture(opaque, Format.JPEG, _OPTIONS)
