"""Flattens a Photoshop document into a picture file that every other part of Stet knows."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.problems import ProblemKind, fail
from desktop.imaging.codec import read_bytes
from desktop.imaging.decoders import decoding
from desktop.imaging.exif import bare_exif, upright_exif
from desktop.imaging.file_writer import write_picture
from desktop.imaging.icc import fits_channels
from desktop.imaging.picture import FileFacts, Picture
from desktop.imaging.picture_header import checked_size
from desktop.imaging.pillow_pixels import pixels_of
from desktop.imaging.write_options import Format

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from psd_tools import PSDImage

SIGNATURE = b"8BPS"
_HEADER = 26
_RESOLUTION, _ICC, _EXIF, _XMP = 1005, 1039, 1058, 1060
_DEPTHS = {8, 16}


def is_document(data: bytes) -> bool:
    """Whether the bytes are a Photoshop document (PSD or PSB)."""
    return data.startswith(SIGNATURE)


def flat(data: bytes, name: str) -> bytes:
    """A Photoshop document as the picture that it shows; all else as it is. ProblemError."""
    return flattened_document(data, name) if is_document(data) else data


def read_flat(path: Path) -> bytes:
    """The bytes of a picture file, `flat`. ProblemError as `read_bytes` and `flat`."""
    return flat(read_bytes(path), path.name)


def flattened_document(data: bytes, name: str) -> bytes:
    """The document's picture as PNG, with its profile, resolution, EXIF and XMP.

    The picture that Photoshop stored merged, where it did; else its layers put together. An alpha
    that hides nothing is left out: it would make a mask in black and white one of transparency.
    ProblemError: cut off, damaged, too large, or of a kind that cannot be opened.
    """
    _check(data, name)
    with decoding(name):
        from psd_tools import PSDImage

        document = PSDImage.open(BytesIO(data))
        pixels = _pixels(document)
        facts = _facts(document)
    pixels = _without_idle_alpha(pixels)
    icc = facts.icc if fits_channels(facts.icc, pixels.shape[2]) else None
    picture = Picture(
        pixels=np.ascontiguousarray(pixels),
        facts=FileFacts(icc=icc, exif=facts.exif, xmp=facts.xmp, dpi=facts.dpi),
    )
    return write_picture(picture, Format.PNG)


def _check(data: bytes, name: str) -> None:
    """Size and depth, before anything is unpacked."""
    if len(data) < _HEADER:
        raise fail(ProblemKind.FILE_TRUNCATED, name=name)
    version, _, _, height, width, depth, _ = struct.unpack_from(">H6sHIIHH", data, 4)
    if version not in {1, 2}:
        raise fail(ProblemKind.FILE_DAMAGED, name=name)
    checked_size(width, height, name)
    if depth not in _DEPTHS:
        words = f" (a Photoshop document with {depth} bits per channel)"
        raise fail(ProblemKind.FILE_FORMAT_UNKNOWN, name=name, guess=words)


def _pixels(document: PSDImage) -> NDArray[Any]:
    if document.depth == 16 and document.has_preview():
        return _deep(document)
    merged = document.topil(apply_icc=False) if document.has_preview() else None
    image = merged if merged is not None else document.composite(apply_icc=False)
    if image is None:
        raise ValueError("There is no picture in it.")
    return pixels_of(image, _resource(document, _ICC)).pixels


def _without_idle_alpha(pixels: NDArray[Any]) -> NDArray[Any]:
    has_alpha = pixels.shape[2] in {2, 4}
    full = np.iinfo(pixels.dtype).max if pixels.dtype.kind == "u" else 1
    return pixels[..., :-1] if has_alpha and bool((pixels[..., -1] == full).all()) else pixels


def _deep(document: PSDImage) -> NDArray[Any]:
    """Shares from 0 to 1 as 16 bits; CMYK and Lab go the way of 8 bits."""
    if document.color_mode.name not in {"RGB", "GRAYSCALE"}:
        image = document.composite(apply_icc=False)
        return pixels_of(image, _resource(document, _ICC)).pixels
    shares = document.numpy()
    wanted = 3 if document.color_mode.name == "RGB" else 1
    made: NDArray[np.uint16] = np.empty((*shares.shape[:2], wanted), np.uint16)
    np.rint(np.clip(shares[..., :wanted], 0, 1) * 65535, out=made, casting="unsafe")
    return made


def _facts(document: PSDImage) -> FileFacts:
    exif = bare_exif(_resource(document, _EXIF))
    return FileFacts(
        icc=_resource(document, _ICC),
        exif=upright_exif(exif),
        xmp=_resource(document, _XMP),
        dpi=_dpi(document),
    )


def _resource(document: PSDImage, key: int) -> bytes | None:
    """An image resource as bytes; None when it is not there."""
    found = document.image_resources.get(key)
    if found is None:
        return None
    data = getattr(found, "data", found)
    return bytes(data) if isinstance(data, bytes | bytearray) and data else None


def _dpi(document: PSDImage) -> tuple[float, float] | None:
    """Fixed-point numbers in dots per inch, whatever unit they are shown in."""
    found = document.image_resources.get(_RESOLUTION)
    raw = getattr(found, "data", None)
    across, down = getattr(raw, "horizontal", 0), getattr(raw, "vertical", 0)
    if not across or not down:
        return None
    return (across / 65536, down / 65536)
