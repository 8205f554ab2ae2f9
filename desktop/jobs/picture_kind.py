"""What kind of picture file some bytes are, told from the bytes alone."""

from __future__ import annotations

_STARTS = {
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
    b"GIF8": ("image/gif", "gif"),
    b"<svg": ("image/svg+xml", "svg"),
    b"<?xml": ("image/svg+xml", "svg"),
    b"II*\x00": ("image/tiff", "tif"),
    b"MM\x00*": ("image/tiff", "tif"),
    b"II+\x00": ("image/tiff", "tif"),
    b"MM\x00+": ("image/tiff", "tif"),
    b"BM": ("image/bmp", "bmp"),
}


def suffix_of(data: bytes) -> tuple[str, str]:
    """Media type and file suffix; `application/octet-stream`, `bin` when it is none we know."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp", "webp"
    if data[4:8] == b"ftyp" and data[8:12] in {b"avif", b"avis"}:
        return "image/avif", "avif"
    for start, kind in _STARTS.items():
        if data.startswith(start):
            return kind
    return "application/octet-stream", "bin"
