"""References as they are sent: untouched where they can be, without what they need not tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.domain.problems import ProblemKind, fail
from desktop.imaging import jpeg_segments, png_chunks, webp_file
from desktop.imaging.codec import read_header, read_picture
from desktop.imaging.depth import eight_bits
from desktop.imaging.exif import has_place
from desktop.imaging.file_kind import FileKind
from desktop.imaging.icc import fits_channels, means_srgb
from desktop.imaging.jpeg_file import encode_jpeg
from desktop.imaging.picture import FileFacts, Picture
from desktop.imaging.picture_header import PictureHeader
from desktop.imaging.plain_colours import hides_colours, in_srgb, with_ground
from desktop.imaging.png_file import encode_png
from desktop.imaging.write_options import Format, WriteOptions

if TYPE_CHECKING:
    from numpy.typing import NDArray

SERVICE_LIMIT = 50_000_000
"""Bytes below which the service takes a picture."""

_AS_THEY_ARE = {
    FileKind.PNG: Format.PNG,
    FileKind.JPEG: Format.JPEG,
    FileKind.WEBP: Format.WEBP,
}
_PLAIN_MODES = frozenset({"RGB", "RGBA"})
_LOSSY = frozenset({FileKind.JPEG, FileKind.AVIF})
_FINE = WriteOptions(quality=95)
_COARSER = WriteOptions(quality=85)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentReference:
    """A reference as it is uploaded, and in sentences what was taken out or converted."""

    data: bytes
    media_type: str
    notes: tuple[str, ...] = ()


def reference_for_service(data: bytes, name: str, limit: int = SERVICE_LIMIT) -> SentReference:
    """The file as it will be sent, below `limit` bytes.

    An upright 8-bit RGB or RGBA picture in PNG, JPEG or WebP goes as it is, or losslessly without
    its metadata; anything else is written anew. ProblemError: no picture that can be read, or
    (PICTURE_TOO_HEAVY) not below `limit` however it is written.
    """
    header = read_header(data, name)
    picture = read_picture(data, name)
    stripped = _stripping_notes(header)
    changes = tuple(_changes(header, picture))
    if not changes:
        bare = _bare(data, header.kind)
        if len(bare) < limit:
            media_type = _AS_THEY_ARE[header.kind].media_type
            if len(bare) < len(data) and not stripped:
                stripped = ("Texts and other additions to the picture were taken out.",)
            return SentReference(data=bare, media_type=media_type, notes=stripped)
    return _written_anew(picture, header, name, limit, changes + stripped)


def _changes(header: PictureHeader, picture: Picture) -> Iterator[str]:
    """Why the picture cannot go as it is; empty when it can."""
    if header.kind not in _AS_THEY_ARE:
        yield f"{header.kind.value} was converted, because the service does not take it."
    if header.orientation != 1:
        yield "It was turned upright."
    if picture.pixels.dtype != np.uint8:
        yield "It was reduced to 8 bits per channel."
    if header.mode not in _PLAIN_MODES and picture.pixels.dtype == np.uint8:
        yield f"Its colours ({header.mode}) were converted to RGB."
    fits = fits_channels(picture.facts.icc, picture.pixels.shape[2])
    if fits and not means_srgb(picture.facts.icc):
        yield "Its colours were converted to sRGB."
    if header.notes and header.kind in {FileKind.PNG, FileKind.WEBP}:
        yield "Only its first frame is sent."
    if picture.pixels.dtype == np.uint8 and hides_colours(picture.pixels):
        yield "Colours hidden under transparent parts were covered."


def _stripping_notes(header: PictureHeader) -> tuple[str, ...]:
    """What the file tells besides pixels, none of which is sent."""
    told = [
        words
        for words, is_there in (
            ("the place where it was taken (GPS)", has_place(header.exif)),
            ("camera and date (EXIF)", header.exif is not None),
            ("descriptions (XMP)", header.xmp is not None),
            ("the colour profile", header.icc is not None),
        )
        if is_there
    ]
    return (f"Taken out before sending: {', '.join(told)}.",) if told else ()


def _bare(data: bytes, kind: FileKind) -> bytes:
    """The same file without metadata, not one pixel decoded."""
    if kind is FileKind.PNG:
        found = png_chunks.structure_of(data, "")
        return png_chunks.without_extras(data, found) if png_chunks.carries_extras(found) else data
    carries, without = _STRIPPERS[kind]
    return without(data) if carries(data) else data


_STRIPPERS: dict[FileKind, tuple[Callable[[bytes], bool], Callable[[bytes], bytes]]] = {
    FileKind.JPEG: (jpeg_segments.carries_extras, jpeg_segments.without_extras),
    FileKind.WEBP: (webp_file.carries_extras, webp_file.without_extras),
}


def _written_anew(
    picture: Picture, header: PictureHeader, name: str, limit: int, notes: tuple[str, ...]
) -> SentReference:
    """PNG, or JPEG where the source was lossy already or PNG would be too heavy."""
    pixels = _plain(picture)
    is_opaque = pixels.shape[2] == 3
    data = b""
    if not is_opaque or header.kind not in _LOSSY:
        data = encode_png(pixels)
        if len(data) < limit:
            return SentReference(data=data, media_type=Format.PNG.media_type, notes=notes)
    for options in (_FINE, _COARSER) if is_opaque else ():
        data = encode_jpeg(pixels, FileFacts(), options)
        if len(data) < limit:
            said = f"It was written anew as JPEG, quality {options.quality}."
            return SentReference(data=data, media_type=Format.JPEG.media_type, notes=(*notes, said))
    megabytes = round(len(data) / 1_000_000)
    raise fail(ProblemKind.PICTURE_TOO_HEAVY, name=name, megabytes=megabytes)


def _plain(picture: Picture) -> NDArray[np.uint8]:
    """8-bit sRGB; alpha only where there is any transparency."""
    colours = in_srgb(picture.pixels, picture.facts.icc)
    if not picture.has_alpha:
        return colours
    alpha = eight_bits(picture.pixels[..., -1])
    return colours if bool((alpha == 255).all()) else with_ground(colours, alpha)
