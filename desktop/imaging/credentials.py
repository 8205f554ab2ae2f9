"""Whether a picture file carries Content Credentials (C2PA), which any rewriting loses.

Places: C2PA Technical Specification 2.2, appendix A (embedding manifests).
"""

from __future__ import annotations

from desktop.imaging import jpeg_segments, webp_file
from desktop.imaging.file_kind import FileKind
from desktop.imaging.png_chunks import structure_of
from desktop.imaging.tiff_directory import read_first

_C2PA = b"c2pa"
_HEAD = 200
"""The first bytes of a manifest name it: a JUMBF box with a description box inside."""

_TIFF_TAG = 52_545
_GIF_BLOCK = b"\x21\xff\x0bC2PA_GIF"
_AVIF_BOX = b"uuid" + bytes.fromhex("d8fec3d61b0e483c92975828877ec481")


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
    if kind is FileKind.TIFF:
        page = read_first(data)
        return _TIFF_TAG in page.entries or _TIFF_TAG in page.missing
    marks = {FileKind.GIF: _GIF_BLOCK, FileKind.AVIF: _AVIF_BOX}
    return kind in marks and marks[kind] in data
