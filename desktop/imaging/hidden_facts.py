"""What a picture file tells besides its pixels: place, camera, author, profile, origin."""

from __future__ import annotations

from desktop.domain.problems import ProblemError
from desktop.imaging import jpeg_segments, png_chunks, webp_file
from desktop.imaging.codec import read_header
from desktop.imaging.credentials import has_credentials
from desktop.imaging.exif import has_place
from desktop.imaging.file_kind import FileKind
from desktop.imaging.picture_header import PictureHeader


def hidden_facts(data: bytes, name: str = "") -> tuple[str, ...]:
    """In words, what stands in the file beside the picture; empty when there is nothing."""
    try:
        header = read_header(data, name)
    except ProblemError:
        return ()
    found = (
        ("the place where it was taken (GPS)", has_place(header.exif)),
        ("camera and date (EXIF)", header.exif is not None),
        ("author and descriptions (XMP)", header.xmp is not None),
        ("a colour profile", header.icc is not None),
        ("Content Credentials", has_credentials(data, header.kind)),
    )
    said = tuple(words for words, is_there in found if is_there)
    return said or (("texts or other additions",) if _has_extras(data, header) else ())


def _has_extras(data: bytes, header: PictureHeader) -> bool:
    """Anything else that stripping would take out."""
    if header.kind is FileKind.PNG:
        return png_chunks.carries_extras(png_chunks.structure_of(data, ""))
    if header.kind is FileKind.JPEG:
        return jpeg_segments.carries_extras(data)
    return header.kind is FileKind.WEBP and webp_file.carries_extras(data)
