"""Saving for others: as it is where nothing else was asked for, else written anew, and said so."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.domain.problems import ProblemKind, fail
from desktop.imaging import jpeg_segments
from desktop.imaging.codec import read_header, read_picture
from desktop.imaging.credentials import has_credentials
from desktop.imaging.file_kind import FileKind
from desktop.imaging.file_writer import DEFAULTS, write_picture, writing_notes
from desktop.imaging.picture import Picture
from desktop.imaging.picture_header import PictureHeader
from desktop.imaging.write_options import Format, Metadata, WriteOptions

FORMATS = {
    FileKind.PNG: Format.PNG,
    FileKind.JPEG: Format.JPEG,
    FileKind.WEBP: Format.WEBP,
    FileKind.TIFF: Format.TIFF,
}
_SUFFIXES = {
    ".png": Format.PNG,
    ".jpg": Format.JPEG,
    ".jpeg": Format.JPEG,
    ".jpe": Format.JPEG,
    ".webp": Format.WEBP,
    ".tif": Format.TIFF,
    ".tiff": Format.TIFF,
}
CREDENTIALS_NOTE = (
    "The original's Content Credentials (C2PA) are not in this file; they are in the original."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file to be saved. `is_copy`: its pixels were not touched, or not even its bytes.

    `keeps_credentials`: Content Credentials are in it, and true, because its bytes are those of
    the file that had them.
    """

    data: bytes
    target: Format
    notes: tuple[str, ...] = ()
    is_copy: bool = False
    keeps_credentials: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LosslessFile:
    """A file that holds a picture bit for bit; `suffix` with its dot."""

    data: bytes
    suffix: str
    media_type: str


def export_picture(
    source: bytes | Picture,
    target: Format,
    options: WriteOptions = DEFAULTS,
    name: str = "the picture",
    *,
    opened: Picture | None = None,
) -> Export:
    """`source` in the format `target`; `opened` is the picture in its bytes, where that is known.

    Bytes that are in that format already are copied as they are, unless the options ask for
    something else. ProblemError: no picture that can be read, or one that the format cannot hold.
    """
    if isinstance(source, Picture):
        data = write_picture(source, target, options)
        return Export(data=data, target=target, notes=writing_notes(source, target, options))
    header = read_header(source, name)
    copied = _copied(source, header, target, options)
    if copied is not None:
        # Copied only what can be opened: a damaged file is not handed on unnoticed.
        if opened is None:
            read_picture(source, name)
        return copied
    picture = opened or read_picture(source, name)
    notes = (*header.notes, *writing_notes(picture, target, options))
    if has_credentials(source, header.kind):
        notes += (CREDENTIALS_NOTE,)
    return Export(data=write_picture(picture, target, options), target=target, notes=notes)


def format_named(path: Path) -> Format:
    """The format that a file's name asks for. ProblemError when Stet does not write it."""
    found = _SUFFIXES.get(path.suffix.lower())
    if found is None:
        raise fail(
            ProblemKind.BAD_ARGUMENT,
            reason=f"“{path.name}” has no ending of a picture format that Stet writes.",
            suggestion="End the name in .png, .jpg, .webp or .tif.",
        )
    return found


def write_lossless(picture: Picture) -> LosslessFile:
    """The picture in a format that keeps every bit: TIFF for floats and where it came from TIFF."""
    needs_tiff = picture.pixels.dtype.kind == "f" or picture.facts.format == FileKind.TIFF
    target = Format.TIFF if needs_tiff else Format.PNG
    return LosslessFile(
        data=write_picture(picture, target), suffix=target.suffix, media_type=target.media_type
    )


def _copied(
    data: bytes, header: PictureHeader, target: Format, options: WriteOptions
) -> Export | None:
    """The same bytes, or a JPEG losslessly without its metadata; None when that is not wanted."""
    is_same = FORMATS.get(header.kind) is target
    is_plain = options.dpi is None and not options.texts and options.quality is None
    if not is_same or not is_plain:
        return None
    if options.metadata is Metadata.KEEP:
        kept = has_credentials(data, header.kind)
        return Export(data=data, target=target, is_copy=True, keeps_credentials=kept)
    if header.kind is not FileKind.JPEG or header.orientation != 1:
        return None
    bare = jpeg_segments.without_extras(data, keeps_profile=True)
    notes = (CREDENTIALS_NOTE,) if has_credentials(data, header.kind) else ()
    return Export(data=bare, target=target, notes=notes, is_copy=True)
