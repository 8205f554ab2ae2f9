"""Mask files: the user's own, ours in the library, and what the service takes. 255 means change.

A mask with an alpha channel marks by transparency, as OpenAI's do; one without marks by white.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.domain.problems import ProblemKind, fail
from desktop.domain.size import Size
from desktop.imaging.codec import probe, read_picture
from desktop.imaging.depth import eight_bits
from desktop.imaging.mask_shelf import fits_by_scaling, scaled
from desktop.imaging.picture import Picture
from desktop.imaging.png_file import encode_png
from desktop.imaging.write_options import Effort

if TYPE_CHECKING:
    from numpy.typing import NDArray

SERVICE_LIMIT = 4_000_000
"""Bytes below which the service takes a mask."""

_LOSSY = frozenset({"JPEG", "AVIF"})
_NOISE = 12
"""How far lossy formats stray from black and white near an edge; without this, specks of almost
black would open the whole picture to change."""


def read_mask(data: bytes, name: str, size: Size) -> NDArray[np.uint8]:
    """The mask in a file, shape (h, w): 255 change, 0 keep, soft values kept.

    In JPEG and AVIF nearly black is black and nearly white is white. ProblemError: no picture,
    not as large as the picture (`size`), or nothing marked.
    """
    found = probe(data, name).size
    if found != size:
        raise fail(ProblemKind.MASK_SIZE_DIFFERS, mask=found.shown, picture=size.shown)
    mask = _marked(read_picture(data, name))
    if not mask.any():
        raise fail(ProblemKind.MASK_EMPTY)
    return mask


def read_fitting_mask(data: bytes, name: str, size: Size) -> NDArray[np.uint8]:
    """As `read_mask`, but a mask of the picture's shape may have another size: it is scaled."""
    found = probe(data, name).size
    if not fits_by_scaling(found, size):
        raise fail(ProblemKind.MASK_SIZE_DIFFERS, mask=found.shown, picture=size.shown)
    return scaled(read_mask(data, name, found), size)


def write_mask(mask: NDArray[np.uint8]) -> bytes:
    """The mask (h, w) as an 8-bit grey PNG: white is change."""
    return encode_png(np.ascontiguousarray(mask)[..., None])


def mask_for_service(mask: NDArray[np.uint8], size: Size, limit: int = SERVICE_LIMIT) -> bytes:
    """What is uploaded: an RGBA PNG as large as the picture that is sent, alpha 0 where to change.

    Everything marked at all is wholly transparent, everything else wholly opaque; the colours are
    flat, so that nothing of the picture is in it. ProblemError: nothing marked, or (MASK_TOO_HEAVY)
    not below `limit` bytes however it is packed.
    """
    import cv2

    kept = _kept(mask, size)
    if kept.all():
        raise fail(ProblemKind.MASK_EMPTY)
    flat = np.zeros_like(kept)
    pixels = np.asarray(cv2.merge([flat, flat, flat, kept]), np.uint8)
    data = encode_png(pixels)
    if len(data) >= limit:
        data = encode_png(pixels, effort=Effort.SMALL)
    if len(data) >= limit:
        megabytes = round(len(data) / 1_000_000, 1)
        raise fail(ProblemKind.MASK_TOO_HEAVY, megabytes=megabytes)
    return data


def _marked(picture: Picture) -> NDArray[np.uint8]:
    import cv2

    pixels = eight_bits(picture.pixels)
    if picture.has_alpha:
        mask: NDArray[Any] = 255 - pixels[..., -1]
    elif picture.has_colour:
        mask = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    else:
        mask = pixels[..., 0].copy()
    if picture.facts.format in _LOSSY:
        mask[mask <= _NOISE] = 0
        mask[mask >= 255 - _NOISE] = 255
    return np.ascontiguousarray(mask)


def _kept(mask: NDArray[np.uint8], size: Size) -> NDArray[np.uint8]:
    """255 where nothing is marked, at another size where nothing was: no mark is lost."""
    import cv2

    if mask.shape == (size.height, size.width):
        return np.asarray(cv2.threshold(mask, 0, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)
    shares = cv2.resize(
        (mask > 0).astype(np.float32), (size.width, size.height), interpolation=cv2.INTER_AREA
    )
    return np.asarray(cv2.threshold(shares, 1e-6, 255, cv2.THRESH_BINARY_INV)[1]).astype(np.uint8)
