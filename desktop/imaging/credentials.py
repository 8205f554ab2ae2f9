"""Whether a picture file carries Content Credentials (C2PA), which any rewriting loses."""

from __future__ import annotations

from desktop.imaging import jpeg_segments, webp_file
from desktop.imaging.file_kind import FileKind
from desktop.imaging.png_chunks import structure_of

_C2PA = b"c2pa"
_HEAD = 200
"""The first bytes of a manifest name it: a JUMBF box with a description box inside."""


def has_credentials(data: bytes, kind: FileKind) -> bool:
    """True when a manifest is there; whether it is valid is not looked at."""
    if kind is FileKind.PNG:
        return any(chunk.kind == b"caBX" for chunk in structure_of(data, "").chunks)
    if kind is FileKind.JPEG:
        found = jpeg_segments.structure_of(data)
        return any(
            _C2PA in payload[:_HEAD]
            for payload in found.payloads(data, jpeg_segments.JUMBF_MARKER, b"JP")
        )
    if kind is FileKind.WEBP:
        return webp_file.has_chunk(data, b"C2PA")
    return False
